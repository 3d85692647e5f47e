# Needs Python 3.11, make and the package index; no Docker, no database, no compiler.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
RUN := $(VENV)/bin/python
LOCAL := $(abspath $(or $(EHTRACK_LOCAL_DIR),.local))
CHROMIUM := $(firstword $(foreach name,chromium-headless-shell chromium chromium-browser google-chrome,$(shell command -v $(name))))

# On two cores: a third of the tests waits for servers to start or to be killed. Who is done takes over from who is not.
WORKERS := -n 3 --dist worksteal

.PHONY: help install demo lint style types settings check test bench lock

help:
	@echo "make install   virtual environment from the hashed lock"
	@echo "make demo      everything on this machine, with the demonstration partnership (EHTRACK_PORT, EHTRACK_LOCAL_DIR)"
	@echo "make check     style, types, settings of a real site, known weaknesses of what is installed"
	@echo "make test      everything that must pass"
	@echo "make bench     the measurements"
	@echo "make lock      new lock files from pyproject.toml"

install: $(VENV)/installed

$(VENV)/installed: requirements-dev.lock
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info[:2] != (3, 11) and 'ehtrack needs Python 3.11: make PYTHON=/path/to/python3.11')"
	@echo "Installing into $(VENV)"
	@$(PYTHON) -m venv $(VENV)
	@$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

# One plain command without a shell between, so that the demonstration can end with make.
demo: install
	@$(RUN) manage.py demo --with-parent

# Two at a time: without its cache, mypy takes as long as all the others.
lint: install
	@$(MAKE) --no-print-directory --jobs 2 --output-sync=target types style settings

style:
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/djlint --lint --quiet templates

types:
	$(VENV)/bin/mypy manage.py ehtrack agencies assessments dashboards

settings:
	$(RUN) manage.py check
	$(RUN) manage.py makemigrations --check --dry-run

# Asks the package index, so it is no part of the tests. What the index knows nothing of is said, not passed over.
check: lint
	$(VENV)/bin/pytest -q tests/test_headers.py
	$(VENV)/bin/pip-audit --disable-pip --require-hashes --progress-spinner off -r requirements.lock

lint check test: export EHTRACK_LOCAL_DIR := $(LOCAL)/tests
lint check test: export EHTRACK_TESTS_DIR := $(LOCAL)/tests
test: lint
ifeq ($(CHROMIUM),)
	@echo "Chromium is not installed: the browser tests are left out."
	$(VENV)/bin/pytest $(WORKERS) -m "not browser"
else
	$(VENV)/bin/pytest $(WORKERS)
endif

bench: install
	$(RUN) -m tests.benchmarks

lock: install
	$(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url pyproject.toml -o requirements.lock
	$(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --group dev pyproject.toml -o requirements-dev.lock
