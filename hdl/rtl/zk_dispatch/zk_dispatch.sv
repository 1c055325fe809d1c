// Runs tasks one after the other: fetches a task, routes the input packet to its core and the
// core's data to the output, keeps the result (label, error) until the host takes it.
//
// Function   Task k uses packet k of the input. Whatever a core does, the dispatcher takes that
//            packet to its end, closes an output packet that the core left open (one more beat,
//            last and error), and then gives the result. An operation without a core gives error 1;
//            a packet that the link marked as broken gives error 4.
// Interface  OpMap: four bits an operation: number of its core, 14 = the loop-back inside, 15 =
//            there is none. A core's done_o must not precede its last output beat. Results are in
//            order; when ResultSlots of them wait, the next task ends only after a pop.
// Latency    fetch 5, launch 1, end 2 cycles a task. Streams pass without a register: put skid
//            buffers round it.
// Cycles     idle | fetch x5 | launch | run .. done | drain | close | finish | idle
`default_nettype none

module zk_dispatch #(
  parameter int DataW = 16,
  parameter int NumCores = 1,
  parameter logic [63:0] OpMap = 64'hFFFFFFFFFFFFFFEF,
  parameter int LogTaskSlots = 3,
  parameter int LogResultSlots = 3,
  parameter int CrcStep = 1
) (
  input  wire                       clk_i,
  input  wire                       rst_ni,

  input  wire                       task_write_i,
  input  wire  [1:0]                task_word_i,
  input  wire  [31:0]               task_data_i,
  input  wire                       task_push_i,
  output logic [7:0]                task_pending_o,
  input  wire                       result_pop_i,
  output logic [7:0]                result_pending_o,
  output logic [15:0]               result_label_o,
  output logic [3:0]                result_error_o,
  output logic                      result_has_data_o,
  input  wire                       load_crc_clear_i,
  output logic [31:0]               load_crc_o,
  output logic                      busy_o,
  output logic                      task_failed_o,
  output logic                      task_overflow_o,
  output logic                      result_underflow_o,

  input  wire                       in_valid_i,
  output logic                      in_ready_o,
  input  wire  [DataW-1:0]          in_data_i,
  input  wire                       in_last_i,
  input  wire                       in_error_i,
  output logic                      out_valid_o,
  input  wire                       out_ready_i,
  output logic [DataW-1:0]          out_data_o,
  output logic                      out_last_o,
  output logic                      out_error_o,

  output logic [NumCores-1:0]       core_task_valid_o,
  input  wire  [NumCores-1:0]       core_task_ready_i,
  output logic [3:0]                core_task_op_o,
  output logic [31:0]               core_task_count_o,
  output logic [31:0]               core_task_arg_o,
  output logic [NumCores-1:0]       core_in_valid_o,
  input  wire  [NumCores-1:0]       core_in_ready_i,
  output logic [DataW-1:0]          core_in_data_o,
  output logic                      core_in_last_o,
  input  wire  [NumCores-1:0]       core_out_valid_i,
  output logic [NumCores-1:0]       core_out_ready_o,
  input  wire  [NumCores*DataW-1:0] core_out_data_i,
  input  wire  [NumCores-1:0]       core_out_last_i,
  input  wire  [NumCores-1:0]       core_done_i,
  input  wire  [NumCores-1:0]       core_err_i,
  input  wire  [4*NumCores-1:0]     core_err_code_i
);
  localparam logic [2:0] StFetch = 3'd0, StLaunch = 3'd1, StRun = 3'd2, StFlush = 3'd3,
      StDrain = 3'd4, StClose = 3'd5, StFinish = 3'd6;
  localparam int Units = NumCores + 1;  // the loop-back is the last
  localparam logic [3:0] MapEcho = 4'd14;

  logic [2:0] state_q;
  logic [Units-1:0] sel_q;
  logic [3:0] code_q;
  logic in_done_q, in_error_q, open_q, some_q, load_q;
  logic [15:0] label;
  logic task_valid;

  // The selected unit.
  wire [Units-1:0] unit_task_ready, unit_in_ready, unit_out_valid, unit_out_last, unit_done,
      unit_err;
  wire [Units*DataW-1:0] unit_out_data;
  wire [4*Units-1:0] unit_code;
  logic [DataW-1:0] sel_data;
  logic [3:0] sel_code;
  always_comb begin
    sel_data = '0;
    sel_code = '0;
    for (int i = 0; i < Units; i++) begin
      sel_data = sel_data | (unit_out_data[DataW*i+:DataW] & {DataW{sel_q[i]}});
      sel_code = sel_code | (unit_code[4*i+:4] & {4{sel_q[i] && unit_err[i]}});
    end
  end
  wire sel_in_ready = |(sel_q & unit_in_ready);
  wire sel_out_valid = |(sel_q & unit_out_valid);
  wire sel_out_last = |(sel_q & unit_out_last);
  wire sel_done = |(sel_q & unit_done);

  // Input: to the unit while it runs, to nowhere while draining. LOAD goes no faster than its
  // checksum.
  wire passing = state_q == StRun && !in_done_q;
  wire crc_ready;
  wire gate = passing && (!load_q || crc_ready);
  wire [Units-1:0] unit_in_valid = sel_q & {Units{in_valid_i && gate}};
  assign in_ready_o = (gate && sel_in_ready) || state_q == StDrain;
  wire in_take = in_valid_i && in_ready_o;

  // Output.
  wire routing = state_q == StRun || state_q == StFlush;
  wire closing = state_q == StClose && open_q;
  assign out_valid_o = (routing && sel_out_valid) || closing;
  assign out_data_o = closing ? '0 : sel_data;
  assign out_last_o = closing || sel_out_last;
  assign out_error_o = closing || in_error_q || (sel_q[NumCores] && in_error_i);
  wire [Units-1:0] unit_out_ready = sel_q & {Units{routing && out_ready_i}};
  wire out_take = out_valid_o && out_ready_i;

  wire [3:0] map = OpMap[{core_task_op_o, 2'b00}+:4];
  logic [Units-1:0] map_sel;
  always_comb
    for (int i = 0; i < Units; i++) map_sel[i] = i == NumCores ? map == MapEcho : map == 4'(i);

  wire launched = |(sel_q & unit_task_ready);
  wire result_ready;
  assign busy_o = state_q != StFetch || task_valid;
  assign task_failed_o = state_q == StFinish && result_ready && code_q != zk_csr_pkg::ErrorNone;

  always_ff @(posedge clk_i) begin
    if (task_valid) begin
      sel_q <= map_sel;
      load_q <= core_task_op_o == zk_csr_pkg::OpLoad;
      code_q <= map_sel == '0 ? zk_csr_pkg::ErrorUnknownOp : zk_csr_pkg::ErrorNone;
      in_done_q <= 1'b0;
      in_error_q <= 1'b0;
      open_q <= 1'b0;
      some_q <= 1'b0;
    end else begin
      if (in_take) begin
        in_done_q <= in_last_i;
        in_error_q <= in_error_q || in_error_i;
      end
      if (out_take) begin
        open_q <= !out_last_o;
        some_q <= 1'b1;
      end
      if (state_q == StRun && sel_done) code_q <= sel_code;
      else if (state_q == StClose && in_error_q && code_q == zk_csr_pkg::ErrorNone)
        code_q <= zk_csr_pkg::ErrorBadLength;
    end

    if (!rst_ni) state_q <= StFetch;
    else
      case (state_q)
        StFetch: if (task_valid) state_q <= map_sel == '0 ? StDrain : StLaunch;
        StLaunch: if (launched) state_q <= StRun;
        StRun: if (sel_done) state_q <= StFlush;
        StFlush: if (!sel_out_valid) state_q <= in_done_q ? StClose : StDrain;
        StDrain: if (in_take && in_last_i) state_q <= StClose;
        StClose: if (!open_q || out_ready_i) state_q <= StFinish;
        StFinish: if (result_ready) state_q <= StFetch;
        default: state_q <= StFetch;
      endcase
  end

  zk_task_queue #(
    .LogSlots(LogTaskSlots)
  ) u_tasks (
    .clk_i,
    .rst_ni,
    .write_i(task_write_i),
    .word_i(task_word_i),
    .data_i(task_data_i),
    .push_i(task_push_i),
    .overflow_o(task_overflow_o),
    .pending_o(task_pending_o),
    .fetch_i(state_q == StFetch),
    .task_valid_o(task_valid),
    .op_o(core_task_op_o),
    .count_o(core_task_count_o),
    .arg_o(core_task_arg_o),
    .label_o(label)
  );

  wire result_valid;
  wire [LogResultSlots:0] result_level;
  assign result_pending_o = result_valid ? 8'(result_level) : 8'd0;
  assign result_underflow_o = result_pop_i && !result_valid;

  zk_fifo #(
    .Width(21),
    .LogDepth(LogResultSlots)
  ) u_results (
    .clk_i,
    .rst_ni,
    .in_valid_i(state_q == StFinish),
    .in_ready_o(result_ready),
    .in_data_i({some_q, code_q, label}),
    .out_valid_o(result_valid),
    .out_ready_i(result_pop_i),
    .out_data_o({result_has_data_o, result_error_o, result_label_o}),
    .level_o(result_level)
  );

  wire unused_residue, unused_busy;
  zk_crc #(
    .DataW(DataW),
    .Step(CrcStep)
  ) u_load_crc (
    .clk_i,
    .rst_ni,
    .start_i(load_crc_clear_i),
    .in_valid_i(in_take && load_q && state_q == StRun),
    .in_ready_o(crc_ready),
    .in_data_i,
    .busy_o(unused_busy),
    .crc_o(load_crc_o),
    .residue_o(unused_residue)
  );

  wire echo_task_ready, echo_in_ready, echo_out_valid, echo_out_last, echo_done, echo_err;
  wire [DataW-1:0] echo_out_data;
  wire [3:0] echo_code;
  zk_echo #(
    .DataW(DataW)
  ) u_echo (
    .clk_i,
    .rst_ni,
    .task_valid_i(state_q == StLaunch && sel_q[NumCores]),
    .task_ready_o(echo_task_ready),
    .task_count_i(core_task_count_o),
    .in_valid_i(unit_in_valid[NumCores]),
    .in_ready_o(echo_in_ready),
    .in_data_i,
    .in_last_i,
    .out_valid_o(echo_out_valid),
    .out_ready_i(unit_out_ready[NumCores]),
    .out_data_o(echo_out_data),
    .out_last_o(echo_out_last),
    .done_o(echo_done),
    .err_o(echo_err),
    .err_code_o(echo_code)
  );

  assign unit_task_ready = {echo_task_ready, core_task_ready_i};
  assign unit_in_ready = {echo_in_ready, core_in_ready_i};
  assign unit_out_valid = {echo_out_valid, core_out_valid_i};
  assign unit_out_last = {echo_out_last, core_out_last_i};
  assign unit_out_data = {echo_out_data, core_out_data_i};
  assign unit_done = {echo_done, core_done_i};
  assign unit_err = {echo_err, core_err_i};
  assign unit_code = {echo_code, core_err_code_i};

  assign core_task_valid_o = state_q == StLaunch ? sel_q[NumCores-1:0] : '0;
  assign core_in_valid_o = unit_in_valid[NumCores-1:0];
  assign core_in_data_o = in_data_i;
  assign core_in_last_o = in_last_i;
  assign core_out_ready_o = unit_out_ready[NumCores-1:0];
endmodule

`default_nettype wire
