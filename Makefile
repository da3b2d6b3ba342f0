# Everything is set up by the first command that needs it: a virtual environment in .venv, and for
# the tests PostgreSQL and Chromium from Debian's packages.

PYTHON ?= python3
BIN := .venv/bin
export QUERY SINCE EDITION

.PHONY: crawl test check quick lint benchmark clean

crawl: .venv/crawl  ## crawl Google News into newscrawl.db: QUERY="climate change" SINCE=7d EDITION=en-US
	@$(BIN)/scrapy crawl googlenews \
		$${QUERY:+-a} $${QUERY:+"query=$$QUERY"} \
		$${SINCE:+-a} $${SINCE:+"since=$$SINCE"} \
		$${EDITION:+-a} $${EDITION:+"edition=$$EDITION"}; \
	code=$$?; [ $$code -eq 2 ] || $(BIN)/scrapy report; exit $$code

test: .venv/test servers check  ## all checks and all tests

check: lint  ## what CI runs, without setting anything up
	$(BIN)/pytest -n auto

quick: .venv/test  ## the tests that need no server, no browser and no crawl
	$(BIN)/pytest -n auto -m "not server and not browser and not crawl"

lint: .venv/test
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

benchmark: .venv/test  ## what a resolved story costs Google, beside what peers ask
	$(BIN)/python benchmarks/google_requests.py

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache build *.egg-info

.venv/crawl: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "newscrawl needs Python 3.11 or newer: make PYTHON=python3.12 ..."; exit 1; }
	@# Debian splits venv from python3; on a fresh machine it is not there yet
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || .ci/install python3-venv
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --upgrade pip
	$(BIN)/pip install --quiet -r requirements.txt
	@touch $@

.venv/test: .venv/crawl requirements-dev.txt
	$(BIN)/pip install --quiet -r requirements-dev.txt
	@touch $@

.PHONY: servers
servers:
	@ls /usr/lib/postgresql/*/bin/pg_ctl >/dev/null 2>&1 || command -v pg_ctl >/dev/null || .ci/install postgresql
	@command -v chromium >/dev/null || .ci/install chromium
