// Registers of the device on AXI4-Lite: the generated block zk_csr_regs, the counters, the reset of
// the engine.
//
// Interface  AXI4-Lite slave, one access at a time, writes before reads. Address and data of a
//            write are taken together.
// Latency    write: bvalid 1 cycle after both are valid. Read: rvalid 1 cycle after arvalid, 3 to 4
//            for a counter.
// Reset      engine_rst_no is low with rst_ni and for 16 cycles after CTRL.soft_reset.
`default_nettype none

module zk_csr #(
  parameter int NumCores = 1,
  parameter int NumCounters = 8
) (
  input  wire         clk_i,
  input  wire         rst_ni,

  input  wire  [11:0] s_axil_awaddr,
  input  wire         s_axil_awvalid,
  output logic        s_axil_awready,
  input  wire  [31:0] s_axil_wdata,
  input  wire  [3:0]  s_axil_wstrb,
  input  wire         s_axil_wvalid,
  output logic        s_axil_wready,
  output logic [1:0]  s_axil_bresp,
  output logic        s_axil_bvalid,
  input  wire         s_axil_bready,
  input  wire  [11:0] s_axil_araddr,
  input  wire         s_axil_arvalid,
  output logic        s_axil_arready,
  output logic [31:0] s_axil_rdata,
  output logic [1:0]  s_axil_rresp,
  output logic        s_axil_rvalid,
  input  wire         s_axil_rready,

  // What this image is; constants.
  input  wire  [3:0]  config_i,
  input  wire  [3:0]  log_data_w_i,
  input  wire  [7:0]  ops_i,
  input  wire  [4:0]  window_bits_i,
  input  wire         reduces_i,
  input  wire  [7:0]  log_max_points_i,
  input  wire  [7:0]  log_max_ntt_i,
  input  wire  [7:0]  task_slots_i,
  input  wire  [7:0]  result_slots_i,
  input  wire  [31:0] src_hash_i,

  // Tasks and results: zk_dispatch.
  output logic        task_write_o,
  output logic [1:0]  task_word_o,
  output logic [31:0] task_data_o,
  output logic        task_push_o,
  output logic        result_pop_o,
  output logic        load_crc_clear_o,
  input  wire  [7:0]  task_pending_i,
  input  wire  [7:0]  result_pending_i,
  input  wire  [15:0] result_label_i,
  input  wire  [3:0]  result_error_i,
  input  wire         result_has_data_i,
  input  wire  [31:0] load_crc_i,
  input  wire         busy_i,
  input  wire         input_waits_i,
  input  wire         output_waits_i,
  input  wire         task_failed_i,
  input  wire         task_overflow_i,
  input  wire         result_underflow_i,

  input  wire         link_crc_i,
  input  wire         link_credit_i,
  input  wire  [4*NumCores-1:0] core_events_i,  // of core n at 4n: busy, work, stall, empty
  output logic        engine_rst_no
);
  localparam int CounterW = $clog2(NumCounters);

  wire counters_busy;
  wire write = s_axil_awvalid && s_axil_wvalid && !s_axil_bvalid;
  wire [11:0] addr = write ? s_axil_awaddr : s_axil_araddr;
  wire readable, writable, window;
  wire write_good = writable && &s_axil_wstrb;
  wire [31:0] data;
  wire counter_valid;
  wire [47:0] count;
  wire read_any = s_axil_arvalid && !write && !s_axil_rvalid;
  wire read_counter = read_any && window && !counters_busy;
  wire read_word = read_any && (!window || counters_busy);
  wire bad = (write && !write_good) || (read_word && !readable && !window);
  wire no_counter = (s_axil_araddr[7:3] >> CounterW) != 5'd0;
  wire soft_reset, clear_counters;
  wire task_op_we, task_count_we, task_arg_we, task_label_we;
  logic [4:0] reset_q;

  assign s_axil_awready = write;
  assign s_axil_wready = write;
  assign s_axil_arready = read_word || counter_valid;

  always_ff @(posedge clk_i) begin
    if (write) s_axil_bresp <= write_good ? 2'b00 : 2'b10;
    if (counter_valid) begin
      s_axil_rdata <= no_counter ? 32'h0 : s_axil_araddr[2] ? {16'h0, count[47:32]} : count[31:0];
      s_axil_rresp <= 2'b00;
    end else if (read_word) begin
      s_axil_rdata <= data;
      s_axil_rresp <= readable || window ? 2'b00 : 2'b10;
    end
    if (!rst_ni) begin
      s_axil_bvalid <= 1'b0;
      s_axil_rvalid <= 1'b0;
      reset_q <= 5'd16;
      engine_rst_no <= 1'b0;
    end else begin
      s_axil_bvalid <= write || (s_axil_bvalid && !s_axil_bready);
      s_axil_rvalid <= s_axil_arready || (s_axil_rvalid && !s_axil_rready);
      if (soft_reset) reset_q <= 5'd16;
      else if (reset_q != 5'd0) reset_q <= reset_q - 5'd1;
      engine_rst_no <= reset_q == 5'd0 && !soft_reset;
    end
  end

  assign task_write_o = task_op_we || task_count_we || task_arg_we || task_label_we;
  assign task_word_o = {task_arg_we || task_label_we, task_count_we || task_label_we};
  assign task_data_o = s_axil_wdata;

  zk_csr_regs u_regs (
    .clk_i,
    .rst_ni,
    .write_i(write && write_good),
    .addr_i(addr),
    .data_i(s_axil_wdata),
    .readable_o(readable),
    .writable_o(writable),
    .window_o(window),
    .caps_config_i(config_i),
    .caps_log_data_w_i(log_data_w_i),
    .caps_ops_i(ops_i),
    .caps_window_bits_i(window_bits_i),
    .caps_reduces_i(reduces_i),
    .caps_cores_i(3'(NumCores)),
    .limits_log_max_points_i(log_max_points_i),
    .limits_log_max_ntt_i(log_max_ntt_i),
    .limits_task_slots_i(task_slots_i),
    .limits_result_slots_i(result_slots_i),
    .src_hash_i,
    .ctrl_soft_reset_o(soft_reset),
    .ctrl_clear_counters_o(clear_counters),
    .ctrl_clear_load_crc_o(load_crc_clear_o),
    .status_busy_i(busy_i),
    .status_resetting_i(!engine_rst_no || counters_busy),
    .status_input_waits_i(input_waits_i),
    .status_output_waits_i(output_waits_i),
    .err_task_failed_set_i(task_failed_i),
    .err_task_overflow_set_i(task_overflow_i),
    .err_result_underflow_set_i(result_underflow_i),
    .err_bad_address_set_i(bad),
    .err_link_crc_set_i(link_crc_i),
    .err_link_credit_set_i(link_credit_i),
    .task_op_we_o(task_op_we),
    .task_count_we_o(task_count_we),
    .task_arg_we_o(task_arg_we),
    .task_label_we_o(task_label_we),
    .task_push_we_o(task_push_o),
    .task_pending_i({24'h0, task_pending_i}),
    .result_pending_i({24'h0, result_pending_i}),
    .result_label_label_i(result_label_i),
    .result_status_error_i(result_error_i),
    .result_status_has_data_i(result_has_data_i),
    .result_pop_we_o(result_pop_o),
    .load_crc_i,
    .data_o(data)
  );

  wire [NumCounters-1:0] events = NumCounters'({core_events_i, 4'b0001});

  zk_counters #(
    .Num(NumCounters)
  ) u_counters (
    .clk_i,
    .rst_ni(engine_rst_no),
    .clear_i(clear_counters),
    .busy_o(counters_busy),
    .event_i(events),
    .read_i(read_counter),
    .index_i(s_axil_araddr[CounterW+2:3]),
    .read_valid_o(counter_valid),
    .count_o(count)
  );
endmodule

`default_nettype wire
