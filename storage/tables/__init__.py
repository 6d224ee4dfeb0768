"""All tables, one file a noun: columns and constraints only."""

from storage.tables.address import address, link_token, person_address, suppression
from storage.tables.base import metadata
from storage.tables.booking import booking, booking_event, booking_slot, busy, candidate, quota
from storage.tables.broadcast import broadcast
from storage.tables.broadcast_reply import broadcast_reply
from storage.tables.conversation import change, conversation, timer
from storage.tables.duplicate import kept_apart
from storage.tables.erased import erased
from storage.tables.handover import handover
from storage.tables.importing import import_batch, import_part, upload, upload_page, upload_piece
from storage.tables.inbox import inbox
from storage.tables.installation import audit, instance, lease, pace, provider
from storage.tables.organization import organization
from storage.tables.organizer import organizer, organizer_role, recovery_code, session, sign_in_link, throttle
from storage.tables.outbox import delivery_status, outbox
from storage.tables.person import person, person_role, person_tag
from storage.tables.rights import legal_hold, read_log, rights_request
from storage.tables.segment import segment
from storage.tables.shift import activity, calendar, claim, shift, shift_change
from storage.tables.survey import answer, answer_option, survey, survey_asked, survey_round, survey_version

__all__ = [
    "activity", "address", "answer", "answer_option", "audit", "booking", "booking_event", "booking_slot",
    "broadcast", "broadcast_reply", "busy", "calendar", "candidate", "change", "claim", "conversation",
    "delivery_status", "erased", "handover", "import_batch", "import_part", "inbox", "instance", "kept_apart",
    "lease", "legal_hold", "link_token", "metadata", "organization", "organizer", "organizer_role", "outbox", "pace",
    "person", "person_address", "person_role", "person_tag", "provider", "quota", "read_log", "recovery_code",
    "rights_request", "segment", "session", "shift", "shift_change", "sign_in_link", "suppression", "survey",
    "survey_asked", "survey_round", "survey_version", "throttle", "timer", "upload", "upload_page", "upload_piece",
]  # fmt: skip
