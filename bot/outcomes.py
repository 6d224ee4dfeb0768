"""What came of sending, written down: the message's state, and what it says of the address and the provider."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.channel import Channel, Later, Outcome, Outgoing, Refused, Sent
from flows import parts
from storage import addresses, fallback, installation, outbox, suppression


def record(db: Connection, channel: Channel, pairs: Sequence[tuple[Outgoing, Outcome]], now: datetime) -> None:
    """Write down what came of messages; those that were taken, which is nearly all, in one statement."""
    sids = {message.id: outcome.sid for message, outcome in pairs if isinstance(outcome, Sent)}
    outbox.accepted(db, sids, now, can_forget=channel.capabilities.can_forget)
    for message, outcome in pairs:
        _record(db, channel, message, outcome, now)
    if pairs and all(isinstance(outcome, Sent) for _, outcome in pairs):
        installation.provider_is(db, channel.provider, "ok", now)


def _record(db: Connection, channel: Channel, message: Outgoing, outcome: Outcome, now: datetime) -> None:
    if isinstance(outcome, Sent):
        return
    if isinstance(outcome, Refused):
        outbox.refused(db, message.id, outcome.error, now)
        _learn(db, message, outcome.address, now)
    elif isinstance(outcome, Later):
        outbox.try_later(db, message.id, outcome.error, now + timedelta(seconds=outcome.seconds))
        _pause(db, channel, outcome, now)
    else:
        outbox.unknown(db, message.id, outcome.error, can_prove=channel.capabilities.can_look_up, now=now)


def _learn(db: Connection, message: Outgoing, address: str, now: datetime) -> None:
    """What a refusal says of the address: it opted out at the provider, it does not exist, the chat is closed."""
    row = addresses.find(db, message.channel, message.address)
    if row is None or not address:
        return
    if address == "stopped":
        suppression.suppress(db, [row.hash], source="provider", now=now)
        return
    addresses.set_state(db, row.id, address)
    fallback.by_sms(db, message.id, parts.count(message.body).parts, now)


def _pause(db: Connection, channel: Channel, outcome: Later, now: datetime) -> None:
    if outcome.pause:
        installation.pause(db, channel.provider, outcome.seconds)
        installation.provider_is(db, channel.provider, "paused", now)
    else:
        installation.provider_is(db, channel.provider, "failing", now)
