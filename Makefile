# Doudi 兜底. `make` alone prints what can be done.
PYTHON ?= python3
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev setup-spark demo test check proof lock

help: ## print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

setup: ## make .venv and install what Doudi needs to run
	@$(PYTHON) requirements/install.py runtime

setup-dev: ## the same, with the tools for tests and checks
	@$(PYTHON) requirements/install.py dev

setup-spark: ## the same, with PySpark as well (needs Java 17 or newer to run)
	@$(PYTHON) requirements/install.py spark

lock: setup-dev ## write requirements/*.lock anew from pyproject.toml
	@$(PYTHON) -m venv .venv-lock && .venv-lock/bin/python -m pip install --quiet --require-hashes -r requirements/uv.lock
	.venv-lock/bin/uv lock --quiet
	for set in "uv --only-group bootstrap" "runtime --no-dev --group build" "dev --group build" \
	  "spark --group build --extra spark"; do \
	  .venv-lock/bin/uv export --quiet --frozen --no-emit-project --no-header --no-annotate \
	    $${set#* } --output-file requirements/$${set%% *}.lock; done
