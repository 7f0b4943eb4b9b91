# One command each; all of them set up what they need. `make help` lists them.
SHELL := /bin/bash
ARGS ?=
STAMP := .venv/setup.stamp
BIN := .venv/bin
TEXTS := resources/i18n/redress_zh_CN.qm

.DEFAULT_GOAL := help
.PHONY: help run setup test faults check format coverage bench demo screenshots i18n package

help: ## what can be made
	@grep -hE '^[a-z0-9]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9]+):.*## /  make \1\t/' | expand -t 20

run: setup ## open Redress; without a display, play the demo (ARGS="--lang en")
	@installer/setup.sh run $(ARGS)

setup: $(STAMP) $(TEXTS) ## install all that is needed; quick when nothing changed

$(STAMP): pyproject.toml installer/constraints.txt installer/debian-packages.txt installer/setup.sh
	@installer/setup.sh install
	@touch $@

$(TEXTS): $(wildcard resources/i18n/*.ts) | $(STAMP)
	@$(BIN)/python installer/i18n.py release

i18n: setup ## bring the window's texts up to its source, and compile them
	@$(BIN)/python installer/i18n.py update
	@$(BIN)/python installer/i18n.py release

test: setup ## run every test, without a screen (ARGS="-k ledger")
	@$(BIN)/python -m pytest -n 2 $(ARGS)

faults: setup ## kill -9, full disks and failing writes, a thousand times over (ARGS="--kills 200")
	@nice $(BIN)/python -m pytest tests/faults tests/journeys/test_channel.py --kills 1000 -o faulthandler_timeout=3600 $(ARGS)

check: setup ## ruff, mypy strict, import-linter
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

format: setup ## let ruff set the code
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

coverage: setup ## run every test and show the branches none of them took
	@$(BIN)/python -m pytest -n 2 --cov --cov-report=term-missing $(ARGS)

bench: setup ## measure, beside yardsticks on the same machine (ARGS="--quick", "--write")
	@$(BIN)/python bench/run.py $(ARGS)

demo: setup ## the whole story in ./demo: a branch, headquarters, PDFs, bundle, screenshots
	@$(BIN)/redress demo --headless --out demo $(ARGS)

screenshots: demo ## the demo's pictures of the real windows, into docs/screenshots
	@mkdir -p docs/screenshots
	@cp demo/screenshots/*.png docs/screenshots/

package: setup ## the program as a folder, tar.xz and .deb in dist/, tried on a bare Debian (ARGS=reproduce)
	@installer/package.sh $(ARGS)
