// A register of one of two signals that goes far: as zk_copy, with the choice in front, so that what chooses may come from afar too.
//
// Latency 1.
`default_nettype none

(* keep_hierarchy *)
module zk_choice #(
  parameter int Width = 1
) (
  input  wire              clk_i,
  input  wire              first_i,
  input  wire  [Width-1:0] a_i,
  input  wire  [Width-1:0] b_i,
  output logic [Width-1:0] q_o
);
  always_ff @(posedge clk_i) q_o <= first_i ? a_i : b_i;
endmodule

`default_nettype wire
