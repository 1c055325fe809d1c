// What msm_core_mid and msm_core_large share: the task port, resident points, and additions in an order that an adder can take.
//
// Function    LOAD (op 2) writes points. MSM (op 3) turns scalars into additions of points to buckets (msm_recode) and issues them
//             (msm_scheduler). When the last has retired, tail_o stays high until tail_done_i: the core around does what is left.
//             Anything refused is drained to its last beat, buckets are emptied, and the task ends with an error code.
// Interface   The core port of hdl/README.md but for the output stream. issue_*: ready/valid; the choice may change while
//             issue_ready_i is low. The other ports are those of msm_scheduler and msm_points.
// Cycles      After a reset and after a failed MSM NumSlots cycles to empty the buckets.
`default_nettype none

module msm_front #(
  parameter int DataW      = 32,
  parameter int LogPoints  = 12,
  parameter int WindowBits = 8,
  parameter int LogPool    = 0,
  parameter int LogFifo    = 6,
  parameter int LogAge     = 8,
  parameter logic Calm     = 1'b0,   // registers round the scheduler, which then takes two cycles for an addition; issue_* stays as it is
  parameter int Windows    = 254 / WindowBits + 1,
  parameter int NumSlots   = (Windows << (WindowBits - 1)) + (LogPool == 0 ? 0 : 1 << LogPool),
  parameter int SlotW      = $clog2(NumSlots)
) (
  input  wire                   clk_i,
  input  wire                   rst_ni,

  input  wire                   task_valid_i,
  output logic                  task_ready_o,
  input  wire  [3:0]            task_op_i,
  input  wire  [31:0]           task_count_i,
  input  wire  [31:0]           task_arg_i,
  input  wire                   in_valid_i,
  output logic                  in_ready_o,
  input  wire  [DataW-1:0]      in_data_i,
  input  wire                   in_last_i,
  output logic                  done_o,
  output logic                  err_o,
  output logic [3:0]            err_code_o,
  output logic                  busy_o,
  output logic                  stall_o,
  output logic                  empty_o,

  output logic                  issue_valid_o,
  input  wire                   issue_ready_i,
  output logic [SlotW-1:0]      issue_slot_o,
  output logic                  issue_negative_o,
  output logic [LogPoints-1:0]  issue_point_o,
  output logic                  issue_empty_o,
  output logic                  issue_toggle_o,
  input  wire                   retire_valid_i,
  input  wire  [SlotW-1:0]      retire_slot_i,
  input  wire                   retire_toggle_i,

  input  wire  [1:0]            point_read_i,
  input  wire  [2*LogPoints-1:0] point_addr_i,
  output logic [255:0]          point_x_o,
  output logic [255:0]          point_y_o,

  output logic                  tail_o,
  input  wire                   tail_done_i,
  output logic [7:0]            windows_o,
  input  wire                   clear_valid_i,
  input  wire  [SlotW-1:0]      clear_slot_i,
  input  wire  [SlotW-1:0]      peek_slot_i,
  output logic                  peek_used_o,
  input  wire  [3:0]            copies_log_i,
  input  wire  [7:0]            hot_group_i,
  output logic                  hot_valid_o,
  output logic [WindowBits-2:0] hot_bucket_o,
  output logic                  hot_any_o
);
  localparam logic [3:0] OpLoad = 4'd2, OpMsm = 4'd3;
  localparam logic [3:0] CodeOp = 4'd1, CodeCount = 4'd2, CodeValue = 4'd3, CodeLength = 4'd4;

  typedef enum logic [2:0] {Sweep, Idle, Load, Accumulate, Tail, Refuse} state_e;
  state_e state_q;
  logic msm_q, report_q;
  logic [3:0] code_q;
  logic [SlotW-1:0] sweep_q;

  // The task. Whether its numbers are good is known a cycle after it was taken.
  wire start = task_valid_i && task_ready_o;
  wire is_load = task_op_i == OpLoad;
  wire is_msm = task_op_i == OpMsm;
  wire [32:0] past_end = {1'b0, task_count_i} + {9'd0, task_arg_i[23:0]};
  logic check_q, bad_count_q;
  logic [32:0] past_end_q;
  wire bad_count = check_q && (bad_count_q || past_end_q > (33'd1 << LogPoints));
  always_ff @(posedge clk_i) begin
    check_q <= rst_ni && start;
    past_end_q <= past_end;
    bad_count_q <= task_count_i == '0 || (is_msm && task_arg_i[31:24] > 8'd254);
  end
  wire [7:0] bits = task_arg_i[31:24] == '0 ? 8'd254 : task_arg_i[31:24];
  wire [LogPoints-1:0] first = task_arg_i[LogPoints-1:0];
  assign task_ready_o = state_q == Idle;

  logic elem_valid, elem_ready, bad_value, bad_length, ended, bad_scalar;
  logic [255:0] elem;
  wire [4:0] unused_level;
  wire bad = bad_value || bad_length || bad_scalar;
  zk_elem_in #(.DataW(DataW), .LogDepth(4)) u_in (
    .clk_i,
    .rst_ni,
    .start_i(start),
    .expect_i(is_load ? {task_count_i, 1'b0} : {1'b0, task_count_i}),
    .field_i(msm_q),
    .drop_i(state_q == Refuse),
    .in_valid_i,
    .in_ready_o,
    .in_data_i,
    .in_last_i,
    .elem_valid_o(elem_valid),
    .elem_ready_i(elem_ready),
    .elem_o(elem),
    .level_o(unused_level),
    .bad_value_o(bad_value),
    .bad_length_o(bad_length),
    .ended_o(ended)
  );

  logic recode_ready, recode_idle, digit_valid, digit_ready, inf_read, inf;
  logic [SlotW-1:0] digit_slot;
  logic [LogPoints:0] digit_payload;
  logic [LogPoints-1:0] inf_addr;
  wire recoding = state_q == Accumulate;
  assign elem_ready = state_q == Load || (recoding && recode_ready);
  msm_recode #(.WindowBits(WindowBits), .LogPoints(LogPoints), .SlotW(SlotW), .Calm(Calm)) u_recode (
    .clk_i,
    .rst_ni,
    .start_i(start),
    .first_i(first),
    .bits_i(bits),
    .windows_o,
    .elem_valid_i(elem_valid && recoding),
    .elem_ready_o(recode_ready),
    .elem_i(elem),
    .inf_read_o(inf_read),
    .inf_addr_o(inf_addr),
    .inf_i(inf),
    .out_valid_o(digit_valid),
    .out_ready_i(digit_ready),
    .out_slot_o(digit_slot),
    .out_payload_o(digit_payload),
    .bad_o(bad_scalar),
    .idle_o(recode_idle)
  );

  msm_points #(.LogPoints(LogPoints)) u_points (
    .clk_i,
    .clear_put_i(start),
    .first_i(first),
    .put_i(elem_valid && state_q == Load),
    .elem_i(elem),
    .read_i(point_read_i),
    .addr_i(point_addr_i),
    .x_o(point_x_o),
    .y_o(point_y_o),
    .inf_read_i(inf_read),
    .inf_addr_i(inf_addr),
    .inf_o(inf)
  );

  // Items on their way to the scheduler, and additions from it.
  logic item_valid, item_ready;
  logic [SlotW-1:0] item_slot;
  logic [LogPoints:0] item_payload;
  logic chosen_valid, chosen_ready;
  logic [SlotW+LogPoints+2:0] chosen, issued;  // {slot, negative, point, empty, toggle}
  assign {issue_slot_o, issue_negative_o, issue_point_o, issue_empty_o, issue_toggle_o} = issued;
  if (Calm) begin : gen_skid
    zk_skid #(.Width(SlotW + LogPoints + 1)) u_items (
      .clk_i,
      .rst_ni,
      .in_valid_i(digit_valid),
      .in_ready_o(digit_ready),
      .in_data_i({digit_slot, digit_payload}),
      .out_valid_o(item_valid),
      .out_ready_i(item_ready),
      .out_data_o({item_slot, item_payload})
    );
    zk_skid #(.Width(SlotW + LogPoints + 3)) u_chosen (
      .clk_i,
      .rst_ni,
      .in_valid_i(chosen_valid),
      .in_ready_o(chosen_ready),
      .in_data_i(chosen),
      .out_valid_o(issue_valid_o),
      .out_ready_i(issue_ready_i),
      .out_data_o(issued)
    );
  end else begin : gen_wire
    assign {item_valid, item_slot, item_payload} = {digit_valid, digit_slot, digit_payload};
    assign digit_ready = item_ready;
    assign {issue_valid_o, issued} = {chosen_valid, chosen};
    assign chosen_ready = issue_ready_i;
  end

  logic sched_idle, sched_stall;
  msm_scheduler #(
    .SlotW(SlotW),
    .NumSlots(NumSlots),
    .PayloadW(LogPoints + 1),
    .LogFifo(LogFifo),
    .LogAge(LogAge),
    .Calm(Calm),
    .LogPool(LogPool),
    .PoolBase(Windows << (WindowBits - 1)),
    .LogBuckets(WindowBits - 1),
    .Windows(Windows)
  ) u_scheduler (
    .clk_i,
    .rst_ni,
    .in_valid_i(item_valid),
    .in_ready_o(item_ready),
    .in_slot_i(item_slot),
    .in_payload_i(item_payload),
    .out_valid_o(chosen_valid),
    .out_ready_i(chosen_ready),
    .out_slot_o(chosen[LogPoints+3+:SlotW]),
    .out_payload_o(chosen[LogPoints+2:2]),
    .out_empty_o(chosen[1]),
    .out_toggle_o(chosen[0]),
    .retire_valid_i,
    .retire_slot_i,
    .retire_toggle_i,
    .clear_valid_i(state_q == Sweep || clear_valid_i),
    .clear_slot_i(state_q == Sweep ? sweep_q : clear_slot_i),
    .peek_slot_i,
    .peek_used_o,
    .hot_clear_i(start),
    .copies_log_i,
    .hot_group_i,
    .hot_valid_o,
    .hot_bucket_o,
    .hot_any_o,
    .idle_o(sched_idle),
    .stall_o(sched_stall)
  );

  wire settled = recode_idle && sched_idle && !item_valid;

  // `ended` may be seen a few cycles before the last element leaves the FIFO: wait for that long without one, and with nothing under way.
  logic [3:0] quiet_q;
  wire drained = quiet_q[3];
  always_ff @(posedge clk_i)
    if (!rst_ni || !ended || elem_valid || !settled) quiet_q <= '0;
    else if (!drained) quiet_q <= quiet_q + 1'b1;

  always_ff @(posedge clk_i) begin
    done_o <= 1'b0;
    err_o <= 1'b0;
    if (!rst_ni) begin
      state_q <= Sweep;
      sweep_q <= '0;
      report_q <= 1'b0;
    end else
      case (state_q)
        Sweep: begin  // after a reset without, after a failed MSM with a report
          sweep_q <= sweep_q + 1'b1;
          if (sweep_q == SlotW'(NumSlots - 1)) begin
            state_q <= Idle;
            done_o <= report_q;
            err_o <= report_q;
            err_code_o <= code_q;
          end
        end
        Idle:
          if (start) begin
            msm_q <= is_msm;
            code_q <= !is_load && !is_msm ? CodeOp : CodeCount;
            state_q <= !is_load && !is_msm ? Refuse : is_load ? Load : Accumulate;
          end
        Load, Accumulate:
          if (bad_count) begin
            state_q <= Refuse;
          end else if (bad) begin
            code_q <= bad_length && !bad_value ? CodeLength : CodeValue;
            state_q <= Refuse;
          end else if (ended && !elem_valid && drained) begin
            state_q <= state_q == Load ? Idle : Tail;
            done_o <= state_q == Load;
            err_code_o <= '0;
          end
        Tail:
          if (tail_done_i) begin
            state_q <= Idle;
            done_o <= 1'b1;
            err_code_o <= '0;
          end
        default:  // Refuse
          if (ended && drained) begin
            sweep_q <= '0;
            report_q <= 1'b1;
            state_q <= msm_q ? Sweep : Idle;
            done_o <= !msm_q;
            err_o <= !msm_q;
            err_code_o <= code_q;
          end
      endcase
  end

  assign tail_o = state_q == Tail;
  assign busy_o = state_q != Idle && (state_q != Sweep || report_q);
  assign stall_o = sched_stall && state_q == Accumulate;
  assign empty_o = (state_q == Load && !elem_valid && !ended) || (state_q == Accumulate && !elem_valid && !ended && recode_idle && !sched_stall);
  wire unused = &{1'b0, task_arg_i};
endmodule

`default_nettype wire
