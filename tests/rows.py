"""A table of cases as one test: pytest takes longer to count a row than most rows take to be judged."""

import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import wraps
from typing import Any

import pytest

Test = Callable[..., None]


def each(names: str | Sequence[str], rows: Iterable[Any]) -> Callable[[Test], Test]:
    """As `pytest.mark.parametrize`, but one test for all rows; when it fails it names every row that did not hold.

    names: arguments of the test, as there. Its other arguments are fixtures, or those of another `each` above.
    """
    arguments = [names] if isinstance(names, str) else list(names)
    table = [dict(zip(arguments, row if len(arguments) > 1 else [row], strict=True)) for row in rows]

    def decorate(test: Test) -> Test:
        @wraps(test)
        def of_all(**others: Any) -> None:
            failed = [failure for row in table if (failure := failure_of(test, row, others))]
            if failed:
                pytest.fail(f"{len(failed)} of {len(table)}\n" + "\n".join(failed), pytrace=False)

        given = inspect.signature(test)
        left = [parameter for name, parameter in given.parameters.items() if name not in arguments]
        of_all.__signature__ = given.replace(parameters=left)  # type: ignore[attr-defined]
        return of_all

    return decorate


def failure_of(test: Test, row: Mapping[str, Any], others: Mapping[str, Any]) -> str:
    """The row, and what the test says of it; nothing where it holds."""
    try:
        test(**row, **others)
    except (Exception, pytest.fail.Exception) as error:  # noqa: BLE001 - the rows after it are judged too
        return f"{row!r:.1000}\n    {type(error).__name__}: {error}"
    return ""
