# livebot: set-up and everyday commands. "make rehearse" and "make test" do their own set-up.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	"$$p" -c 'import sys; sys.exit(not (3,11) <= sys.version_info[:2] <= (3,13))' 2>/dev/null && { echo "$$p"; break; }; done)
VENV := .venv
BIN := $(VENV)/bin

.PHONY: help rehearse test lint types engine unit browser lock clean

help:
	@echo "make rehearse   try livebot on the built-in rehearsal room"
	@echo "make test       run every check and test"
	@echo "make lock       rewrite the lock files after changing pyproject.toml"
	@echo "make clean      remove the virtual environment and caches"

$(VENV)/.made:
	@test -n "$(PYTHON)" || { echo "livebot needs Python 3.11, 3.12 or 3.13: sudo apt install python3 python3-venv"; exit 1; }
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || { echo "Python cannot make virtual environments: sudo apt install python3-venv"; exit 1; }
	@echo "Setting up (once; takes a minute) ..."
	@"$(PYTHON)" -m venv $(VENV)
	@touch $@

$(VENV)/.installed: $(VENV)/.made requirements.txt pyproject.toml
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed requirements-dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

rehearse: $(VENV)/.installed
	@$(BIN)/livebot rehearse $(ARGS)

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: $(VENV)/.installed-dev
	$(BIN)/mypy

# The engine's own tests must reach every branch of it; the rest runs beside, without the cost of measuring.
engine: $(VENV)/.installed-dev
	$(BIN)/pytest tests/engine --cov --cov-report=term-missing:skip-covered --cov-fail-under=100

# Pages are looked at in Debian's own Chromium.
browser:
	@for name in chromium chromium-browser google-chrome; do command -v $$name >/dev/null && exit 0; done; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing Chromium (once; takes a minute) ..."; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null; \
	else \
		echo "The browser tests are skipped without Chromium: sudo apt install chromium"; \
	fi

unit: $(VENV)/.installed-dev browser
	$(BIN)/pytest -n 2 --ignore=tests/engine $(ARGS)

test: lint types engine unit

lock: $(VENV)/.installed-dev
	$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet --no-emit-index-url -o requirements.txt
	$(BIN)/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet --no-emit-index-url -c requirements.txt -o requirements-dev.txt

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage*
