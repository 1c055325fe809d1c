// Tasks that wait: the host writes the four words of a task into the free slot, push_i makes it
// wait, the dispatcher fetches it.
//
// Interface  write_i with word_i (0 op, 1 count, 2 arg, 3 label) and data_i. push_i with all slots
//            taken is refused (overflow_o). fetch_i is held until task_valid_o, a pulse with the
//            task on op_o, count_o, arg_o, label_o, which stay.
// Latency    5 cycles from fetch_i to task_valid_o. The words live in one block RAM, so 2^LogSlots
//            tasks cost no registers.
`default_nettype none

module zk_task_queue #(
  parameter int LogSlots = 3
) (
  input  wire         clk_i,
  input  wire         rst_ni,
  input  wire         write_i,
  input  wire  [1:0]  word_i,
  input  wire  [31:0] data_i,
  input  wire         push_i,
  output logic        overflow_o,
  output logic [7:0]  pending_o,
  input  wire         fetch_i,
  output logic        task_valid_o,
  output logic [3:0]  op_o,
  output logic [31:0] count_o,
  output logic [31:0] arg_o,
  output logic [15:0] label_o
);
  localparam logic [LogSlots:0] One = (LogSlots + 1)'(1);

  logic [LogSlots:0] head_q, tail_q;
  logic [2:0] step_q;
  logic [31:0] word;

  wire [LogSlots:0] pending = tail_q - head_q;
  wire full = pending[LogSlots];
  wire read = fetch_i && pending != '0 && !step_q[2] && !task_valid_o;

  assign pending_o = 8'(pending);
  assign overflow_o = push_i && full;

  always_ff @(posedge clk_i) begin
    if (step_q == 3'd1) op_o <= word[3:0];
    if (step_q == 3'd2) count_o <= word;
    if (step_q == 3'd3) arg_o <= word;
    if (step_q == 3'd4) label_o <= word[15:0];
    if (!rst_ni) begin
      head_q <= '0;
      tail_q <= '0;
      step_q <= '0;
      task_valid_o <= 1'b0;
    end else begin
      if (push_i && !full) tail_q <= tail_q + One;
      if (read || step_q[2]) step_q <= step_q[2] ? '0 : step_q + 3'd1;
      if (step_q[2]) head_q <= head_q + One;
      task_valid_o <= step_q[2];
    end
  end

  zk_ram #(
    .Width(32),
    .Depth(4 << LogSlots)
  ) u_ram (
    .clk_i,
    .write_i(write_i && !full),
    .waddr_i({tail_q[LogSlots-1:0], word_i}),
    .wdata_i(data_i),
    .read_i(read),
    .raddr_i({head_q[LogSlots-1:0], step_q[1:0]}),
    .rdata_o(word)
  );
endmodule

`default_nettype wire
