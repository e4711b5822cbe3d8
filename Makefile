# Everything there is to do here, for GNU make 3.81 or newer and a POSIX shell.

PYTHON ?= python3
# Tests compute and hardly wait: more workers than cores make them slower.
WORKERS ?= 3
BIN := .venv/bin
PIP := $(BIN)/python -m pip -qq --disable-pip-version-check --no-input
READY := .venv/.installed

.PHONY: help run test check simulate screenshots snapshots lock clean

help: ## list what make can do here
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile
	@echo 'ARGS="..." passes more to the command behind run, test, snapshots and lock.'

run: $(READY) ## try spacetui on a simulated Hub: no account, nothing billed
	@$(BIN)/spacetui --demo $(ARGS)

test: $(READY) ## run the whole test suite
	@$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(ARGS)

check: $(READY) ## format, lint, types and import layers
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

simulate: $(READY) ## let simulated hours pass and print what was asked of the Hub, and how late changes were seen
	@$(BIN)/python -m tests.simulation

screenshots: $(READY) ## draw the documentation's pictures again
	@$(BIN)/python screenshots/take.py

snapshots: $(READY) ## record how the screens look now; read the diff before you keep it
	@$(BIN)/python -m pytest --snapshot-update tests/ui $(ARGS)

lock: $(READY) ## write requirements.lock again (ARGS=--upgrade takes the newest versions)
	@$(BIN)/uv pip compile pyproject.toml --no-config --quiet --group dev --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --custom-compile-command "make lock" \
		--output-file requirements.lock $(ARGS)

clean: ## remove .venv, caches and builds
	rm -rf .venv build dist snapshot_report.html
	rm -rf .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -type d -name __pycache__ -prune -exec rm -rf {} +

# A new lock means a new .venv; wheels only, because building one would fetch tools that nobody locked.
.venv/.locked: requirements.lock
	@for python in "$(PYTHON)" python3.13 python3.12 python3.11; do \
		"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
		echo "Setting up .venv with $$("$$python" --version). This takes about a minute, once."; \
		"$$python" -m venv --clear .venv || { \
			echo "Making .venv failed. Debian and Ubuntu need one more package: sudo apt install python3-venv" >&2; \
			exit 1; \
		}; \
		$(PIP) install --require-hashes --only-binary :all: --requirement requirements.lock && touch $@; \
		exit; \
	done; \
	echo "spacetui needs Python 3.11 or newer, and '$(PYTHON)' is $$("$(PYTHON)" --version 2>&1 || echo missing)." >&2; \
	echo "Install one and try again, or say where it is: make run PYTHON=/path/to/python3" >&2; \
	exit 1

$(READY): .venv/.locked pyproject.toml
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@
