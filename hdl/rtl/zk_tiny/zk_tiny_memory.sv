// Memory of zk_tiny: 4096 elements of eight 32-bit words in four SPRAM leaves. The lower half keeps
// points between tasks, the upper half is scratch. One access a cycle; what is read is there in the
// next cycle.

`default_nettype none

module zk_tiny_memory (
  input  wire logic        clk_i,
  input  wire logic        write_i,
  input  wire logic [14:0] addr_i,
  input  wire logic [31:0] d_i,
  output logic [31:0]      q_o
);
  logic bank_q;
  logic [31:0] q[2];

  for (genvar i = 0; i < 4; i++) begin : gen_leaf
    zk_spram u_ram (
      .clk_i, .write_i(write_i && addr_i[14] == 1'(i / 2)), .addr_i(addr_i[13:0]),
      .d_i(d_i[16*(i%2)+:16]), .q_o(q[i/2][16*(i%2)+:16])
    );
  end
  always_ff @(posedge clk_i) bank_q <= addr_i[14];
  assign q_o = q[bank_q];
endmodule

`default_nettype wire
