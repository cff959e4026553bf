# `make` alone lists the targets.
.DEFAULT_GOAL := help
PYTHON ?= $(shell command -v python3.11 || command -v python3)
PY := .venv/bin/python
export PYTHONPATH := .
PYTEST := $(PY) -m pytest

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

.venv/run.done: requirements/base.txt
	@test -x $(PY) || $(PYTHON) -m venv .venv
	@echo "必要な部品を入れています（初回だけ、1〜2分）…"
	@$(PY) -m pip install --quiet --no-compile --disable-pip-version-check --require-hashes -r requirements/base.txt
	@touch $@

.venv/dev.done: requirements/dev.txt
	@test -x $(PY) || $(PYTHON) -m venv .venv
	@$(PY) -m pip install --quiet --no-compile --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch .venv/run.done $@

PORT ?= 8000
run: .venv/run.done ## install, migrate, load the demo, serve on port 8000 (PORT=8010 for another)
	@$(PY) manage.py serve --demo --port $(PORT)

test: .venv/dev.done ## everything that needs no server or browser
	@$(PYTEST) -n 2 --dist loadgroup -m "not long"

test-long: .venv/dev.done ## everything on both databases, the whole matrix too
	@$(PYTEST) -n 2 --dist loadgroup
	@TOMONI_DATABASE_URL=$(POSTGRES) $(PYTEST) -n 2 --dist loadgroup

POSTGRES ?= postgres://postgres@127.0.0.1:5432/postgres
test-postgres: .venv/dev.done ## the tests on PostgreSQL, of the matrix its fixed sample
	@TOMONI_DATABASE_URL=$(POSTGRES) $(PYTEST) -n 2 --dist loadgroup -m "not long and (not matrix or postgres)"

browser: .venv/dev.done ## the journeys in a browser
	@$(PYTEST) -o "norecursedirs=.*" tests/journeys

check: .venv/dev.done ## what CI checks: format, lint, types, contracts, migrations, tests
	@$(PY) -m ruff format --check -q .
	@$(PY) -m ruff check -q .
	@$(PY) -m djlint --lint --quiet templates || (echo "templates: make fix"; false)
	@$(PY) -m mypy .
	@.venv/bin/lint-imports
	@$(PY) manage.py makemigrations --check --dry-run
	@$(MAKE) --no-print-directory test

fix: .venv/dev.done ## format and mend what can be mended by itself
	@$(PY) -m ruff format -q .
	@$(PY) -m ruff check --fix -q .

bench: .venv/dev.done ## the benchmarks; figures of one run, as ratios
	@$(PY) benchmarks/web.py
	@$(PY) benchmarks/text.py
	@$(PY) benchmarks/reading.py
	@$(PY) benchmarks/documents.py

lock: ## renew the locked requirements (needs uv)
	@for set in base dev bench; do uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-emit-find-links --no-header --no-annotate requirements/$$set.in -o requirements/$$set.txt; done

size: ## lines of code by room, tests beside them
	@for room in tomoni/*/; do printf '%-24s %6s\n' $$room $$(git ls-files $$room | grep '\.py$$' | grep -v migrations | xargs cat | wc -l); done
	@printf '%-24s %6s\n' tests $$(git ls-files tests | grep '\.py$$' | xargs cat | wc -l)

.PHONY: help run test test-long test-postgres browser check fix bench lock size
