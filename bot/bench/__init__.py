"""The benchmarks: how fast we are, beside how fast the same could be done at all, measured in the same run."""

from collections.abc import Iterable
from enum import StrEnum
from importlib import import_module
from typing import Any


class Bench(StrEnum):
    """What can be measured; each is the module of that name, with a `measure`."""

    INBOUND = "inbound"
    SEND = "send"
    PLAN = "plan"
    READING = "reading"
    SEGMENTS = "segments"


def run(names: Iterable[str] = ()) -> list[dict[str, Any]]:
    """Run the benchmarks of these names, or all, on the loopback and in files that are thrown away.

    Each figure: name, figure, limit, ratio (figure through limit), unit, limit_is, details, command. ValueError for
    a name that is none, RuntimeError when one could not be measured. Under a minute for all but `segments`, which first
    makes a party of a million people: some ten minutes.
    """
    chosen = [Bench(name) for name in names] or list(Bench)
    return [figure.to_json() for name in chosen for figure in import_module(f"{__name__}.{name}").measure()]
