// c = a - b mod p, operands and result in [0, 2p). Latency Stages (1, 2, 3, 4, 6 or 10), throughput
// 1; see zk_mod_addsub.

`default_nettype none

module zk_mod_sub #(
  parameter int Stages = 2,
  parameter int Fields = zk_field_pkg::BothFields
) (
  input  wire logic         clk_i,
  input  wire logic         field_i,
  input  wire logic [255:0] a_i,
  input  wire logic [255:0] b_i,
  output logic [255:0]      c_o
);
  zk_mod_addsub #(.Sub(1'b1), .Stages(Stages), .Fields(Fields)) u_addsub (
    .clk_i, .field_i, .a_i, .b_i, .c_o
  );
endmodule

`default_nettype wire
