// The canonical form of a residue: a in [0, 2p) becomes a or a - p, below p. Latency 2, throughput
// 1.

`default_nettype none

module zk_canonical #(
  parameter int Fields = zk_field_pkg::BothFields
) (
  input  wire logic         clk_i,
  input  wire logic         field_i,
  input  wire logic [255:0] a_i,
  output logic [255:0]      c_o
);
  logic fr;
  if (Fields == zk_field_pkg::BothFields) begin : gen_both
    assign fr = field_i;
  end else begin : gen_one
    logic unused_field;
    assign unused_field = field_i;
    assign fr = Fields == zk_field_pkg::OnlyFr;
  end

  logic [256:0] reduced_q;
  logic [255:0] a_q;
  always_ff @(posedge clk_i) begin
    reduced_q <= {1'b0, a_i} - {1'b0, fr ? zk_field_pkg::FrP : zk_field_pkg::FqP};
    a_q       <= a_i;
    c_o       <= reduced_q[256] ? a_q : reduced_q[255:0];
  end
endmodule

`default_nettype wire
