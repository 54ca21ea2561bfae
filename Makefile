# Two commands: `make demo` to try the portal, `make test` to prove it. Both prepare a bare Debian 12 by themselves.
PYTHON ?= python3
RUN := $(PYTHON) portal/bootstrap

.DEFAULT_GOAL := help
.PHONY: help demo demo-reset test lint bench screenshots conformance manage prepare

help: ## this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1|/' | column -t -s '|' 2>/dev/null || grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST)

demo: ## run the whole portal here (PORT=8000, PROFILE=quang-ninh|dak-lak|soc-trang|ha-giang|hau-giang)
	@$(RUN) demo

demo-reset: ## throw away the demo's data
	@$(RUN) reset

test: ## lint, types, contracts and every test (ARGS='-k receipt' runs chosen tests only)
	@$(RUN) test

lint: ## the checks without the tests
	@$(RUN) lint

bench: ## measure speed (ROW=queue, FULL=1 for a million dossiers)
	@$(RUN) bench

screenshots: ## take the pictures of the README anew
	@$(RUN) screenshots

conformance: ## write docs/conformance.md from the tests
	@$(RUN) conformance

manage: ## manage.py on the demo's data (ARGS='working_time 2026-11-20T16:00 --hours 4')
	@$(RUN) manage

prepare: ## only install what is missing
	@$(RUN) prepare
