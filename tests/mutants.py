"""Mutants of what reads a stop, a yes and a no: how many of them the tests notice (`make mutants`).

`python -m tests.mutants [module …]` changes the code of these modules bit by bit, in a folder of its own, and runs
the tests of their reading against every change. When too many go by unnoticed it ends with 1 and keeps the folder,
where `mutmut show` shows each.
"""

import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent
COPIED = ("flows", "storage", "tests")  # the tests' conftest needs storage
MODULES = ("opt_out", "narrower", "commands", "yes_no", "stance", "negation")
TESTS = (
    "opt_out", "opt_out_grammar", "less_and_stop", "less_often", "commands", "yes_no", "yes_no_edges", "stance",
    "where_a_text_divides", "labelled_replies", "reminder", "cancel",
)  # fmt: skip
# These take long and notice nothing that the others do not; the last has ids that pytest, run twice in one process,
# does not find again, which mutmut would count as noticed.
LEFT_OUT = ("97_in_100", "plain_json", "do_not_matter", "wins_over_whatever")
PROCESSES = 2
NOTICED = ("killed", "timeout")
ENOUGH = 85  # of 100 mutants
SETTINGS = """
[tool.mutmut]
source_paths = ["flows"]
only_mutate = {only}
also_copy = ["storage"]
pytest_add_cli_args = ["-p", "no:cacheprovider", "-W", "ignore", "--tb=no", "-k", "{fast}"]
pytest_add_cli_args_test_selection = {tests}
"""


def main(modules: Sequence[str]) -> int:
    """Run and tell; the exit code."""
    folder = Path(tempfile.mkdtemp(prefix="mutants-"))
    copy_to(folder, modules)
    ran = mutmut(folder, "run", "--max-children", str(PROCESSES))
    if ran.returncode:
        print(ran.stdout[-2000:], ran.stderr[-2000:])
        return 1
    fates = fates_of(mutmut(folder, "results", "--all", "true").stdout)
    fates["in all"] = sum(fates.values(), Counter())
    for name, counted in fates.items():
        print(line(name, counted))
    if share(fates["in all"]) < ENOUGH:
        print(f"Fewer than {ENOUGH} % were noticed. See them in {folder}: mutmut results, mutmut show NAME")
        return 1
    shutil.rmtree(folder)
    return 0


def copy_to(folder: Path, modules: Sequence[str]) -> None:
    """The code and its tests where they may be changed, with the settings of mutmut."""
    for name in COPIED:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    settings = SETTINGS.format(
        only=[f"flows/reading/{module}.py" for module in modules],
        tests=[f"tests/reading/test_{name}.py" for name in TESTS],
        fast=" and ".join(f"not {name}" for name in LEFT_OUT),
    )
    own = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    (folder / "pyproject.toml").write_text(own + settings, encoding="utf-8")


def mutmut(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "mutmut", *arguments], cwd=folder, capture_output=True, text=True)


def fates_of(results: str) -> dict[str, Counter[str]]:
    """By module, how many mutants met which fate, from lines like "flows.reading.stance.x_stance__mutmut_1: killed"."""
    fates: dict[str, Counter[str]] = {}
    for name, colon, fate in (row.strip().partition(": ") for row in results.splitlines()):
        if colon:
            fates.setdefault(name.split(".")[2], Counter())[fate] += 1
    return fates


def share(fates: Counter[str]) -> float:
    """Of 100 mutants, those noticed."""
    return 100 * sum(fates[fate] for fate in NOTICED) / max(fates.total(), 1)


def line(name: str, fates: Counter[str]) -> str:
    counted = ", ".join(f"{fate} {fates[fate]}" for fate in sorted({"killed", "survived", "timeout", *fates}))
    return f"{name:10}{share(fates):5.1f} %   {counted}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or MODULES))
