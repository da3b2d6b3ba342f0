# Everything is set up by the first command that needs it: a virtual environment in .venv, and for
# the tests PostgreSQL and Chromium from Debian's packages.

PYTHON ?= python3
BIN := .venv/bin
export QUERY SINCE EDITION
SECONDS ?= 120

.PHONY: crawl test check quick lint fuzz chaos benchmark lock audit clean

crawl: .venv/crawl  ## crawl Google News into newscrawl.db: QUERY="climate change" SINCE=7d EDITION=en-US
	@$(BIN)/scrapy crawl googlenews \
		$${QUERY:+-a} $${QUERY:+"query=$$QUERY"} \
		$${SINCE:+-a} $${SINCE:+"since=$$SINCE"} \
		$${EDITION:+-a} $${EDITION:+"edition=$$EDITION"}; \
	code=$$?; [ $$code -eq 2 ] || $(BIN)/scrapy report; exit $$code

test: .venv/test servers check  ## all checks and all tests

check: lint  ## what CI runs, without setting anything up
	$(BIN)/pytest -n auto --dist worksteal

quick: .venv/test  ## the tests that need no server, no browser and no crawl
	$(BIN)/pytest -n auto --dist worksteal -m "not server and not browser and not crawl"

lint: .venv/test
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

fuzz: .venv/test  ## every parser of what the network says, given changed inputs: SECONDS=120 PARSER=feed
	$(BIN)/python -m tests.fuzz --seconds $(SECONDS) --parser "$(PARSER)"

benchmark: .venv/test  ## what a resolved story costs Google, beside what peers ask
	$(BIN)/python benchmarks/google_requests.py

chaos: .venv/test servers  ## kill, cut and restart at random, and count what is lost: FAULTS=50 STORIES=2000 on each database
	$(BIN)/python -m tests.chaos --faults $(or $(FAULTS),50) --stories $(or $(STORIES),2000)

lock: .venv/tools  ## pin what requirements.txt asks for, in the newest versions, with hashes, for every platform
	UV_CUSTOM_COMPILE_COMMAND="make lock" .venv/tools/bin/uv pip compile --quiet --no-config --universal \
		--python-version 3.11 --generate-hashes --upgrade requirements.txt --output-file requirements.lock

audit: .venv/tools  ## ask PyPI's advisory database about every pinned version
	.venv/tools/bin/pip-audit --strict --require-hashes --disable-pip --requirement requirements.lock

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache build *.egg-info

.venv/crawl: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "newscrawl needs Python 3.11 or newer: make PYTHON=python3.12 ..."; exit 1; }
	@# Debian splits venv from python3; on a fresh machine it is not there yet
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || .ci/install python3-venv
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --upgrade pip
	$(BIN)/pip install --quiet --require-hashes -r requirements.lock
	@touch $@

.venv/tools:  # apart from the crawl: what pins and checks is no part of what is pinned and checked
	$(PYTHON) -m venv $@
	$@/bin/pip install --quiet "uv>=0.9" "pip-audit>=2.9" || { rm -rf $@; exit 1; }

.venv/test: .venv/crawl requirements-dev.txt
	$(BIN)/pip install --quiet -r requirements-dev.txt
	@touch $@

.PHONY: servers
servers:
	@ls /usr/lib/postgresql/*/bin/pg_ctl >/dev/null 2>&1 || command -v pg_ctl >/dev/null || .ci/install postgresql
	@command -v chromium >/dev/null || .ci/install chromium
