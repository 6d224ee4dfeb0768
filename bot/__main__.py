"""The command line: `budkavle`, or `python -m bot`."""

import typer

from bot.cli import booking, broadcast, inbox, org, organizer, people, run, segment, shifts, survey
from bot.cli.bench import bench
from bot.cli.demo import demo

app = typer.Typer(
    help="An SMS-first mobilization bot.", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
)
app.command()(run.serve)
app.command()(run.work)
app.command()(run.chat)
app.command("migrate")(run.migrate_)
app.command()(run.status)
app.command()(run.halt)
app.command()(run.resume)
app.command()(run.understand)
app.command()(bench)
app.command()(demo)
app.add_typer(org.app, name="org")
app.add_typer(organizer.app, name="organizer")
app.add_typer(people.app, name="people")
app.add_typer(segment.app, name="segment")
app.add_typer(survey.app, name="survey")
app.add_typer(shifts.app, name="shifts")
app.add_typer(booking.app, name="booking")
app.add_typer(broadcast.app, name="broadcast")
app.add_typer(inbox.app, name="inbox")


def main() -> None:
    """Run a command."""
    app()


if __name__ == "__main__":
    main()
