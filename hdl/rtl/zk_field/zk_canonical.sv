// The canonical form of a residue: a in [0, 2p) becomes a or a - p, below p. Latency 3, throughput
// 1. The upper half of the difference is made with and without a borrow, so that no carry chain is
// longer than 128 bits; what chooses has a cycle to reach all bits. Still: field_i does not travel
// with the operand, but has been the same for a cycle before it.

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

  localparam int Half = 128;
  logic [255:0] p, a_q, a2_q, difference_q;
  for (genvar g = 0; g < 4; g++) begin : gen_p
    assign p[64*g+:64] = fr[g] ? zk_field_pkg::FrP[64*g+:64] : zk_field_pkg::FqP[64*g+:64];
  end

  // Top bits are borrows.
  logic [Half:0] low_q, high_q, high_less_q;
  logic [3:0] below_q;  // a copy a quarter
  for (genvar g = 0; g < 4; g++) begin : gen_below
    zk_choice u_below (.clk_i, .first_i(low_q[Half]), .a_i(high_less_q[Half]), .b_i(high_q[Half]), .q_o(below_q[g]));
  end
  always_ff @(posedge clk_i) begin
    low_q       <= {1'b0, a_i[Half-1:0]} - {1'b0, p[Half-1:0]};
    high_q      <= {1'b0, a_i[255:Half]} - {1'b0, p[255:Half]};
    high_less_q <= {1'b0, a_i[255:Half]} - {1'b0, p[255:Half]} - (Half + 1)'(1);
    a_q         <= a_i;

    difference_q <= {low_q[Half] ? high_less_q[Half-1:0] : high_q[Half-1:0], low_q[Half-1:0]};
    a2_q         <= a_q;

    for (int g = 0; g < 4; g++) c_o[64*g+:64] <= below_q[g] ? a2_q[64*g+:64] : difference_q[64*g+:64];
  end
endmodule

`default_nettype wire
