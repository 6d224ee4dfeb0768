"""All tables, one file a noun: columns and constraints only."""

from storage.tables.address import address, link_token, person_address, suppression
from storage.tables.base import metadata
from storage.tables.booking import booking
from storage.tables.conversation import change, conversation, timer
from storage.tables.duplicate import kept_apart
from storage.tables.erased import erased
from storage.tables.importing import import_batch, import_part
from storage.tables.inbox import inbox
from storage.tables.installation import audit, instance, lease, pace, provider
from storage.tables.organization import organization
from storage.tables.outbox import delivery_status, outbox
from storage.tables.person import person, person_role, person_tag
from storage.tables.rights import rights_request
from storage.tables.segment import segment
from storage.tables.shift import activity, claim, shift
from storage.tables.survey import answer, answer_option, survey, survey_asked, survey_version

__all__ = [
    "activity", "address", "answer", "answer_option", "audit", "booking", "change", "claim", "conversation",
    "delivery_status", "erased", "import_batch", "import_part", "inbox", "instance", "kept_apart", "lease",
    "link_token", "metadata", "organization", "outbox", "pace", "person", "person_address", "person_role",
    "person_tag", "provider", "rights_request", "segment", "shift", "suppression", "survey", "survey_asked",
    "survey_version", "timer",
]  # fmt: skip
