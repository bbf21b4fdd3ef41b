# make memo   the memo of the seed articles, in outputs/
# make test   the tests        make lint   style and types        make bench   measurements
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin

.PHONY: memo test lint types bench format clean

$(VENV)/.ready: pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' || \
	  { echo "briefing needs Python 3.11, 3.12 or 3.13." >&2; echo "Run: make PYTHON=python3.12 …" >&2; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	touch $@

memo: $(VENV)/.ready
	$(BIN)/briefing run seeds --from 2025-12-01 --to 2026-02-28

test: $(VENV)/.ready
	$(BIN)/python -m pytest

lint: $(VENV)/.ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/.ready
	$(BIN)/ruff check --fix --exit-zero .
	$(BIN)/ruff format .

bench: $(VENV)/.ready
	$(BIN)/python -m bench

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis
