# `make build` gives a newcomer everything; `make test` runs every check. `make` alone lists the rest.
# Needed beforehand: Python 3.11 or later with pip, and make. `PTM_DATA_DIR` moves the data folder.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.NOTPARALLEL:
.DELETE_ON_ERROR:

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

export DO_NOT_TRACK := 1
export RUNTIME__DLTHUB_TELEMETRY := false
export DBT_SEND_ANONYMOUS_USAGE_STATS := false
export HF_HUB_DISABLE_TELEMETRY := 1
# profiles.yml of this project, whatever the caller's shell is set up for
export DBT_PROFILES_DIR := $(CURDIR)


.PHONY: help
help: ## list what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile


## The environment. Each file below .venv marks a step that is done, so nothing is installed twice;
## a changed lock starts from an empty environment, so that it holds what the lock says and no more.

.venv/.locked: requirements.lock
	@printf 'Installing into .venv, about a minute.\n'
	@"$(PYTHON)" -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Python 3.11 or later is needed, and this is " + sys.version.split()[0] + ". Name another with: make build PYTHON=/path/to/python3.11")'
	@"$(PYTHON)" -m venv --clear .venv
	@$(PIP) install --require-hashes -r requirements.lock
	@touch $@

.venv/.installed: .venv/.locked pyproject.toml
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.dev: .venv/.locked requirements-dev.lock | .venv/.installed
	@printf 'Installing the development tools.\n'
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

.venv/.spark: .venv/.dev requirements-spark.lock
	@printf 'Installing Spark, about a minute.\n'
	@$(PIP) install --require-hashes --no-build-isolation -r requirements-spark.lock
	@touch $@

# Spark 4 needs Java 17. Where it is present, Spark is part of the tests and may not be skipped.
JAVA_VERSION = $(shell java -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p')
ifneq ($(filter test pytest,$(MAKECMDGOALS)),)
    ifeq ($(shell test "0$(JAVA_VERSION)" -ge 17 && echo yes),yes)
        TEST_ENVIRONMENT := .venv/.dev .venv/.spark
        export PTM_REQUIRE_SPARK := 1
    endif
endif
TEST_ENVIRONMENT ?= .venv/.dev

.PHONY: dev
dev: .venv/.dev ## the environment with the development tools


## The warehouse.

.PHONY: build
build: .venv/.installed ## environment, sample data, warehouse, docs page: all a newcomer needs
	@set -euo pipefail; data="$${PTM_DATA_DIR:-data}"; \
	if [[ ! -e "$$data/raw.duckdb" || -e "$$data/SAMPLE" ]]; then \
	    $(BIN)/ptm load sample; \
	else \
	    printf '%s holds data of your own, so the sample is not loaded.\n' "$$data"; \
	fi
	@$(BIN)/dbt build
	@$(BIN)/dbt docs generate --static
	@$(MAKE) --no-print-directory next-steps

.PHONY: next-steps
next-steps: ## where the warehouse and the docs page are, and three queries to try
	@set -euo pipefail; data="$${PTM_DATA_DIR:-data}"; \
	printf '\nThe warehouse:  %s\n' "$$(cd "$$data" && pwd)/warehouse.duckdb"; \
	printf 'The docs page:  %s\n' "$(CURDIR)/target/static_index.html"; \
	query() { printf '\n%s\n  $(BIN)/duckdb -readonly %q "%s"\n' "$$1" "$$data/warehouse.duckdb" "$$2"; }; \
	query 'Which PTMs are reused most?' \
	    'select name, license_id, repository_count from marts.dim_ptms order by repository_count desc nulls last, name limit 10'; \
	query 'What do the licenses of PTMs and repositories say to each other?' \
	    'select verdict, conflict_type, count(*) as finding_count from marts.fct_license_findings group by all order by finding_count desc'; \
	query 'Of how many repositories is the license not known, and why?' \
	    'select license_status, count(*) as repository_count from marts.dim_repositories group by all order by repository_count desc'


## The checks. Each works in a folder of its own that is removed afterwards: `dbt build --empty`
## would empty an analyst's marts.

SQL := models analyses tests/singular
CHECKS := lint types yaml sql conventions empty-build pytest
IN_SCRATCH := set -euo pipefail; scratch="$$(mktemp -d)"; trap 'rm -rf "$$scratch"' EXIT; \
    export PTM_DATA_DIR="$$scratch/data" DBT_TARGET_PATH="$$scratch/target" DBT_LOG_PATH="$$scratch/logs";

.PHONY: test
test: $(TEST_ENVIRONMENT) ## every check; stops at the first that fails
	@started=$$SECONDS; \
	for check in $(CHECKS); do \
	    printf '\n===== %s\n' "$$check"; \
	    section=$$SECONDS; \
	    $(MAKE) --no-print-directory "$$check" || { printf '\nmake %s failed; nothing after it was run.\n' "$$check" >&2; exit 1; }; \
	    printf -- '----- %s took %s s\n' "$$check" "$$((SECONDS - section))"; \
	done; \
	printf '\nEvery check passed, in %s s.\n' "$$((SECONDS - started))"

.PHONY: lint
lint: .venv/.dev ## ruff: lint and format
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

.PHONY: types
types: .venv/.dev ## mypy --strict
	@$(BIN)/mypy

.PHONY: yaml
yaml: .venv/.dev ## yamllint
	@$(BIN)/yamllint --strict .

.PHONY: sql
sql: .venv/.dev ## sqlfluff
	@$(BIN)/sqlfluff lint --nocolor $(SQL)

.PHONY: conventions
conventions: .venv/.dev ## dbt parse with warnings as errors, then dbt-bouncer
	@$(IN_SCRATCH) \
	$(BIN)/dbt --quiet --warn-error parse; \
	COLUMNS=160 DBT_PROJECT_DIR="$$scratch" $(BIN)/dbt-bouncer run

.PHONY: empty-build
empty-build: .venv/.dev ## the warehouse without a row, and the unit tests
	@$(IN_SCRATCH) \
	$(BIN)/ptm init; \
	$(BIN)/dbt --quiet build --empty --exclude-resource-type unit_test; \
	$(BIN)/dbt test --select test_type:unit

.PHONY: pytest
pytest: $(TEST_ENVIRONMENT) ## the Python tests, which load and build the sample twice
	@$(BIN)/pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder


.PHONY: accuracy
accuracy: .venv/.dev ## how well the scanner finds call sites; MIRROR=folder adds the public applications
	@PYTHONPATH=tests/python $(BIN)/python -m accuracy $(if $(MIRROR),--mirror "$(MIRROR)")


## Upkeep.

.PHONY: format
format: .venv/.dev ## let ruff and sqlfluff put the code in order
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .
	@$(BIN)/sqlfluff fix --nocolor $(SQL)

# Every package by version and hash, for Linux and macOS and every Python from 3.11; no index
# address, so that each machine uses its own. The extras hold only what they add.
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
    --no-header --no-annotate --no-strip-extras --no-emit-index-url --no-emit-find-links

.PHONY: lock
lock: .venv/.dev ## pin anew what pyproject.toml asks for; LOCK_FLAGS=--upgrade takes newer versions
	@set -euo pipefail; \
	requires() { $(BIN)/python -c "import tomllib; print(*tomllib.load(open('pyproject.toml', 'rb'))$$1, sep='\n')"; }; \
	requires "['build-system']['requires']" | $(COMPILE) $(LOCK_FLAGS) pyproject.toml - --output-file requirements.lock; \
	for extra in dev spark; do \
	    requires "['project']['optional-dependencies']['$$extra']" | \
	        $(COMPILE) $(LOCK_FLAGS) - --constraints requirements.lock --output-file "requirements-$$extra.lock"; \
	done
