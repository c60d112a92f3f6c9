# make run · make setup · make test · make test-long · make check · make words · make map · make bench
.DEFAULT_GOAL := help
.PHONY: help run setup test test-long check lint types unit words browser-ready dovecot-ready nginx-ready caddy-ready compose-ready fuzz-ready map bench clean

export HEARD_HOME ?= $(CURDIR)/.heard
export PYTHONDONTWRITEBYTECODE =  # compiling everything again takes each of a thousand starts a third of a second
BIN := .venv/bin
PYTEST := $(BIN)/python -m pytest
BOTH_CORES := -n 2
BOTH_AND_WAITING := -n 3  # one waits for processes and clocks most of its time, see tests/turns.py
QUICK := -m "not journey and not browser and not long"

help:  ## what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/  ·/'

run: .venv/run-ready  ## start the desk with a demo company at http://localhost:8000
	@$(BIN)/heard up --demo

setup: .venv/run-ready  ## the same without starting
	@$(BIN)/heard setup --demo

check: .venv/dev-ready  ## lint, types, imports and unit tests: under two minutes
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(PYTEST) $(BOTH_CORES) $(QUICK)

test: .venv/dev-ready browser-ready dovecot-ready nginx-ready caddy-ready compose-ready  ## everything, on SQLite and on PostgreSQL
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	HEARD_TEST_DATABASE=postgresql $(PYTEST) $(BOTH_AND_WAITING) -m "not browser and not long and not pure and not anywhere"
	$(PYTEST) $(BOTH_AND_WAITING) -m "not long"

test-long: .venv/dev-ready browser-ready dovecot-ready nginx-ready caddy-ready compose-ready fuzz-ready  ## the long proofs, on both databases
	HEARD_TEST_DATABASE=postgresql $(PYTEST) -m "long or anywhere"
	$(PYTEST) -m "long"

words: .venv/run-ready  ## gather the desk's strings for its translators, and compile what they wrote
	@scripts/words

map: .venv/run-ready  ## the tree with each file's caption
	@$(BIN)/python scripts/map.py

bench: .venv/dev-ready  ## every figure that the README quotes
	$(BIN)/python -m bench

clean:  ## forget the environment and the demo's data
	rm -rf .venv .heard

.venv/run-ready: pyproject.toml constraints.txt scripts/environment
	@scripts/environment run

.venv/dev-ready: pyproject.toml constraints.txt scripts/environment
	@scripts/environment dev

browser-ready:
	@scripts/browser

dovecot-ready:
	@scripts/dovecot

nginx-ready:
	@scripts/nginx

caddy-ready:
	@scripts/caddy

compose-ready:
	@scripts/compose

fuzz-ready: .venv/dev-ready
	@$(BIN)/python -c "import atheris" 2>/dev/null || $(BIN)/python -m pip install --quiet --only-binary atheris -e ".[fuzz]" \
	    || echo "There is no atheris for this machine, so the guided fuzzer is left out."
