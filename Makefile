# Every command of the project. CI calls the same ones.
PYTHON ?= python3
BIN := .venv/bin
OUT ?= demo-out

.DEFAULT_GOAL := help
.PHONY: help demo demo-stop test check fast format lint types imports docs messages bench lock clean

help:  ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

demo: .venv/run.stamp  ## an invented certification body, screened: lists and report in demo-out/, and a running site with accounts to try
	$(BIN)/zicha demo --out $(OUT) --serve $(if $(PORT),--port $(PORT))

demo-stop: .venv/run.stamp  ## stop the site of `make demo`
	$(BIN)/zicha demo --out $(OUT) --stop

test: .venv/dev.stamp  ## every test, on DuckDB and on a local Spark
	scripts/java
	$(BIN)/pytest -n 2 --dist loadfile

check: .venv/dev.stamp format lint types imports fast  ## what must be green before a commit: format, lint, types, imports, fast tests, stale docs

fast: .venv/dev.stamp  ## the fast tests: DuckDB only; stale pages are found here too
	$(BIN)/pytest -n 2 --dist loadfile -m "not spark and not slow"

format: .venv/dev.stamp  ## is the code formatted? (ruff format mends it)
	$(BIN)/ruff format --check --quiet

lint: .venv/dev.stamp  ## ruff
	$(BIN)/ruff check --quiet

types: .venv/dev.stamp  ## mypy
	$(BIN)/mypy --no-error-summary

imports: .venv/dev.stamp  ## does every import point the right way?
	$(BIN)/lint-imports --no-cache >/dev/null || $(BIN)/lint-imports --no-cache

docs: .venv/dev.stamp  ## write the generated pages anew
	$(BIN)/python -m zicha.reports.pages docs

messages: .venv/dev.stamp  ## bring the English catalogue of the site up to date with the code; names what wants a translation
	$(BIN)/python -m zicha.web.messages

bench: .venv-bench/bench.stamp  ## measure; BENCH="--nation 1 --beside 0.1 --spark 0.1" for the big sizes; see benchmarks/README.md
	scripts/java
	.venv-bench/bin/python -m benchmarks.run $(BENCH)

lock: .venv/dev.stamp  ## resolve the dependencies anew into the three lock files (hashes, no addresses)
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile -q pyproject.toml --group build --generate-hashes --no-emit-index-url --no-header --no-annotate -o requirements.lock
	$(BIN)/uv pip compile -q pyproject.toml --group build --group dev --extra spark -c requirements.lock --generate-hashes --no-emit-index-url --no-header --no-annotate -o requirements-dev.lock
	$(BIN)/uv pip compile -q pyproject.toml --group build --group bench --extra spark -c requirements.lock --generate-hashes --no-emit-index-url --no-header --no-annotate -o requirements-bench.lock

clean:  ## remove what the commands made, the environment included
	@if [ -d $(OUT)/site ] && [ -x $(BIN)/zicha ]; then $(BIN)/zicha demo --out $(OUT) --stop; fi
	rm -rf .venv .venv-bench demo-out build dist .mypy_cache .ruff_cache

PREPARED_BY := pyproject.toml scripts/prepare package-lock.json scripts/assets scripts/icons.txt \
	src/zicha/web/locale/en/LC_MESSAGES/django.po

.venv/run.stamp: requirements.lock $(PREPARED_BY)
	@PYTHON="$(PYTHON)" scripts/prepare requirements.lock
	@touch $@

.venv/dev.stamp: requirements-dev.lock $(PREPARED_BY)
	@PYTHON="$(PYTHON)" scripts/prepare requirements-dev.lock
	@touch .venv/run.stamp $@

.venv-bench/bench.stamp: requirements-bench.lock $(PREPARED_BY)
	@PYTHON="$(PYTHON)" scripts/prepare requirements-bench.lock .venv-bench
	@touch $@
