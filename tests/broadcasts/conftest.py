"""The app of `tests.roads` here too; and most of what is the same on both databases is only long on the second."""

from pathlib import Path

import pytest

from tests.roads.conftest import (  # noqa: F401 - fixtures are found by their names here
    _both,
    _road,
    apps,
    both,
    hurried,
    judged,
    open_road,
    open_shared,
    providers,
    road,
)

HERE = Path(__file__).parent
ON_BOTH = ("test_two_workers", "test_without_the_lease", "test_a_household", "test_an_answer_goes", "test_its_replies")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """On PostgreSQL `make test` runs what locks, joins or counts in a way of its own."""
    for item in items:
        if item.path.parent == HERE and "[postgresql" in item.name and not item.name.startswith(ON_BOTH):
            item.add_marker(pytest.mark.long)
