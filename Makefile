# Thin: every target is one command of the portal or of its tools.
VENV := .venv
PYTHON := $(VENV)/bin/python
PORTAL := $(VENV)/bin/portal
PORT ?= 8000
.DEFAULT_GOAL := help

.PHONY: help run test lint bench eval clean
help: ## What can be done here
	@grep -E '^[a-z]+:.*##' Makefile | sed 's/:.*##/ —/'

run: $(VENV)/.run ## Start the portal with the demonstration network
	@$(PORTAL) serve --demo --port $(PORT)

test: $(VENV)/.test ## Every test: SQLite and PostgreSQL, three search engines, Chromium
	@$(PYTHON) -m tests.support.everything

lint: $(VENV)/.test ## Style, types
	@$(VENV)/bin/ruff check . && $(VENV)/bin/ruff format --check . && $(VENV)/bin/mypy

bench: $(VENV)/.test ## Figures and ratios on this machine
	@$(PYTHON) -m tests.benchmarks

eval: $(VENV)/.test ## How well questions find texts of other languages: make eval SETS="FOLDER …"
	@$(PYTHON) -m tests.evaluation $(SETS)

clean: ## Remove the environment and the demonstration's data
	rm -rf $(VENV) var

$(VENV)/.run: requirements.lock pyproject.toml
	@sh scripts/environment.sh $(VENV) requirements.lock
	@touch $@

$(VENV)/.test: requirements-dev.lock pyproject.toml
	@sh scripts/environment.sh $(VENV) requirements-dev.lock
	@touch $@ $(VENV)/.run
