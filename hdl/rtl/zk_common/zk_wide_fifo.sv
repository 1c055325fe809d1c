// FIFO for wide words, in distributed RAM: the oldest word is read without a register, so that nothing has to reach all of its bits
// within a cycle but the place it is read from, of which there is a copy a slice. zk_fifo is for narrow words and for block RAM.
//
// Interface  in_write_i puts a word in its place, in_valid_i with it makes it count: whether it does may be known late. Both only while
//            there is room: whoever sends counts, or looks at level_o. ready/valid out; level_o counts the words inside.
// Latency    1 cycle from an empty FIFO's input to its output. Throughput 1 word a cycle.
// Capacity   2^LogDepth words.
`default_nettype none

module zk_wide_fifo #(
  parameter int Width    = 256,
  parameter int LogDepth = 4,
  parameter int Slice    = 64
) (
  input  wire                clk_i,
  input  wire                rst_ni,
  input  wire                in_write_i,
  input  wire                in_valid_i,
  input  wire  [Width-1:0]   in_data_i,
  output logic               out_valid_o,
  input  wire                out_ready_i,
  output logic [Width-1:0]   out_data_o,
  output logic [LogDepth:0]  level_o
);
  localparam int Slices = (Width + Slice - 1) / Slice;

  logic [LogDepth-1:0] write_q, read_q, read_next;
  wire pop = out_valid_o && out_ready_i;
  assign read_next = !rst_ni ? '0 : pop ? read_q + 1'b1 : read_q;
  always_ff @(posedge clk_i) begin
    read_q <= read_next;
    if (!rst_ni) begin
      write_q     <= '0;
      level_o     <= '0;
      out_valid_o <= 1'b0;
    end else begin
      if (in_valid_i) write_q <= write_q + 1'b1;
      if (in_valid_i != pop) level_o <= in_valid_i ? level_o + 1'b1 : level_o - 1'b1;
      out_valid_o <= in_valid_i || (pop ? level_o[LogDepth:1] != '0 : out_valid_o);
    end
  end

  for (genvar s = 0; s < Slices; s++) begin : gen_slice
    localparam int Low  = Slice * s;
    localparam int Bits = Width - Low < Slice ? Width - Low : Slice;
    logic [Bits-1:0] words_q[1 << LogDepth];
    logic [LogDepth-1:0] at;
    zk_copy #(.Width(LogDepth)) u_at (.clk_i, .d_i(read_next), .q_o(at));
    always_ff @(posedge clk_i) if (in_write_i) words_q[write_q] <= in_data_i[Low+:Bits];
    assign out_data_o[Low+:Bits] = words_q[at];
  end

`ifdef VERILATOR
  always_ff @(posedge clk_i)
    if (rst_ni && ((in_write_i && level_o[LogDepth]) || (in_valid_i && !in_write_i))) $error("zk_wide_fifo: no room, or not written");
`endif
endmodule

`default_nettype wire
