// Sequencer: turns a task into commands, at most one a cycle, each a product of lane 0 or the
// butterflies of a block.
//
// The command decided in one cycle leaves in the next (cycle 0 of the lanes). slot_i tells that the
// multipliers will take what a decision of this cycle makes. Two kinds of dependence are kept:
//   - registers and tables that one product makes and another needs: `drained` waits for it;
//   - a block of stage s-1 needs blocks of stage s: the number of blocks that stage s has written
//     (written_i counts) must exceed the last one needed, block | 2^(s - LogBanks).
// theory_of_operation.md says why.

`default_nettype none

module ntt_control #(
  parameter int LogMax     = 12,
  parameter int LogBanks   = 1,
  parameter int LogPowers  = 5,
  parameter int MulLatency = zk_alu_pkg::RowLatency,
  parameter int AddLatency = 4
) (
  input  wire logic                  clk_i,
  input  wire logic                  rst_ni,
  input  wire logic                  task_valid_i,
  output logic                       task_ready_o,
  input  wire logic [3:0]            task_op_i,
  input  wire logic [31:0]           task_count_i,
  input  wire logic [31:0]           task_arg_i,
  output logic                       done_o,
  output logic                       err_o,
  output logic [3:0]                 err_code_o,
  output logic [2:0]                 phase_o,
  output logic                       stall_o,
  // input side
  output logic                       start_o,
  output logic [32:0]                expect_o,
  output logic                       drop_o,
  input  wire logic                  elem_ahead_i,   // an element that no command has claimed
  input  wire logic                  elem_compared_i,  // an element waits; the next two tell of it from the next cycle on
  input  wire logic                  elem_zero_i,    // of the element that waits
  input  wire logic                  elem_same_i,    // equal to the shift that is kept
  input  wire logic                  bad_value_i,
  input  wire logic                  bad_length_i,
  input  wire logic                  ended_i,
  // output side
  input  wire logic                  room_i,
  output logic                       reserve_o,
  input  wire logic                  out_idle_i,
  // lanes
  input  wire logic                  slot_i,
  input  wire logic                  written_i,      // a block went back into the banks
  output logic                       keep_shift_o,   // the element that waits is the shift
  output logic                       const_inverse_o,
  output logic [4:0]                 log_n_o,
  output logic [4:0]                 root_o,
  output logic [LogMax-1:0]          offset_o,       // of table entries: written at index | offset
  output logic                       valid_o,
  output logic [2:0]                 a_sel_o,
  output logic [1:0]                 b_sel_o,
  output logic [2:0]                 to_o,
  output logic                       power_o,        // entry index_o of the power table moves on
  output logic                       last_o,
  output logic [LogMax-1:0]          index_o,        // block, table entry or element / banks
  output logic [LogBanks-1:0]        lane_o,
  output logic [4:0]                 stage_o,
  output logic [LogPowers-1:0]       power_at_o
);
  localparam int LogLanes     = LogBanks - 1;
  localparam int ProductDrain = MulLatency + 5;
  localparam int WriteDrain   = MulLatency + AddLatency + 6;
  localparam int DrainW       = $clog2(WriteDrain + 1);
  // With one lane an element and the next entry of the power table take turns.
  localparam bit Single       = LogBanks == 1;
  localparam logic [255:0] InverseExponent = zk_field_pkg::FrP - 256'd2;

  typedef enum logic [3:0] {
    Idle, Check, Twiddles, Shift, KeepShift, InvertMultiply, InvertSquare, InvertCopy,
    PowerFirst, Powers, Load, Transform, Unload, Refuse
  } state_e;
  state_e state_q;

  // The task.
  logic [3:0] op_q;
  logic [31:0] count_q;
  logic inverse_q, coset_q;
  logic [4:0] log_n_q;
  logic [3:0] code_q;

  // What stays between tasks: twiddles 0 .. 2^table_log_q - 1, and the inverse of the shift.
  logic table_any_q, inverse_known_q;
  logic [4:0] table_log_q;

  logic [LogMax:0] at_q;         // counts commands of a state
  logic [LogMax-1:0] mirror_q;   // output index of the transform, at_q or -at_q
  logic [7:0] bit_q;
  logic [4:0] stage_q, step_q;
  logic square_q, tail_q, update_q;
  logic begun_q;                 // at_q != 0
  logic full_q;                  // all elements of a Load or Unload have their command
  logic [DrainW-1:0] drain_q;
  logic issue, drained;           // drained: drain_q == 0

  // Of the task, a cycle after log_n_q.
  logic [LogMax:0] last_element, last_block;
  always_ff @(posedge clk_i) begin
    last_element <= ((LogMax + 1)'(1) << log_n_q) - 1'b1;
    last_block <= log_n_q > 5'(LogBanks) ?
                  ((LogMax + 1)'(1) << (log_n_q - 5'(LogBanks))) - 1'b1 : '0;
  end

  // Dependence of butterflies: stage that is being written, and blocks of it that are.
  // What holds for a block goes on to hold while it waits, so the answer may be a cycle old: it is
  // made for this block and for the next, of which `issue` chooses.
  logic [4:0] written_stage_q, next_stage;
  logic [LogMax:0] written_q, next_at, needed, next_needed;
  logic stage_end, next_end, block_ok_q;
  assign next_end  = next_at == last_block;
  always_ff @(posedge clk_i)
    if (state_q != Transform) begin  // it starts with at_q = 0, stage_q = log_n_q - 1
      stage_end  <= last_block == '0;  // at_q == last_block
      next_at    <= last_block == '0 ? '0 : (LogMax + 1)'(1);
      next_stage <= last_block == '0 ? log_n_q - 5'd2 : log_n_q - 5'd1;
    end else if (issue) begin
      stage_end <= next_end;
      next_at <= next_end ? '0 : next_at + 1'b1;
      if (next_end) next_stage <= next_stage - 5'd1;
    end
  for (genvar b = 0; b <= LogMax; b++) begin : gen_needed
    assign needed[b]      = at_q[b] || stage_q + 5'd1 == 5'(b + LogBanks);
    assign next_needed[b] = next_at[b] || next_stage + 5'd1 == 5'(b + LogBanks);
  end
  logic block_ok, next_ok;
  assign block_ok = stage_q == log_n_q - 5'd1 || written_stage_q == 5'd31 ||
                    written_stage_q <= stage_q ||
                    (written_stage_q == stage_q + 5'd1 && needed < written_q);
  assign next_ok  = next_stage == log_n_q - 5'd1 || written_stage_q == 5'd31 ||
                    written_stage_q <= next_stage ||
                    (written_stage_q == next_stage + 5'd1 && next_needed < written_q);
  always_ff @(posedge clk_i)
    block_ok_q <= state_q != Transform || (issue ? next_ok : block_ok);

  // Sizes that the table of twiddles is too small for; whether this one is among them, and will be when the table has doubled.
  logic [LogMax:0] lacks_q;
  logic grows_q, more_q;
  always_ff @(posedge clk_i) begin
    for (int i = 0; i <= LogMax; i++) lacks_q[i] <= !table_any_q || 5'(i) > table_log_q + 5'd1;
    more_q <= table_any_q ? |(count_q[LogMax:0] & {lacks_q[LogMax-1:0], 1'b0}) : |count_q[LogMax:2];
  end

  // Position of output element mirror_q: its bits reversed.
  logic [LogMax-1:0] reversed, position;
  for (genvar i = 0; i < LogMax; i++) begin : gen_reverse
    assign reversed[i] = mirror_q[LogMax-1-i];
  end
  assign position = reversed >> (5'(LogMax) - log_n_q);

  logic [LogMax-1:0] at_index;
  logic [LogBanks-1:0] at_lane, position_lane;
  logic exponent_bit_q;  // a cycle after bit_q: what asks for it waits for a product
  assign at_index      = at_q[LogMax-1:0];
  assign at_lane       = at_q[LogBanks-1:0];
  assign position_lane = position[LogBanks-1:0] ^ LogBanks'(1 << LogLanes);
  always_ff @(posedge clk_i) exponent_bit_q <= InverseExponent[bit_q];

  // When preparing goes on: by fewer conditions than `issue` in general.
  logic free, next_entry;
  assign free       = slot_i && drained;
  assign next_entry = slot_i && !tail_q && (drained || begun_q);

  // Decision of this cycle.
  logic power_d, last_d;
  logic [2:0] a_sel_d, to_d;
  logic [1:0] b_sel_d;
  logic [LogMax-1:0] index_d;
  logic [LogBanks-1:0] lane_d;
  logic [4:0] stage_d;
  logic scaled, bad_input;
  assign bad_input = bad_value_i || bad_length_i;
  assign scaled    = coset_q && (state_q == Load ? !inverse_q : inverse_q);

  always_comb begin
    issue   = 1'b0;
    a_sel_d = ntt_pkg::AConst;
    b_sel_d = ntt_pkg::BRoot;
    to_d    = ntt_pkg::ToNone;
    power_d = 1'b0;
    last_d  = 1'b0;
    index_d = at_index;
    lane_d  = '0;
    stage_d = 5'(LogLanes);
    case (state_q)
      Twiddles: begin
        issue   = next_entry && grows_q;
        a_sel_d = table_any_q ? ntt_pkg::ATwiddle : ntt_pkg::AConst;
        to_d    = ntt_pkg::ToTwiddle;
      end
      KeepShift: begin
        issue   = free;
        b_sel_d = ntt_pkg::BElement;
        to_d    = ntt_pkg::ToStep;
      end
      InvertMultiply: begin
        issue   = free && exponent_bit_q;
        a_sel_d = bit_q == '0 ? ntt_pkg::AConst : ntt_pkg::AInverse;
        b_sel_d = ntt_pkg::BStep;
        to_d    = ntt_pkg::ToInverse;
      end
      InvertSquare: begin
        issue   = slot_i;
        a_sel_d = ntt_pkg::AStep;
        b_sel_d = ntt_pkg::BStep;
        to_d    = ntt_pkg::ToStep;
      end
      InvertCopy: begin
        issue   = free;
        a_sel_d = ntt_pkg::AInverse;
        to_d    = ntt_pkg::ToStep;
      end
      PowerFirst: begin
        issue   = free;
        power_d = 1'b1;
      end
      Powers: begin
        issue   = next_entry;
        a_sel_d = square_q ? ntt_pkg::AStep : ntt_pkg::APower;
        b_sel_d = ntt_pkg::BStep;
        to_d    = square_q ? ntt_pkg::ToStep : ntt_pkg::ToNone;
        power_d = !square_q;
      end
      Load, Unload: begin
        if (update_q) begin
          issue   = slot_i;
          a_sel_d = ntt_pkg::APower;
          b_sel_d = ntt_pkg::BStep;
          power_d = 1'b1;
        end else if (state_q == Load) begin
          issue   = slot_i && elem_ahead_i && !full_q && !bad_input;
          a_sel_d = scaled ? ntt_pkg::APower : ntt_pkg::AConst;
          b_sel_d = ntt_pkg::BElement;
          to_d    = ntt_pkg::ToElement;
          power_d = scaled && !Single;
          index_d = at_index >> LogBanks;
          lane_d  = at_lane;
        end else begin
          issue   = slot_i && room_i && !full_q;
          a_sel_d = scaled ? ntt_pkg::APower : ntt_pkg::AConst;
          b_sel_d = ntt_pkg::BLane;
          to_d    = ntt_pkg::ToOutput;
          power_d = scaled && !Single;
          last_d  = at_q == last_element;
          index_d = position >> LogBanks;
          lane_d  = position_lane;
        end
      end
      Transform: begin
        issue   = slot_i && !tail_q && block_ok_q;
        a_sel_d = ntt_pkg::ATwiddle;
        b_sel_d = ntt_pkg::BLane;
        to_d    = ntt_pkg::ToBlock;
        stage_d = stage_q;
      end
      default: ;
    endcase
  end

  logic [LogPowers-1:0] power_at_d;
  assign power_at_d = update_q ? LogPowers'(at_q - 1'b1) :
                      state_q == PowerFirst ? '0 : at_q[LogPowers-1:0];

  always_ff @(posedge clk_i) begin
    valid_o    <= rst_ni && issue;
    a_sel_o    <= a_sel_d;
    b_sel_o    <= b_sel_d;
    to_o       <= to_d;
    power_o    <= power_d;
    last_o     <= last_d;
    index_o    <= index_d;
    lane_o     <= lane_d;
    stage_o    <= stage_d;
    power_at_o <= power_at_d;
  end

  // Progress.
  always_ff @(posedge clk_i) begin
    done_o  <= 1'b0;
    err_o   <= 1'b0;
    if (issue && (to_d == ntt_pkg::ToBlock || to_d == ntt_pkg::ToElement)) begin
      drain_q <= DrainW'(WriteDrain);
    end else if (issue && drain_q <= DrainW'(ProductDrain)) begin
      drain_q <= DrainW'(ProductDrain);
    end else if (!drained) begin
      drain_q <= drain_q - 1'b1;
    end
    drained <= rst_ni && !issue && drain_q <= DrainW'(1);
    if (issue) at_q <= at_q + 1'b1;
    if (issue) begun_q <= 1'b1;

    if (written_i) begin
      written_q <= written_q + 1'b1;
      if (written_q == last_block) begin
        written_q       <= '0;
        written_stage_q <= written_stage_q - 5'd1;
      end
    end

    case (state_q)
      Idle:
        if (task_valid_i) begin
          state_q   <= Check;
          op_q      <= task_op_i;
          count_q   <= task_count_i;
          inverse_q <= task_arg_i[0];
          coset_q   <= task_arg_i[1];
          code_q    <= '0;
        end
      Check: begin
        at_q     <= '0;
        tail_q   <= 1'b0;
        square_q <= 1'b0;
        full_q   <= 1'b0;
        begun_q  <= 1'b0;
        update_q <= 1'b0;
        log_n_q  <= '0;
        grows_q  <= |(count_q[LogMax:0] & lacks_q);
        for (int i = 0; i <= LogMax; i++) if (count_q[i]) log_n_q <= 5'(i);
        state_q <= Twiddles;
        if (op_q != 4'd4) begin
          state_q <= Refuse;
          code_q  <= 4'd1;
        end else if (count_q == '0 || (count_q & (count_q - 1'b1)) != '0 ||
                     count_q > 32'(1 << LogMax)) begin
          state_q <= Refuse;
          code_q  <= 4'd2;
        end
      end

      // Doubles the table: entry 2^j + x is entry x times the root of order 2^(j+2).
      Twiddles: begin
        if (next_entry && grows_q) begin
          if (!begun_q) begin
            root_o   <= table_any_q ? table_log_q + 5'd2 : 5'd0;
            offset_o <= table_any_q ? LogMax'(1) << table_log_q : '0;
          end
          if (!table_any_q || at_q + 1'b1 == (LogMax + 1)'(1) << table_log_q) tail_q <= 1'b1;
        end
        if (tail_q && drained) begin
          tail_q      <= 1'b0;
          at_q        <= '0;
          begun_q     <= 1'b0;
          table_any_q <= 1'b1;
          grows_q     <= more_q;
          if (table_any_q) table_log_q <= table_log_q + 5'd1;
        end else if (!tail_q && !grows_q) begin
          at_q    <= '0;
          root_o  <= '0;  // 1, for what only moves
          state_q <= coset_q ? Shift : Load;
        end
      end

      Shift:
        if (bad_input) state_q <= Refuse;
        else if (elem_compared_i) state_q <= KeepShift;
      KeepShift:
        if (elem_zero_i) begin
          state_q <= Refuse;
          code_q  <= 4'd2;
        end else if (free) begin
          bit_q           <= '0;
          inverse_known_q <= inverse_known_q && elem_same_i;
          state_q         <= !inverse_q ? PowerFirst :
                             inverse_known_q && elem_same_i ? InvertCopy : InvertMultiply;
        end

      // shift^(r-2), lowest bit of the exponent first; step holds shift^(2^bit).
      InvertMultiply: if (drained && (slot_i || !exponent_bit_q)) state_q <= InvertSquare;
      InvertSquare:
        if (slot_i) begin
          bit_q   <= bit_q + 8'd1;
          state_q <= bit_q == 8'd253 ? InvertCopy : InvertMultiply;
          if (bit_q == 8'd253) inverse_known_q <= 1'b1;
        end
      InvertCopy: if (free) state_q <= PowerFirst;

      // c, c·g, c·g^2, ..: doubled as the twiddles are; step ends as g^(2^LogPowers).
      PowerFirst:
        if (free) begin
          state_q  <= Powers;
          at_q     <= '0;
          begun_q  <= 1'b0;
          step_q   <= '0;
          offset_o <= '0;
        end
      Powers: begin
        if (next_entry) begin
          if (!begun_q) offset_o <= LogMax'(1) << step_q;
          if (square_q) begin
            square_q <= 1'b0;
            tail_q   <= 1'b1;
          end else if (at_q + 1'b1 == (LogMax + 1)'(1) << step_q) square_q <= 1'b1;
        end
        if (tail_q && drained) begin
          tail_q  <= 1'b0;
          at_q    <= '0;
          begun_q <= 1'b0;
          step_q <= step_q + 5'd1;
          if (step_q == 5'(LogPowers - 1)) begin
            state_q  <= Load;
            offset_o <= '0;
          end
        end
      end

      Load: begin
        if (issue) begin
          update_q <= Single && scaled && !update_q;
          if (update_q) at_q <= at_q;
          else if (at_q == last_element) full_q <= 1'b1;
        end
        if (bad_input) state_q <= Refuse;
        else if (full_q && ended_i && drained && !update_q) begin
          at_q            <= '0;
          full_q          <= 1'b0;
          mirror_q        <= '0;
          stage_q         <= log_n_q - 5'd1;
          written_stage_q <= log_n_q - 5'd1;
          written_q       <= '0;
          state_q         <= log_n_q == '0 ? Unload : Transform;
        end
      end

      Transform: begin
        if (issue && stage_end) begin
          at_q    <= '0;
          stage_q <= stage_q - 5'd1;
          tail_q  <= stage_q == '0;
        end
        if (tail_q && drained) begin
          tail_q  <= 1'b0;
          state_q <= Unload;
        end
      end

      Unload: begin
        if (issue) begin
          update_q <= Single && scaled && !update_q;
          if (update_q) at_q <= at_q;
          else begin
            mirror_q <= (inverse_q ? mirror_q - 1'b1 : mirror_q + 1'b1) & last_element[LogMax-1:0];
            if (at_q == last_element) full_q <= 1'b1;
          end
        end
        if (full_q && !update_q && out_idle_i && drained) begin
          done_o     <= 1'b1;
          err_code_o <= '0;
          state_q    <= Idle;
        end
      end

      Refuse:
        if (ended_i && drained) begin
          done_o     <= 1'b1;
          err_o      <= 1'b1;
          err_code_o <= code_q != '0 ? code_q : bad_value_i ? 4'd3 : 4'd4;
          state_q    <= Idle;
        end
      default: state_q <= Idle;
    endcase

    if (!rst_ni) begin
      state_q         <= Idle;
      drain_q         <= DrainW'(WriteDrain);
      table_any_q     <= 1'b0;
      table_log_q     <= '0;
      inverse_known_q <= 1'b0;
      err_code_o      <= '0;
    end
  end

  logic unused_arg;
  assign unused_arg      = ^task_arg_i[31:2];
  assign task_ready_o    = state_q == Idle;
  assign start_o         = state_q == Check;
  assign expect_o        = {1'b0, count_q} + {32'd0, coset_q};
  assign drop_o          = state_q == Refuse;
  assign reserve_o       = issue && to_d == ntt_pkg::ToOutput;
  assign keep_shift_o    = state_q == KeepShift && free && !elem_zero_i;
  assign const_inverse_o = inverse_q &&
                           (state_q == Unload || state_q == PowerFirst || state_q == Powers);
  assign log_n_o         = log_n_q;
  assign stall_o         = state_q == Transform && slot_i && !tail_q && !block_ok_q;

  always_comb
    case (state_q)
      Idle:      phase_o = ntt_pkg::PhaseIdle;
      Load:      phase_o = ntt_pkg::PhaseLoad;
      Transform: phase_o = ntt_pkg::PhaseTransform;
      Unload:    phase_o = ntt_pkg::PhaseUnload;
      Refuse:    phase_o = ntt_pkg::PhaseRefuse;
      default:   phase_o = ntt_pkg::PhasePrepare;
    endcase
endmodule

`default_nettype wire
