# Doudi 兜底. `make` alone prints what can be done.
PYTHON ?= python3
BIN := .venv/bin
CODE := doudi tests requirements benchmarks conftest.py
# Three at a time on two processors: a browser is waited for more than it works.
PYTEST := $(BIN)/pytest -n 3 --dist loadfile --no-loadscope-reorder

# The demonstration and the tests start many processes; what one has compiled the next need not compile again.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev setup-spark demo test check proof steps mutants format lock

help: ## print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

setup: ## make .venv and install what Doudi needs to run
	@$(PYTHON) requirements/install.py runtime
	@$(BIN)/python -m doudi.web.assets

setup-dev: ## the same, with the tools for tests and checks
	@$(PYTHON) requirements/install.py dev
	@$(BIN)/python -m doudi.web.assets

setup-spark: ## the same, with PySpark as well (needs Java 17 or newer to run)
	@$(PYTHON) requirements/install.py spark
	@$(BIN)/python -m doudi.web.assets

demo: setup ## set up, then serve Doudi with invented people on http://127.0.0.1:8000 (PORT=8123 for another)
	@$(BIN)/doudi demo

test: check ## set up, check, then run every test at a size that fits
	$(PYTEST)

check: setup-dev ## formatting, style, types, floors and templates
	$(BIN)/ruff format --check --quiet $(wildcard $(CODE))
	$(BIN)/ruff check --quiet $(wildcard $(CODE))
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache --no-logo
	$(BIN)/djlint --lint --quiet doudi

proof: check ## the same tests at the sizes that the issues name (long)
	DOUDI_PROOF=1 $(PYTEST)

steps: setup-dev ## 100,000 steps of the machine of money (an hour)
	DOUDI_PROOF=1 DOUDI_STEPS=100000 $(BIN)/pytest -n 0 doudi/money/tests/test_machine.py -k in_whatever_order

mutants: setup-dev ## break the law on purpose and count the breaks that no test sees (long)
	PYTHONPATH=. $(BIN)/python benchmarks/law_mutants.py
	PYTHONPATH=. $(BIN)/python benchmarks/rest_mutants.py

format: setup-dev ## lay out the code as `make check` wants it
	$(BIN)/ruff format $(wildcard $(CODE))
	$(BIN)/ruff check --fix $(wildcard $(CODE))

lock: setup-dev ## write requirements/*.lock anew from pyproject.toml
	$(PYTHON) requirements/lock.py
