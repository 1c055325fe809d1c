// One way into the scheduler: looks up whether the bucket of an item is free and keeps that up to date while the item waits.
//
// Function    The state of a bucket (an addition in flight, holds something, toggle) is read from memory once. From then on
//             the item watches what is issued and retired, so its state is always that of the cycle it is looked at.
// Interface   Items ready/valid; slot_o goes to the memories in the cycle of in_slot_i, their answer comes a cycle later.
//             valid_o, ..., busy_o, empty_o, toggle_o come from registers; take_i removes the item.
// Latency     2 cycles. Throughput 1.
//
//   cycle   0               1                     2
//           in, read        memory's answer,      valid_o, busy_o: right for events before this cycle
//           events of 0     events of 1
`default_nettype none

module msm_lookup #(
  parameter int SlotW    = 13,
  parameter int PayloadW = 13
) (
  input  wire                 clk_i,
  input  wire                 rst_ni,

  input  wire                 in_valid_i,
  output logic                in_ready_o,
  input  wire  [SlotW-1:0]    in_slot_i,
  input  wire  [PayloadW-1:0] in_payload_i,

  input  wire                 memory_toggle_i,   // of the latest addition issued
  input  wire                 memory_used_i,     // the bucket holds something
  input  wire                 memory_retired_i,  // toggle of the latest addition retired

  input  wire                 issue_valid_i,
  input  wire  [SlotW-1:0]    issue_slot_i,
  input  wire                 issue_toggle_i,
  input  wire                 retire_valid_i,
  input  wire  [SlotW-1:0]    retire_slot_i,

  output logic                valid_o,
  input  wire                 take_i,
  output logic [SlotW-1:0]    slot_o,
  output logic [PayloadW-1:0] payload_o,
  output logic                busy_o,
  output logic                empty_o,
  output logic                toggle_o,
  output logic                idle_o
);
  logic l_valid_q, l_fresh_q, l_busy_q, l_empty_q, l_toggle_q, hit_issue_q, hit_retire_q, hit_toggle_q;
  logic [SlotW-1:0] l_slot_q;
  logic [PayloadW-1:0] l_payload_q;

  wire advance = !valid_o || take_i;
  assign in_ready_o = !l_valid_q || advance;
  assign idle_o = !valid_o && !l_valid_q;

  // The memory's answer, corrected by what happened while it was read; later what was known before.
  logic l_busy, l_empty, l_toggle;
  always_comb
    if (!l_fresh_q) {l_busy, l_empty, l_toggle} = {l_busy_q, l_empty_q, l_toggle_q};
    else if (hit_issue_q) {l_busy, l_empty, l_toggle} = {1'b1, 1'b0, hit_toggle_q};
    else {l_busy, l_empty, l_toggle} = {(memory_toggle_i ^ memory_retired_i) && !hit_retire_q, !memory_used_i, memory_toggle_i};

  wire l_issue = issue_valid_i && issue_slot_i == l_slot_q;
  wire l_retire = retire_valid_i && retire_slot_i == l_slot_q;
  wire c_issue = issue_valid_i && issue_slot_i == slot_o;
  wire c_retire = retire_valid_i && retire_slot_i == slot_o;
  wire l_busy_next = l_issue || (l_busy && !l_retire);
  wire l_empty_next = l_empty && !l_issue;
  wire l_toggle_next = l_issue ? issue_toggle_i : l_toggle;

  always_ff @(posedge clk_i) begin
    if (in_ready_o) begin
      l_slot_q <= in_slot_i;
      l_payload_q <= in_payload_i;
      hit_issue_q <= issue_valid_i && issue_slot_i == in_slot_i;
      hit_retire_q <= retire_valid_i && retire_slot_i == in_slot_i;
      hit_toggle_q <= issue_toggle_i;
    end
    l_fresh_q <= in_ready_o;
    {l_busy_q, l_empty_q, l_toggle_q} <= {l_busy_next, l_empty_next, l_toggle_next};

    if (advance) begin
      slot_o <= l_slot_q;
      payload_o <= l_payload_q;
      {busy_o, empty_o, toggle_o} <= {l_busy_next, l_empty_next, l_toggle_next};
    end else if (c_issue) {busy_o, empty_o, toggle_o} <= {1'b1, 1'b0, issue_toggle_i};
    else if (c_retire) busy_o <= 1'b0;

    if (!rst_ni) begin
      l_valid_q <= 1'b0;
      valid_o <= 1'b0;
    end else begin
      if (in_ready_o) l_valid_q <= in_valid_i;
      if (advance) valid_o <= l_valid_q;
    end
  end
endmodule

`default_nettype wire
