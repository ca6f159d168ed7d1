# make data: a release from raw/ into outputs/.  make test: everything checked.  Both need Python 3.11 or newer, and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
AGAINST ?= HEAD
FAULTS ?= 30

.PHONY: help data test lint accuracy golden benchmark faults fuzz screenshots constraints clean

help:
	@echo "make data       build a release from raw/ into outputs/"
	@echo "make test       formatting, lint, types, tests"
	@echo "make lint       formatting, lint and types only"
	@echo "make accuracy   figures against gold, and what a change of rules wins and breaks (AGAINST=commit)"
	@echo "make benchmark  speed, as ratios measured in one run; leave the machine alone meanwhile"
	@echo "make faults     30 builds killed at random moments (FAULTS=n)"
	@echo "make fuzz       10,000 damaged plans (FUZZ_CASES=n), 2,000 texts of pieces repeated (GROWTH_CASES=n)"
	@echo "make screenshots  pictures of the pages for docs/, after a change of what people see"
	@echo "make golden     renew tests/golden after a change of rules; review the diff"
	@echo "make clean      remove the virtual environment and the caches, never a release"

data: $(VENV)/.project
	$(BIN)/plans build

test: lint
	$(BIN)/python -m pytest -n auto

benchmark: $(VENV)/.project
	$(BIN)/python -m pytest tests/benchmarks -s

faults: $(VENV)/.project
	FAULTS=$(FAULTS) $(BIN)/python -m pytest tests/test_faults_kill.py -n0 -s

fuzz: $(VENV)/.project
	$(BIN)/python -m pytest tests/fuzz

screenshots: $(VENV)/.project
	$(BIN)/python -m tests.screenshots

lint: $(VENV)/.project
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

accuracy: $(VENV)/.project
	$(BIN)/python -m tests.judge --against $(AGAINST)

golden: $(VENV)/.project
	$(BIN)/python -m tests.renew_golden

# The locked dependencies, with hashes; only when these change is anything installed again. Named as constraints too, for
# pip holds a package with an extra (sqlalchemy[asyncio]) against those alone.
$(VENV)/.packages: constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Python 3.11 or newer is needed, as python3 or named: make $(MAKECMDGOALS) PYTHON=/path/to/python3.12" >&2; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r constraints.txt -c constraints.txt
	@touch $@

$(VENV)/.project: $(VENV)/.packages pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

# For a maintainer who changes pyproject.toml; needs uv.
constraints:
	echo 'setuptools>=80' | uv pip compile pyproject.toml - --extra test --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header --no-annotate --upgrade --quiet --output-file constraints.txt

clean:
	rm -rf $(VENV) .cache .mypy_cache .ruff_cache .pytest_cache build *.egg-info
