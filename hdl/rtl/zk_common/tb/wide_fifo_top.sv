// zk_wide_fifo with the input of zk_fifo, for the bench of streams.
`default_nettype none

module wide_fifo_top #(
  parameter int Width = 21,
  parameter int LogDepth = 3
) (
  input  wire                clk_i,
  input  wire                rst_ni,
  input  wire                in_valid_i,
  output logic               in_ready_o,
  input  wire  [Width-1:0]   in_data_i,
  output logic               out_valid_o,
  input  wire                out_ready_i,
  output logic [Width-1:0]   out_data_o,
  output logic [LogDepth:0]  level_o
);
  assign in_ready_o = !level_o[LogDepth];
  zk_wide_fifo #(.Width(Width), .LogDepth(LogDepth), .Slice(8)) u_fifo (
    .clk_i, .rst_ni, .in_write_i(in_ready_o), .in_valid_i(in_valid_i && in_ready_o), .in_data_i, .out_valid_o, .out_ready_i, .out_data_o, .level_o
  );
endmodule

`default_nettype wire
