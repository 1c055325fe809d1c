// Written by hdl/scripts/registers.py from hdl/data/registers.json; change those.
//
// ZkAccel device registers: decoder, kept bits and read multiplexer. write_i: one access with addr_i and data_i.
// readable_o and writable_o judge addr_i in the same cycle; data_o is what a read of addr_i gives; window_o: addr_i lies
// in a window, whose words come from elsewhere.
`default_nettype none

module zk_csr_regs (
  input  wire         clk_i,
  input  wire         rst_ni,
  input  wire         write_i,
  input  wire  [11:0] addr_i,
  input  wire  [31:0] data_i,
  output logic        readable_o,
  output logic        writable_o,
  output logic        window_o,
  input  wire  [2:0]  caps_cores_i,
  input  wire         caps_reduces_i,
  input  wire  [4:0]  caps_window_bits_i,
  input  wire  [7:0]  caps_ops_i,
  input  wire  [3:0]  caps_log_data_w_i,
  input  wire  [3:0]  caps_config_i,
  input  wire  [7:0]  limits_result_slots_i,
  input  wire  [7:0]  limits_task_slots_i,
  input  wire  [7:0]  limits_log_max_ntt_i,
  input  wire  [7:0]  limits_log_max_points_i,
  input  wire  [31:0] src_hash_i,
  output logic        ctrl_soft_reset_o,
  output logic        ctrl_clear_counters_o,
  output logic        ctrl_clear_load_crc_o,
  input  wire         status_output_waits_i,
  input  wire         status_input_waits_i,
  input  wire         status_resetting_i,
  input  wire         status_busy_i,
  input  wire         err_link_credit_set_i,
  input  wire         err_link_crc_set_i,
  input  wire         err_bad_address_set_i,
  input  wire         err_result_underflow_set_i,
  input  wire         err_task_overflow_set_i,
  input  wire         err_task_failed_set_i,
  output logic        task_op_we_o,
  output logic        task_count_we_o,
  output logic        task_arg_we_o,
  output logic        task_label_we_o,
  output logic        task_push_we_o,
  input  wire  [31:0] task_pending_i,
  input  wire  [31:0] result_pending_i,
  input  wire  [15:0] result_label_label_i,
  input  wire         result_status_has_data_i,
  input  wire  [3:0]  result_status_error_i,
  output logic        result_pop_we_o,
  input  wire  [31:0] load_crc_i,
  output logic [31:0] data_o
);
  wire ctrl_hit = write_i && addr_i == zk_csr_pkg::AddrCtrl;
  wire err_hit = write_i && addr_i == zk_csr_pkg::AddrErr;
  wire [31:0] err_set = {22'h0, err_link_credit_set_i, err_link_crc_set_i, 4'h0, err_bad_address_set_i, err_result_underflow_set_i, err_task_overflow_set_i, err_task_failed_set_i};
  logic [31:0] err_q;

  assign ctrl_soft_reset_o = ctrl_hit && data_i[0];
  assign ctrl_clear_counters_o = ctrl_hit && data_i[1];
  assign ctrl_clear_load_crc_o = ctrl_hit && data_i[2];
  assign task_op_we_o = write_i && addr_i == zk_csr_pkg::AddrTaskOp;
  assign task_count_we_o = write_i && addr_i == zk_csr_pkg::AddrTaskCount;
  assign task_arg_we_o = write_i && addr_i == zk_csr_pkg::AddrTaskArg;
  assign task_label_we_o = write_i && addr_i == zk_csr_pkg::AddrTaskLabel;
  assign task_push_we_o = write_i && addr_i == zk_csr_pkg::AddrTaskPush;
  assign result_pop_we_o = write_i && addr_i == zk_csr_pkg::AddrResultPop;

  always_ff @(posedge clk_i)
    if (!rst_ni) begin
      err_q <= 32'h0;
    end else begin
      err_q <= (err_q & ~(err_hit ? data_i : 32'h0) | err_set) & 32'h0000030f;
    end

  always_comb begin
    readable_o = 1'b1;
    data_o = 32'h0;
    case (addr_i)
      zk_csr_pkg::AddrId: data_o = 32'h43414b5a;
      zk_csr_pkg::AddrVersion: data_o = 32'h00010000;
      zk_csr_pkg::AddrCaps: data_o = {5'h0, caps_cores_i, 2'h0, caps_reduces_i, caps_window_bits_i, caps_ops_i, caps_log_data_w_i, caps_config_i};
      zk_csr_pkg::AddrLimits: data_o = {limits_result_slots_i, limits_task_slots_i, limits_log_max_ntt_i, limits_log_max_points_i};
      zk_csr_pkg::AddrSrcHash: data_o = src_hash_i;
      zk_csr_pkg::AddrCtrl: data_o = 32'h0;
      zk_csr_pkg::AddrStatus: data_o = {28'h0, status_output_waits_i, status_input_waits_i, status_resetting_i, status_busy_i};
      zk_csr_pkg::AddrErr: data_o = err_q;
      zk_csr_pkg::AddrTaskPending: data_o = task_pending_i;
      zk_csr_pkg::AddrResultPending: data_o = result_pending_i;
      zk_csr_pkg::AddrResultLabel: data_o = {16'h0, result_label_label_i};
      zk_csr_pkg::AddrResultStatus: data_o = {23'h0, result_status_has_data_i, 4'h0, result_status_error_i};
      zk_csr_pkg::AddrLoadCrc: data_o = load_crc_i;
      default: readable_o = 1'b0;
    endcase
  end

  always_comb
    case (addr_i)
      zk_csr_pkg::AddrCtrl,
      zk_csr_pkg::AddrErr,
      zk_csr_pkg::AddrTaskOp,
      zk_csr_pkg::AddrTaskCount,
      zk_csr_pkg::AddrTaskArg,
      zk_csr_pkg::AddrTaskLabel,
      zk_csr_pkg::AddrTaskPush,
      zk_csr_pkg::AddrResultPop: writable_o = 1'b1;
      default: writable_o = 1'b0;
    endcase

  assign window_o = (addr_i[11:8] == 4'h1 && addr_i[1:0] == 2'b00);
endmodule

`default_nettype wire
