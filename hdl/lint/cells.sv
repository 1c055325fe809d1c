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

module MULT18X18D #(
  parameter REG_INPUTA_CLK = "NONE",
  parameter REG_INPUTB_CLK = "NONE",
  parameter REG_PIPELINE_CLK = "NONE",
  parameter REG_OUTPUT_CLK = "NONE"
) (
  input  wire A0, A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12, A13, A14, A15, A16, A17,
  input  wire B0, B1, B2, B3, B4, B5, B6, B7, B8, B9, B10, B11, B12, B13, B14, B15, B16, B17,
  input  wire SIGNEDA, SIGNEDB, SOURCEA, SOURCEB, CLK0, CE0, RST0,
  output wire P0, P1, P2, P3, P4, P5, P6, P7, P8, P9, P10, P11, P12, P13, P14, P15, P16, P17,
  output wire P18, P19, P20, P21, P22, P23, P24, P25, P26, P27, P28, P29, P30, P31, P32, P33, P34, P35
);
endmodule

`default_nettype wire
