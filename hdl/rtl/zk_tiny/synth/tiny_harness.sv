// zk_tiny behind few pins, for place and route of the core alone: everything is shifted in and out
// a bit or a byte a cycle.

`default_nettype none

module tiny_harness (
  input  wire logic       clk_i,
  input  wire logic       rst_i,
  input  wire logic       shift_i,
  input  wire logic       bit_i,
  input  wire logic       start_i,
  output logic            ready_o,
  input  wire logic       in_valid_i,
  output logic            in_ready_o,
  input  wire logic [7:0] in_i,
  input  wire logic       in_last_i,
  output logic            out_valid_o,
  input  wire logic       out_ready_i,
  output logic [7:0]      out_o,
  output logic            out_last_o,
  output logic [8:0]      events_o
);
  logic rst_q, start_q;
  logic [67:0] task_q;
  logic [15:0] in_q, out;
  logic [8:0] events;
  always_ff @(posedge clk_i) begin
    rst_q   <= rst_i;
    start_q <= start_i;
    if (shift_i) task_q <= {task_q[66:0], bit_i};
    in_q <= {in_q[7:0], in_i};
    events_o <= events;
  end
  zk_tiny u_tiny (
    .clk_i, .rst_ni(!rst_q), .task_valid_i(start_q), .task_ready_o(ready_o),
    .task_op_i(task_q[3:0]), .task_count_i(task_q[35:4]), .task_arg_i(task_q[67:36]),
    .in_valid_i, .in_ready_o, .in_data_i(in_q), .in_last_i,
    .out_valid_o, .out_ready_i, .out_data_o(out), .out_last_o,
    .done_o(events[0]), .err_o(events[1]), .err_code_o(events[5:2]), .busy_o(events[6]),
    .work_o(events[7]), .stall_o(events[8]), .empty_o()
  );
  assign out_o = out[15:8] ^ out[7:0];
endmodule

`default_nettype wire
