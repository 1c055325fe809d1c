// msm_core_large with the multiplier bank it shares, for simulation.
`default_nettype none

module msm_large_top #(
  parameter int LogPoints  = 12,
  parameter int WindowBits = 8
) (
  input  wire          clk_i,
  input  wire          rst_ni,
  input  wire          task_valid_i,
  output logic         task_ready_o,
  input  wire  [3:0]   task_op_i,
  input  wire  [31:0]  task_count_i,
  input  wire  [31:0]  task_arg_i,
  input  wire          in_valid_i,
  output logic         in_ready_o,
  input  wire  [255:0] in_data_i,
  input  wire          in_last_i,
  output logic         out_valid_o,
  input  wire          out_ready_i,
  output logic [255:0] out_data_o,
  output logic         out_last_o,
  output logic         done_o,
  output logic         err_o,
  output logic [3:0]   err_code_o,
  output logic         busy_o,
  output logic         work_o,
  output logic         stall_o,
  output logic         empty_o
);
  localparam int Lanes = 11;
  logic [256*Lanes-1:0] mul_a, mul_b, mul_p;

  msm_core_large #(.DataW(256), .LogPoints(LogPoints), .WindowBits(WindowBits)) u_core (
    .clk_i, .rst_ni, .task_valid_i, .task_ready_o, .task_op_i, .task_count_i, .task_arg_i, .in_valid_i, .in_ready_o, .in_data_i,
    .in_last_i, .out_valid_o, .out_ready_i, .out_data_o, .out_last_o, .done_o, .err_o, .err_code_o, .busy_o, .work_o, .stall_o,
    .empty_o, .mul_a_o(mul_a), .mul_b_o(mul_b), .mul_p_i(mul_p)
  );

  wire unused_c_valid;
  zk_alu_pipe #(.Lanes(Lanes), .Fields(zk_field_pkg::OnlyFq)) u_alu (
    .clk_i,
    .rst_ni,
    .sel_i(zk_alu_pkg::ClientA),
    .a_a_i(mul_a),
    .a_b_i(mul_b),
    .b_a_i('0),
    .b_b_i('0),
    .c_valid_i(1'b0),
    .c_field_i(1'b0),
    .c_a_i('0),
    .c_b_i('0),
    .c_valid_o(unused_c_valid),
    .p_o(mul_p)
  );
endmodule

`default_nettype wire
