// The core of configuration `tiny`.
`default_nettype none

module zk_cores (
  input  wire         clk_i,
  input  wire         rst_ni,
  input  wire         task_valid_i,
  output logic        task_ready_o,
  input  wire  [3:0]  task_op_i,
  input  wire  [31:0] task_count_i,
  input  wire  [31:0] task_arg_i,
  input  wire         in_valid_i,
  output logic        in_ready_o,
  input  wire  [15:0] in_data_i,
  input  wire         in_last_i,
  output logic        out_valid_o,
  input  wire         out_ready_i,
  output logic [15:0] out_data_o,
  output logic        out_last_o,
  output logic        done_o,
  output logic        err_o,
  output logic [3:0]  err_code_o,
  output logic [3:0]  events_o
);
  zk_tiny #(
    .DataW(16)
  ) u_tiny (
    .clk_i,
    .rst_ni,
    .task_valid_i,
    .task_ready_o,
    .task_op_i,
    .task_count_i,
    .task_arg_i,
    .in_valid_i,
    .in_ready_o,
    .in_data_i,
    .in_last_i,
    .out_valid_o,
    .out_ready_i,
    .out_data_o,
    .out_last_o,
    .done_o,
    .err_o,
    .err_code_o,
    .busy_o(events_o[0]),
    .work_o(events_o[1]),
    .stall_o(events_o[2]),
    .empty_o(events_o[3])
  );
endmodule

`default_nettype wire
