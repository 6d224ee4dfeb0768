"""A test for each row of a table tells of every row that fails, and of no other."""

import inspect

import pytest

from tests.rows import each


def judged(first: int, second: int, fixture: int = 0) -> None:
    assert first + second == 4


def test_every_row_that_fails_is_named_with_what_it_says() -> None:
    with pytest.raises(pytest.fail.Exception) as failed:
        each(("first", "second"), [(1, 2), (2, 2), (3, 2)])(judged)()
    assert "2 of 3" in str(failed.value)
    assert "{'first': 1, 'second': 2}\n    AssertionError: assert (1 + 2) == 4" in str(failed.value)
    assert "{'first': 3, 'second': 2}" in str(failed.value)
    assert "{'first': 2" not in str(failed.value)


def test_tables_multiply_as_parametrized_ones_do() -> None:
    with pytest.raises(pytest.fail.Exception, match="'first': 3"):
        each("first", [2, 3])(each("second", [2])(judged))()
    each("first", [1, 2, 3])(each("second", [])(judged))()


def test_what_is_not_in_the_table_is_still_asked_for() -> None:
    assert [*inspect.signature(each("second", [2])(judged)).parameters] == ["first", "fixture"]
