"""Random: so many persons, the same ones for the same seed on every database."""

from random import Random as Dice

from sqlalchemy import ColumnElement, select

from storage.segments.expr import Random
from storage.tables import person

# A prime below 2**31: products of two remainders stay within 63 bits, where both databases are exact.
PRIME = 2_147_483_647


def sample(test: Random, rest: ColumnElement[bool]) -> ColumnElement[bool]:
    """`test.count` of the persons of whom `rest` holds; all of them when there are no more."""
    drawn = select(person.c.id).where(rest).order_by(lot(test.seed), person.c.id).limit(test.count)
    return person.c.id.in_(drawn.correlate(None))


def lot(seed: int) -> ColumnElement[int]:
    """A number per person and seed that looks drawn: quadratic, so that neighbours do not stay neighbours."""
    dice = Dice(seed)  # noqa: S311 - a sample that can be drawn again, no secret
    factor, more, shift = (dice.randrange(1, PRIME) for _ in range(3))
    line = (person.c.id % PRIME * factor + more) % PRIME
    return line * ((line + shift) % PRIME) % PRIME
