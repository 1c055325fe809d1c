// The canonical form of a residue: a in [0, 2p) becomes a or a - p, below p. Latency 3, throughput
// 1. Quarters of the difference are made with and without a borrow, so that no carry chain is longer
// than 64 bits; what chooses has a cycle to reach all bits. Still: field_i does not travel with the
// operand, but has been the same for a cycle before it.

`default_nettype none

module zk_canonical #(
  parameter int Fields = zk_field_pkg::BothFields,
  parameter bit Still  = 1'b0
) (
  input  wire logic         clk_i,
  input  wire logic         field_i,
  input  wire logic [255:0] a_i,
  output logic [255:0]      c_o
);
  logic [3:0] fr;  // a copy a quarter
  if (Fields == zk_field_pkg::BothFields && Still) begin : gen_still
    for (genvar g = 0; g < 4; g++) begin : gen_quarter
      zk_copy u_fr (.clk_i, .d_i(field_i), .q_o(fr[g]));
    end
  end else if (Fields == zk_field_pkg::BothFields) begin : gen_both
    assign fr = {4{field_i}};
  end else begin : gen_one
    logic unused_field;
    assign unused_field = field_i;
    assign fr = {4{Fields == zk_field_pkg::OnlyFr}};
  end

  logic [255:0] p, a_q, a2_q, difference_q;
  for (genvar g = 0; g < 4; g++) begin : gen_p
    assign p[64*g+:64] = fr[g] ? zk_field_pkg::FrP[64*g+:64] : zk_field_pkg::FqP[64*g+:64];
  end

  // Top bits are borrows.
  logic [64:0] plain_q[4], less_q[4];
  logic [3:0] borrow;   // into a quarter
  logic [3:0] below_q;  // a copy a quarter
  always_comb begin
    borrow = '0;
    for (int g = 1; g < 4; g++) borrow[g] = borrow[g-1] ? less_q[g-1][64] : plain_q[g-1][64];
  end
  for (genvar g = 0; g < 4; g++) begin : gen_below
    zk_choice u_below (.clk_i, .first_i(borrow[3]), .a_i(less_q[3][64]), .b_i(plain_q[3][64]), .q_o(below_q[g]));
  end
  always_ff @(posedge clk_i) begin
    a_q  <= a_i;
    a2_q <= a_q;
    for (int g = 0; g < 4; g++) begin
      plain_q[g] <= {1'b0, a_i[64*g+:64]} - {1'b0, p[64*g+:64]};
      less_q[g]  <= {1'b0, a_i[64*g+:64]} + {1'b1, ~p[64*g+:64]};  // one less

      difference_q[64*g+:64] <= borrow[g] ? less_q[g][63:0] : plain_q[g][63:0];

      c_o[64*g+:64] <= below_q[g] ? a2_q[64*g+:64] : difference_q[64*g+:64];
    end
  end
endmodule

`default_nettype wire
