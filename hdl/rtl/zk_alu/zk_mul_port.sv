// Core that answers MUL: a·b·2^-256 mod p for pairs from the host, through client C of a multiplier
// bank. A self-test of the arithmetic that the other cores stand on.
//
// Interface   the core port of hdl/README.md. Op 5, count pairs (at least 1), arg[0] the field (0 =
//             Fq, 1 = Fr); in: a, b, both canonical; out: canonical products. What is refused ends
//             with err: 1 another op, 2 no pairs, 3 not canonical, 4 wrong length; products of the
//             pairs before it may have gone out, the rest of the input is drained. The bank has to
//             be this client's from the task to done_o.
// Latency     the bank's plus 13 cycles. Throughput a product every two elements that come
//             in, or as the bank can.

`default_nettype none

module zk_mul_port #(
  parameter int DataW  = 32,
  parameter int Fields = zk_field_pkg::BothFields
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
  output logic                  mul_valid_o,
  input  wire logic             mul_ready_i,
  output logic                  mul_field_o,
  output logic [255:0]          mul_a_o,
  output logic [255:0]          mul_b_o,
  input  wire logic             mul_valid_i,
  input  wire logic [255:0]     mul_p_i
);
  localparam logic [3:0] OpMul = 4'd5;
  localparam int LogDepth = DataW == 256 ? 6 : 4;  // covers the latency of the bank at full rate

  typedef enum logic [1:0] {Idle, Run, Refuse, Settle} state_e;
  state_e state_q;
  logic field_q, half_q;
  logic [3:0] code_q;
  logic [31:0] left_q, back_q;
  logic [255:0] a_q;

  logic start, bad_op, bad_count, elem_valid, elem_ready, bad_value, bad_length, ended;
  logic room, out_idle, pair, drop;
  logic [255:0] elem;
  logic [4:0] unused_level;
  assign task_ready_o = state_q == Idle;
  assign start        = task_valid_i && task_ready_o;
  assign bad_op       = task_op_i != OpMul;
  assign bad_count    = task_count_i == '0;
  assign drop         = state_q == Refuse || (bad_value || bad_length);

  zk_elem_in #(.DataW(DataW), .LogDepth(4), .Fields(Fields)) u_in (
    .clk_i,
    .rst_ni,
    .start_i     (start),
    .expect_i    ({task_count_i, 1'b0}),
    .field_i     (field_q),
    .drop_i      (drop),
    .in_valid_i,
    .in_ready_o,
    .in_data_i,
    .in_last_i,
    .elem_valid_o(elem_valid),
    .elem_ready_i(elem_ready),
    .elem_o      (elem),
    .level_o     (unused_level),
    .bad_value_o (bad_value),
    .bad_length_o(bad_length),
    .ended_o     (ended)
  );

  // The first of a pair waits in a_q; the second goes to the bank with it.
  assign pair        = state_q == Run && half_q && elem_valid && room && !drop;
  assign mul_valid_o = pair;
  assign mul_field_o = field_q;
  assign mul_a_o     = a_q;
  assign mul_b_o     = elem;
  assign elem_ready  = !half_q || (pair && mul_ready_i);

  logic issue;
  assign issue = pair && mul_ready_i;
  zk_elem_out #(.DataW(DataW), .LogDepth(LogDepth), .Fields(Fields)) u_out (
    .clk_i,
    .rst_ni,
    .field_i     (field_q),
    .reserve_i   (issue),
    .room_o      (room),
    .elem_valid_i(mul_valid_i && state_q != Idle),
    .elem_last_i (back_q == 32'd1),
    .elem_i      (mul_p_i),
    .out_valid_o,
    .out_ready_i,
    .out_data_o,
    .out_last_o,
    .idle_o      (out_idle)
  );

  always_ff @(posedge clk_i) begin
    if (!half_q) a_q <= elem;  // the last one before half_q is the first of the pair
    done_o <= 1'b0;
    err_o  <= 1'b0;
    if (!rst_ni) begin
      state_q <= Idle;
    end else if (start) begin
      state_q <= bad_op || bad_count ? Refuse : Run;
      field_q <= task_arg_i[0];
      code_q  <= bad_op ? 4'd1 : bad_count ? 4'd2 : 4'd0;
      left_q  <= task_count_i;
      back_q  <= task_count_i;
      half_q  <= 1'b0;
    end else begin
      if (elem_valid && elem_ready) half_q <= !half_q;
      if (issue) left_q <= left_q - 32'd1;
      if (mul_valid_i) back_q <= back_q - 32'd1;
      if (state_q == Run && (bad_value || bad_length)) begin
        state_q <= Settle;
      end else if (state_q == Run && left_q == '0) begin
        state_q <= Settle;
      end else if (state_q == Refuse && ended) begin
        state_q <= Settle;
      end else if (state_q == Settle && ended && out_idle) begin
        state_q    <= Idle;
        done_o     <= 1'b1;
        err_o      <= code_q != '0 || bad_value || bad_length;
        err_code_o <= code_q != '0 ? code_q : bad_value ? 4'd3 : bad_length ? 4'd4 : 4'd0;
      end
    end
  end

  logic unused_arg;
  assign unused_arg = ^task_arg_i[31:1];
  assign busy_o  = state_q != Idle;
  assign work_o  = issue;
  assign stall_o = state_q == Run && half_q && elem_valid && !issue;
  assign empty_o = state_q == Run && !elem_valid && left_q != '0;
endmodule

`default_nettype wire
