// zk_canonical gives a, or a - p where a is not below p, for all a and both fields, of the operands of three cycles ago: borrows run
// through quarters that are equal to those of p, which no random test meets. No feedback, so the bound covers all that can happen.
`default_nettype none

module f_canonical (
  input wire clk_i,
  input wire field_i,
  input wire [255:0] a_i
);
  localparam int Latency = 3;
  logic [257*Latency-1:0] past_q;  // what went in
  logic [2:0] age_q = '0;
  always_ff @(posedge clk_i) begin
    past_q <= (257 * Latency)'({past_q, field_i, a_i});
    if (age_q != 3'd7) age_q <= age_q + 3'd1;
  end
  wire field;
  wire [255:0] a, c;
  assign {field, a} = past_q[257*Latency-1-:257];
  wire [255:0] p = field ? zk_field_pkg::FrP : zk_field_pkg::FqP;

  zk_canonical u_dut (.clk_i, .field_i, .a_i, .c_o(c));

  always_ff @(posedge clk_i) if (age_q >= 3'(Latency)) assert (c == (a < p ? a : a - p));
endmodule

`default_nettype wire
