// 16 x 16 multiplier with a registered product: the leaf that every word-sized product goes
// through.
//
// Latency 1, throughput 1. It keeps its hierarchy until after mapping, because Yosys' iCE40 DSP
// inference loses the driver of a multiplier that feeds another one or an adder (hdl-sim/gate
// checks that the netlist computes the same).

`default_nettype none

(* keep_hierarchy *)
module zk_mul16 (
  input  wire logic        clk_i,
  input  wire logic [15:0] a_i,
  input  wire logic [15:0] b_i,
  output logic [31:0]      p_o
);
  always_ff @(posedge clk_i) p_o <= a_i * b_i;
endmodule

`default_nettype wire
