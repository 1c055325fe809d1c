// Width x Width multiplier, the leaf of the Karatsuba tree: registers before, inside and after the
// product.
//
// Latency 3, throughput 1. Keep: bits of the product that are wanted (2·Width, or Width for the low
// half).

`default_nettype none

(* keep_hierarchy *)
module zk_mul_wide #(
  parameter int Width = 64,
  parameter int Keep  = 2 * Width
) (
  input  wire logic             clk_i,
  input  wire logic [Width-1:0] a_i,
  input  wire logic [Width-1:0] b_i,
  output logic [Keep-1:0]       p_o
);
  logic [Width-1:0] a_q, b_q;
  logic [Keep-1:0] product_q;

  always_ff @(posedge clk_i) begin
    a_q       <= a_i;
    b_q       <= b_i;
    product_q <= Keep'(a_q) * Keep'(b_q);
    p_o       <= product_q;
  end
endmodule

`default_nettype wire
