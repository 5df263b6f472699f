# Every target explains itself under `make help`: the text after ## is its explanation.

.DEFAULT_GOAL := help
.PHONY: help serve test coverage torture clients bench check lint types contracts fix browser lock env sbom audit clean runtime dev

# The first Python on the path that is new enough; `make serve PYTHON=/some/python` names another.
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$python"; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install -qq --disable-pip-version-check --no-input --require-hashes
COMPILE := $(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate --no-emit-index-url --quiet $(if $(UPGRADE),--upgrade)
ARGS ?=
JOBS ?= 2
SOAK ?= 600
CASES ?= 400

help: ## Explain every target
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

serve: runtime ## Install what is needed, start the database, load the dataset, answer on http://127.0.0.1:8000 (ARGS="--port 9000")
	@exec $(BIN)/python -m app serve $(ARGS)

test: check browser ## Run everything: lint, types, import contracts, tests (JOBS=2 test processes)
	$(BIN)/python -m pytest -n $(JOBS)

coverage: dev browser ## Run the tests and measure which branches they take, 95 % at least; takes three times as long
	$(BIN)/python -m pytest -n $(JOBS) --cov --cov-report=term

torture: dev ## Some forty minutes of harm: kills, faults under load, a soak (SOAK=600 seconds), 10,000 hostile requests each way, drawn histories
	BETECH_TEST_KILLS=30 BETECH_TEST_EXAMPLES=100 $(BIN)/python -m pytest -n $(JOBS) \
		tests/imports/test_crashes.py tests/queries/test_vintages.py
	BETECH_TEST_HOSTILE=10000 BETECH_TEST_BYTES=10000 $(BIN)/python -m pytest -n 0 -s tests/faults/test_hostile.py tests/faults/test_machines.py
	BETECH_TEST_FAULT_ROUNDS=3 BETECH_TEST_FAULT_SECONDS=6 BETECH_TEST_BACK_SECONDS=2 BETECH_TEST_SOAK_SECONDS=$(SOAK) \
		BETECH_TEST_LATE_SECONDS=1 $(BIN)/python -m pytest -n 0 -s tests/faults/test_faults.py tests/faults/test_soak.py

fuzz: dev ## Ask every route some 20,000 times as its description allows and forbids (Schemathesis; CASES=400 a route and phase)
	@tests/fuzz.sh $(BIN) $(CASES)

clients: runtime ## Run the clients of other ecosystems (npm, R) against a service of its own; needs Node and the internet
	@tests/clients/npm.sh

bench: dev ## Measure everything and print one table (QUICK=1 two minutes, FULL=1 with 5 million rounds); writes docs/performance.md
	@command -v wrk >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq && \
		DEBIAN_FRONTEND=noninteractive apt-get install -y -qq wrk >/dev/null; } || echo "without wrk a client in Python makes the load"
	@$(BIN)/python -m tests.bench $(if $(QUICK),--quick) $(if $(FULL),--full) $(if $(QUICK)$(ARGS),,--docs docs) $(ARGS)

check: lint types contracts ## Look at the code without running it: lint, types, import contracts

lint: dev ## Check style and formatting with ruff
	$(BIN)/ruff check --quiet .
	$(BIN)/ruff format --check --quiet .

types: dev ## Check types with mypy
	$(BIN)/mypy

contracts: dev ## Check which folder may import which
	$(BIN)/lint-imports --no-logo

fix: dev ## Repair what ruff can repair and format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

browser: dev ## Find a Chromium for the browser tests, or install one
	@for name in chromium chromium-browser google-chrome; do command -v $$name >/dev/null && exit 0; done; \
	ls -d "$${PLAYWRIGHT_BROWSERS_PATH:-$$HOME/.cache/ms-playwright}"/chromium-* >/dev/null 2>&1 && exit 0; \
	echo "installing Chromium for the browser tests"; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null && exit 0; fi; \
	$(BIN)/playwright install chromium >/dev/null 2>&1 && exit 0; \
	echo "the browser tests need Chromium: install your system's package chromium and run make again" >&2; exit 1

lock: dev ## Write both lock files anew after a change of pyproject.toml (UPGRADE=1 takes the newest versions)
	$(COMPILE) --output-file requirements.lock
	$(COMPILE) --group dev --constraint requirements.lock --output-file requirements-dev.lock

env: ## Write .env with new passwords for docker-compose.yml; an existing one is kept
	@test -e .env && { echo ".env is there already"; exit 0; } || { umask 077; for name in SUPERUSER OWNER READER; do \
		echo "$${name}_PASSWORD=$$(od -An -N24 -tx1 /dev/urandom | tr -d ' \n')"; done > .env; echo "wrote .env"; }

sbom: dev ## Write sbom.json, the list of everything the service is made of (CycloneDX)
	$(BIN)/cyclonedx-py requirements requirements.lock --pyproject pyproject.toml --output-reproducible --of JSON -o sbom.json

audit: dev ## Ask the advisory database about known weaknesses of the locked packages (needs the internet)
	$(BIN)/pip-audit --require-hashes --disable-pip --requirement requirements.lock

clean: ## Remove the virtual environment and what the tools left behind; data stay
	rm -rf $(VENV) .coverage* .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .schemathesis

# A copy of the lock file in the environment says what is installed there: nothing is installed twice.
$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "betech needs Python 3.11 or newer; none is on the path" >&2; exit 1; }
	@echo "making $(VENV) with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv --clear $(VENV) || { \
		rm -rf $(VENV); echo "$(PYTHON) cannot make virtual environments; on Debian: apt install python3-venv" >&2; exit 1; }

runtime: $(BIN)/python
	@cmp -s requirements.lock $(VENV)/requirements.lock || { echo "installing requirements.lock, which takes about a minute" && \
		$(PIP) -r requirements.lock && cp requirements.lock $(VENV)/requirements.lock; }

dev: $(BIN)/python
	@cmp -s requirements-dev.lock $(VENV)/requirements-dev.lock || { echo "installing requirements-dev.lock, which takes some minutes" && \
		$(PIP) -r requirements-dev.lock && cp requirements.lock requirements-dev.lock $(VENV); }
