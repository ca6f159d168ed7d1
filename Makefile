# make data: a release from raw/ into outputs/.  make test: everything checked.  Both need Python 3.11 or newer, and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
AGAINST ?= HEAD
FAULTS ?= 30

.PHONY: help data s3 dask test pytest lint accuracy train golden benchmark faults fuzz screenshots constraints clean

help:
	@echo "make data       build a release from raw/ into outputs/"
	@echo "make s3         install what raw texts and releases in buckets (s3://…) need besides"
	@echo "make dask       install what builds on a Dask cluster need besides"
	@echo "make test       formatting, lint, types, tests"
	@echo "make lint       formatting, lint and types only"
	@echo "make accuracy   figures against gold, and what a change of rules wins and breaks (AGAINST=commit)"
	@echo "make train      renew the weights of targets after a change of gold or of what is looked at (WITHOUT=--without)"
	@echo "make benchmark  speed, as ratios measured in one run; leave the machine alone meanwhile"
	@echo "make faults     30 builds killed at random moments (FAULTS=n)"
	@echo "make fuzz       10,000 damaged plans (FUZZ_CASES=n), 2,000 texts of pieces repeated (GROWTH_CASES=n)"
	@echo "make screenshots  pictures of the pages for docs/, after a change of what people see"
	@echo "make golden     renew tests/golden after a change of rules; review the diff"
	@echo "make constraints  lock packages anew after a change of pyproject.toml; needs uv (UPGRADE=--upgrade: newer ones)"
	@echo "make clean      remove the virtual environment and the caches, never a release"

data: $(VENV)/.project
	$(BIN)/plans build

s3: $(VENV)/.s3

dask: $(VENV)/.dask

test:  # side by side: types are checked by one process, and tests wait for servers now and then
	@$(MAKE) --no-print-directory --jobs=2 lint pytest

pytest: $(VENV)/.tests
	$(BIN)/python -m pytest -n auto

benchmark: $(VENV)/.tests
	$(BIN)/python -m pytest tests/benchmarks -s

faults: $(VENV)/.tests
	FAULTS=$(FAULTS) $(BIN)/python -m pytest tests/test_faults_kill.py -n0 -s

fuzz: $(VENV)/.tests
	$(BIN)/python -m pytest tests/fuzz

screenshots: $(VENV)/.tests
	$(BIN)/python -m tests.screenshots

lint: $(VENV)/.tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

accuracy: $(VENV)/.tests
	$(BIN)/python -m tests.judge --against $(AGAINST)

train: $(VENV)/.training
	$(BIN)/python -m training $(WITHOUT)

golden: $(VENV)/.tests
	$(BIN)/python -m tests.renew_golden

# What is installed is locked, with hashes: what builds packages that come as source, what `plans` needs, what buckets
# need besides, what tests need besides, and what training of weights needs besides. Only when these change is anything installed again. Each is
# named as constraints too, for pip holds a package with an extra (sqlalchemy[asyncio]) against those alone; packages are built by what is locked and nothing else.
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation
LOCKED = $(PIP) --require-hashes $(foreach lock,$(1),-r $(lock) -c $(lock))

$(VENV)/.packages: constraints-build.txt constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Python 3.11 or newer is needed, as python3 or named: make $(MAKECMDGOALS) PYTHON=/path/to/python3.12" >&2; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)
	$(call LOCKED,constraints-build.txt) --only-binary :all:
	$(call LOCKED,constraints.txt)
	@touch $@

$(VENV)/.s3: $(VENV)/.packages constraints-s3.txt | $(VENV)/.project
	$(call LOCKED,constraints.txt constraints-s3.txt)
	@touch $@

$(VENV)/.dask: $(VENV)/.packages constraints-dask.txt | $(VENV)/.project
	$(call LOCKED,constraints.txt constraints-dask.txt)
	@touch $@

$(VENV)/.tests: $(VENV)/.packages constraints-s3.txt constraints-dask.txt constraints-test.txt | $(VENV)/.project
	$(call LOCKED,constraints.txt constraints-s3.txt constraints-dask.txt constraints-test.txt)
	@touch $@

$(VENV)/.training: $(VENV)/.tests constraints-train.txt
	$(call LOCKED,constraints.txt constraints-s3.txt constraints-dask.txt constraints-test.txt constraints-train.txt)
	@touch $@

$(VENV)/.project: $(VENV)/.packages pyproject.toml
	$(PIP) --no-deps --editable .
	@touch $@

# For a maintainer who changes pyproject.toml; needs uv. All versions are chosen together and then written down apart; they
# stay as they are, unless UPGRADE=--upgrade is given.
COMPILE := uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --quiet
TOGETHER := build/constraints.txt
BESIDES := 's/^\([a-z0-9._-]*\)==.*/--no-emit-package \1/p'

constraints:
	mkdir -p $(dir $(TOGETHER))
	cat constraints-build.txt constraints.txt constraints-s3.txt constraints-dask.txt constraints-test.txt constraints-train.txt > $(TOGETHER)
	echo 'setuptools>=80' | $(COMPILE) $(UPGRADE) pyproject.toml - --all-extras --output-file $(TOGETHER)
	echo 'setuptools>=80' | $(COMPILE) - -c $(TOGETHER) --output-file constraints-build.txt
	$(COMPILE) pyproject.toml --extra postgresql -c $(TOGETHER) --output-file constraints.txt
	$(COMPILE) pyproject.toml --extra s3 -c $(TOGETHER) --output-file constraints-s3.txt \
	  $$(sed -n $(BESIDES) constraints-build.txt constraints.txt)
	$(COMPILE) pyproject.toml --extra dask -c $(TOGETHER) --output-file constraints-dask.txt \
	  $$(sed -n $(BESIDES) constraints-build.txt constraints.txt constraints-s3.txt)
	$(COMPILE) pyproject.toml --extra test -c $(TOGETHER) --output-file constraints-test.txt \
	  $$(sed -n $(BESIDES) constraints-build.txt constraints.txt constraints-s3.txt constraints-dask.txt)
	$(COMPILE) pyproject.toml --all-extras -c $(TOGETHER) --output-file constraints-train.txt \
	  $$(sed -n $(BESIDES) constraints-build.txt constraints.txt constraints-s3.txt constraints-dask.txt constraints-test.txt)

clean:
	rm -rf $(VENV) .cache .mypy_cache .ruff_cache .pytest_cache build *.egg-info
