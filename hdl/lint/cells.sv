// Vendor cells of the tops, as ports only: for lint and for Icarus' compilation, never for synthesis or simulation.
`default_nettype none
// verilator lint_off DECLFILENAME
// verilator lint_off UNDRIVEN
// verilator lint_off UNUSEDSIGNAL
// verilator lint_off UNUSEDPARAM
// verilator lint_off MULTITOP

module SB_PLL40_PAD #(
  parameter FEEDBACK_PATH = "SIMPLE",
  parameter DIVR = 4'd0,
  parameter DIVF = 7'd0,
  parameter DIVQ = 3'd0,
  parameter FILTER_RANGE = 3'd0
) (
  input  wire PACKAGEPIN,
  output wire PLLOUTGLOBAL,
  output wire LOCK,
  input  wire RESETB,
  input  wire BYPASS
);
endmodule

module SB_PLL40_CORE #(
  parameter FEEDBACK_PATH = "SIMPLE",
  parameter DIVR = 4'd0,
  parameter DIVF = 7'd0,
  parameter DIVQ = 3'd0,
  parameter FILTER_RANGE = 3'd0
) (
  input  wire REFERENCECLK,
  output wire PLLOUTGLOBAL,
  output wire LOCK,
  input  wire RESETB,
  input  wire BYPASS
);
endmodule

module SB_SPRAM256KA (
  input  wire [13:0] ADDRESS,
  input  wire [15:0] DATAIN,
  input  wire [3:0]  MASKWREN,
  input  wire        WREN,
  input  wire        CHIPSELECT,
  input  wire        CLOCK,
  input  wire        STANDBY,
  input  wire        SLEEP,
  input  wire        POWEROFF,
  output wire [15:0] DATAOUT
);
endmodule

module EHXPLLL #(
  parameter CLKI_DIV = 1,
  parameter CLKFB_DIV = 1,
  parameter CLKOP_DIV = 8,
  parameter CLKOP_ENABLE = "ENABLED",
  parameter CLKOP_CPHASE = 0,
  parameter CLKOP_FPHASE = 0,
  parameter FEEDBK_PATH = "CLKOP"
) (
  input  wire CLKI,
  input  wire CLKFB,
  output wire CLKOP,
  output wire LOCK,
  input  wire RST,
  input  wire STDBY,
  input  wire PHASESEL0,
  input  wire PHASESEL1,
  input  wire PHASEDIR,
  input  wire PHASESTEP,
  input  wire PHASELOADREG,
  input  wire PLLWAKESYNC,
  input  wire ENCLKOP
);
endmodule

`default_nettype wire
