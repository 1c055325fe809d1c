// FIFO between two clocks; Gray-coded pointers through two registers.
//
// Interface  ready/valid on each side, each with its own clock and reset. Both resets have to
//            overlap. in_room_o: words that fit at least, as the writing side knows it.
// Latency    4 to 5 reading cycles. Throughput 1 word a cycle of the slower clock with LogDepth >=
//            3.
`default_nettype none

module zk_cdc_fifo #(
  parameter int Width = 8,
  parameter int LogDepth = 4
) (
  input  wire                in_clk_i,
  input  wire                in_rst_ni,
  input  wire                in_valid_i,
  output logic               in_ready_o,
  input  wire  [Width-1:0]   in_data_i,
  output logic [LogDepth:0]  in_room_o,

  input  wire                out_clk_i,
  input  wire                out_rst_ni,
  output logic               out_valid_o,
  input  wire                out_ready_i,
  output logic [Width-1:0]   out_data_o
);
  localparam int PtrW = LogDepth + 1;
  localparam logic [PtrW-1:0] Depth = PtrW'(1 << LogDepth);

  function automatic logic [PtrW-1:0] gray(input logic [PtrW-1:0] binary);
    gray = binary ^ (binary >> 1);
  endfunction
  function automatic logic [PtrW-1:0] binary(input logic [PtrW-1:0] code);
    for (int i = 0; i < PtrW; i++) binary[i] = ^(code >> i);
  endfunction

  logic [Width-1:0] words_q[1<<LogDepth];
  logic [PtrW-1:0] write_q, write_gray_q, read_q, read_gray_q;
  (* keep *) logic [PtrW-1:0] write_sync0_q, write_sync1_q, read_sync0_q, read_sync1_q;

  wire push = in_valid_i && in_ready_o;
  wire [PtrW-1:0] write_next = write_q + PtrW'(1);
  assign in_room_o = Depth - (write_q - binary(read_sync1_q));
  assign in_ready_o = in_room_o != '0;

  always_ff @(posedge in_clk_i) begin
    if (push) words_q[write_q[LogDepth-1:0]] <= in_data_i;
    if (!in_rst_ni) begin
      write_q <= '0;
      write_gray_q <= '0;
      {read_sync1_q, read_sync0_q} <= '0;
    end else begin
      if (push) write_q <= write_next;
      if (push) write_gray_q <= gray(write_next);
      {read_sync1_q, read_sync0_q} <= {read_sync0_q, read_gray_q};
    end
  end

  wire some = read_gray_q != write_sync1_q;
  wire pull = some && (!out_valid_o || out_ready_i);
  wire [PtrW-1:0] read_next = read_q + PtrW'(1);

  always_ff @(posedge out_clk_i) begin
    if (pull) out_data_o <= words_q[read_q[LogDepth-1:0]];
    if (!out_rst_ni) begin
      read_q <= '0;
      read_gray_q <= '0;
      out_valid_o <= 1'b0;
      {write_sync1_q, write_sync0_q} <= '0;
    end else begin
      if (pull) read_q <= read_next;
      if (pull) read_gray_q <= gray(read_next);
      if (!out_valid_o || out_ready_i) out_valid_o <= some;
      {write_sync1_q, write_sync0_q} <= {write_sync0_q, write_gray_q};
    end
  end
endmodule

`default_nettype wire
