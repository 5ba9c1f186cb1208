# Everything runs in .venv, made from the locked requirements.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
VENDURE:= tests/real/vendure_shop
PIP    := $(BIN)/python -m pip --disable-pip-version-check

.DEFAULT_GOAL := help
# What is imported is compiled once and kept; compiling all that is installed takes minutes.
unexport PYTHONDONTWRITEBYTECODE
# The locked requirements name all that is needed: resolving them again takes minutes too.
.PHONY: help demo test test-slow test-cluster test-real lint bench bench-match screenshots lock clean

help: ## List what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 14

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "citeswatch needs Python 3.11 or newer; name one with: make PYTHON=python3.12"; exit 2; }
	@$(PYTHON) -m venv $(VENV) \
	  || { rm -rf $(VENV); echo "This Python has no venv; on Debian: apt-get install python3-venv"; exit 2; }

$(VENV)/.run: requirements/run.lock pyproject.toml | $(BIN)/python
	$(PIP) install --quiet --no-compile --no-deps --require-hashes -r requirements/run.lock
	$(PIP) install --quiet --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements/dev.lock $(VENV)/.run
	$(PIP) install --quiet --no-compile --no-deps --require-hashes -r requirements/dev.lock
	@touch $@

demo: $(VENV)/.run ## Crawl the demo marketplaces and show what was found
	$(BIN)/citeswatch demo

test: $(VENV)/.dev ## Set up everything and run the tests
	$(BIN)/python -m pytest -n auto --dist loadfile -m "not real and not slow and not cluster"

test-slow: $(VENV)/.dev ## The tests that take longer (kills, cuts, full disks)
	$(BIN)/python -m pytest -m slow

# Without redis-server its tests are skipped, and say so.
test-cluster: $(VENV)/.dev ## Crawls by several workers and one writer (needs redis-server)
	$(BIN)/python -m pytest -n auto -m "cluster and not slow"

.venv-real/.done: requirements/real.lock | $(BIN)/python
	$(PYTHON) -m venv .venv-real
	.venv-real/bin/python -m pip --disable-pip-version-check install --quiet --no-compile --no-deps --require-hashes -r requirements/real.lock
	@touch $@

# Without npm and node 20 the shop on node is left out, and its tests say so.
$(VENDURE)/node_modules/.done: $(VENDURE)/package-lock.json
	@if command -v npm >/dev/null && node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)'; then \
	  cd $(VENDURE) && npm ci --ignore-scripts --omit=dev --no-audit --no-fund --silent && touch node_modules/.done; \
	else echo "npm and node 20 are not installed: Vendure is left out"; fi

test-real: $(VENV)/.dev .venv-real/.done $(VENDURE)/node_modules/.done ## Crawl real shops that we did not write
	$(BIN)/python -m pytest -m real

lint: $(VENV)/.dev ## Style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(VENV)/.dev ## Measure every figure of the README
	$(BIN)/python -m benchmarks

bench-match: $(VENV)/.dev ## Precision and recall on the labelled titles, beside two baselines
	$(BIN)/python -m benchmarks.bench_match

screenshots: $(VENV)/.dev ## Renew the pictures of the README (needs chromium)
	$(BIN)/python docs/make_screenshots.py

lock: ## Renew the locked requirements (needs uv)
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --all-extras --group dev -o requirements/dev.lock
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --group build -c requirements/dev.lock -o requirements/run.lock
	uv pip compile requirements/real.in --universal --python-version 3.11 --generate-hashes --no-header -o requirements/real.lock

clean: ## Remove the environment and caches
	rm -rf $(VENV) .venv-real $(VENDURE)/node_modules .pytest_cache .mypy_cache .ruff_cache
