// MSM and NTT over BN254 in the smallest part that holds them: one word-serial multiplier, one
// adder, a register file, four SPRAMs, and a sequencer that runs the program in program/tiny.asm.
// Everything, bucket accumulation and reduction included, happens here.
//
// Interface   core port of hdl/README.md, DataW = 16. Operations LOAD, MSM, NTT, MUL; up to 1024
//             points resident, MSMs up to 1024 scalars, transforms up to 2^11.
// Cycles      an instruction takes 3 cycles and, on elements, as many more as the table says:
//
//   instruction     cycles after the first 3
//   mul             138
//   fadd, fsub, can 11, and 11 if a correction is due
//   dig             12
//   ld, st          11
//   in, out         18, 26, and as long as the stream waits

`default_nettype none

module zk_tiny #(
  parameter int DataW = 16
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
  output logic                  empty_o
);
  if (DataW != 16) begin : gen_bad_width
    data_w_has_to_be_16 u_bad ();
  end

  localparam logic [2:0] StIdle = 3'd0;
  localparam logic [2:0] StFetch = 3'd1;  // the program memory answers
  localparam logic [2:0] StRead = 3'd2;   // the integer file answers
  localparam logic [2:0] StExec = 3'd3;
  localparam logic [2:0] StRun = 3'd4;    // words of an element pass
  localparam logic [2:0] StFix = 3'd5;    // the correction by the modulus
  localparam logic [2:0] StDrain = 3'd6;
  localparam logic [2:0] StDone = 3'd7;

  logic [2:0] state_q;
  logic exec, run, fix;
  assign exec = state_q == StExec;
  assign run  = state_q == StRun;
  assign fix  = state_q == StFix;

  // Program.
  logic [8:0] pc_q, pc_after, target, return_q, outer_q;
  logic [23:0] instruction;
  logic [4:0] op;
  zk_tiny_rom u_rom (.clk_i, .addr_i(pc_q), .q_o(instruction));
  assign op       = instruction[23:19];
  assign target   = {instruction[16:13], instruction[8], instruction[3:0]};
  assign pc_after = pc_q + 9'd1;

  // Decoded in StRead, so that data paths see registers.
  logic is_mul, is_sum, is_fsub, is_plain, is_p, is_dig, is_ld, is_st, is_in, is_out;
  logic x_constant, x_signed, x_offset, x_minus, x_half, x_turn, x_get, x_write;
  logic on_always, on_same, on_order, on_flag, on_not;
  always_ff @(posedge clk_i) begin
    is_mul   <= op == zk_tiny_pkg::OpMul;
    is_fsub  <= op == zk_tiny_pkg::OpFsub;
    is_sum   <= op == zk_tiny_pkg::OpFadd || op == zk_tiny_pkg::OpFsub || op == zk_tiny_pkg::OpCan;
    is_p     <= op == zk_tiny_pkg::OpCan || op == zk_tiny_pkg::OpIn;  // the modulus is p, not 2p
    is_plain <= op == zk_tiny_pkg::OpCan || op == zk_tiny_pkg::OpIn || op == zk_tiny_pkg::OpDig;
    is_dig   <= op == zk_tiny_pkg::OpDig;
    is_ld    <= op == zk_tiny_pkg::OpLd;
    is_st    <= op == zk_tiny_pkg::OpSt;
    is_in    <= op == zk_tiny_pkg::OpIn;
    is_out   <= op == zk_tiny_pkg::OpOut;

    x_constant <= op[4:2] == 3'd0;
    x_signed   <= op == zk_tiny_pkg::OpAddi;
    x_offset   <= op[4:3] == 2'b11;
    x_minus    <= op == zk_tiny_pkg::OpSub || op[4:2] == 3'b100;  // branches compare
    x_half     <= op == zk_tiny_pkg::OpShr;
    x_turn     <= op == zk_tiny_pkg::OpRev;
    x_get      <= op == zk_tiny_pkg::OpGet;
    x_write    <= op < zk_tiny_pkg::OpSet;
    on_always  <= op == zk_tiny_pkg::OpJump || op == zk_tiny_pkg::OpCall;
    on_same    <= op == zk_tiny_pkg::OpBeq || op == zk_tiny_pkg::OpBne;
    on_order   <= op == zk_tiny_pkg::OpBlt || op == zk_tiny_pkg::OpBge;
    on_flag    <= op == zk_tiny_pkg::OpBif || op == zk_tiny_pkg::OpBnot;
    on_not     <= op == zk_tiny_pkg::OpBne || op == zk_tiny_pkg::OpBlt || op == zk_tiny_pkg::OpBnot;
  end

  // Integers.
  logic [15:0] xa, xb, x_b, x_reversed, x_result;
  logic [16:0] x_sum;
  logic [79:0] task_q;  // argument, count, operation; Get takes 16 bits from the lower end
  logic [6:0] digit_q;
  logic x_same;
  assign x_b = x_constant ? {op[1:0], instruction[13:0]}
             : x_signed ? {{7{instruction[8]}}, instruction[8:0]}
             : x_offset ? {12'd0, instruction[3:0]} : xb ^ {16{x_minus}};
  assign x_sum  = {1'b0, x_constant ? 16'd0 : xa} + {1'b0, x_b} + {16'd0, x_minus};
  assign x_same = xa == xb;
  for (genvar i = 0; i < 16; i++) begin : gen_reversed
    assign x_reversed[i] = xa[15-i];
  end
  assign x_result = x_half ? {1'b0, xa[15:1]} : x_turn ? x_reversed
                  : !x_get ? x_sum[15:0] : instruction[0] ? {9'd0, digit_q} : task_q[15:0];
  zk_tiny_file #(.Width(16), .Constants(1'b0)) u_integers (
    .clk_i, .write_i(exec && x_write), .to_i({4'd0, instruction[17:14]}), .d_i(x_result),
    .a_i({4'd0, instruction[12:9]}), .b_i({4'd0, instruction[7:4]}), .a_o(xa), .b_o(xb)
  );

  // Elements. A word read in one cycle is used in the next; read_q counts reads, word_q results.
  logic [7:0] read_q, used_q;
  logic [2:0] word_q, late_q;
  logic used_valid_q, reading, take, written, written_q, file_write_q, last_q, end_q;
  logic fix_q, subtract_q;
  logic [11:0] address_q;
  logic [31:0] fa, fb, memory_word, alu_word, product_words, file_word_q, stream_word;
  logic product_valid, alu_carry, alu_over, correct, zero_q, negative_q, half_q;
  logic [15:0] low_q, expect_q;
  logic field_q, window_q;
  logic in_take, out_take;

  assign reading = is_mul ? !read_q[7] : read_q < (is_dig ? 8'd9 : 8'd8);
  zk_tiny_file u_elements (
    .clk_i, .write_i(file_write_q), .to_i({instruction[18:14], late_q}), .d_i(file_word_q),
    .a_i({fix ? instruction[18:14] : instruction[13:9], is_mul ? read_q[6:4] : read_q[2:0]}),
    .b_i({instruction[8:4], is_out ? word_q : read_q[2:0]}), .a_o(fa), .b_o(fb)
  );

  assign in_take  = in_valid_i && in_ready_o;
  assign out_take = out_valid_o && out_ready_i;
  assign stream_word = {in_data_i, low_q};
  always_comb begin  // a word of the result is there
    if (is_mul) take = product_valid;
    else if (is_in) take = in_take && half_q;
    else if (is_out) take = out_take && half_q;
    else if (is_dig) take = used_valid_q && used_q != 8'd0;
    else take = used_valid_q;
  end
  // Writes are a cycle late; the end of an element is two, when its comparison is known.
  assign written = (run || fix) && take;
  assign correct = is_fsub ? !alu_carry : is_sum && alu_over;
  always_ff @(posedge clk_i) begin
    word_q       <= exec ? 3'd0 : word_q + {2'd0, written};
    late_q       <= word_q;
    written_q    <= written;
    file_write_q <= written && !is_st && !is_out;
    file_word_q  <= is_mul ? product_words : is_ld ? memory_word : alu_word;
    last_q       <= written && word_q == 3'd7;
    end_q        <= last_q;
    fix_q        <= fix;  // no result is due in the first cycle of StRun or StFix
    subtract_q   <= is_fsub ^ fix;
  end

  zk_tiny_alu u_alu (
    .clk_i, .fr_i(field_q), .twice_i(!is_p),
    .valid_i(written), .word_i(word_q), .word_next_i(is_in ? word_q : read_q[2:0]),
    .sub_i(subtract_q), .modulus_i(fix_q), .zero_i(is_plain), .carry_i(is_dig && negative_q),
    .stream_i(is_in), .shift_i(is_dig), .wide_i(window_q),
    .a_i(fa), .b_i(fb), .stream_word_i(stream_word), .result_o(alu_word), .carry_o(alu_carry),
    .check_i(written_q), .check_first_i(late_q == 3'd0), .check_word_i(file_word_q),
    .over_o(alu_over)
  );

  zk_mont_serial #(.Lanes(2)) u_multiplier (
    .clk_i, .field_i(field_q), .active_i(used_valid_q && is_mul && run),
    .first_i(used_q[2:0] == 3'd0), .last_i(used_q[2:0] == 3'd7),
    .start_i(used_q[6:3] == 4'd0), .final_i(used_q[6:3] == 4'd15),
    .a_i(used_q[3] ? fa[31:16] : fa[15:0]), .b_i(fb), .c_valid_o(product_valid), .c_o(product_words)
  );

  zk_tiny_memory u_memory (
    .clk_i, .write_i(written && is_st), .addr_i({address_q, is_st ? word_q : read_q[2:0]}),
    .d_i(fb), .q_o(memory_word)
  );

  always_ff @(posedge clk_i) begin
    used_q       <= read_q;
    used_valid_q <= (run || fix) && (is_out ? !(out_take && half_q) && !last_q : reading);
    if (exec) begin
      read_q <= '0;
      half_q <= 1'b0;
      if (op[4:3] == 2'b11) zero_q <= 1'b1;
      address_q <= x_sum[11:0];
    end else begin
      if (end_q) read_q <= '0;
      else if (reading) read_q <= read_q + 8'd1;
      if (in_take || out_take) half_q <= !half_q;
      if (file_write_q && file_word_q != '0) zero_q <= 1'b0;
    end
    if (in_take && !half_q) low_q <= in_data_i;

    // The signed digit: 0 to 2^(window-1), above that the rest is one more.
    if (is_dig && used_valid_q && used_q == 8'd0) begin
      digit_q    <= window_q ? fa[6:0] : {2'd0, fa[4:0]};
      negative_q <= window_q ? fa[6] && fa[5:0] != '0 : fa[4] && fa[3:0] != '0;
    end
  end

  // Streams and errors.
  logic ended_q;  // the last beat of the task's data was taken
  logic [3:0] code_q;
  logic bad_length;
  assign in_ready_o  = (run && is_in && !last_q && !end_q) || state_q == StDrain;
  assign out_valid_o = run && is_out && used_valid_q;
  assign out_data_o  = half_q ? fb[31:16] : fb[15:0];
  assign out_last_o  = instruction[0] && half_q && word_q == 3'd7;
  assign bad_length  = in_last_i != (expect_q == 16'd1 && half_q && word_q == 3'd7);

  logic flag, branch;
  assign flag   = instruction[9] ? negative_q : zero_q;
  assign branch = on_not ^ (on_always || (on_same && x_same) || (on_order && x_sum[16])
                            || (on_flag && flag));

  always_ff @(posedge clk_i) begin
    case (state_q)
      StIdle: begin
        pc_q    <= '0;
        ended_q <= 1'b0;
        code_q  <= zk_tiny_pkg::ErrNone;
        task_q  <= {task_arg_i, task_count_i, 12'd0, task_op_i};
        if (task_valid_i) state_q <= StFetch;
      end
      StFetch: state_q <= StRead;
      StRead: state_q <= StExec;
      StExec: begin
        state_q <= op >= zk_tiny_pkg::OpOut ? StRun : StFetch;
        if (op < zk_tiny_pkg::OpOut) begin
          pc_q <= op == zk_tiny_pkg::OpRet ? return_q : branch ? target : pc_after;
        end
        if (op == zk_tiny_pkg::OpGet && !instruction[0]) task_q <= {16'd0, task_q[79:16]};
        if (op == zk_tiny_pkg::OpCall) {outer_q, return_q} <= {return_q, pc_after};
        if (op == zk_tiny_pkg::OpRet) return_q <= outer_q;
        if (op == zk_tiny_pkg::OpSet) begin
          case (instruction[1:0])
            zk_tiny_pkg::SetField: field_q <= xa[0];
            zk_tiny_pkg::SetWindow: window_q <= xa[0];
            default: expect_q <= xa;
          endcase
        end
        if (op == zk_tiny_pkg::OpEnd) begin
          code_q  <= instruction[3:0];
          state_q <= ended_q ? StDone : StDrain;
        end
      end
      StRun, StFix: begin
        if (end_q) begin
          state_q <= run && correct ? StFix : StFetch;
          if (fix || !correct) pc_q <= pc_after;
          if (is_in) begin
            expect_q <= expect_q - 16'd1;
            if (alu_over) begin
              code_q  <= zk_tiny_pkg::ErrNotCanonical;
              state_q <= ended_q ? StDone : StDrain;
            end
          end
        end
        if (run && is_in && in_take) begin
          ended_q <= in_last_i;
          if (bad_length) begin
            code_q  <= zk_tiny_pkg::ErrBadLength;
            state_q <= in_last_i ? StDone : StDrain;
          end
        end
      end
      StDrain: if (in_take && in_last_i) state_q <= StDone;
      default: state_q <= StIdle;
    endcase
    if (!rst_ni) state_q <= StIdle;
  end

  assign task_ready_o = state_q == StIdle;
  assign done_o       = state_q == StDone;
  assign err_o        = done_o && code_q != zk_tiny_pkg::ErrNone;
  assign err_code_o   = code_q;
  assign busy_o       = state_q != StIdle;
  assign work_o       = fix || (run && (is_mul || is_sum || is_dig));
  assign stall_o      = out_valid_o && !out_ready_i;
  assign empty_o      = in_ready_o && !in_valid_i;
endmodule

`default_nettype wire
