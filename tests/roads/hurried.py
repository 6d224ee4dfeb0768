"""The program as it is, but that it finds sooner what a process that was killed has left."""

from datetime import timedelta

from bot import settle
from bot.__main__ import main
from bot.worker import Worker
from storage import outbox


def hurry() -> None:
    """Leases, looks at the provider's list and ticks in fractions of their time."""
    usual = vars(Worker)["ticks"].fget
    outbox.LEASE = timedelta(seconds=2)
    settle.LOOKS = (0.5, 1.0, 1.5)
    sooner = property(lambda self: [(tick, min(every, 0.3)) for tick, every in usual(self)])
    type.__setattr__(Worker, "ticks", sooner)


if __name__ == "__main__":
    hurry()
    main()
