# Needs only make and python3 (3.11 or later, with venv and pip); sets up its own .venv.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: demo test lint slow bench refresh setup clean

demo: setup
	$(BIN)/sos-sim demo

test: setup
	$(BIN)/python -m pytest -q

slow: setup
	$(BIN)/python -m pytest -q -m slow

lint: setup
	$(BIN)/ruff check src tests benchmarks experiments examples docs
	$(BIN)/mypy

bench: setup
	$(BIN)/python benchmarks/run.py

# After a change of the model: golden values, figures, results of checks and the generated blocks of the documentation.
refresh: setup
	$(BIN)/python tests/golden/rewrite.py
	$(BIN)/python experiments/before_and_after.py $(if $(DATA),--data $(DATA))
	$(BIN)/python experiments/measurement_match.py --embedded --csv docs/figures/embedded-lists.csv
	$(if $(DATA),$(BIN)/sos-sim check california --data $(DATA) --seeds 200 --out runs/california)
	$(if $(DATA),$(BIN)/python experiments/california_check.py runs/california)
	$(BIN)/sos-sim calibrate interviews-2018
	$(BIN)/python experiments/interviews_2018.py runs/interviews-2018
	for script in docs/demo_figure.py docs/causal_map.py experiments/six_policies.py experiments/support_and_pressure.py \
	  experiments/benchmarks_figure.py experiments/patterns_table.py experiments/headlines.py \
	  experiments/workshop_predictions.py docs/workshop_figure.py docs/generate.py; \
	  do $(BIN)/python $$script || exit 1; done

setup: $(STAMP)

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "sos-sim needs Python 3.11 or later; try make PYTHON=python3.13")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $(STAMP)

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
