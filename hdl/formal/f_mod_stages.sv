// zk_mod_add and zk_mod_sub: a pipeline of Stages cycles gives, for all operands, what the form of one cycle gives for those of Stages
// cycles ago; that this is the sum or difference is f_mod's claim. No feedback, so the bound (latency and 1) covers all that can happen.
`default_nettype none

module f_mod_stages #(
  parameter int Stages = 6,
  parameter bit Sub = 1'b0
) (
  input wire clk_i,
  input wire field_i,
  input wire [255:0] a_i,
  input wire [255:0] b_i
);
  // What went in Stages - 1 cycles ago.
  logic [513*(Stages-1)-1:0] past_q;
  logic [4:0] age_q = '0;
  always_ff @(posedge clk_i) begin
    past_q <= (513 * (Stages - 1))'({past_q, field_i, a_i, b_i});
    if (age_q != 5'd31) age_q <= age_q + 5'd1;
  end
  wire field;
  wire [255:0] a, b, piped, direct;
  assign {field, a, b} = past_q[513*(Stages-1)-1-:513];

  if (Sub) begin : gen_sub
    zk_mod_sub #(.Stages(Stages)) u_dut (.clk_i, .field_i, .a_i, .b_i, .c_o(piped));
    zk_mod_sub #(.Stages(1)) u_direct (.clk_i, .field_i(field), .a_i(a), .b_i(b), .c_o(direct));
  end else begin : gen_add
    zk_mod_add #(.Stages(Stages)) u_dut (.clk_i, .field_i, .a_i, .b_i, .c_o(piped));
    zk_mod_add #(.Stages(1)) u_direct (.clk_i, .field_i(field), .a_i(a), .b_i(b), .c_o(direct));
  end

  always_ff @(posedge clk_i) if (age_q >= 5'(Stages)) assert (piped == direct);
endmodule

`default_nettype wire
