"""What there is about a person, in short, as they are told it by text."""

from sqlalchemy import Connection, Row

from bot.turn import Here
from flows.rights import Known
from storage import addresses, people, phones, shifts, surveys


def known_of(here: Here) -> Known:
    """What a person is told who asks what we know."""
    row = people.get(here.db, here.person.id) if here.person is not None else None
    if row is None:
        raise LookupError("nobody whose rights these are")
    return Known(
        name=people.name_of(row),
        relation=row.relation,
        source=row.basis_source,
        since=row.basis_at.astimezone(here.zone),
        addresses=_shown(here.db, row),
        answers=len(surveys.answers_for_show(here.db, row.id)),
        shifts=len(shifts.claims_of_person(here.db, row.id)),
        messages=len(people.messages_of(here.db, row.id)),
    )


def _shown(db: Connection, row: Row[object]) -> tuple[str, ...]:
    """Numbers as people write them; a chat by the name of its channel."""
    own = addresses.of_person(db, row.id)
    numbers = [phones.national(each.address) for each in own if each.channel == "sms"]
    return (*numbers, *("Telegram" for each in own if each.channel == "telegram"))
