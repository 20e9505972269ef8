# LumpBayes: one word for each thing a developer does. CI runs these very targets.
# Needs make and Python 3.11 or newer; everything else is installed into .venv.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

# CI installs exact versions, so that somebody else's release does not turn it red.
CONSTRAINTS ?= $(if $(CI),constraints.txt)
ifneq ($(CONSTRAINTS),)
export PIP_CONSTRAINT := $(CONSTRAINTS)
export PIP_BUILD_CONSTRAINT := $(CONSTRAINTS)
endif
export PIP_DISABLE_PIP_VERSION_CHECK := 1

# Empty files that say "this has been installed"; newer than pyproject.toml, or it is done again.
MADE := $(VENV)/.made
CORE := $(VENV)/.installed-core
TEST := $(VENV)/.installed-test
CHECK := $(VENV)/.installed-check

install = $(BIN)/python -m pip install --quiet --editable

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help setup demo test coverage check format build clean

help: ## list the targets
	@echo "make TARGET [PYTHON=python3.12]"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(CORE) ## install lumpbayes, editable, into .venv

demo: $(CORE) ## answer one question with the bundled model
	$(BIN)/lumpbayes query fever=yes tenderness=yes redness=yes onset=days size_cm=3 --setting primary_care

test: $(TEST) ## run the core tests, with branch coverage
	$(BIN)/python -m pytest -n auto -m "not slow and not conformance" --cov

coverage: $(TEST) ## run the core tests and write htmlcov/index.html
	$(BIN)/python -m pytest -n auto -m "not slow and not conformance" --cov --cov-report=html --cov-report=term

check: $(CHECK) ## check format, lint and types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: $(CHECK) ## format, and mend what lint can mend
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

build: $(CORE) ## build the wheel into dist/
	$(BIN)/python -m pip wheel --quiet --no-deps --wheel-dir dist .
	@ls dist

clean: ## remove .venv, builds, caches and reports
	rm -rf $(VENV) build dist htmlcov .coverage .coverage.* .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +

NAME_ANOTHER := Name another one: make PYTHON=python3.12 demo

$(MADE):
	@command -v "$(PYTHON)" >/dev/null || { echo "There is no $(PYTHON) here. $(NAME_ANOTHER)" >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; v = sys.version_info; sys.exit(0 if v >= (3, 11) else \
	    "LumpBayes needs Python 3.11 or newer; $(PYTHON) is %d.%d. $(NAME_ANOTHER)" % v[:2])'
	"$(PYTHON)" -m venv $(VENV)
	@touch $@

# An extra installs the core too.
$(CORE): pyproject.toml $(CONSTRAINTS) | $(MADE)
	@echo "Installing lumpbayes into $(VENV) ..."
	@$(install) .
	@touch $(CORE)

$(TEST): pyproject.toml $(CONSTRAINTS) | $(MADE)
	@echo "Installing lumpbayes and what its tests need into $(VENV) ..."
	@$(install) '.[test]'
	@touch $(CORE) $(TEST)

$(CHECK): pyproject.toml $(CONSTRAINTS) | $(MADE)
	@echo "Installing lumpbayes and what its checks need into $(VENV) ..."
	@$(install) '.[check]'
	@touch $(CORE) $(CHECK)
