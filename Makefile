# Everything on a fresh machine with git, make and Python 3.11 or later with pip:
#
#   make demo    run the example suite, and see which loop each test runs on
#   make test    check the code and run the tests
#
# For another Python: make test PYTHON=python3.13

PYTHON ?= python3
# Processes that run tests: one for each core, and no more than make sense.
JOBS ?= auto

# What the environments are made from. A change of it makes them anew.
SOURCES := pyproject.toml src/loopwise/_version.py

.PHONY: help test demo lint types architecture docs clean python
.DEFAULT_GOAL := help

help:
	@echo "make test          check the code and run the tests"
	@echo "make demo          run the example suite, and see on which loop each test runs"
	@echo "make lint          ruff: rules and format"
	@echo "make types         mypy"
	@echo "make architecture  who may import whom"
	@echo "make docs          build the documentation into docs/_build"
	@echo "make clean         remove everything that make created"

# The fast ones first: what they find would only be found again by slower means.
test: lint types architecture
	.venv/bin/python -m pytest -n $(JOBS) --maxprocesses 8

demo: .venv-demo/ready
	.venv-demo/bin/python -m examples.demo

lint: .venv/ready
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .

types: .venv/ready
	.venv/bin/mypy

architecture: .venv/ready
	.venv/bin/lint-imports --no-logo

docs: .venv-docs/ready
	.venv-docs/bin/sphinx-build -W -n --keep-going docs docs/_build

clean:
	rm -rf .venv .venv-demo .venv-docs .nox docs/_build .import_linter_cache
	rm -rf .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage .coverage.*

# The name of an environment's dependency group, by the environment's name.
GROUP_.venv := test
GROUP_.venv-demo := demo
GROUP_.venv-docs := docs

# pip before 25.1 knows no dependency groups, so the environment's own goes first.
# Debian's Python has no ensurepip, hence no `venv`, unless python3-venv is installed;
# pip can fetch virtualenv, which brings its own.
.venv/ready .venv-demo/ready .venv-docs/ready: $(SOURCES) | python
	rm -rf $(@D)
	$(PYTHON) -m venv $(@D) 2>/dev/null || { \
	  rm -rf $(@D) && \
	  $(PYTHON) -m pip install --quiet --target $(@D)/virtualenv virtualenv && \
	  PYTHONPATH=$(@D)/virtualenv $(PYTHON) -m virtualenv --quiet $(@D); }
	$(@D)/bin/python -m pip install --quiet --upgrade "pip>=25.1"
	$(@D)/bin/python -m pip install --quiet --editable . --group $(GROUP_$(@D))
	touch $@

# Written so that a Python 2 can read it and say the same.
python:
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Loopwise \
	needs Python 3.11 or later, and $(PYTHON) is " + sys.version.split()[0] + ". \
	Name another one: make PYTHON=python3.13")'
