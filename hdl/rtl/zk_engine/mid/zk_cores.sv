// The cores of configuration `mid`: 0 = msm_core_mid (LOAD, MSM), 1 = ntt_core (NTT), 2 =
// zk_mul_port (MUL), on one bank of multipliers (zk_alu_row). The bank goes to the core that takes
// a task; tasks run one at a time, and none ends before its products.
`default_nettype none

module zk_cores (
  input  wire                                clk_i,
  input  wire                                rst_ni,
  input  wire  [2:0]                         task_valid_i,
  output logic [2:0]                         task_ready_o,
  input  wire  [3:0]                         task_op_i,
  input  wire  [31:0]                        task_count_i,
  input  wire  [31:0]                        task_arg_i,
  input  wire  [2:0]                         in_valid_i,
  output logic [2:0]                         in_ready_o,
  input  wire  [zk_config_pkg::DataW-1:0]    in_data_i,
  input  wire                                in_last_i,
  output logic [2:0]                         out_valid_o,
  input  wire  [2:0]                         out_ready_i,
  output logic [3*zk_config_pkg::DataW-1:0]  out_data_o,
  output logic [2:0]                         out_last_o,
  output logic [2:0]                         done_o,
  output logic [2:0]                         err_o,
  output logic [11:0]                        err_code_o,
  output logic [11:0]                        events_o  // of core n at 4n: busy, work, stall, empty
);
  localparam int DataW = zk_config_pkg::DataW;
  localparam int LogContexts = 5;
  localparam int TagW = LogContexts + 4;

  // The reset reaches the whole chip: it has a cycle to get here.
  logic rst_nq;
  always_ff @(posedge clk_i) rst_nq <= rst_ni;

  // Events count a cycle later.
  logic [11:0] events;
  always_ff @(posedge clk_i) events_o <= events;

  logic [1:0] sel_q;
  always_ff @(posedge clk_i)
    if (!rst_nq) sel_q <= zk_alu_pkg::ClientA;
    else if (task_valid_i[0] && task_ready_o[0]) sel_q <= zk_alu_pkg::ClientA;
    else if (task_valid_i[1] && task_ready_o[1]) sel_q <= zk_alu_pkg::ClientB;
    else if (task_valid_i[2] && task_ready_o[2]) sel_q <= zk_alu_pkg::ClientC;

  wire a_valid, b_slot, b_valid, c_valid, c_ready, c_field, bc_done;
  wire [3:0] a_ready, a_done;
  wire [255:0] a_a, a_b, b_a, b_b, c_a, c_b, a_p, b_p, c_p;
  wire [TagW-1:0] a_tag;
  wire [TagW-1:0] a_p_tag;
  wire [2:0] unused_phase;

  msm_core_mid #(
    .DataW(DataW),
    .LogPoints(zk_config_pkg::LogMaxPoints),
    .WindowBits(zk_config_pkg::WindowBits),
    .LogContexts(LogContexts)
  ) u_msm (
    .clk_i,
    .rst_ni(rst_nq),
    .task_valid_i(task_valid_i[0]),
    .task_ready_o(task_ready_o[0]),
    .task_op_i,
    .task_count_i,
    .task_arg_i,
    .in_valid_i(in_valid_i[0]),
    .in_ready_o(in_ready_o[0]),
    .in_data_i,
    .in_last_i,
    .out_valid_o(out_valid_o[0]),
    .out_ready_i(out_ready_i[0]),
    .out_data_o(out_data_o[0*DataW+:DataW]),
    .out_last_o(out_last_o[0]),
    .done_o(done_o[0]),
    .err_o(err_o[0]),
    .err_code_o(err_code_o[0+:4]),
    .busy_o(events[0]),
    .work_o(events[1]),
    .stall_o(events[2]),
    .empty_o(events[3]),
    .mul_valid_o(a_valid),
    .mul_ready_i(a_ready),
    .mul_a_o(a_a),
    .mul_b_o(a_b),
    .mul_tag_o(a_tag),
    .mul_valid_i(a_done),
    .mul_p_i(a_p),
    .mul_tag_i(a_p_tag)
  );

  ntt_core #(
    .DataW(DataW),
    .LogMax(zk_config_pkg::LogMaxNtt),
    .LogBanks(1),
    .LogPowers(5),
    .LogOut(4),
    .MulLatency(zk_alu_pkg::RowLatency),
    .IssueCycles(4),
    .AddStages(7)
  ) u_ntt (
    .clk_i,
    .rst_ni(rst_nq),
    .task_valid_i(task_valid_i[1]),
    .task_ready_o(task_ready_o[1]),
    .task_op_i,
    .task_count_i,
    .task_arg_i,
    .in_valid_i(in_valid_i[1]),
    .in_ready_o(in_ready_o[1]),
    .in_data_i,
    .in_last_i,
    .out_valid_o(out_valid_o[1]),
    .out_ready_i(out_ready_i[1]),
    .out_data_o(out_data_o[1*DataW+:DataW]),
    .out_last_o(out_last_o[1]),
    .done_o(done_o[1]),
    .err_o(err_o[1]),
    .err_code_o(err_code_o[4+:4]),
    .busy_o(events[4]),
    .work_o(events[5]),
    .stall_o(events[6]),
    .empty_o(events[7]),
    .phase_o(unused_phase),
    .slot_i(b_slot),
    .mul_valid_o(b_valid),
    .mul_a_o(b_a),
    .mul_b_o(b_b),
    .mul_p_i(b_p)
  );

  zk_mul_port #(
    .DataW(DataW)
  ) u_mul (
    .clk_i,
    .rst_ni(rst_nq),
    .task_valid_i(task_valid_i[2]),
    .task_ready_o(task_ready_o[2]),
    .task_op_i,
    .task_count_i,
    .task_arg_i,
    .in_valid_i(in_valid_i[2]),
    .in_ready_o(in_ready_o[2]),
    .in_data_i,
    .in_last_i,
    .out_valid_o(out_valid_o[2]),
    .out_ready_i(out_ready_i[2]),
    .out_data_o(out_data_o[2*DataW+:DataW]),
    .out_last_o(out_last_o[2]),
    .done_o(done_o[2]),
    .err_o(err_o[2]),
    .err_code_o(err_code_o[8+:4]),
    .busy_o(events[8]),
    .work_o(events[9]),
    .stall_o(events[10]),
    .empty_o(events[11]),
    .mul_valid_o(c_valid),
    .mul_ready_i(c_ready),
    .mul_field_o(c_field),
    .mul_a_o(c_a),
    .mul_b_o(c_b),
    .mul_valid_i(bc_done && sel_q == zk_alu_pkg::ClientC),
    .mul_p_i(c_p)
  );

  zk_alu_row #(
    .TagW(TagW),
    .BAhead(ntt_pkg::IssueToMul)
  ) u_alu (
    .clk_i,
    .rst_ni(rst_nq),
    .sel_i(sel_q),
    .a_valid_i({4{a_valid}}),
    .a_ready_o(a_ready),
    .a_a_i({4{a_a}}),
    .a_b_i({4{a_b}}),
    .a_tag_i({4{a_tag}}),
    .a_valid_o(a_done),
    .a_p_o(a_p),
    .a_tag_o(a_p_tag),
    .b_slot_o(b_slot),
    .b_valid_i(b_valid),
    .b_a_i(b_a),
    .b_b_i(b_b),
    .c_valid_i(c_valid),
    .c_ready_o(c_ready),
    .c_field_i(c_field),
    .c_a_i(c_a),
    .c_b_i(c_b),
    .bc_valid_o(bc_done),
    .b_p_o(b_p),
    .c_p_o(c_p)
  );
endmodule

`default_nettype wire
