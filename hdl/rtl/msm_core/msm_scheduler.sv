// Orders additions so that none starts on a bucket while another on the same bucket is in flight.
//
// Function    An item is a bucket (slot) and what to add to it (payload). Two candidates are looked at in each cycle: the next
//             new item and the head of the stall FIFO, in which items wait whose bucket was busy. One free candidate is issued:
//             the new item as long as the FIFO is less than half full, so that the FIFO keeps items ready for the cycles in
//             which the new one is busy; else the head. A new item never overtakes the head on the head's own bucket, and after
//             2^LogAge cycles of standing back the head goes first.
// Hot buckets Where the stall FIFO fills although other buckets are free, few buckets get most of the items. Such a bucket becomes a hot
//             one of its window, which may have two: its items go in turn, from the first on, to 2^copies_log_i slots of the pool
//             instead (PoolBase + group·2^copies_log_i, group = 2·window or that and 1). Whoever reads the buckets adds the pool to
//             them (hot_group_i -> hot_valid_o, hot_bucket_o). LogPool = 0: no pool.
// State       A bucket is busy while toggle (written when an addition is issued) differs from retired (written when it
//             retires): each memory has one writer. `used` says that a bucket holds something; clear_valid_i resets all three
//             of a slot, while idle_o. peek_slot_i reads `used`, an answer a cycle later, while no items come.
// Interface   ready/valid in and out; out_empty_o: the first addition to this bucket. What was issued comes back as
//             retire_valid_i with the same slot and toggle, after any time.
// Latency     3 cycles from an item to its issue. Throughput 1 a cycle. With Calm a decision stands in registers and holds for candidates
//             that have not changed since: 4 cycles and one in 2, and no path from the candidates through the choice to what moves on.
// Range       NumSlots <= 2^SlotW, LogFifo >= 2.
`default_nettype none

module msm_scheduler #(
  parameter int SlotW      = 13,
  parameter int NumSlots   = 1 << SlotW,
  parameter int PayloadW   = 13,
  parameter int LogFifo    = 6,
  parameter int LogAge     = 8,
  parameter logic Calm     = 1'b0,
  parameter int LogPool    = 0,
  parameter int PoolBase   = 0,
  parameter int LogBuckets = 7,                     // of a window
  parameter int Windows    = 32
) (
  input  wire                  clk_i,
  input  wire                  rst_ni,

  input  wire                  in_valid_i,
  output logic                 in_ready_o,
  input  wire  [SlotW-1:0]     in_slot_i,
  input  wire  [PayloadW-1:0]  in_payload_i,

  output logic                 out_valid_o,
  input  wire                  out_ready_i,
  output logic [SlotW-1:0]     out_slot_o,
  output logic [PayloadW-1:0]  out_payload_o,
  output logic                 out_empty_o,
  output logic                 out_toggle_o,

  input  wire                  retire_valid_i,
  input  wire  [SlotW-1:0]     retire_slot_i,
  input  wire                  retire_toggle_i,

  input  wire                  clear_valid_i,
  input  wire  [SlotW-1:0]     clear_slot_i,
  input  wire  [SlotW-1:0]     peek_slot_i,
  output logic                 peek_used_o,

  input  wire                  hot_clear_i,
  input  wire  [3:0]           copies_log_i,
  input  wire  [7:0]           hot_group_i,
  output logic                 hot_valid_o,
  output logic [LogBuckets-1:0] hot_bucket_o,
  output logic                 hot_any_o,

  output logic                 idle_o,              // nothing waits, nothing is in flight
  output logic                 stall_o              // items wait and none can go
);
  // Candidates: c from the input, h from the stall FIFO.
  logic c_valid, c_busy, c_empty, c_toggle, c_take, c_idle, c_in_ready;
  logic h_valid, h_busy, h_empty, h_toggle, h_take, h_idle, h_in_ready;
  logic [SlotW-1:0] c_slot, h_slot, c_in_slot, h_in_slot;
  logic [PayloadW-1:0] c_payload, h_payload;

  logic push, fifo_valid, fifo_pop;
  logic [LogFifo:0] level_q;
  logic [SlotW-1:0] fifo_slot;
  logic [PayloadW-1:0] fifo_payload;

  // Decision, from registers and out_ready_i only.
  logic [LogAge-1:0] age_q;
  wire now_c_free = c_valid && !c_busy && !(h_valid && h_slot == c_slot);
  wire now_h_free = h_valid && !h_busy;
  wire now_h_first = now_h_free && (!now_c_free || level_q[LogFifo-1] || level_q[LogFifo] || &age_q);
  logic decided, c_free, h_free, h_first;
  if (Calm) begin : gen_calm
    // Buckets may have become free since, never busy: that takes an issue, and with it a candidate.
    logic still_q, c_free_q, h_free_q, h_first_q;
    always_ff @(posedge clk_i) begin
      still_q <= rst_ni && !c_take && !h_take && (c_valid || c_idle) && (h_valid || h_idle);  // none leaves, none comes
      {c_free_q, h_free_q, h_first_q} <= {now_c_free, now_h_free, now_h_first};
    end
    assign decided = still_q;
    assign {c_free, h_free, h_first} = {c_free_q, h_free_q, h_first_q};
  end else begin : gen_at_once
    assign decided = 1'b1;
    assign {c_free, h_free, h_first} = {now_c_free, now_h_free, now_h_first};
  end
  assign out_valid_o = decided && (h_free || c_free);
  assign out_slot_o = h_first ? h_slot : c_slot;
  assign out_payload_o = h_first ? h_payload : c_payload;
  assign out_empty_o = h_first ? h_empty : c_empty;
  assign out_toggle_o = h_first ? !h_toggle : !c_toggle;

  wire issue = out_valid_o && out_ready_i;
  assign h_take = issue && h_first;
  assign push = decided && c_valid && !c_free && !level_q[LogFifo];
  assign c_take = (issue && !h_first) || push;
  assign stall_o = decided && (c_valid || h_valid) && !out_valid_o;

  always_ff @(posedge clk_i)
    if (!rst_ni || !now_h_free || h_take) age_q <= '0;
    else if (issue && !(&age_q)) age_q <= age_q + 1'b1;

  // Stall FIFO; the lookup behind it serves as output register.
  localparam int Depth = 1 << LogFifo;
  (* ram_style = "distributed" *) logic [SlotW+PayloadW-1:0] fifo_q[Depth];
  logic [LogFifo-1:0] write_q, read_q;
  always_ff @(posedge clk_i) if (push) fifo_q[write_q] <= {c_slot, c_payload};
  assign {fifo_slot, fifo_payload} = fifo_q[read_q];
  assign fifo_valid = level_q != '0;
  assign fifo_pop = fifo_valid && h_in_ready;
  always_ff @(posedge clk_i)
    if (!rst_ni) begin
      write_q <= '0;
      read_q <= '0;
      level_q <= '0;
    end else begin
      if (push) write_q <= write_q + 1'b1;
      if (fifo_pop) read_q <= read_q + 1'b1;
      if (push != fifo_pop) level_q <= push ? level_q + 1'b1 : level_q - 1'b1;
    end

  // Memories: one writer each, two readers. What is read in the cycle it is written does not matter: msm_lookup knows better then.
  (* no_rw_check *) logic [1:0] issued_q[NumSlots];   // {used, toggle}
  (* no_rw_check *) logic retired_q[NumSlots];
  logic [1:0] c_issued_q, h_issued_q;
  logic c_retired_q, h_retired_q;
  wire [SlotW-1:0] c_read = in_valid_i ? c_in_slot : peek_slot_i;
  always_ff @(posedge clk_i) begin
    if (issue || clear_valid_i) issued_q[clear_valid_i ? clear_slot_i : out_slot_o] <= clear_valid_i ? 2'b00 : {1'b1, out_toggle_o};
    if (retire_valid_i || clear_valid_i) retired_q[clear_valid_i ? clear_slot_i : retire_slot_i] <= !clear_valid_i && retire_toggle_i;
    c_issued_q <= issued_q[c_read];
    c_retired_q <= retired_q[c_read];
    h_issued_q <= issued_q[h_in_slot];
    h_retired_q <= retired_q[h_in_slot];
  end
  assign peek_used_o = c_issued_q[1];

  msm_lookup #(.SlotW(SlotW), .PayloadW(PayloadW)) u_new (
    .clk_i,
    .rst_ni,
    .in_valid_i,
    .in_ready_o(c_in_ready),
    .in_slot_i(c_in_slot),
    .in_payload_i,
    .memory_toggle_i(c_issued_q[0]),
    .memory_used_i(c_issued_q[1]),
    .memory_retired_i(c_retired_q),
    .issue_valid_i(issue),
    .issue_slot_i(out_slot_o),
    .issue_toggle_i(out_toggle_o),
    .retire_valid_i,
    .retire_slot_i,
    .valid_o(c_valid),
    .take_i(c_take),
    .slot_o(c_slot),
    .payload_o(c_payload),
    .busy_o(c_busy),
    .empty_o(c_empty),
    .toggle_o(c_toggle),
    .idle_o(c_idle)
  );
  assign in_ready_o = c_in_ready;

  msm_lookup #(.SlotW(SlotW), .PayloadW(PayloadW)) u_stalled (
    .clk_i,
    .rst_ni,
    .in_valid_i(fifo_valid),
    .in_ready_o(h_in_ready),
    .in_slot_i(h_in_slot),
    .in_payload_i(fifo_payload),
    .memory_toggle_i(h_issued_q[0]),
    .memory_used_i(h_issued_q[1]),
    .memory_retired_i(h_retired_q),
    .issue_valid_i(issue),
    .issue_slot_i(out_slot_o),
    .issue_toggle_i(out_toggle_o),
    .retire_valid_i,
    .retire_slot_i,
    .valid_o(h_valid),
    .take_i(h_take),
    .slot_o(h_slot),
    .payload_o(h_payload),
    .busy_o(h_busy),
    .empty_o(h_empty),
    .toggle_o(h_toggle),
    .idle_o(h_idle)
  );

  // In flight: at most one a bucket.
  logic [SlotW:0] flying_q;
  always_ff @(posedge clk_i)
    if (!rst_ni) flying_q <= '0;
    else if (issue != retire_valid_i) flying_q <= issue ? flying_q + 1'b1 : flying_q - 1'b1;
  assign idle_o = c_idle && h_idle && level_q == '0 && flying_q == '0;

  if (LogPool == 0) begin : gen_plain
    assign c_in_slot = in_slot_i;
    assign h_in_slot = fifo_slot;
    assign hot_valid_o = 1'b0;
    assign hot_bucket_o = '0;
    assign hot_any_o = 1'b0;
    wire unused = &{1'b0, hot_clear_i, copies_log_i, hot_group_i};
  end else begin : gen_pool
    // Each window has two hot buckets at most; a group is one of them. Both ways in count a group's turns together and skip none, so
    // that a copy is in use only if those before it are.
    localparam int Groups = 2 * Windows;
    localparam int GroupW = $clog2(Groups);
    logic [Groups-1:0] hot_q;
    logic [LogBuckets-1:0] bucket_q[Groups];
    logic [LogPool-1:0] turn_q[Groups];

    function automatic [GroupW-1:0] group_of(input [SlotW-1:0] slot, input way);
      group_of = GroupW'({slot >> LogBuckets, way});
    endfunction
    function automatic [SlotW-1:0] pooled(input [GroupW-1:0] group, input [LogPool-1:0] turn);
      pooled = SlotW'(PoolBase) + (SlotW'(group) << copies_log_i) + SlotW'(turn);
    endfunction

    logic [1:0] c_hit, h_hit, p_hit;
    always_comb
      for (int way = 0; way < 2; way++) begin
        c_hit[way] = hot_q[group_of(in_slot_i, way[0])] && bucket_q[group_of(in_slot_i, way[0])] == in_slot_i[LogBuckets-1:0];
        h_hit[way] = hot_q[group_of(fifo_slot, way[0])] && bucket_q[group_of(fifo_slot, way[0])] == fifo_slot[LogBuckets-1:0];
        p_hit[way] = hot_q[group_of(c_slot, way[0])] && bucket_q[group_of(c_slot, way[0])] == c_slot[LogBuckets-1:0];
      end
    wire [GroupW-1:0] c_group = group_of(in_slot_i, c_hit[1]);
    wire [GroupW-1:0] h_group = group_of(fifo_slot, h_hit[1]);
    wire c_hot = in_valid_i && |c_hit;
    wire h_hot = fifo_valid && |h_hit && fifo_slot < SlotW'(PoolBase);
    wire both = c_hot && h_hot && h_in_ready && c_group == h_group;
    wire [LogPool-1:0] mask = ~(LogPool'(-1) << copies_log_i);
    wire [LogPool-1:0] h_turn = turn_q[h_group];
    wire [LogPool-1:0] c_turn = turn_q[c_group] + LogPool'(both);
    assign h_in_slot = h_hot ? pooled(h_group, h_turn & mask) : fifo_slot;
    assign c_in_slot = c_hot ? pooled(c_group, c_turn & mask) : in_slot_i;

    // A bucket becomes hot when an item of it has to wait although the FIFO is half full.
    wire p_way = hot_q[group_of(c_slot, 1'b0)];
    wire [GroupW-1:0] p_group = group_of(c_slot, p_way);
    wire set = push && level_q[LogFifo-1] && c_slot < SlotW'(PoolBase) && !hot_q[p_group] && p_hit == '0;
    always_ff @(posedge clk_i) begin
      if (h_hot && h_in_ready) turn_q[h_group] <= h_turn + 1'b1;
      if (c_hot && c_in_ready) turn_q[c_group] <= c_turn + 1'b1;
      if (set) begin
        bucket_q[p_group] <= c_slot[LogBuckets-1:0];
        turn_q[p_group] <= '0;
      end
      if (!rst_ni || hot_clear_i) hot_q <= '0;
      else if (set) hot_q[p_group] <= 1'b1;
    end
    assign hot_valid_o = hot_q[hot_group_i[GroupW-1:0]];
    assign hot_any_o = |hot_q;
    assign hot_bucket_o = bucket_q[hot_group_i[GroupW-1:0]];
    wire unused = &{1'b0, hot_group_i};
  end
endmodule

`default_nettype wire
