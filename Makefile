# Every target sets up what it needs by itself: a Python >= 3.11 on PATH is enough to start from.
.DEFAULT_GOAL := help
.PHONY: help demo test check check-format check-lint check-types check-rooms format browser picture fuzz hunt hunt-ops bench site record lock clean

VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PYTEST_ARGS ?=

help:  ## say what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# The environment: made once, brought up to date when the lock or the project's metadata change.
$(READY): requirements-dev.lock pyproject.toml
	@python=$$(sh tools/find_python.sh) && \
	  { $(BIN)/python -c '' 2>/dev/null || "$$python" -m venv --clear $(VENV); }
	@echo "installing the locked development environment into $(VENV)"
	@$(BIN)/python -m pip install -q --disable-pip-version-check -r requirements-dev.lock
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: $(READY)  ## run the scoping example: each name and why, the values, the TensorBoard files
	@$(BIN)/scopeflow demo

test: $(READY)  ## run the tests
	$(BIN)/python -m pytest $(PYTEST_ARGS)

check: check-format check-lint check-types check-rooms test  ## all that CI checks: format, lint, types, rooms, tests

check-format: $(READY)
	$(BIN)/ruff format --check .

check-lint: $(READY)
	$(BIN)/ruff check .

check-types: $(READY)
	$(BIN)/mypy

check-rooms: $(READY)
	$(BIN)/lint-imports --no-cache

format: $(READY)  ## format the code and mend what the linter can mend
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

browser:  ## install a chromium for the browser tests (Debian or Ubuntu, as root)
	@sh tools/install_chromium.sh

picture: $(READY)  ## take the README's picture anew from the real TensorBoard
	$(BIN)/python -m pytest tests/browser --picture docs/images/scopes-in-tensorboard.png

fuzz: $(READY)  ## search for differences with new random programs, for as long as FUZZ_EXAMPLES says
	SCOPEFLOW_HYPOTHESIS=fuzz $(BIN)/python -m pytest -m "not browser" $(PYTEST_ARGS)

hunt: $(READY)  ## search for scope programs that differ from a TensorFlow 1.15; HUNT_ARGS="--seed 7 --programs 20000 --keep"
	$(BIN)/python -m tests.differential.hunt $(HUNT_ARGS)

hunt-ops: $(READY)  ## search for op programs that differ from a TensorFlow 1.15; HUNT_ARGS="--seed 7 --programs 20000 --keep"
	$(BIN)/python -m tests.differential_ops.hunt $(HUNT_ARGS)

bench: $(READY)  ## measure against TensorFlow 1.15 (where there is one) and print the ratios
	$(BIN)/python benchmarks/run.py $(BENCH_ARGS)

site: $(READY)  ## build the documentation into site/, every example run
	$(BIN)/python tools/build_site.py site

record: $(READY)  ## record anew what TensorFlow 1.15 does (needs one: docs/reference.md)
	@BIN=$(BIN) sh tools/record.sh

lock: $(READY)  ## take the newest versions that pyproject.toml allows and write them to the lock
	sh tools/lock.sh

clean:  ## remove the environment and everything made
	rm -rf $(VENV) build dist logs site .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find src tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
	rm -rf src/*.egg-info
