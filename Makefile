# Two commands matter: `make demo` (the living site) and `make test`. Everything here may be run again at any time.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PORT ?= 8000
# The first Python that really runs and is new enough (shims of version managers may name ones that do not).
PYTHON ?= $(shell for p in python3 python3.11 python3.12 python3.13; do \
  $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
JOBS ?= $(shell nproc 2>/dev/null || echo 2)
BIN := .venv/bin
STAMPS := .venv/stamps
# A demonstration on this machine: cards instead of passwords, no second factor, lines of log for eyes.
DEMO := HEHUO_DEMO=1 HEHUO_SECOND_FACTOR=off HEHUO_LOG_FORMAT=text
# Tests have a house of their own, so that they can harm nothing that somebody works with.
TESTING := HEHUO_VAR=$(CURDIR)/var/test HEHUO_LOG_LEVEL=WARNING
HEHUO := $(BIN)/hehuo
export PYTHON
export PATH := $(CURDIR)/$(BIN):$(PATH)
export DJANGO_SETTINGS_MODULE := hehuo.config.settings

.PHONY: help setup install demo serve test check bench mutants messages clean system

help: ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

setup: install ## everything but serving: packages, pages' files, database, tables, fixtures
	@$(HEHUO) setup

demo: install ## a living site with a story in it, on 127.0.0.1:8000
	@$(DEMO) $(HEHUO) setup
	@$(DEMO) $(HEHUO) demo
	@$(DEMO) $(HEHUO) serve --port $(PORT)

serve: setup ## database, web and worker, PORT=8000
	@$(HEHUO) serve --port $(PORT)

test: install check ## every check and every test; fails where something needed is missing
	@scripts/system test
	@$(TESTING) $(HEHUO) db up --careless >/dev/null
	@$(TESTING) $(BIN)/pytest -n $(JOBS) $(ARGS)

check: install ## style, types, order of imports, templates, migrations, translations
	@$(BIN)/python scripts/check.py

bench: install ## the speed bars, ONLY=intake,import,resolve,whistles,numbering
	@$(HEHUO) db up >/dev/null
	@$(BIN)/python -m bench $(if $(ONLY),--only $(ONLY))

mutants: install ## mutation tester over rules and policies; CHANGED=1 only what the last change touches; MINUTES=5
	@$(TESTING) $(HEHUO) db up --careless >/dev/null
	@$(TESTING) $(BIN)/python scripts/mutants.py $(if $(RECORD),--record) $(if $(CHANGED),--changed) $(if $(MINUTES),--minutes $(MINUTES))

messages: install ## collect new sentences into the catalogues
	@$(BIN)/python scripts/messages.py --update

clean: ## stop the database, delete what was made here (packages, pages' files); keeps var/
	@[ ! -x $(HEHUO) ] || { $(HEHUO) db down; $(TESTING) $(HEHUO) db down; } || true
	@rm -rf .venv node_modules src/hehuo/static/vendor .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache mutants build
	@find src tests bench -name __pycache__ -prune -exec rm -rf {} +
	@echo "Kept: var/ (data). Delete it by hand if you mean to."

# Below: steps that are skipped when their inputs have not changed.

install: $(STAMPS)/python $(STAMPS)/vendor $(STAMPS)/messages

$(BIN)/python:
	@[ -n "$(PYTHON)" ] || { echo "Hehuo needs Python 3.11 or newer: sudo apt-get install python3 python3-venv"; exit 1; }
	@scripts/system setup
	@$(PYTHON) -m venv .venv

$(STAMPS)/python: requirements.lock pyproject.toml | $(BIN)/python
	@mkdir -p $(@D)
	@echo "Installing Python packages"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(STAMPS)/node: package-lock.json package.json scripts/node.lock | $(STAMPS)/python
	@command -v npm >/dev/null || $(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r scripts/node.lock
	@echo "Installing the pages' libraries"
	@npm ci --silent --no-audit --no-fund --ignore-scripts
	@touch $@

# The icon sprite holds the icons that templates and views name, so they are inputs too.
NAMING := $(shell find src -path src/hehuo/static -prune -o \( -name '*.html' -o -name '*.py' \) -print 2>/dev/null)
$(STAMPS)/vendor: $(STAMPS)/node scripts/vendor.mjs $(NAMING)
	@npm run --silent vendor
	@touch $@

CATALOGUES := $(shell find src -name '*.po' 2>/dev/null)
$(STAMPS)/messages: $(CATALOGUES) | $(STAMPS)/python
	@scripts/system setup
	@for catalogue in $(CATALOGUES); do msgfmt --check-format -o "$${catalogue%.po}.mo" "$$catalogue"; done
	@touch $@
