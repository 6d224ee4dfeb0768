"""budkavle bench: the benchmarks, each beside its limit."""

from typing import Annotated

import typer

from bot.bench import Bench, run
from bot.cli.common import print_json


def bench(
    names: Annotated[list[Bench] | None, typer.Argument(help="Which; all when none is named.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """How fast this is on this machine, beside how fast it could be at all."""
    figures = run(names or ())
    if as_json:
        return print_json(figures)
    for found in figures:
        values = (found["figure"], found["unit"], found["limit"], found["ratio"], found["limit_is"], found["command"])
        typer.echo("\t".join([found["name"], *map(str, values)]))
    return None
