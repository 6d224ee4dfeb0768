# Budkavle needs Python 3.11 or later (with venv), make and git. Nothing else has to be installed first.
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
# What was compiled is kept: to compile every module at every start takes longer than many tests.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo test test-browser test-all screenshots check mutants bench lock migration clean

help: ## What there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

demo: .venv/run ## Start on a made-up association, and print the link to its phone
	$(BIN)/python -m bot demo --port $(PORT)

test: .venv/dev check ## All tests but the long ones
	$(BIN)/python -m pytest -q -n auto

test-browser: .venv/dev ## The panel in a real browser (Debian's chromium)
	$(BIN)/python -m pytest -q -n 2 -m browser tests/browser

test-all: .venv/dev check ## Every test: browser, faults, load, and all
	$(BIN)/python -m pytest -q -n logical --maxprocesses 4 -m "long or not long"

screenshots: .venv/dev ## Pictures of every page in both sizes, for the README's tour
	$(BIN)/python -m tests.browser.screenshots

check: .venv/dev ## Style, types, and which part may import which
	$(BIN)/ruff check -q .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache >/dev/null || $(BIN)/lint-imports --no-cache

mutants: .venv/dev ## How many changes to the reading of a stop, a yes and a no the tests notice
	$(BIN)/python -m tests.mutants

bench: .venv/run ## Every benchmark, each beside its limit
	$(BIN)/python -m bot bench

lock: .venv/dev ## Write the lock files anew from pyproject.toml
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header -o requirements.txt pyproject.toml
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --extra test \
		-c requirements.txt -o requirements-dev.txt pyproject.toml

migration: .venv/dev ## Write the next migration from what the tables say: make migration MESSAGE="what changes"
	$(BIN)/python -c "import sys; from storage.migrate import revise; revise(sys.argv[1])" "$(MESSAGE)"

clean: ## Remove what was installed and the demo's database
	rm -rf .venv .demo

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Budkavle needs Python 3.11 or later."; exit 1; }
	@$(PYTHON) -m venv .venv || { echo "Python's venv is missing. On Debian and Ubuntu: apt install python3-venv"; rm -rf .venv; exit 1; }

# uv installs a lock several times faster than pip; where it cannot be had, pip does the same.
.venv/bin/uv: .venv/bin/python
	@$(BIN)/pip install -q --disable-pip-version-check "uv>=0.9" || echo "without uv, then"
	@test -x $@ || { printf '#!/bin/sh\nshift; shift; exec "$$(dirname "$$0")/pip" install -q --disable-pip-version-check --no-compile "$$@"\n' > $@; chmod +x $@; }

.venv/run: requirements.txt | .venv/bin/uv
	@test -e .venv/dev || $(BIN)/uv pip install -q --require-hashes -r requirements.txt
	@touch $@

.venv/dev: requirements-dev.txt | .venv/bin/uv
	@$(BIN)/uv pip install -q --require-hashes -r requirements-dev.txt
	@touch $@ .venv/run
