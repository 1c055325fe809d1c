// The whole device without a link: registers, dispatcher and the cores of one configuration.
//
// Function   The configuration (`link`, `tiny`, `mid`, `large`) is the folder that zk_config_pkg
//            and zk_cores are taken from; hdl/scripts/sources.py knows.
// Interface  AXI4-Lite slave (registers: hdl/doc/registers.md), AXI4-Stream in (one packet a task,
//            tuser = broken) and out (tuser = the packet means nothing). Names are those of the AXI
//            standard, without suffixes.
// Latency    1 cycle through each skid buffer. Throughput 1 beat a cycle.
`default_nettype none

module zk_engine #(
  parameter logic [31:0] SrcHash = 32'h0
) (
  input  wire                             clk_i,
  input  wire                             rst_ni,

  input  wire  [11:0]                     s_axil_awaddr,
  input  wire                             s_axil_awvalid,
  output logic                            s_axil_awready,
  input  wire  [31:0]                     s_axil_wdata,
  input  wire  [3:0]                      s_axil_wstrb,
  input  wire                             s_axil_wvalid,
  output logic                            s_axil_wready,
  output logic [1:0]                      s_axil_bresp,
  output logic                            s_axil_bvalid,
  input  wire                             s_axil_bready,
  input  wire  [11:0]                     s_axil_araddr,
  input  wire                             s_axil_arvalid,
  output logic                            s_axil_arready,
  output logic [31:0]                     s_axil_rdata,
  output logic [1:0]                      s_axil_rresp,
  output logic                            s_axil_rvalid,
  input  wire                             s_axil_rready,

  input  wire                             s_axis_tvalid,
  output logic                            s_axis_tready,
  input  wire  [zk_config_pkg::DataW-1:0] s_axis_tdata,
  input  wire                             s_axis_tlast,
  input  wire                             s_axis_tuser,
  output logic                            m_axis_tvalid,
  input  wire                             m_axis_tready,
  output logic [zk_config_pkg::DataW-1:0] m_axis_tdata,
  output logic                            m_axis_tlast,
  output logic                            m_axis_tuser,

  // Events of the link round it, for ERR; 0 without one.
  input  wire                             link_crc_i,
  input  wire                             link_credit_i
);
  localparam int DataW = zk_config_pkg::DataW;
  localparam int NumCores = zk_config_pkg::NumCores;
  localparam int NumCounters = NumCores == 1 ? 8 : 16;
  localparam int LogTaskSlots = 3;
  localparam int LogResultSlots = 3;

  // The argument is there for Icarus 11, which cannot run a function without one.
  function automatic logic [7:0] ops(input logic [63:0] map);
    for (int i = 0; i < 8; i++) ops[i] = map[4*i+:4] != 4'd15;
  endfunction

  wire engine_rst_n;

  wire in_valid, in_ready, in_last, in_error;
  wire [DataW-1:0] in_data;
  wire skid_in_ready;
  zk_skid #(
    .Width(DataW + 2)
  ) u_in (
    .clk_i,
    .rst_ni(engine_rst_n),
    .in_valid_i(s_axis_tvalid && engine_rst_n),
    .in_ready_o(skid_in_ready),
    .in_data_i({s_axis_tuser, s_axis_tlast, s_axis_tdata}),
    .out_valid_o(in_valid),
    .out_ready_i(in_ready),
    .out_data_o({in_error, in_last, in_data})
  );
  assign s_axis_tready = skid_in_ready && engine_rst_n;

  wire out_valid, out_ready, out_last, out_error;
  wire [DataW-1:0] out_data;
  zk_skid #(
    .Width(DataW + 2)
  ) u_out (
    .clk_i,
    .rst_ni(engine_rst_n),
    .in_valid_i(out_valid),
    .in_ready_o(out_ready),
    .in_data_i({out_error, out_last, out_data}),
    .out_valid_o(m_axis_tvalid),
    .out_ready_i(m_axis_tready),
    .out_data_o({m_axis_tuser, m_axis_tlast, m_axis_tdata})
  );

  wire task_write, task_push, result_pop, load_crc_clear, result_has_data, busy, task_failed,
      task_overflow, result_underflow;
  wire [1:0] task_word;
  wire [31:0] task_data, load_crc;
  wire [7:0] task_pending, result_pending;
  wire [15:0] result_label;
  wire [3:0] result_error;

  wire [NumCores-1:0] core_task_valid, core_task_ready, core_in_valid, core_in_ready,
      core_out_valid, core_out_ready, core_out_last, core_done, core_err;
  wire [3:0] core_task_op;
  wire [31:0] core_task_count, core_task_arg;
  wire [DataW-1:0] core_in_data;
  wire core_in_last;
  wire [NumCores*DataW-1:0] core_out_data;
  wire [4*NumCores-1:0] core_err_code, core_events;

  zk_csr #(
    .NumCores(NumCores),
    .NumCounters(NumCounters)
  ) u_csr (
    .clk_i,
    .rst_ni,
    .s_axil_awaddr,
    .s_axil_awvalid,
    .s_axil_awready,
    .s_axil_wdata,
    .s_axil_wstrb,
    .s_axil_wvalid,
    .s_axil_wready,
    .s_axil_bresp,
    .s_axil_bvalid,
    .s_axil_bready,
    .s_axil_araddr,
    .s_axil_arvalid,
    .s_axil_arready,
    .s_axil_rdata,
    .s_axil_rresp,
    .s_axil_rvalid,
    .s_axil_rready,
    .config_i(4'(zk_config_pkg::Config)),
    .log_data_w_i(4'($clog2(DataW))),
    .ops_i(ops(zk_config_pkg::OpMap)),
    .window_bits_i(5'(zk_config_pkg::WindowBits)),
    .reduces_i(zk_config_pkg::Reduces),
    .log_max_points_i(8'(zk_config_pkg::LogMaxPoints)),
    .log_max_ntt_i(8'(zk_config_pkg::LogMaxNtt)),
    .task_slots_i(8'(1 << LogTaskSlots)),
    .result_slots_i(8'(1 << LogResultSlots)),
    .src_hash_i(SrcHash),
    .task_write_o(task_write),
    .task_word_o(task_word),
    .task_data_o(task_data),
    .task_push_o(task_push),
    .result_pop_o(result_pop),
    .load_crc_clear_o(load_crc_clear),
    .task_pending_i(task_pending),
    .result_pending_i(result_pending),
    .result_label_i(result_label),
    .result_error_i(result_error),
    .result_has_data_i(result_has_data),
    .load_crc_i(load_crc),
    .busy_i(busy),
    .input_waits_i(in_valid),
    .output_waits_i(m_axis_tvalid),
    .task_failed_i(task_failed),
    .task_overflow_i(task_overflow),
    .result_underflow_i(result_underflow),
    .link_crc_i,
    .link_credit_i,
    .core_events_i(core_events),
    .engine_rst_no(engine_rst_n)
  );

  zk_dispatch #(
    .DataW(DataW),
    .NumCores(NumCores),
    .OpMap(zk_config_pkg::OpMap),
    .LogTaskSlots(LogTaskSlots),
    .LogResultSlots(LogResultSlots),
    .CrcStep(zk_config_pkg::CrcStep)
  ) u_dispatch (
    .clk_i,
    .rst_ni(engine_rst_n),
    .task_write_i(task_write),
    .task_word_i(task_word),
    .task_data_i(task_data),
    .task_push_i(task_push),
    .task_pending_o(task_pending),
    .result_pop_i(result_pop),
    .result_pending_o(result_pending),
    .result_label_o(result_label),
    .result_error_o(result_error),
    .result_has_data_o(result_has_data),
    .load_crc_clear_i(load_crc_clear),
    .load_crc_o(load_crc),
    .busy_o(busy),
    .task_failed_o(task_failed),
    .task_overflow_o(task_overflow),
    .result_underflow_o(result_underflow),
    .in_valid_i(in_valid),
    .in_ready_o(in_ready),
    .in_data_i(in_data),
    .in_last_i(in_last),
    .in_error_i(in_error),
    .out_valid_o(out_valid),
    .out_ready_i(out_ready),
    .out_data_o(out_data),
    .out_last_o(out_last),
    .out_error_o(out_error),
    .core_task_valid_o(core_task_valid),
    .core_task_ready_i(core_task_ready),
    .core_task_op_o(core_task_op),
    .core_task_count_o(core_task_count),
    .core_task_arg_o(core_task_arg),
    .core_in_valid_o(core_in_valid),
    .core_in_ready_i(core_in_ready),
    .core_in_data_o(core_in_data),
    .core_in_last_o(core_in_last),
    .core_out_valid_i(core_out_valid),
    .core_out_ready_o(core_out_ready),
    .core_out_data_i(core_out_data),
    .core_out_last_i(core_out_last),
    .core_done_i(core_done),
    .core_err_i(core_err),
    .core_err_code_i(core_err_code)
  );

  zk_cores u_cores (
    .clk_i,
    .rst_ni(engine_rst_n),
    .task_valid_i(core_task_valid),
    .task_ready_o(core_task_ready),
    .task_op_i(core_task_op),
    .task_count_i(core_task_count),
    .task_arg_i(core_task_arg),
    .in_valid_i(core_in_valid),
    .in_ready_o(core_in_ready),
    .in_data_i(core_in_data),
    .in_last_i(core_in_last),
    .out_valid_o(core_out_valid),
    .out_ready_i(core_out_ready),
    .out_data_o(core_out_data),
    .out_last_o(core_out_last),
    .done_o(core_done),
    .err_o(core_err),
    .err_code_o(core_err_code),
    .events_o(core_events)
  );
endmodule

`default_nettype wire
