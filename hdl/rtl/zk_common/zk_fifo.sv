// FIFO in block RAM, first word falls through.
//
// Interface  ready/valid in and out; level_o counts all words inside.
// Latency    2 cycles from an empty FIFO's input to its output. Throughput 1 word a cycle.
// Capacity   2^LogDepth words (one of them may sit in the output register of the RAM).
// Cycles     t: word written | t+1: RAM read | t+2: out_valid_o.
`default_nettype none

module zk_fifo #(
  parameter int Width = 8,
  parameter int LogDepth = 4
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
  localparam logic [LogDepth:0] One = (LogDepth + 1)'(1);

  logic [LogDepth:0] write_q, fetch_q, level_q;
  logic valid_q;

  wire push = in_valid_i && in_ready_o;
  wire pop = out_valid_o && out_ready_i;
  wire fetch = (write_q != fetch_q) && (!valid_q || out_ready_i);

  assign in_ready_o = !level_q[LogDepth];
  assign out_valid_o = valid_q;
  assign level_o = level_q;

  always_ff @(posedge clk_i)
    if (!rst_ni) begin
      write_q <= '0;
      fetch_q <= '0;
      level_q <= '0;
      valid_q <= 1'b0;
    end else begin
      if (push) write_q <= write_q + One;
      if (fetch) fetch_q <= fetch_q + One;
      if (push != pop) level_q <= push ? level_q + One : level_q - One;
      if (!valid_q || out_ready_i) valid_q <= fetch;
    end

  zk_ram #(
    .Width(Width),
    .Depth(1 << LogDepth)
  ) u_ram (
    .clk_i,
    .write_i(push),
    .waddr_i(write_q[LogDepth-1:0]),
    .wdata_i(in_data_i),
    .read_i(fetch),
    .raddr_i(fetch_q[LogDepth-1:0]),
    .rdata_o(out_data_o)
  );
endmodule

`default_nettype wire
