// RAM with one write port and one read port on one clock; block RAM on every technology.
//
// Latency    read_i with raddr_i in cycle t -> rdata_o from t+1, until the next read. A read of the
//            address that is written in the same cycle gives an undefined word; users exclude it.
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
  (* no_rw_check *) logic [Width-1:0] words_q[Depth];

  always_ff @(posedge clk_i) if (write_i) words_q[waddr_i] <= wdata_i;
  always_ff @(posedge clk_i) if (read_i) rdata_o <= words_q[raddr_i];
endmodule

`default_nettype wire
