// Montgomery product c = a·b·2^-256 mod p, fully pipelined: a product every cycle.
//
//   x = a·b,   m = x·(-p^-1) mod 2^256,   c = (x + m·p) / 2^256
//
// The low halves of x and m·p add up to 2^256, or to 0 when both are 0; so only the high halves are
// added, with the carry "low half of x is not zero". a, b < 2p gives c < 2p, since 4p < 2^256.
//
// Interface   a_i, b_i in [0, 2p); c_o in [0, 2p); field_i 0 = Fq, 1 = Fr travels with the
//             operands; no back-pressure.
// Latency     Latency cycles (zk_field_pkg::MontPipeLatency<Leaf>): 38 with Leaf = 64, 50 with 32,
//             62 with 16.
// Throughput  1.
// Resources   products of Leaf bits: 9, 27 or 81 for each full product (Leaf 64, 32, 16), README.md
//             has what they map to.
//
// Cycle table, Leaf = 64:   0..13 x    13..23 m    23..36 m·p    36..38 the sum, 128 bits a cycle

`default_nettype none

module zk_mont_pipe #(
  parameter int Leaf   = 64,
  parameter int Fields = zk_field_pkg::BothFields
) (
  input  wire logic         clk_i,
  input  wire logic         rst_ni,
  input  wire logic         in_valid_i,
  input  wire logic         field_i,
  input  wire logic [255:0] a_i,
  input  wire logic [255:0] b_i,
  output logic              out_valid_o,
  output logic [255:0]      c_o
);
  localparam int Full    = zk_field_pkg::MulWideLatency + 4 * $clog2(256 / Leaf) + 2;
  localparam int Low     = zk_field_pkg::MulWideLatency + 4 * $clog2(128 / Leaf) + 3;
  localparam int Latency = 2 * Full + Low + 2;

  logic fr_quotient, fr_multiple;
  if (Fields == zk_field_pkg::BothFields) begin : gen_both
    zk_delay #(.Width(1), .Depth(Full)) u_quotient (.clk_i, .d_i(field_i), .q_o(fr_quotient));
    zk_delay #(.Width(1), .Depth(Low)) u_multiple (.clk_i, .d_i(fr_quotient), .q_o(fr_multiple));
  end else begin : gen_one
    logic unused_field;
    assign unused_field = field_i;
    assign fr_quotient = Fields == zk_field_pkg::OnlyFr;
    assign fr_multiple = Fields == zk_field_pkg::OnlyFr;
  end

  logic [511:0] x, mp;
  logic [255:0] m;
  zk_karatsuba #(.Width(256), .Leaf(Leaf)) u_product (.clk_i, .a_i, .b_i, .p_o(x));
  zk_karatsuba_low #(.Width(256), .Leaf(Leaf)) u_quotient_product (
    .clk_i, .a_i(x[255:0]), .b_i(fr_quotient ? zk_field_pkg::FrInv : zk_field_pkg::FqInv), .p_o(m)
  );
  zk_karatsuba #(.Width(256), .Leaf(Leaf)) u_multiple_product (
    .clk_i, .a_i(m), .b_i(fr_multiple ? zk_field_pkg::FrP : zk_field_pkg::FqP), .p_o(mp)
  );

  logic carry_q, carry;
  logic [255:0] high;
  always_ff @(posedge clk_i) carry_q <= |x[255:0];
  zk_delay #(.Width(1), .Depth(Low + Full - 1)) u_carry (.clk_i, .d_i(carry_q), .q_o(carry));
  zk_delay #(.Width(256), .Depth(Low + Full)) u_high (.clk_i, .d_i(x[511:256]), .q_o(high));

  logic [128:0] low_q;
  logic [127:0] high_q, multiple_q;
  always_ff @(posedge clk_i) begin
    low_q      <= {1'b0, high[127:0]} + {1'b0, mp[383:256]} + {128'd0, carry};
    high_q     <= high[255:128];
    multiple_q <= mp[511:384];
    c_o        <= {high_q + multiple_q + {127'd0, low_q[128]}, low_q[127:0]};
  end
  logic unused_low;
  assign unused_low = ^mp[255:0];

  logic [Latency-1:0] valid_q;
  always_ff @(posedge clk_i) valid_q <= rst_ni ? {valid_q[Latency-2:0], in_valid_i} : '0;
  assign out_valid_o = valid_q[Latency-1];
endmodule

`default_nettype wire
