"""A list that says that somebody has left starts the time after which they are forgotten."""

from datetime import timedelta

from sqlalchemy import Connection

from tests.storage.importing.conftest import NOW
from tests.storage.importing.helpers import everybody, take

HEAD = "Medlemsnummer;Namn;Mobil;Relation\n"


def test_who_has_left_by_the_list_is_kept_for_a_time_from_that_day(db: Connection) -> None:
    take(db, HEAD + "1;Åsa Ek;0701740605;medlem\n")
    assert everybody(db)[0]["left_at"] is None
    take(db, HEAD + "1;Åsa Ek;0701740605;tidigare medlem\n", days=3)
    assert everybody(db)[0]["left_at"] == NOW + timedelta(days=3)


def test_the_same_list_once_more_does_not_prolong_it(db: Connection) -> None:
    take(db, HEAD + "1;Åsa Ek;0701740605;medlem\n")
    for days in (3, 9):
        take(db, HEAD + "1;Åsa Ek;0701740605;tidigare medlem\n", days=days)
    assert everybody(db)[0]["left_at"] == NOW + timedelta(days=3)


def test_who_comes_back_is_a_member_like_any_other(db: Connection) -> None:
    for days, relation in enumerate(("medlem", "tidigare medlem", "medlem")):
        take(db, HEAD + f"1;Åsa Ek;0701740605;{relation}\n", days=days)
    assert everybody(db)[0]["left_at"] is None
