# make memo   the memo of the seed articles, in outputs/
# make pictures   the pictures of the README        make templates   the packaged Word templates
# make test   the tests        make lint   style and types        make bench   measurements        make docs   the handbook
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin

.PHONY: memo pictures templates test lint types bench format docs clean checks

$(VENV)/.ready: pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' || \
	  { echo "briefing needs Python 3.11, 3.12 or 3.13." >&2; echo "Run: make PYTHON=python3.12 …" >&2; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev,docs]'
	touch $@

memo: $(VENV)/.ready
	$(BIN)/briefing run seeds --from 2025-12-01 --to 2026-02-28

pictures: $(VENV)/.ready
	$(BIN)/python templates/make_pictures.py

templates: $(VENV)/.ready
	$(BIN)/python templates/make_templates.py

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

docs: $(VENV)/.ready
	$(BIN)/python tools/make_reference.py
	$(BIN)/mkdocs build --strict
	@echo 'Wrote build/docs/index.html'

# precision and recall of the checks, on the labelled pairs of the tests (and our own articles, where they lie beside)
checks: $(VENV)/.ready
	$(BIN)/python -m bench.checks

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis
