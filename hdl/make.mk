# Lanes of the hardware; included by the Makefile of the root. Each one installs what it lacks (hdl/scripts/require.sh, venv.sh,
# maven.sh), says so in one line, and ends with `N passed, N failed, N skipped` where it is a test.
#   BLOCK=msm_core CONFIG=mid   one block, one configuration (sim, cocotb)
#   WAVES=1                     write waves and say how to open them (sim, cocotb)
#   COVERAGE=1                  line and toggle coverage (sim)
#   BOARD=icebreaker            one board (synth, bitstream)

REQUIRE := hdl/scripts/require.sh
VENV := hdl/scripts/venv.sh
export YOWASP_CACHE_DIR := $(CURDIR)/.cache/yowasp

.PHONY: sim cocotb formal lint vectors gate synth bitstream generate coverage pictures test-hdl test-hdl-long sim-library cost

sim: ## simulate the RTL: BLOCK=msm_core CONFIG=mid WAVES=1 for one block with waves
	@$(REQUIRE) verilator g++ make zlib.h
	@BLOCK='$(BLOCK)' CONFIG='$(CONFIG)' LONG='$(or $(LONG),no)' hdl-sim/run.py

cost: ## the cost model held to the simulation within 2 %
	@$(REQUIRE) verilator g++ make zlib.h
	@hdl-sim/model/test_cost.py

sim-library: ## the Verilated machines as shared libraries with a C ABI, and the C example
	@$(REQUIRE) verilator g++ make zlib.h
	@hdl-sim/library.py --example $(if $(KIND),--kind $(KIND))

cocotb: ## protocol tests in Python, on Verilator and Icarus
	@$(REQUIRE) iverilog g++ make venv zlib.h lz4.h
	@$(VENV)
	@hdl-sim/cocotb/run.py

formal: ## proofs of FIFOs, framer, credits, scheduler, modular addition
	@$(REQUIRE) yosys z3
	@LONG='$(or $(LONG),yes)' hdl/formal/run.py

lint: ## Verilator -Wall, Icarus, Yosys check over all RTL
	@$(REQUIRE) verilator iverilog yosys
	@hdl/lint/run.py

vectors: ## golden vectors, package and micro-program are what their generators give
	@$(REQUIRE) g++
	@hdl-sim/vectors/check.py

gate: ## simulate the synthesised netlists on the vectors of the RTL
	@$(REQUIRE) verilator g++ make yosys
	@hdl-sim/gate/run.py $(CELLS)

synth: ## synthesis, place and route, with thresholds: BOARD=icebreaker|hx8k-ct256|ulx3s-85f
	@$(REQUIRE) yosys nextpnr-ice40 icepack venv
	@$(VENV)
	@BOARD='$(BOARD)' hdl/synth/run.py

bitstream: ## bitstreams and their manifest: BOARD=... for one; CHECK=1 compares with the committed image instead
	@$(REQUIRE) yosys nextpnr-ice40 icepack venv
	@$(VENV)
	@BOARD='$(BOARD)' hdl/synth/run.py $(if $(CHECK),--check,--bitstream)

generate: ## SpinalHDL to Verilog; fails when hdl/generated would change
	@$(REQUIRE) mvn javac
	@hdl/scripts/generate.sh $(CHECK)

coverage: ## line and toggle coverage of the simulation lane, as a page
	@$(REQUIRE) verilator g++ make zlib.h
	@COVERAGE=1 hdl-sim/run.py
	@hdl-sim/coverage.py --check

pictures: ## schematics, pipelines and waveforms of the READMEs, as SVG
	@$(REQUIRE) yosys dot verilator g++ make zlib.h
	@hdl/scripts/pictures.sh

test-hdl: ## every fast hardware lane
	@scripts/test-hdl.sh fast

test-hdl-long: ## the hardware lanes that take longer: long benches and proofs, ECP5 netlists, every board (ULX3S: 15 to 25 minutes), coverage
	@scripts/test-hdl.sh long
