"""budkavle demo: everything on a made-up association, without any account. What `make demo` starts."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot import demo as made_up
from bot.cli import server
from bot.cli.common import fail, tell
from bot.config import Settings
from bot.logs import set_up
from bot.panel import open_demo
from bot.service import open_database
from bot.web import make_app

FOLDER = Path(".demo")
HOST = "127.0.0.1"


Port = Annotated[int, typer.Option(min=1, max=65535, help="Another port, when this one is taken.")]


def demo(port: Port = 8000) -> None:
    """Start on a made-up association, and print two links: to its panel, signed in, and to its phone."""
    if not server.is_free(HOST, port):
        fail("port_taken", port=port)
    FOLDER.mkdir(mode=0o700, exist_ok=True)
    settings = sandbox_settings(port)
    set_up("WARNING", "text")
    for old in FOLDER.glob("demo.db*"):  # shifts of last week are no demo
        old.unlink()
    database = open_database(settings)
    made_up.fill(database, settings, datetime.now(UTC))
    database.close()
    links = made_up.links(settings, HOST, port)
    for name, url in links.items():
        tell(name, url=url)
    tell("demo_end")
    app = make_app(settings)
    open_demo(app, settings, links["phone"])
    server.run(app, HOST, port)


def sandbox_settings(port: int) -> Settings:
    """Settings that reach nobody, whatever the environment says."""
    return Settings(
        database_url=f"sqlite:///{FOLDER / 'demo.db'}",
        public_url=f"http://{HOST}:{port}",
        secret_key="",
        hash_key="",
        twilio_account_sid="",
        twilio_auth_token="",
        telegram_bot_token="",
    )
