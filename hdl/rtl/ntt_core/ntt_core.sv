// Number-theoretic transform over Fr of BN254: forward, inverse, on a coset; 1 to 2^LogMax
// elements, natural order in and out.
//
//   forward  t[i] = sum over j of a[j]·(s·w^i)^j      w = root of unity of order 2^k
//   inverse  the a with t = forward(a)                s = 1, or the shift of a coset
//
// Interface   core port of hdl/README.md, op 4: count 2^k, arg[0] inverse, arg[1] coset (the shift
//             comes first). Refused: 1 another op, 2 a count that is no power of two or above
//             2^LogMax, or a shift of zero, 3 an element that is not canonical, 4 wrong length.
//             Nothing goes out then, and the core takes the next task. mul_*: 2^(LogBanks-1)
//             multipliers that answer MulLatency cycles later, at least while busy_o. slot_i says
//             that what is decided now will be taken when it gets there (ntt_pkg::IssueToMul cycles
//             later); 1 if always. phase_o tells where a task is (ntt_pkg). work_o: butterflies; an
//             issue counts for IssueCycles cycles of the bank.
// Throughput  LogBanks = 4: 8 butterflies a cycle, an element a cycle in and out. LogBanks = 1: a
//             butterfly a slot.
// Latency     README.md has the table of cycles; theory_of_operation.md says why.

`default_nettype none

module ntt_core #(
  parameter int DataW       = 32,
  parameter int LogMax      = 12,
  parameter int LogBanks    = 1,   // 1 or 4
  parameter int LogPowers   = 5,   // entries of the power table cover the multipliers' latency
  parameter int LogOut      = 4,   // elements of the output buffer, likewise
  parameter int MulLatency  = zk_alu_pkg::RowLatency,
  parameter int IssueCycles = 4,
  parameter int AddStages   = 4,
  localparam int Lanes      = 1 << (LogBanks - 1)
) (
  input  wire logic                 clk_i,
  input  wire logic                 rst_ni,
  input  wire logic                 task_valid_i,
  output logic                      task_ready_o,
  input  wire logic [3:0]           task_op_i,
  input  wire logic [31:0]          task_count_i,
  input  wire logic [31:0]          task_arg_i,
  input  wire logic                 in_valid_i,
  output logic                      in_ready_o,
  input  wire logic [DataW-1:0]     in_data_i,
  input  wire logic                 in_last_i,
  output logic                      out_valid_o,
  input  wire logic                 out_ready_i,
  output logic [DataW-1:0]          out_data_o,
  output logic                      out_last_o,
  output logic                      done_o,
  output logic                      err_o,
  output logic [3:0]                err_code_o,
  output logic                      busy_o,
  output logic                      work_o,
  output logic                      stall_o,
  output logic                      empty_o,
  output logic [2:0]                phase_o,
  input  wire logic                 slot_i,
  output logic                      mul_valid_o,
  output logic [256*Lanes-1:0]      mul_a_o,
  output logic [256*Lanes-1:0]      mul_b_o,
  input  wire logic [256*Lanes-1:0] mul_p_i
);
  localparam int Banks      = 1 << LogBanks;
  localparam int AddrW      = LogMax - LogBanks;
  localparam int LogIn      = 4;
  localparam int PowerLane  = Lanes > 1 ? 1 : 0;

  // Commands of the control.
  logic start, drop, elem_ahead, elem_valid, elem_pop, bad_value, bad_length, ended;
  logic room, reserve, out_idle, keep_shift, const_inverse;
  logic [32:0] expect_count;
  logic [4:0] log_n, root;
  logic [LogMax-1:0] offset;
  logic [255:0] elem, shift_q;
  logic [LogIn:0] level;
  logic written, elem_compared, elem_zero, elem_same;

  logic valid0, power0, last0;
  logic [2:0] a_sel0, to0;
  logic [1:0] b_sel0;
  logic [LogMax-1:0] index0;
  logic [LogBanks-1:0] lane0;
  logic [4:0] stage0;
  logic [LogPowers-1:0] power_at0;

  ntt_control #(
    .LogMax    (LogMax),
    .LogBanks  (LogBanks),
    .LogPowers (LogPowers),
    .MulLatency(MulLatency),
    .AddLatency(AddStages)
  ) u_control (
    .clk_i, .rst_ni, .task_valid_i, .task_ready_o, .task_op_i, .task_count_i, .task_arg_i,
    .done_o, .err_o, .err_code_o, .phase_o, .stall_o,
    .start_o        (start),
    .expect_o       (expect_count),
    .drop_o         (drop),
    .elem_ahead_i   (elem_ahead),
    .elem_compared_i(elem_compared),
    .elem_zero_i    (elem_zero),
    .elem_same_i    (elem_same),
    .bad_value_i    (bad_value),
    .bad_length_i   (bad_length),
    .ended_i        (ended),
    .room_i         (room),
    .reserve_o      (reserve),
    .out_idle_i     (out_idle),
    .slot_i,
    .written_i      (written),
    .keep_shift_o   (keep_shift),
    .const_inverse_o(const_inverse),
    .log_n_o        (log_n),
    .root_o         (root),
    .offset_o       (offset),
    .valid_o        (valid0),
    .a_sel_o        (a_sel0),
    .b_sel_o        (b_sel0),
    .to_o           (to0),
    .power_o        (power0),
    .last_o         (last0),
    .index_o        (index0),
    .lane_o         (lane0),
    .stage_o        (stage0),
    .power_at_o     (power_at0)
  );

  // Commands on their way: cycles 0..5 in registers, then beside the multipliers and the adders.
  localparam int CommandW = 3 + 2 + LogMax + LogBanks + 5 + LogPowers;
  logic [CommandW-1:0] command5, command_p, command_w;
  logic [MulLatency+AddStages+ntt_pkg::Operands:1] valid_q;
  zk_delay #(.Width(CommandW), .Depth(ntt_pkg::Operands)) u_to_operands (
    .clk_i, .d_i({to0, power0, last0, index0, lane0, stage0, power_at0}), .q_o(command5)
  );
  // The last cycles in registers: rings are memories and slow to answer.
  logic [CommandW-1:0] command_ring;
  zk_delay #(.Width(CommandW), .Depth(MulLatency - 3)) u_to_product (
    .clk_i, .d_i(command5), .q_o(command_ring)
  );
  logic [CommandW-1:0] command_near_q, command_late_q;
  logic [3:0] no_block_q;  // of command_late_q, a copy a quarter
  for (genvar g = 0; g < 4; g++) begin : gen_no_block
    zk_copy u_no_block (.clk_i, .d_i(command_near_q[CommandW-1-:3] != ntt_pkg::ToBlock), .q_o(no_block_q[g]));
  end
  always_ff @(posedge clk_i) {command_p, command_late_q, command_near_q} <= {command_late_q, command_near_q, command_ring};
  zk_delay #(.Width(CommandW), .Depth(AddStages)) u_to_write (
    .clk_i, .d_i(command_p), .q_o(command_w)
  );
  always_ff @(posedge clk_i)
    valid_q <= rst_ni ? {valid_q[MulLatency+AddStages+ntt_pkg::Operands-1:1], valid0} : '0;

  // What a product is written to, and where.
  logic [2:0] to_late;
  logic power_late, last_late, valid_late;
  logic [LogMax-1:0] index_late;
  logic [LogBanks+4:0] unused_late;
  logic [LogPowers-1:0] power_at_late, power_at_p;
  logic to_output_p, to_step_p, to_inverse_p, to_twiddle_p, to_power_p, last_p;
  logic [LogMax-2:0] twiddle_at_p;
  assign {to_late, power_late, last_late, index_late, unused_late, power_at_late} = command_late_q;
  assign valid_late = valid_q[MulLatency+ntt_pkg::Operands-1];
  always_ff @(posedge clk_i) begin
    to_output_p  <= valid_late && to_late == ntt_pkg::ToOutput;
    to_step_p    <= valid_late && to_late == ntt_pkg::ToStep;
    to_inverse_p <= valid_late && to_late == ntt_pkg::ToInverse;
    to_twiddle_p <= valid_late && to_late == ntt_pkg::ToTwiddle;
    to_power_p   <= valid_late && power_late;
    last_p       <= last_late;
    twiddle_at_p <= index_late[LogMax-2:0] | offset[LogMax-2:0];
    power_at_p   <= power_at_late | offset[LogPowers-1:0];
  end
  logic [2:0] to_w;
  logic [LogMax-1:0] index_w;
  logic [LogBanks-1:0] lane_w;
  logic [4:0] stage_w;
  logic valid_w;
  logic [1:0] unused_flags;
  logic [LogPowers-1:0] unused_at;
  logic unused_top;  // blocks have LogBanks bits less than elements, table entries one less
  assign unused_top = ^{index_late[LogMax-1], index_w[LogMax-1:AddrW], offset[LogMax-1]};
  assign {to_w, unused_flags, index_w, lane_w, stage_w, unused_at} = command_w;
  assign valid_w = valid_q[MulLatency+AddStages+ntt_pkg::Operands];

  // Selects of lane 0, cycle 4.
  logic [2:0] a_sel4;
  logic [1:0] b_sel4;
  logic block4, first4, valid4;
  logic [LogPowers-1:0] power_at2;
  logic [2:0] a_sel2, a_sel3;
  logic [1:0] b_sel2, b_sel3;
  logic block2, block3;
  zk_delay #(.Width(6), .Depth(2)) u_select (
    .clk_i, .d_i({a_sel0, b_sel0, to0 == ntt_pkg::ToBlock}), .q_o({a_sel2, b_sel2, block2})
  );
  always_ff @(posedge clk_i) begin
    {a_sel3, b_sel3, block3} <= {a_sel2, b_sel2, block2};
    {a_sel4, b_sel4, block4} <= {a_sel3, b_sel3, block3};
  end
  zk_delay #(.Width(LogPowers), .Depth(2)) u_power_at (.clk_i, .d_i(power_at0), .q_o(power_at2));
  assign valid4 = valid_q[4];
  assign first4 = a_sel4 == ntt_pkg::AConst;

  // Input and output.
  zk_elem_in #(.DataW(DataW), .LogDepth(LogIn), .Fields(zk_field_pkg::OnlyFr)) u_in (
    .clk_i, .rst_ni,
    .start_i     (start),
    .expect_i    (expect_count),
    .field_i     (zk_field_pkg::SelFr),
    .drop_i      (drop),
    .in_valid_i, .in_ready_o, .in_data_i, .in_last_i,
    .elem_valid_o(elem_valid),
    .elem_ready_i(elem_pop),
    .elem_o      (elem),
    .level_o     (level),
    .bad_value_o (bad_value),
    .bad_length_o(bad_length),
    .ended_o     (ended)
  );
  assign elem_pop = valid4 && b_sel4 == ntt_pkg::BElement;

  logic [2:0] claimed_q;
  logic claim;
  assign claim = valid0 && b_sel0 == ntt_pkg::BElement;
  always_ff @(posedge clk_i)
    if (!rst_ni) claimed_q <= '0;
    else if (claim != elem_pop) claimed_q <= claim ? claimed_q + 3'd1 : claimed_q - 3'd1;
  // Elements without a claim, but for a claim of this cycle and what came in the last one.
  logic [LogIn:0] unclaimed;
  logic some_q, several_q;
  assign unclaimed = level - (LogIn + 1)'(claimed_q) - (LogIn + 1)'(claim);
  always_ff @(posedge clk_i) begin
    some_q    <= unclaimed != '0;
    several_q <= |unclaimed[LogIn:1];
  end
  assign elem_ahead = claim ? several_q : some_q;

  zk_elem_out #(.DataW(DataW), .LogDepth(LogOut), .Fields(zk_field_pkg::OnlyFr)) u_out (
    .clk_i, .rst_ni,
    .field_i     (zk_field_pkg::SelFr),
    .reserve_i   (reserve),
    .room_o      (room),
    .elem_valid_i(to_output_p),
    .elem_last_i (last_p),
    .elem_i      (mul_p_i[255:0]),
    .out_valid_o, .out_ready_i, .out_data_o, .out_last_o,
    .idle_o      (out_idle)
  );

  // The shift that is kept, and what the waiting element is compared with.
  logic [255:0] elem_q;
  logic [1:0] seen_q;
  logic [3:0] zero_q, same_q;
  logic keep_shift_q;
  always_ff @(posedge clk_i) begin
    keep_shift_q <= keep_shift;  // the element waits for longer than that
    if (keep_shift_q) shift_q <= elem;
    elem_q    <= elem;
    seen_q    <= {seen_q[0], elem_valid};
    elem_zero <= &zero_q;
    elem_same <= &same_q;
    for (int i = 0; i < 4; i++) begin
      zero_q[i] <= elem_q[64*i+:64] == '0;
      same_q[i] <= elem_q[64*i+:64] == shift_q[64*i+:64];
    end
  end
  assign elem_compared = elem_valid && &seen_q;

  // Banks, twiddles, powers.
  logic [256*Banks-1:0] read4, write;
  ntt_banks #(.LogMax(LogMax), .LogBanks(LogBanks)) u_banks (
    .clk_i, .rst_ni,
    .rd_block_at_i(index0[AddrW-1:0]),
    .rd_lane_i    (lane0),
    .rd_stage_i   (stage0),
    .lanes_o      (read4),
    .wr_block_i   (valid_w && to_w == ntt_pkg::ToBlock),
    .wr_element_i (valid_w && to_w == ntt_pkg::ToElement),
    .wr_block_at_i(index_w[AddrW-1:0]),
    .wr_lane_i    (lane_w),
    .wr_stage_i   (stage_w),
    .lanes_i      (write)
  );
  assign written = valid_w && to_w == ntt_pkg::ToBlock;

  logic [256*Lanes-1:0] twiddles4;
  ntt_twiddles #(.LogMax(LogMax), .LogLanes(LogBanks - 1)) u_twiddles (
    .clk_i,
    .at_i      (index0[LogMax-2:0]),
    .stage_i   (stage0),
    .twiddles_o(twiddles4),
    .write_i   (to_twiddle_p),
    .write_at_i(twiddle_at_p),
    .data_i    (mul_p_i[255:0])
  );

  logic [255:0] power4;
  for (genvar g = 0; g < 4; g++) begin : gen_powers
    logic [LogPowers-1:0] power_at3;
    zk_copy #(.Width(LogPowers)) u_at (.clk_i, .d_i(power_at2), .q_o(power_at3));
    zk_ram #(.Width(64), .Depth(1 << LogPowers)) u_ram (
      .clk_i,
      .write_i(to_power_p),
      .waddr_i(power_at_p),
      .wdata_i(mul_p_i[256*PowerLane+64*g+:64]),
      .read_i (1'b1),
      .raddr_i(power_at3),
      .rdata_o(power4[64*g+:64])
    );
  end

  // Constants take two cycles; what they depend on is still for longer than that before a command uses them. A table a quarter.
  logic [255:0] step_q, inverse_q, constant_q, root_value_q;
  for (genvar g = 0; g < 4; g++) begin : gen_constants
    logic [4:0] log_n_q, root_q;
    logic [255:0] constant, root_value;
    logic unused_quarters;
    zk_copy #(.Width(10)) u_which (.clk_i, .d_i({const_inverse ? log_n : 5'd0, root}), .q_o({log_n_q, root_q}));
    ntt_constants u_constants (
      .log_n_i  (log_n_q),
      .root_i   (root_q),
      .inverse_o(constant),
      .root_o   (root_value)
    );
    always_ff @(posedge clk_i) {constant_q[64*g+:64], root_value_q[64*g+:64]} <= {constant[64*g+:64], root_value[64*g+:64]};
    assign unused_quarters = ^{constant, root_value};
  end
  always_ff @(posedge clk_i) begin
    if (to_step_p) step_q <= mul_p_i[255:0];
    if (to_inverse_p) inverse_q <= mul_p_i[255:0];
  end

  // ntt_pkg::Operands. What comes from registers is chosen a cycle ahead; each quarter has its own copy of what chooses.
  logic [255:0] a_register_q, b_register_q;
  for (genvar g = 0; g < 4; g++) begin : gen_operands
    logic const3, inverse3, step3;
    zk_copy #(.Width(3)) u_select3 (
      .clk_i,
      .d_i({a_sel2 == ntt_pkg::AConst, a_sel2 == ntt_pkg::AInverse, b_sel2 == ntt_pkg::BStep}),
      .q_o({const3, inverse3, step3})
    );
    always_ff @(posedge clk_i) begin
      a_register_q[64*g+:64] <= const3 ? constant_q[64*g+:64] : inverse3 ? inverse_q[64*g+:64] : step_q[64*g+:64];
      b_register_q[64*g+:64] <= step3 ? step_q[64*g+:64] : root_value_q[64*g+:64];
    end
    logic twiddle, power, lane, element;
    zk_copy #(.Width(4)) u_select4 (
      .clk_i,
      .d_i({a_sel3 == ntt_pkg::ATwiddle, a_sel3 == ntt_pkg::APower, b_sel3 == ntt_pkg::BLane, b_sel3 == ntt_pkg::BElement}),
      .q_o({twiddle, power, lane, element})
    );
    always_ff @(posedge clk_i) begin
      mul_a_o[64*g+:64] <= twiddle ? twiddles4[64*g+:64] : power ? power4[64*g+:64] : a_register_q[64*g+:64];
      mul_b_o[64*g+:64] <= lane ? read4[256*Lanes+64*g+:64] : element ? elem[64*g+:64] : b_register_q[64*g+:64];
    end
  end
  // With several lanes the power table has lane 1 for itself.
  if (Lanes > 1) begin : gen_power_lane
    always_ff @(posedge clk_i) begin
      mul_a_o[511:256] <= block4 ? twiddles4[511:256] : first4 ? constant_q : power4;
      mul_b_o[511:256] <= block4 ? read4[256*(Lanes+1)+:256] : first4 ? zk_field_pkg::FrR1 : step_q;
      mul_a_o[256*Lanes-1:512] <= twiddles4[256*Lanes-1:512];
      mul_b_o[256*Lanes-1:512] <= read4[256*Banks-1:256*(Lanes+2)];
    end
  end else begin : gen_shared
    logic unused_first;
    assign unused_first = ^{first4, block4};
  end
  assign mul_valid_o = valid_q[5];

  // Butterflies: x + w·y, x - w·y. An element goes through lane 0 as 0 + 1·y or 0 + power·y.
  logic [256*Lanes-1:0] x5_q, x_ring, x_late_q, x_p;
  always_ff @(posedge clk_i) x5_q <= read4[256*Lanes-1:0];
  zk_delay #(.Width(256 * Lanes), .Depth(MulLatency - 2)) u_wait (.clk_i, .d_i(x5_q), .q_o(x_ring));
  always_ff @(posedge clk_i) begin
    x_late_q <= x_ring;
    x_p <= x_late_q;
    for (int g = 0; g < 4; g++) if (no_block_q[g]) x_p[64*g+:64] <= '0;
  end
  for (genvar u = 0; u < Lanes; u++) begin : gen_butterfly
    logic [255:0] x;
    assign x = x_p[256*u+:256];
    zk_mod_add #(.Stages(AddStages), .Fields(zk_field_pkg::OnlyFr)) u_add (
      .clk_i,
      .field_i(zk_field_pkg::SelFr),
      .a_i    (x),
      .b_i    (mul_p_i[256*u+:256]),
      .c_o    (write[256*u+:256])
    );
    zk_mod_sub #(.Stages(AddStages), .Fields(zk_field_pkg::OnlyFr)) u_sub (
      .clk_i,
      .field_i(zk_field_pkg::SelFr),
      .a_i    (x),
      .b_i    (mul_p_i[256*u+:256]),
      .c_o    (write[256*(Lanes+u)+:256])
    );
  end

  // Events: an issue keeps the bank for IssueCycles cycles.
  logic [7:0] owed_q;
  logic block_issue;
  assign block_issue = valid0 && to0 == ntt_pkg::ToBlock;
  assign work_o      = block_issue || owed_q != '0;
  always_ff @(posedge clk_i)
    if (!rst_ni) owed_q <= '0;
    else owed_q <= owed_q + (block_issue ? 8'(IssueCycles) : 8'd0) - 8'(work_o);
  assign busy_o  = !task_ready_o;
  assign empty_o = in_ready_o && !in_valid_i;
endmodule

`default_nettype wire
