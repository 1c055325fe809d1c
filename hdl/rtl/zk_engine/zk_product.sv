// MUL alone: a·b·2^-256 mod p of pairs of canonical elements, on one word-serial multiplier; the
// self-test of the arithmetic on parts that are too small for `tiny`.
//
// Interface  the port of every core, DataW = 16. arg[0]: 0 = Fq, 1 = Fr. Errors 2 (count 0), 3 (a
//            factor is not below p), 4 (length).
// Cycles     a pair: 32 words in, 256 beats, 7 until the result is complete, 16 words out.
`default_nettype none

module zk_product (
  input  wire         clk_i,
  input  wire         rst_ni,
  input  wire         task_valid_i,
  output logic        task_ready_o,
  input  wire  [3:0]  task_op_i,
  input  wire  [31:0] task_count_i,
  input  wire  [31:0] task_arg_i,
  input  wire         in_valid_i,
  output logic        in_ready_o,
  input  wire  [15:0] in_data_i,
  input  wire         in_last_i,
  output logic        out_valid_o,
  input  wire         out_ready_i,
  output logic [15:0] out_data_o,
  output logic        out_last_o,
  output logic        done_o,
  output logic        err_o,
  output logic [3:0]  err_code_o,
  output logic        busy_o,
  output logic        work_o,
  output logic        stall_o,
  output logic        empty_o
);
  localparam logic [2:0] StIdle = 3'd0, StTake = 3'd1, StRun = 3'd2, StWait = 3'd3, StGive = 3'd4,
      StDrain = 3'd5, StDone = 3'd6;

  logic [2:0] state_q;
  logic field_q;
  logic [31:0] left_q;
  logic [3:0] code_q;
  logic [7:0] beat_q;  // row in the high half, word in the low half
  logic [3:0] word_q;  // of the result
  logic borrow_q;

  wire [255:0] modulus = field_q ? zk_field_pkg::FrP : zk_field_pkg::FqP;
  wire unused = &{1'b0, task_op_i, task_arg_i[31:1]};
  wire take = in_valid_i && in_ready_o;
  wire final_pair = left_q == 32'd1;
  wire word_end = beat_q[3:0] == 4'd15;
  wire pair_end = beat_q[4:0] == 5'd31;
  wire product_valid;
  wire [15:0] result;
  // What was in the multiplier before a reset comes out while the first factors are taken.
  wire result_valid = product_valid && (state_q == StRun || state_q == StWait);

  // One subtraction for the check of the factors and for the last step of the product.
  wire [15:0] minuend = state_q == StTake ? in_data_i : result;
  wire [3:0] at = beat_q[3:0];
  wire [3:0] index = state_q == StTake ? at : word_q;
  wire [15:0] modulus_word = modulus[{index, 4'h0}+:16];
  wire borrow = index != 4'd0 && borrow_q;
  wire [16:0] difference = {1'b0, minuend} - {1'b0, modulus_word} - {16'h0, borrow};
  wire below = difference[16];  // after the last word: the number is below p

  assign task_ready_o = state_q == StIdle;
  assign in_ready_o = state_q == StTake || state_q == StDrain;
  assign done_o = state_q == StDone;
  assign err_o = done_o && code_q != zk_csr_pkg::ErrorNone;
  assign err_code_o = code_q;
  assign busy_o = state_q != StIdle;
  assign work_o = state_q == StRun;
  assign stall_o = state_q == StGive && !out_ready_i;
  assign empty_o = in_ready_o && !in_valid_i;

  logic give_valid_q, reduce_q;
  wire give = out_valid_o && out_ready_i;
  assign out_valid_o = give_valid_q;
  assign out_last_o = final_pair && word_end;

  always_ff @(posedge clk_i) begin
    if (take || result_valid) borrow_q <= difference[16];
    if (state_q == StIdle) begin
      field_q <= task_arg_i[0];
      left_q <= task_count_i;
      code_q <= task_count_i == 32'd0 ? zk_csr_pkg::ErrorBadCount : zk_csr_pkg::ErrorNone;
    end else if (take && state_q == StTake) begin
      if (in_last_i != (final_pair && pair_end)) code_q <= zk_csr_pkg::ErrorBadLength;
      else if (word_end && !below) code_q <= zk_csr_pkg::ErrorNotCanonical;
    end else if (state_q == StGive && give && word_end) begin
      left_q <= left_q - 32'd1;
    end
    if (result_valid) reduce_q <= !below;

    if (!rst_ni) begin
      state_q <= StIdle;
      beat_q <= '0;
      word_q <= '0;
      give_valid_q <= 1'b0;
    end else begin
      if (result_valid) word_q <= word_q + 4'd1;
      give_valid_q <= state_q == StGive && !(give && word_end);
      case (state_q)
        StIdle: begin
          beat_q <= '0;
          if (task_valid_i) state_q <= task_count_i == 32'd0 ? StDrain : StTake;
        end
        StTake:
          if (take) begin
            beat_q <= pair_end ? '0 : beat_q + 8'd1;
            if (in_last_i != (final_pair && pair_end) || (word_end && !below))
              state_q <= in_last_i ? StDone : StDrain;
            else if (pair_end) state_q <= StRun;
          end
        StRun: begin
          beat_q <= beat_q + 8'd1;
          if (beat_q == 8'd255) state_q <= StWait;
        end
        StWait: if (result_valid && word_q == 4'd15) state_q <= StGive;
        StGive:
          if (give) begin
            beat_q <= word_end ? '0 : beat_q + 8'd1;
            if (word_end) state_q <= final_pair ? StDone : StTake;
          end
        StDrain: if (take && in_last_i) state_q <= StDone;
        default: state_q <= StIdle;
      endcase
    end
  end

  // The factors; read a cycle before the multiplier sees them.
  wire [15:0] a, b;
  wire taking = take && state_q == StTake;
  zk_ram #(
    .Width(16),
    .Depth(16)
  ) u_a (
    .clk_i,
    .write_i(taking && !beat_q[4]),
    .waddr_i(at),
    .wdata_i(in_data_i),
    .read_i(state_q == StRun),
    .raddr_i(beat_q[7:4]),
    .rdata_o(a)
  );
  zk_ram #(
    .Width(16),
    .Depth(16)
  ) u_b (
    .clk_i,
    .write_i(taking && beat_q[4]),
    .waddr_i(at),
    .wdata_i(in_data_i),
    .read_i(state_q == StRun),
    .raddr_i(at),
    .rdata_o(b)
  );

  logic active_q, first_q, last_q, start_q, final_q;
  always_ff @(posedge clk_i) begin
    active_q <= state_q == StRun && rst_ni;
    first_q <= at == 4'd0;
    last_q <= word_end;
    start_q <= beat_q[7:4] == 4'd0;
    final_q <= beat_q[7:4] == 4'd15;
  end

  zk_mont_serial #(
    .Lanes(1),
    .Fields(zk_field_pkg::BothFields)
  ) u_multiplier (
    .clk_i,
    .field_i(field_q),
    .active_i(active_q),
    .first_i(first_q),
    .last_i(last_q),
    .start_i(start_q),
    .final_i(final_q),
    .a_i(a),
    .b_i(b),
    .c_valid_o(product_valid),
    .c_o(result)
  );

  // The result and the result less p; the borrow of the last word chooses.
  wire [15:0] plain, reduced;
  wire [3:0] next_at = give ? at + 4'd1 : at;
  zk_ram #(
    .Width(32),
    .Depth(16)
  ) u_result (
    .clk_i,
    .write_i(result_valid),
    .waddr_i(word_q),
    .wdata_i({difference[15:0], result}),
    .read_i(state_q == StGive),
    .raddr_i(next_at),
    .rdata_o({reduced, plain})
  );
  assign out_data_o = reduce_q ? reduced : plain;
endmodule

`default_nettype wire
