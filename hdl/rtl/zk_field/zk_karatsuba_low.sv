// The low half of a·b: one full and two low products of half the width.
//
//   a·b mod 2^W = a0·b0 + ((a0·b1 + a1·b0) mod 2^(W/2))·2^(W/2)
//
// Latency     3 at the leaf, else that of zk_karatsuba at half the width and 3.
// Throughput  1.

`default_nettype none

module zk_karatsuba_low #(
  parameter int Width = 256,
  parameter int Leaf  = 64
) (
  input  wire logic             clk_i,
  input  wire logic [Width-1:0] a_i,
  input  wire logic [Width-1:0] b_i,
  output logic [Width-1:0]      p_o
);
  localparam int H = Width / 2;

  if (Width <= Leaf) begin : gen_leaf
    zk_mul_wide #(.Width(Width), .Keep(Width)) u_mul (.clk_i, .a_i, .b_i, .p_o);
  end else begin : gen_level
    // A low half of half the width is that much earlier than the full product.
    localparam int Lag = H <= Leaf ? 0 : 1;

    logic [H-1:0] a0_q, a1_q, b0_q, b1_q;
    always_ff @(posedge clk_i) begin
      {a1_q, a0_q} <= a_i;
      {b1_q, b0_q} <= b_i;
    end

    logic [Width-1:0] z0, z0_q;
    logic [H-1:0] x, y, x_late, y_late, cross_q;
    zk_karatsuba #(.Width(H), .Leaf(Leaf)) u_low (.clk_i, .a_i(a0_q), .b_i(b0_q), .p_o(z0));
    zk_karatsuba_low #(.Width(H), .Leaf(Leaf)) u_cross_a (.clk_i, .a_i(a0_q), .b_i(b1_q), .p_o(x));
    zk_karatsuba_low #(.Width(H), .Leaf(Leaf)) u_cross_b (.clk_i, .a_i(a1_q), .b_i(b0_q), .p_o(y));
    zk_delay #(.Width(Width), .Depth(Lag)) u_lag (.clk_i, .d_i({x, y}), .q_o({x_late, y_late}));
    always_ff @(posedge clk_i) begin
      cross_q <= x_late + y_late;
      z0_q    <= z0;
      p_o     <= {z0_q[Width-1:H] + cross_q, z0_q[H-1:0]};
    end
  end
endmodule

`default_nettype wire
