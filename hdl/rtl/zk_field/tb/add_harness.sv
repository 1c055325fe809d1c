// The modular adders and the canonical form behind one set of ports, for tb/add_tb.cpp.

`default_nettype none

module add_harness #(
  parameter int Stages = 2,
  parameter int Fields = 3
) (
  input  wire logic         clk_i,
  input  wire logic         field_i,
  input  wire logic [255:0] a_i,
  input  wire logic [255:0] b_i,
  output logic [255:0]      sum_o,
  output logic [255:0]      difference_o,
  output logic [255:0]      canonical_o
);
  zk_mod_add #(.Stages(Stages), .Fields(Fields)) u_add (
    .clk_i, .field_i, .a_i, .b_i, .c_o(sum_o)
  );
  zk_mod_sub #(.Stages(Stages), .Fields(Fields)) u_sub (
    .clk_i, .field_i, .a_i, .b_i, .c_o(difference_o)
  );
  zk_canonical #(.Fields(Fields)) u_canonical (.clk_i, .field_i, .a_i, .c_o(canonical_o));
endmodule

`default_nettype wire
