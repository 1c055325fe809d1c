# One command a lane. `make` alone lists them.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

CONFIGURATION ?= Release
OUT := out
ZKACCEL := host-runtime/ZkAccel.Cli/bin/$(CONFIGURATION)/net10.0/zkaccel
BENCH := bench/ZkAccel.Bench/bin/$(CONFIGURATION)/net10.0/ZkAccel.Bench

export DOTNET_CLI_TELEMETRY_OPTOUT := 1
export DOTNET_NOLOGO := 1
export MSBUILDDISABLENODEREUSE := 1

.PHONY: help setup build prove prove-gpu bench-gpu test test-fast evm-demo evm-page sample pack bench-quick fuzz clean

help: ## list the lanes
	@awk -F':.*## ' '/^[a-z][a-z-]*:.*## /{printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## check that the tools are here (.NET 10 SDK)
	@scripts/require-sdk.sh

build: setup ## build everything
	@scripts/build.sh $(CONFIGURATION) ZkAccel.sln

prove: setup ## prove and verify that LeNet-5 recognised a handwritten digit
	@scripts/build.sh $(CONFIGURATION) host-runtime/ZkAccel.Cli
	@scripts/prove.sh $(ZKACCEL) $(OUT)/prove

prove-gpu: setup ## prove and verify the tiny model on a GPU; without one on its kernels, emulated
	@scripts/build.sh $(CONFIGURATION) host-runtime/ZkAccel.Cli
	@scripts/prove-gpu.sh $(ZKACCEL) $(OUT)/prove-gpu

bench-gpu: setup ## the GPU's operations and proofs as one file of figures: out/bench-gpu/gpu.json
	@LAWS=$(LAWS) scripts/bench-gpu.sh $(OUT)/bench-gpu

evm-demo: setup ## a loan drawn by a proof on a local chain, and attempts to cheat at it (needs Node.js 20 and npm)
	@scripts/build.sh $(CONFIGURATION) host-runtime/ZkAccel.Cli
	@scripts/evm-tools.sh
	@node host-runtime/evm/demo.mjs $(ZKACCEL) bench/models/credit-scoring $(OUT)/evm-demo

evm-page: ## a page that checks proofs in a browser, one file: out/zkaccel-verify.html
	@scripts/evm-tools.sh
	@node host-runtime/evm/page/build.mjs $(OUT)/zkaccel-verify.html
	@echo $(OUT)/zkaccel-verify.html

test: setup ## every test; ends with `N passed, N failed, N skipped`
	@scripts/test.sh $(CONFIGURATION) all

test-fast: setup ## the everyday tests, under 3 minutes
	@scripts/test.sh $(CONFIGURATION) fast

sample: setup ## build and run the integration samples
	@scripts/samples.sh $(CONFIGURATION)

pack: setup ## NuGet packages with symbols into out/packages
	@scripts/pack.sh $(CONFIGURATION) $(OUT)/packages

bench-quick: setup ## the figures of the README, measured here, beside their targets
	@scripts/build.sh $(CONFIGURATION) bench/ZkAccel.Bench
	@$(BENCH) quick --results bench/results

fuzz: setup ## fuzz the parsers with afl++ (SECONDS_EACH=600, TARGET=name TIME=seconds for one)
	@scripts/fuzz.sh $(CONFIGURATION) $${SECONDS_EACH:-600}

clean: ## remove what was built
	rm -rf $(OUT) .cache/hdl
	find host-runtime bench driver -type d \( -name bin -o -name obj \) -prune -exec rm -rf {} +

include hdl/make.mk
