// A register of a signal that goes far or to many: each instance is a copy of its own, near those whom it tells. Tools would make one
// of registers that hold the same; this module keeps its hierarchy until they are mapped.
//
// Latency 1.
`default_nettype none

(* keep_hierarchy *)
module zk_copy #(
  parameter int Width = 1
) (
  input  wire              clk_i,
  input  wire  [Width-1:0] d_i,
  output logic [Width-1:0] q_o
);
  always_ff @(posedge clk_i) q_o <= d_i;
endmodule

`default_nettype wire
