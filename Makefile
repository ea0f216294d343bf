# Everything a fresh machine needs is Python 3.11 or newer with venv, and make.
VENV := .venv
ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
else
BIN := $(VENV)/bin
endif
PYTHON ?= python3
STUDIE ?= scenario's/ijsselstreek

.PHONY: demo test bench schoon

demo: $(VENV)/.klaar-demo
	$(BIN)/besluitsteun reken "$(STUDIE)"

test: $(VENV)/.klaar-test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n auto

bench: $(VENV)/.klaar-test
	$(BIN)/python -m benchmarks.page

schoon:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

$(VENV)/.klaar-demo: pyproject.toml
	$(PYTHON) -c "import sys; sys.exit('Python 3.11 of nieuwer is nodig' if sys.version_info < (3, 11) else 0)"
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

$(VENV)/.klaar-test: $(VENV)/.klaar-demo
	$(BIN)/python -m pip install --quiet --editable ".[dev]"
	touch $@
