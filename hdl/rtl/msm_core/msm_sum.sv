// s = a + b + carry of wide words, mod 2^W, on carry chains of 64 bits: quarters with and without a carry into them.
//
// Latency     3 cycles. Throughput 1.
//
//   cycle   0      1         2                                3
//           a, b   quarters  carries on their way to quarters  s
`default_nettype none

module msm_sum #(
  parameter int W = 256
) (
  input  wire          clk_i,
  input  wire          carry_i,
  input  wire  [W-1:0] a_i,
  input  wire  [W-1:0] b_i,
  output logic [W-1:0] s_o
);
  logic [3:0] plain_out, more_out;  // carries out of the quarters, by what comes into them
  logic [3:0] into;                 // carries into the quarters, a cycle after a and b
  always_comb begin
    into = '0;                      // the lowest quarter has carry_i in it
    for (int g = 1; g < 4; g++) into[g] = into[g-1] ? more_out[g-1] : plain_out[g-1];
  end
  for (genvar g = 0; g < 4; g++) begin : gen_quarter
    localparam int Bits = g == 3 ? W - 192 : 64;
    logic [Bits:0] plain_q, more_q;
    logic [Bits-1:0] plain2_q, more2_q;
    logic mine;
    // The lowest bit is the carry: one chain, not two.
    logic unused_plain, unused_more;
    wire [Bits+1:0] a = {1'b0, a_i[64*g+:Bits], 1'b1};
    wire [Bits:0] b = {1'b0, b_i[64*g+:Bits]};
    zk_copy u_carry (.clk_i, .d_i(into[g]), .q_o(mine));
    always_ff @(posedge clk_i) begin
      {plain_q, unused_plain} <= a + {b, g == 0 && carry_i};
      {more_q, unused_more} <= a + {b, 1'b1};
      {plain2_q, more2_q} <= {plain_q[Bits-1:0], more_q[Bits-1:0]};
      s_o[64*g+:Bits] <= mine ? more2_q : plain2_q;
    end
    assign {plain_out[g], more_out[g]} = {plain_q[Bits], more_q[Bits]};
  end
  wire unused = &{1'b0, plain_out[3], more_out[3]};
endmodule

`default_nettype wire
