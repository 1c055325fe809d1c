// msm_sum gives what one carry chain over the whole width gives for the operands of three cycles ago, for all operands: carries run
// through quarters of nothing but ones, which no random test meets. No feedback, so the bound covers all that can happen.
`default_nettype none

module f_msm_sum #(
  parameter int W = 260
) (
  input wire clk_i,
  input wire carry_i,
  input wire [W-1:0] a_i,
  input wire [W-1:0] b_i
);
  localparam int Latency = 3;
  logic [(2*W+1)*Latency-1:0] past_q;  // what went in
  logic [2:0] age_q = '0;
  always_ff @(posedge clk_i) begin
    past_q <= ((2 * W + 1) * Latency)'({past_q, carry_i, a_i, b_i});
    if (age_q != 3'd7) age_q <= age_q + 3'd1;
  end
  wire carry;
  wire [W-1:0] a, b, s;
  assign {carry, a, b} = past_q[(2*W+1)*Latency-1-:2*W+1];

  msm_sum #(.W(W)) u_dut (.clk_i, .carry_i, .a_i, .b_i, .s_o(s));

  always_ff @(posedge clk_i) if (age_q >= 3'(Latency)) assert (s == a + b + W'(carry));
endmodule

`default_nettype wire
