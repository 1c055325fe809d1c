// zk_ram as one vector of bits, the same function: proofs can then speak of what is stored (\u_dut.u_ram.words_q ).
`default_nettype none

module zk_ram #(
  parameter int Width = 8,
  parameter int Depth = 512
) (
  input  wire                      clk_i,
  input  wire                      write_i,
  input  wire  [$clog2(Depth)-1:0] waddr_i,
  input  wire  [Width-1:0]         wdata_i,
  input  wire                      read_i,
  input  wire  [$clog2(Depth)-1:0] raddr_i,
  output logic [Width-1:0]         rdata_o
);
  logic [Width*Depth-1:0] words_q;
  always_ff @(posedge clk_i) begin
    for (int i = 0; i < Depth; i++)
      if (write_i && waddr_i == ($clog2(Depth))'(i)) words_q[Width*i+:Width] <= wdata_i;
    if (read_i) rdata_o <= words_q[Width*raddr_i+:Width];
  end
endmodule

`default_nettype wire
