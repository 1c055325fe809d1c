// zk_mod_add and zk_mod_sub at full width, operands in [0, 2p) that change every cycle: the result is in [0, 2p) and congruent.
// The pipelines have no feedback, so the bound (latency and 1) covers all that can happen. Longer ones: f_mod_stages.
`default_nettype none

module f_mod #(
  parameter int Stages = 1,
  parameter bit Sub = 1'b0
) (
  input wire clk_i,
  input wire field_i,
  input wire [255:0] a_i,
  input wire [255:0] b_i
);
  wire [255:0] c;
  if (Sub) begin : gen_sub
    zk_mod_sub #(.Stages(Stages)) u_dut (.clk_i, .field_i, .a_i, .b_i, .c_o(c));
  end else begin : gen_add
    zk_mod_add #(.Stages(Stages)) u_dut (.clk_i, .field_i, .a_i, .b_i, .c_o(c));
  end

  wire [256:0] twice = {1'b0, field_i ? zk_field_pkg::FrP2 : zk_field_pkg::FqP2};
  always_comb assume ({1'b0, a_i} < twice && {1'b0, b_i} < twice);

  // What went in Stages cycles ago.
  logic [513*Stages-1:0] past_q;
  logic [4:0] age_q = '0;
  always_ff @(posedge clk_i) begin
    past_q <= (513 * Stages)'({past_q, field_i, a_i, b_i});
    if (age_q != 5'd31) age_q <= age_q + 5'd1;
  end
  wire field = past_q[513*Stages-1];
  wire [257:0] a = {2'b00, past_q[513*Stages-2-:256]};
  wire [257:0] b = {2'b00, past_q[513*Stages-258-:256]};
  wire [257:0] p2 = {2'b00, field ? zk_field_pkg::FrP2 : zk_field_pkg::FqP2};
  wire [257:0] r = {2'b00, c};
  wire [257:0] left = Sub ? r + b : r;
  wire [257:0] right = Sub ? a : a + b;

  always_ff @(posedge clk_i)
    if (age_q >= 5'(Stages)) begin
      assert (r < p2);
      // c = a + b or a + b - 2p; c + b = a or a + 2p.
      if (Sub) assert (left == right || left == right + p2);
      else assert (left == right || left + p2 == right);
    end
endmodule

`default_nettype wire
