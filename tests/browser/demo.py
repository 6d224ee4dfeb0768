"""The demo as a site for the browser, with people whose names are attacks, and the list of all its pages."""

import csv
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from admin.app import PAGES
from tests.browser.conftest import ROOT, wait_for

# Names that a page must only ever show. Each would tell if it ran: see `window.hurt` in the tests.
ATTACKS = (
    "<script>window.hurt=1</script>",
    "<img src=x onerror=window.hurt=1>",
    '"><svg onload=window.hurt=1>',
    "'-window.hurt=1-'",
    "{{constructor.constructor('window.hurt=1')()}}",
    "javascript:window.hurt=1",
    '<a href="javascript:window.hurt=1">Åsa</a>',
    "</textarea><script>window.hurt=1</script>",
    "</title><script>window.hurt=1</script>",
    "<iframe srcdoc='<script>parent.hurt=1</script>'>",
    "%3Cscript%3Ewindow.hurt=1%3C/script%3E",
    "&lt;script&gt;window.hurt=1&lt;/script&gt;",
    '" autofocus onfocus="window.hurt=1',
    "<style>@import 'http://127.0.0.1:9/x'</style>",
    "{0.__class__.__mro__}",
    "%s%n{{config}}",
)


@contextmanager
def running_demo(folder: Path, *, attacked: bool = True) -> Iterator[dict[str, str]]:
    """The demo on a port of its own: its links `url`, `panel` and `phone`; with people named like attacks."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PUBLIC_URL": url}
    log = folder / "demo.log"
    with log.open("w") as out:
        command = [sys.executable, "-m", "bot", "demo", "--port", str(port)]
        server = subprocess.Popen(command, env=environment, stdout=out, stderr=subprocess.STDOUT, cwd=folder)
    try:
        wait_for(url)
        database = next(folder.rglob("*.db"))
        if attacked:
            attack(folder, {**environment, "DATABASE_URL": f"sqlite:///{database}"})
        printed = log.read_text()
        links = {
            name: re.search(rf"http\S*/{path}\S*", printed) for name, path in (("panel", "sign-in"), ("phone", "phone"))
        }
        yield {"url": url, **{name: found[0] for name, found in links.items() if found}}
    finally:
        server.terminate()
        server.wait(timeout=40)


def attack(folder: Path, environment: dict[str, str]) -> None:
    """A list of people with such names, towns and tags."""
    file = folder / "attacks.csv"
    with file.open("w", newline="", encoding="utf-8") as out:
        table = csv.writer(out, delimiter=";")
        table.writerow(["Förnamn", "Efternamn", "Mobil", "Ort", "Märkning"])
        for place, words in enumerate(ATTACKS):
            table.writerow([words, words, f"07017406{50 + place}", words, words.replace(",", " ")])
    command = [sys.executable, "-m", "bot", "people", "import", str(file), "--org", "Solidaritet Solna", "--json"]
    subprocess.run(command, env=environment, check=True, capture_output=True, timeout=120, cwd=folder)


def pages() -> list[str]:
    """Every page of an organization that names nothing more than it."""
    paths = [
        str(getattr(route, "path", "")) for router in PAGES for route in router.routes
        if "GET" in getattr(route, "methods", ())
    ]  # fmt: skip
    return [path for path in paths if path.startswith("/o/{organization_id}") and path.count("{") == 1]
