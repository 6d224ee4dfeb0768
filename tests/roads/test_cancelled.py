"""Who no longer waits for a write does not stop the others: the writer goes on."""

import threading
from pathlib import Path

import pytest
from sqlalchemy import Connection

from storage.session import Database


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_write_that_was_given_up_does_not_end_the_writer(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'one.db'}", "a key for tests")
    begun, go_on = threading.Event(), threading.Event()

    def hold(db: Connection) -> None:
        begun.set()
        go_on.wait(5)

    first = database.write(hold)
    begun.wait(5)
    given_up = database.write(lambda db: db.exec_driver_sql("CREATE TABLE given_up (id)"))
    given_up.cancel()
    go_on.set()
    first.result(timeout=5)
    assert database.write(lambda db: db.exec_driver_sql("SELECT 1").scalar()).result(timeout=2) == 1
    database.close()
