"""What the documents say is so."""

import re
import runpy
from pathlib import Path

from typer.testing import CliRunner

from bot.__main__ import app

ROOT = Path(__file__).parent.parent


def test_the_map_of_the_tables_is_true() -> None:
    draw = runpy.run_path(str(ROOT / "docs" / "draw_tables.py"))["draw"]
    assert (ROOT / "docs" / "tables.md").read_text() == draw()


def test_every_command_the_readme_names_exists() -> None:
    readme = (ROOT / "README.md").read_text()
    for words in sorted(set(re.findall(r"budkavle ((?:[a-z]+ ?){1,2})", readme))):
        shown = CliRunner().invoke(app, [*words.split()[:2], "--help"])
        alone = CliRunner().invoke(app, [*words.split()[:1], "--help"])
        assert 0 in (shown.exit_code, alone.exit_code), words


def test_every_make_target_the_readme_names_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M))
    assert set(re.findall(r"(?:`|    )make ([a-z-]+)", (ROOT / "README.md").read_text())) <= targets


def test_every_file_the_documents_point_to_exists() -> None:
    for page in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]:
        for link in re.findall(r"\]\((?!http)([^)#]+)\)", page.read_text()):
            assert (page.parent / link).exists(), f"{page.name}: {link}"
