// The cores of configuration `large`: 0 = msm_core_large (LOAD, MSM), 1 = ntt_core (NTT), 2 =
// zk_mul_port (MUL), on one bank of multipliers (zk_alu_pipe). The bank goes to the core that takes
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
  localparam int Lanes = 11;
  localparam int BLanes = 8;

  logic [1:0] sel_q;
  always_ff @(posedge clk_i)
    if (!rst_ni) sel_q <= zk_alu_pkg::ClientA;
    else if (task_valid_i[0] && task_ready_o[0]) sel_q <= zk_alu_pkg::ClientA;
    else if (task_valid_i[1] && task_ready_o[1]) sel_q <= zk_alu_pkg::ClientB;
    else if (task_valid_i[2] && task_ready_o[2]) sel_q <= zk_alu_pkg::ClientC;

  wire [256*Lanes-1:0] a_a, a_b, p;
  wire [256*BLanes-1:0] b_a, b_b;
  wire [255:0] c_a, c_b;
  wire c_valid, c_field, c_done, unused_b_valid;
  wire [2:0] unused_phase;

  msm_core_large #(
    .DataW(DataW),
    .LogPoints(zk_config_pkg::LogMaxPoints),
    .WindowBits(zk_config_pkg::WindowBits),
    .Lanes(Lanes)
  ) u_msm (
    .clk_i,
    .rst_ni,
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
    .busy_o(events_o[0]),
    .work_o(events_o[1]),
    .stall_o(events_o[2]),
    .empty_o(events_o[3]),
    .mul_a_o(a_a),
    .mul_b_o(a_b),
    .mul_p_i(p)
  );

  ntt_core #(
    .DataW(DataW),
    .LogMax(zk_config_pkg::LogMaxNtt),
    .LogBanks(4),
    .LogPowers(6),
    .LogOut(6),
    .MulLatency(zk_alu_pkg::PipeLatency),
    .IssueCycles(1)
  ) u_ntt (
    .clk_i,
    .rst_ni,
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
    .busy_o(events_o[4]),
    .work_o(events_o[5]),
    .stall_o(events_o[6]),
    .empty_o(events_o[7]),
    .phase_o(unused_phase),
    .slot_i(1'b1),
    .mul_valid_o(unused_b_valid),
    .mul_a_o(b_a),
    .mul_b_o(b_b),
    .mul_p_i(p[256*BLanes-1:0])
  );

  zk_mul_port #(
    .DataW(DataW)
  ) u_mul (
    .clk_i,
    .rst_ni,
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
    .busy_o(events_o[8]),
    .work_o(events_o[9]),
    .stall_o(events_o[10]),
    .empty_o(events_o[11]),
    .mul_valid_o(c_valid),
    .mul_ready_i(1'b1),
    .mul_field_o(c_field),
    .mul_a_o(c_a),
    .mul_b_o(c_b),
    .mul_valid_i(c_done),
    .mul_p_i(p[255:0])
  );

  zk_alu_pipe #(
    .Lanes(Lanes),
    .BLanes(BLanes)
  ) u_alu (
    .clk_i,
    .rst_ni,
    .sel_i(sel_q),
    .a_a_i(a_a),
    .a_b_i(a_b),
    .b_a_i(b_a),
    .b_b_i(b_b),
    .c_valid_i(c_valid),
    .c_field_i(c_field),
    .c_a_i(c_a),
    .c_b_i(c_b),
    .c_valid_o(c_done),
    .p_o(p)
  );
endmodule

`default_nettype wire
