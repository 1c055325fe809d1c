// ntt_core as in the configuration mid, on its multiplier bank; the bank's other clients are at
// rest.

`default_nettype none

module ntt_row_top #(
  parameter int LogMax = 12,
  localparam int DataW = 32
) (
  input  wire logic             clk_i,
  input  wire logic             rst_ni,
  input  wire logic             task_valid_i,
  output logic                  task_ready_o,
  input  wire logic [3:0]       task_op_i,
  input  wire logic [31:0]      task_count_i,
  input  wire logic [31:0]      task_arg_i,
  input  wire logic             in_valid_i,
  output logic                  in_ready_o,
  input  wire logic [DataW-1:0] in_data_i,
  input  wire logic             in_last_i,
  output logic                  out_valid_o,
  input  wire logic             out_ready_i,
  output logic [DataW-1:0]      out_data_o,
  output logic                  out_last_o,
  output logic                  done_o,
  output logic                  err_o,
  output logic [3:0]            err_code_o,
  output logic                  busy_o,
  output logic                  work_o,
  output logic                  stall_o,
  output logic                  empty_o,
  output logic [2:0]            phase_o
);
  logic slot, mul_valid, bc_valid, c_ready;
  logic [255:0] a, b, p, a_p, c_p;
  logic [3:0] a_ready, a_valid;
  logic [7:0] a_tag;

  ntt_core #(
    .DataW      (DataW),
    .LogMax     (LogMax),
    .LogBanks   (1),
    .LogPowers  (5),
    .LogOut     (4),
    .MulLatency (zk_alu_pkg::RowLatency),
    .IssueCycles(4),
    .AddStages  (7)
  ) u_core (
    .clk_i, .rst_ni, .task_valid_i, .task_ready_o, .task_op_i, .task_count_i, .task_arg_i,
    .in_valid_i, .in_ready_o, .in_data_i, .in_last_i,
    .out_valid_o, .out_ready_i, .out_data_o, .out_last_o,
    .done_o, .err_o, .err_code_o, .busy_o, .work_o, .stall_o, .empty_o, .phase_o,
    .slot_i     (slot),
    .mul_valid_o(mul_valid),
    .mul_a_o    (a),
    .mul_b_o    (b),
    .mul_p_i    (p)
  );

  zk_alu_row #(.BAhead(ntt_pkg::IssueToMul)) u_alu (
    .clk_i, .rst_ni,
    .sel_i     (zk_alu_pkg::ClientB),
    .a_valid_i ('0),
    .a_ready_o (a_ready),
    .a_a_i     ('0),
    .a_b_i     ('0),
    .a_tag_i   ('0),
    .a_valid_o (a_valid),
    .a_p_o     (a_p),
    .a_tag_o   (a_tag),
    .b_slot_o  (slot),
    .b_valid_i (mul_valid),
    .b_a_i     (a),
    .b_b_i     (b),
    .c_valid_i (1'b0),
    .c_ready_o (c_ready),
    .c_field_i (1'b0),
    .c_a_i     ('0),
    .c_b_i     ('0),
    .bc_valid_o(bc_valid),
    .b_p_o     (p),
    .c_p_o     (c_p)
  );

  logic unused;
  assign unused = ^{bc_valid, c_ready, a_ready, a_valid, a_p, a_tag, c_p};
endmodule

`default_nettype wire
