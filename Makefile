# Two commands do everything: `make serve` and `make test`. Each sets up what it needs in .venv.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PORT ?= 8765

.PHONY: serve build check test test-full lint unit replay site browser hosted bench web lock clean

serve: $(VENV)/site
	$(BIN)/course serve --port $(PORT)

build: $(VENV)/site
	$(BIN)/course build

check: $(VENV)/site
	$(BIN)/course check

test: $(VENV)/test
	$(MAKE) lint site unit replay browser

test-full: $(VENV)/full test
	$(BIN)/python -m pytest tests --ignore=tests/hosted -m full
	$(MAKE) hosted

# The parts of `make test`, in its order. They expect the environment that `make test` sets up.
lint:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check course grader tests benchmarks
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/course check

unit:
	$(BIN)/python -m pytest tests -n auto --dist loadfile --ignore=tests/grader/test_exercises.py --ignore=tests/site --ignore=tests/hosted -m "not full"

replay:
	$(BIN)/python -m pytest tests/grader/test_exercises.py -n auto --dist loadgroup -m "not full"

site:
	$(BIN)/course build

browser:
	$(BIN)/python -m pytest tests/site -m "not full"

# Pages that run code by themselves; with SIYU_RUNTIME naming a folder with NumPy, the exercises on tables too.
hosted:
	$(BIN)/python -m pytest tests/hosted -m "not full"

bench:
	$(BIN)/python benchmarks/check_latency.py
	$(BIN)/python benchmarks/plans.py
	$(BIN)/python benchmarks/data_scale.py
	$(BIN)/python benchmarks/metrics_scale.py
	$(BIN)/python benchmarks/class_speed.py 150

# The page's script: rebuild the committed bundle after changing course/publish/web/src.
web:
	npm --prefix course/publish/web ci --silent
	npm --prefix course/publish/web run build

lock:
	requirements/lock.sh

clean:
	rm -rf build $(VENV)

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/%: requirements/%.txt pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@
