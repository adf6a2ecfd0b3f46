# `make site` and `make test` each work as the first command on a fresh clone.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed

.PHONY: site test lint format serve check coverage prove bench lists new-check new-target lock setup-ci picture clean help

help:  ## Say what there is to make.
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(INSTALLED): requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

site: $(INSTALLED)  ## Build the catalogue of this repository into build/site.
	$(BIN)/catalogue site --strict

serve: $(INSTALLED)  ## Serve the catalogue and build it anew when a file changes.
	$(BIN)/catalogue serve

check: $(INSTALLED)  ## Report mistakes in the content.
	$(BIN)/catalogue check

test: $(INSTALLED) setup-ci  ## Run all tests, with the browser that some of them need.
	$(BIN)/pytest --numprocesses auto

lint: $(INSTALLED)  ## Check style, types and layers.
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(INSTALLED)  ## Bring the code into its form.
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

coverage: $(INSTALLED)  ## Count the rules that find their data and triggers.
	$(BIN)/python tests/measure/coverage.py

# A shell finds the jar at the moment of the run: it is fetched by the line before.
prove: $(INSTALLED)  ## Run printed queries over generated events, in real engines where there are any.
	$(BIN)/python -m prove.install
	LUCENE_JAR="$$(ls build/prove/*-fatjar.jar 2>/dev/null)" $(BIN)/python -m prove --write
	$(BIN)/python -m prove.agreement

bench: $(INSTALLED)  ## Measure everything that has a budget; ONLY=row,… measures some of it.
	$(BIN)/python -m pip install --quiet --disable-pip-version-check 'sigma-cli>=3.1,<3.2'
	$(BIN)/python -m bench $(CORPUS) $(if $(ONLY),--only $(ONLY)) --write

lists: $(INSTALLED)  ## Write the lists in the documentation that follow from the code.
	$(BIN)/python -m tools.lists --write

new-check: $(INSTALLED)  ## Start a check: make new-check NAME=empty-description.
	$(BIN)/python -m tools.new check "$(NAME)"

new-target: $(INSTALLED)  ## Start a target: make new-target ID=splunk-alert PRODUCT=splunk.
	$(BIN)/python -m tools.new target "$(ID)" --product "$(PRODUCT)"

lock: $(INSTALLED)  ## Renew the exact versions in the lock files.
	$(BIN)/pip-compile --quiet --upgrade --extra dev --generate-hashes --allow-unsafe --strip-extras \
	  --no-emit-index-url --no-emit-find-links --no-emit-trusted-host \
	  --output-file requirements.lock pyproject.toml
	$(BIN)/pip-compile --quiet --upgrade --extra prove --generate-hashes --allow-unsafe --strip-extras \
	  --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --constraint requirements.lock \
	  --output-file requirements-prove.lock pyproject.toml

setup-ci:  ## Install what tests need beside Python packages: a browser.
	sh tests/setup-ci.sh

picture: site  ## Take the pictures that the README and the docs show.
	$(BIN)/python tests/browser/picture.py

clean:  ## Remove what was built.
	rm -rf build
