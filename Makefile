# Commands of developers and operators. `make` lists the targets.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= python3
# Processor of the functions: arm64, or x86_64 without Rust's aarch64 standard library.
ARCH ?= arm64
# Profile of samconfig.toml: default, staging or production.
ENV ?= default
# Stack and region of a command on AWS: those of the profile unless given here.
TARGET = $(ENV) $(if $(STACK),--stack $(STACK)) $(if $(REGION),--region $(REGION))

WEB := functions/dashboard/web
BROWSER := tests/browser
VENV := .venv/.complete

export SAM_CLI_TELEMETRY := 0
# Tools of .venv come before installed ones of the same name, so that builds are equal everywhere.
export PATH := $(CURDIR)/.venv/bin:$(PATH)

# Cargo always gets the whole workspace, also with `--bin local`: another selection of packages has other
# features and would build the SDKs again.
LOCAL := cargo run --quiet --bin local --
# The web app and its build.
ifneq ($(wildcard $(WEB)/package.json),)
WEB_MODULES := $(WEB)/node_modules/.complete
WEB_DIST := $(WEB)/dist/index.html
endif
ifneq ($(wildcard $(BROWSER)/package.json),)
BROWSER_MODULES := $(BROWSER)/node_modules/.complete
endif

.PHONY: help
help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# ---------------------------------------------------------------- one machine

# Location databases that ingest asks before those of the demo. LOCATION=off skips their download.
ifneq ($(LOCATION),off)
RUN_LOCATION := location
CITY_DATABASE ?= target/location/city-ipv4.mmdb,target/location/city-ipv6.mmdb
ASN_DATABASE ?= target/location/asn.mmdb
endif

.PHONY: run
run: tools-run $(WEB_DIST) $(RUN_LOCATION) ## Start everything on http://localhost:3000 (PORT, DATA_DIR, DEMO_EVENTS)
	cargo build --bin local
	@CITY_DATABASE='$(CITY_DATABASE)' ASN_DATABASE='$(ASN_DATABASE)' exec $(LOCAL)

.PHONY: location
location: ## Build the location databases once (LOCATION=off make run skips them)
	@scripts/location/build

.PHONY: watch
watch: tools-run $(VENV) $(WEB_DIST) ## Run the emulators, and the functions under cargo lambda watch
	scripts/watch

.PHONY: sam-local
sam-local: tools-docker tools-run $(VENV) $(WEB_DIST) ## Run the emulators, and the functions under sam local (needs Docker)
	scripts/sam-local $(ARCH)

# ---------------------------------------------------------------- checks

.PHONY: test
test: test-rust test-web test-template test-runtime test-contract test-browser ## Run every test

.PHONY: test-rust
test-rust: tools-run $(WEB_DIST)
	@if cargo nextest --version >/dev/null 2>&1; then \
		echo 'cargo nextest run --workspace'; cargo nextest run --workspace; \
		echo 'cargo test --workspace --doc'; cargo test --quiet --workspace --doc; \
	else \
		echo 'cargo test --workspace'; cargo test --workspace; \
	fi

.PHONY: test-web
test-web: $(WEB_DIST)
	$(if $(WEB_MODULES),npm --prefix $(WEB) test)

# One test compares what functions/delivery encodes with the schemas of the forms.
.PHONY: test-template
test-template: $(VENV)
	cargo build --example encoded_events
	.venv/bin/python -m unittest discover --start-directory tests/template

# The binaries of the dev profile, which test-rust has built: a release build takes 10 to 20 minutes.
# `make build` checks the release binaries.
.PHONY: test-runtime
test-runtime: tools-run $(VENV) $(WEB_DIST)
	cargo build --bins --example panics
	.venv/bin/python -m unittest discover --start-directory tests/runtime

# The running API against its description, and the commands of the README. Three minutes, on a free port.
.PHONY: test-contract
test-contract: tools-run $(VENV) $(WEB_DIST)
	cargo build --bin local --bin activity
	.venv/bin/python -m unittest discover --start-directory tests/contract

.PHONY: test-browser
test-browser: $(WEB_DIST) $(BROWSER_MODULES)
	$(if $(BROWSER_MODULES),cargo build --bin local)
	$(if $(BROWSER_MODULES),CHROMIUM="$$(scripts/browser chromium)" npm --prefix $(BROWSER) test)

.PHONY: test-firefox
test-firefox: $(WEB_DIST) $(BROWSER_MODULES) ## Test what the dashboard is for in Firefox
	cargo build --bin local
	BROWSER=firefox FIREFOX="$$(scripts/browser firefox)" npm --prefix $(BROWSER) run test-jobs

.PHONY: lint
lint: lint-rust lint-web lint-template ## Check format, clippy, rustdoc, tsc, eslint and the templates

.PHONY: lint-rust
lint-rust: tools-run $(WEB_DIST)
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings
	RUSTDOCFLAGS='-D warnings' cargo doc --workspace --no-deps --document-private-items --locked

.PHONY: lint-web
lint-web: $(WEB_MODULES)
	$(if $(WEB_MODULES),npm --prefix $(WEB) run typecheck)
	$(if $(WEB_MODULES),npm --prefix $(WEB) run lint)

.PHONY: lint-template
lint-template: $(VENV)
	cfn-lint
	for template in infra/*.yaml; do sam validate --lint --template-file "$$template"; done
	checkov --config-file .ci/checkov.yaml

.PHONY: bench
bench: tools-run $(VENV) $(WEB_DIST) ## Measure the figures of the design, and write docs/benchmarks.md and docs/cost.md
	tests/bench/run
	.venv/bin/python scripts/cost

.PHONY: cost
cost: $(VENV) ## Compute docs/cost.md from docs/benchmarks.md and docs/prices.toml
	.venv/bin/python scripts/cost

.PHONY: soak
soak: tools-run $(WEB_DIST) ## 100,000 events with injected faults and 100,000 invalid requests (half an hour)
	FAULT_EVENTS=100000 FEED_FAULT_EVENTS=100000 HOSTILE_REQUESTS=100000 \
		cargo test -p tests -- --nocapture --test-threads 1 \
		guarantees::faults::ingest guarantees::feed::faults guarantees::abuse::requests guarantees::abuse::memory
	KILLS=50 KILL_EVENTS=100000 cargo test -p activity --test cli -- --nocapture --test-threads 1 send::kill

.PHONY: screenshots
screenshots: tools-run $(WEB_DIST) $(BROWSER_MODULES) ## Save a screenshot of every page, light and dark, in screenshots/
	cargo build --bin local
	CHROMIUM="$$(scripts/browser chromium)" npm --prefix $(BROWSER) run screenshots

.PHONY: openapi
openapi: tools-run ## Write docs/openapi.json from the code
	mkdir -p docs
	$(LOCAL) openapi > docs/openapi.json.new
	mv docs/openapi.json.new docs/openapi.json

.PHONY: configuration
configuration: tools-run ## Write docs/configuration.md from the code
	$(LOCAL) configuration > docs/configuration.md.new
	mv docs/configuration.md.new docs/configuration.md

.PHONY: detections
detections: tools-run ## Write docs/detections.md from the code
	$(LOCAL) detections > docs/detections.md.new
	mv docs/detections.md.new docs/detections.md

# ---------------------------------------------------------------- AWS

.PHONY: build
build: tools-run $(VENV) $(WEB_DIST) ## Build every function for AWS (ARCH=arm64|x86_64), print the sizes and check them
	scripts/build $(ARCH)

.PHONY: deploy
deploy: tools-run $(VENV) ## Build and deploy (ENV=default|staging|production, STACK, REGION, ARCH, YES=1)
	@.venv/bin/python scripts/deploy $(TARGET) $(if $(filter file,$(origin ARCH)),,--architecture $(ARCH)) $(if $(YES),--yes)

.PHONY: rollback
rollback: $(VENV) ## Move every function back to its previous version (ENV, STACK, REGION, YES=1)
	@.venv/bin/python scripts/rollback $(TARGET) $(if $(YES),--yes)

.PHONY: location-layer
location-layer: location $(VENV) ## Publish the location databases as a Lambda layer (ENV, STACK, REGION)
	@.venv/bin/python scripts/location/layer $(TARGET)

.PHONY: web
web: $(WEB_DIST)

# ---------------------------------------------------------------- set-up

.PHONY: tools-run
tools-run:
	@scripts/check-tools rust cc node python

.PHONY: tools-docker
tools-docker:
	@scripts/check-tools docker

$(VENV): requirements.txt scripts/venv
	scripts/venv $(PYTHON)

.PHONY: lock
lock: ## Write requirements.txt from requirements.in
	scripts/lock $(PYTHON)

# The time of a folder says nothing about its content, so a stamp file records the installation.
%/node_modules/.complete: %/package.json %/package-lock.json
	@scripts/check-tools node
	npm --prefix $* ci --no-audit --no-fund
	@touch $@

ifdef WEB_DIST
$(WEB_DIST): $(WEB_MODULES) $(wildcard docs/openapi.json) $(shell find $(WEB) \
		-name node_modules -prune -o -name dist -prune -o -type f -print 2>/dev/null)
	npm --prefix $(WEB) run build
	@touch $@
endif

.PHONY: clean
clean: ## Remove everything that was built or installed here. Data (.local) stays
	cargo clean
	rm -rf .aws-sam .venv $(WEB)/dist $(WEB)/node_modules $(BROWSER)/node_modules
