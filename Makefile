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
BENCH := $(VENV)/.installed-bench
DOCS := $(VENV)/.installed-docs
EXTRAS := $(VENV)/.installed-extras
NOTEBOOK := $(VENV)/.installed-notebook

CORE_TESTS := not slow and not conformance and not extras

install = $(BIN)/python -m pip install --quiet --editable
# pip compiles what it installs, but an editable package only names its folder; without this the
# first queries would compile it, and all of them where Python may not write bytecode.
compile = $(BIN)/python -m compileall -q src

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help setup demo test coverage extras docs notebook pictures conformance bench bench-reasoning check format build clean

help: ## list the targets
	@echo "make TARGET [PYTHON=python3.12]"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(CORE) ## install lumpbayes, editable, into .venv

demo: $(CORE) ## answer one question with the bundled model
	$(BIN)/lumpbayes query fever=yes tenderness=yes redness=yes onset=days size_cm=3 --setting primary_care

test: $(TEST) ## run the core tests, with branch coverage
	$(BIN)/python -m pytest -n auto -m "$(CORE_TESTS)" --cov

coverage: $(TEST) ## run the core tests and write htmlcov/index.html
	$(BIN)/python -m pytest -n auto -m "$(CORE_TESTS)" --cov --cov-report=html --cov-report=term

extras: $(TEST) $(EXTRAS) ## run the tests that need shells, a browser and JupyterLab, which root gets by apt-get
	@$(get_programs)
	@$(get_axe)
	$(BIN)/python -m pytest -m extras

docs: $(DOCS) ## build the documentation into site/
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict

notebook: $(NOTEBOOK) ## open the notebooks in JupyterLab, in your browser
	$(BIN)/jupyter lab --ServerApp.root_dir=. \
	    --LabApp.default_url=/lab/tree/notebooks/first_diagnosis.ipynb

pictures: $(TEST) $(EXTRAS) ## make the pictures of the README from the real shell and panel
	$(BIN)/python -m docs.pictures.shell
	$(BIN)/python -m docs.pictures.panel

conformance: $(TEST) $(BENCH) ## compare every answer on 24 networks with pyAgrum and pgmpy
	$(BIN)/python -m pytest -n 2 --dist worksteal -m conformance tests/conformance

bench: $(TEST) $(BENCH) ## measure against pyAgrum and pgmpy; ARGS=--quick, ARGS="--rows 4,5"
	$(BIN)/python -m benchmarks.inference $(ARGS)

bench-reasoning: $(TEST) $(BENCH) ## measure ledger, questions, sensitivity, intervals; ARGS=--quick
	$(BIN)/python -m benchmarks.reasoning $(ARGS)

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
	rm -rf $(VENV) build dist site htmlcov .coverage .coverage.* .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +

# Where a program can neither be found nor installed, its tests are skipped and say so.
define get_programs
export DEBIAN_FRONTEND=noninteractive; \
get="apt-get install -qq -y --no-install-recommends -o Acquire::Retries=1 \
    -o Acquire::http::Timeout=60 -o DPkg::Lock::Timeout=60"; \
for program in zsh fish chromium; do \
    command -v $$program >/dev/null && continue; \
    if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
        echo "Installing $$program ..."; \
        $$get $$program </dev/null >/dev/null 2>&1 && continue; \
        apt-get update -qq -o Acquire::http::Timeout=60 </dev/null >/dev/null 2>&1; \
        $$get $$program </dev/null >/dev/null 2>&1 && continue; \
    fi; \
    echo "No $$program here: its tests are skipped."; \
done
endef

# The checker of accessibility that the browser tests run.
AXE := $(VENV)/axe
AXE_VERSION := 4.14.1
define get_axe
test -f $(AXE)/node_modules/axe-core/axe.min.js || { \
    command -v npm >/dev/null && echo "Installing axe-core ..." && \
    npm install --silent --no-audit --no-fund --prefix $(AXE) axe-core@$(AXE_VERSION); \
} || echo "No axe-core here: its tests are skipped."
endef

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
	@$(compile)
	@touch $(CORE)

$(TEST): pyproject.toml $(CONSTRAINTS) | $(MADE)
	@echo "Installing lumpbayes and what its tests need into $(VENV) ..."
	@$(install) '.[test]'
	@$(compile)
	@touch $(CORE) $(TEST)

$(CHECK): pyproject.toml $(CONSTRAINTS) | $(MADE)
	@echo "Installing lumpbayes and what its checks need into $(VENV) ..."
	@$(install) '.[check]'
	@$(compile)
	@touch $(CORE) $(CHECK)

$(BENCH): pyproject.toml $(CONSTRAINTS) | $(MADE)
	@echo "Installing lumpbayes and the engines that it is compared with into $(VENV) ..."
	@$(install) '.[bench]'
	@$(compile)
	@touch $(CORE) $(BENCH)

$(DOCS): pyproject.toml $(CONSTRAINTS) | $(MADE)
	@echo "Installing lumpbayes and what builds its documentation into $(VENV) ..."
	@$(install) '.[docs]'
	@$(compile)
	@touch $(CORE) $(DOCS)

$(EXTRAS): pyproject.toml $(CONSTRAINTS) | $(MADE)
	@echo "Installing lumpbayes, JupyterLab and what drives a browser into $(VENV) ..."
	@$(install) '.[test,notebook,docs,extras]'
	@$(compile)
	@touch $(CORE) $(TEST) $(DOCS) $(NOTEBOOK) $(EXTRAS)

$(NOTEBOOK): pyproject.toml $(CONSTRAINTS) | $(MADE)
	@echo "Installing lumpbayes and JupyterLab into $(VENV) ..."
	@$(install) '.[notebook]'
	@$(compile)
	@touch $(CORE) $(NOTEBOOK)
