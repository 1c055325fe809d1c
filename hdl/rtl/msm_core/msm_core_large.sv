// Bucket accumulation at one point addition a cycle; buckets go to the host.
//
// Function    LOAD, MSM (msm_front). Additions run through zk_point_adder_pipe. After the last one the copies of hot buckets are
//             added to them, then the buckets are read out: window by window, bucket 1 first, X Y Z each, canonical; unused ones
//             as (0 : 1 : 0). Reading empties them.
// Interface   The core port of hdl/README.md; client A of zk_alu_pipe (lane i is bits 256i+255..256i).
// Latency     an addition 109 cycles from issue to retirement. Throughput 1 addition a cycle, 1 element a cycle at the end.
// Memory      2^LogPoints points of 508 bits; Windows·2^(WindowBits-1) + 2^LogPool buckets of 765 bits.
//
//   cycle   0       1            2..6             5           6              7              7 + 102
//           issue   point read   x, y or -y       bucket read bucket         adder takes    written, retired
//
// Merging     Copies of hot buckets are halved until one is left, which is added to the bucket. A full addition takes two passes
//             through the mixed adder: P with x2 = y2 = Z2, whose first three products are S = Z2·P, then P, S with (X2, Y2).
`default_nettype none

module msm_core_large #(
  parameter int DataW      = 256,
  parameter int LogPoints  = 12,
  parameter int WindowBits = 8,
  parameter int LogPool    = 8,
  parameter int Lanes      = 11
) (
  input  wire                  clk_i,
  input  wire                  rst_ni,

  input  wire                  task_valid_i,
  output logic                 task_ready_o,
  input  wire  [3:0]           task_op_i,
  input  wire  [31:0]          task_count_i,
  input  wire  [31:0]          task_arg_i,
  input  wire                  in_valid_i,
  output logic                 in_ready_o,
  input  wire  [DataW-1:0]     in_data_i,
  input  wire                  in_last_i,
  output logic                 out_valid_o,
  input  wire                  out_ready_i,
  output logic [DataW-1:0]     out_data_o,
  output logic                 out_last_o,
  output logic                 done_o,
  output logic                 err_o,
  output logic [3:0]           err_code_o,
  output logic                 busy_o,
  output logic                 work_o,
  output logic                 stall_o,
  output logic                 empty_o,

  output logic [256*Lanes-1:0] mul_a_o,
  output logic [256*Lanes-1:0] mul_b_o,
  input  wire  [256*Lanes-1:0] mul_p_i
);
  localparam int LogBuckets = WindowBits - 1;
  localparam int Windows = 254 / WindowBits + 1;
  localparam int PoolBase = Windows << LogBuckets;
  localparam int NumSlots = PoolBase + (1 << LogPool);
  localparam int SlotW = $clog2(NumSlots);
  localparam int MulLatency = 39;   // what zk_point_adder_pipe was generated for
  localparam int CoordinateW = 255;
  localparam int TagW = 24;         // of zk_point_adder_pipe

  if (MulLatency != zk_alu_pkg::PipeLatency || Windows > 1 << (LogPool - 2) || SlotW > TagW - 2) begin : gen_bad
    // No such module: the adder was generated for another latency, the pool is too small, or the tag.
    parameters_of_msm_core_large_do_not_fit u_bad ();
  end

  // Issue.
  logic issue, issue_negative, issue_empty, issue_toggle, retire_valid, tail, tail_done, clear, used, hot, any_hot;
  logic [SlotW-1:0] issue_slot, clear_slot, read_slot;
  logic [LogPoints-1:0] issue_point;
  logic [LogBuckets-1:0] hot_bucket;
  logic [7:0] windows;
  logic [3:0] copies_log;
  logic [255:0] point_x, point_y;
  logic [TagW-1:0] sum_tag;
  logic sum_valid;
  wire [SlotW-1:0] sum_slot = sum_tag[SlotW-1:0];

  logic [6:1] step_q, negative_q, empty_q, toggle_q;
  logic [SlotW-1:0] slot_q[6:1];
  logic [LogPoints-1:0] point_q;

  msm_front #(.DataW(DataW), .LogPoints(LogPoints), .WindowBits(WindowBits), .LogPool(LogPool)) u_front (
    .clk_i,
    .rst_ni,
    .task_valid_i,
    .task_ready_o,
    .task_op_i,
    .task_count_i,
    .task_arg_i,
    .in_valid_i,
    .in_ready_o,
    .in_data_i,
    .in_last_i,
    .done_o,
    .err_o,
    .err_code_o,
    .busy_o,
    .stall_o,
    .empty_o,
    .issue_valid_o(issue),
    .issue_ready_i(1'b1),
    .issue_slot_o(issue_slot),
    .issue_negative_o(issue_negative),
    .issue_point_o(issue_point),
    .issue_empty_o(issue_empty),
    .issue_toggle_o(issue_toggle),
    .retire_valid_i(retire_valid),
    .retire_slot_i(sum_slot),
    .retire_toggle_i(sum_tag[TagW-2]),
    .point_read_i({2{step_q[1]}}),
    .point_addr_i({2{point_q}}),
    .point_x_o(point_x),
    .point_y_o(point_y),
    .tail_o(tail),
    .tail_done_i(tail_done),
    .windows_o(windows),
    .clear_valid_i(clear),
    .clear_slot_i(clear_slot),
    .peek_slot_i(read_slot),
    .peek_used_o(used),
    .copies_log_i(copies_log),
    .hot_group_i(group_q),
    .hot_valid_o(hot),
    .hot_bucket_o(hot_bucket),
    .hot_any_o(any_hot)
  );

  always_ff @(posedge clk_i) begin
    step_q <= rst_ni ? {step_q[5:1], issue} : '0;
    negative_q <= {negative_q[5:1], issue_negative};
    empty_q <= {empty_q[5:1], issue_empty};
    toggle_q <= {toggle_q[5:1], issue_toggle};
    slot_q[1] <= issue_slot;
    for (int i = 2; i <= 6; i++) slot_q[i] <= slot_q[i-1];
    point_q <= issue_point;
  end

  logic [255:0] x, y, minus_y;
  zk_delay #(.Width(512), .Depth(4)) u_point (.clk_i, .d_i({point_y, point_x}), .q_o({y, x}));
  zk_mod_sub #(.Stages(4), .Fields(zk_field_pkg::OnlyFq)) u_minus (
    .clk_i, .field_i(1'b0), .a_i(256'd0), .b_i(point_y), .c_o(minus_y)
  );

  // Copies of hot buckets, and what is read at the end.
  typedef enum logic [2:0] {Wait, Scale, Scaled, Add, Added, Read, Sent} tail_e;
  tail_e tail_q;
  logic phase_q, final_q;
  logic [7:0] group_q;      // hot buckets: two a window
  logic [LogPool-1:0] copy_q;
  logic [3:0] level_q;      // copies are added to 2^level_q others
  logic [SlotW-1:0] src_q;
  logic [LogPool:0] pending_q;

  always_comb begin
    copies_log = 4'(LogPool - 1);
    for (int i = 0; i < LogPool - 1; i++) if (windows > 8'(1 << i)) copies_log = 4'(LogPool - 2 - i);
  end

  wire [SlotW-1:0] copies = SlotW'(PoolBase) + (SlotW'(group_q) << copies_log);
  wire [SlotW-1:0] src = final_q ? copies : copies + SlotW'(copy_q) + (SlotW'(1) << level_q);
  wire [SlotW-1:0] dst = final_q ? (SlotW'(group_q[7:1]) << LogBuckets) + SlotW'(hot_bucket) : copies + SlotW'(copy_q);
  wire last_copy = final_q || copy_q == LogPool'((32'd1 << level_q) - 32'd1);
  wire last_group = group_q == {windows[6:0], 1'b0} - 8'd1;
  wire pairing = tail_q == Scale || tail_q == Add;
  wire pair_end = pairing && (!hot || phase_q);

  logic [1:0] coordinate_q;
  logic [SlotW-1:0] read_q;
  logic room, out_idle;
  wire send = tail_q == Read && room;
  wire [SlotW-1:0] last_slot = (SlotW'(windows) << LogBuckets) - SlotW'(1);
  wire send_last = coordinate_q == 2'd2 && read_q == last_slot;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) tail_q <= Wait;
    else
      case (tail_q)
        Wait: if (tail) tail_q <= any_hot ? Scale : Read;
        Scale: if (pair_end && last_group && (last_copy || !hot)) tail_q <= Scaled;
        Scaled: if (pending_q == '0) tail_q <= Add;
        Add: if (pair_end && last_group && (last_copy || !hot)) tail_q <= Added;
        Added: if (pending_q == '0) tail_q <= final_q ? Read : Scale;
        Read: if (send && send_last) tail_q <= Sent;
        default: if (out_idle) tail_q <= Wait;
      endcase

    if (tail_q == Wait || tail_q == Scaled || tail_q == Added) begin
      phase_q <= 1'b0;
      group_q <= '0;
      copy_q <= '0;
    end else if (pairing) begin
      phase_q <= hot && !phase_q;
      if (pair_end) copy_q <= last_copy || !hot ? '0 : copy_q + 1'b1;
      if (pair_end && (last_copy || !hot)) group_q <= group_q + 8'd1;
    end
    if (tail_q == Wait) begin
      level_q <= copies_log - 4'd1;
      final_q <= copies_log == '0;
    end else if (tail_q == Added && pending_q == '0) begin
      level_q <= level_q - 4'd1;
      final_q <= level_q == '0;
    end

    if (tail_q == Wait) begin
      coordinate_q <= '0;
      read_q <= '0;
    end else if (send) begin
      coordinate_q <= coordinate_q == 2'd2 ? 2'd0 : coordinate_q + 2'd1;
      if (coordinate_q == 2'd2) read_q <= read_q + 1'b1;
    end
    src_q <= src;
  end
  assign tail_done = tail_q == Sent && out_idle;
  assign read_slot = tail_q == Read ? read_q : pairing ? (phase_q ? dst : src) : slot_q[5];
  assign clear = (tail_q == Add && phase_q) || (send && coordinate_q == 2'd1);
  assign clear_slot = tail_q == Add ? src_q : read_q;

  // Buckets.
  logic [3*CoordinateW-1:0] word;
  logic [255:0] sum_x, sum_y, sum_z;
  zk_ram #(.Width(3 * CoordinateW), .Depth(NumSlots)) u_buckets (
    .clk_i,
    .write_i(sum_valid),
    .waddr_i(sum_slot),
    .wdata_i({sum_z[CoordinateW-1:0], sum_y[CoordinateW-1:0], sum_x[CoordinateW-1:0]}),
    .read_i(tail_q != Read || (send && coordinate_q == '0)),
    .raddr_i(read_slot),
    .rdata_o(word)
  );

  // 6: what was read. Unused buckets are the identity.
  logic used_q, first_q;
  wire unused_bucket = tail_q == Wait ? empty_q[6] : first_q ? !used : !used_q;
  logic [255:0] bucket_x, bucket_y, bucket_z;
  assign bucket_x = unused_bucket ? '0 : 256'(word[CoordinateW-1:0]);
  assign bucket_y = unused_bucket ? zk_field_pkg::FqR1 : 256'(word[2*CoordinateW-1:CoordinateW]);
  assign bucket_z = unused_bucket ? '0 : 256'(word[3*CoordinateW-1:2*CoordinateW]);
  logic send_q, send_last_q;
  logic [1:0] part_q;
  always_ff @(posedge clk_i) begin
    first_q <= tail_q != Read || (send && coordinate_q == '0);
    if (first_q) used_q <= used;
    send_q <= rst_ni && send;
    send_last_q <= send_last;
    part_q <= coordinate_q;
  end

  zk_elem_out #(.DataW(DataW), .LogDepth(4), .Fields(zk_field_pkg::OnlyFq)) u_out (
    .clk_i,
    .rst_ni,
    .field_i(1'b0),
    .reserve_i(send),
    .room_o(room),
    .elem_valid_i(send_q),
    .elem_last_i(send_last_q),
    .elem_i(part_q == 2'd0 ? bucket_x : part_q == 2'd1 ? bucket_y : bucket_z),
    .out_valid_o,
    .out_ready_i,
    .out_data_o,
    .out_last_o,
    .idle_o(out_idle)
  );

  // 7: the adder. Merging: first the source, a cycle later the destination.
  logic pair_q, scale_q, valid_q;
  logic [MulLatency:0] scaling_q;
  logic [SlotW-1:0] dst_q;
  logic [TagW-1:0] tag_q;
  logic [255:0] src_x_q, src_y_q, src_z_q, p_x_q, p_y_q, p_z_q, s_x_q, s_y_q, s_z_q, q_x_q, q_y_q;
  logic s_valid;
  logic [255:0] s_x, s_y, s_z;
  always_ff @(posedge clk_i) begin
    pair_q <= rst_ni && pairing && hot && phase_q;
    scale_q <= tail_q == Scale;
    dst_q <= dst;
    {src_x_q, src_y_q, src_z_q} <= {bucket_x, bucket_y, bucket_z};

    scaling_q <= rst_ni ? {scaling_q[MulLatency-1:0], pair_q && scale_q} : '0;
    valid_q <= rst_ni && (step_q[6] || (pair_q && !scale_q));
    tag_q <= {pair_q, toggle_q[6], {(TagW - 2 - SlotW) {1'b0}}, pair_q ? dst_q : slot_q[6]};
    {p_x_q, p_y_q, p_z_q} <= {bucket_x, bucket_y, bucket_z};
    {s_x_q, s_y_q, s_z_q} <= pair_q ? {s_x, s_y, s_z} : {bucket_x, bucket_y, bucket_z};
    q_x_q <= !pair_q ? x : scale_q ? src_z_q : src_x_q;
    q_y_q <= !pair_q ? (negative_q[6] ? minus_y : y) : scale_q ? src_z_q : src_y_q;
  end

  zk_point_adder_pipe u_adder (
    .clk_i,
    .rst_ni,
    .valid_i(valid_q),
    .tag_i(tag_q),
    .p_x_i(p_x_q),
    .p_y_i(p_y_q),
    .p_z_i(p_z_q),
    .s_x_i(s_x_q),
    .s_y_i(s_y_q),
    .s_z_i(s_z_q),
    .q_x_i(q_x_q),
    .q_y_i(q_y_q),
    .valid_o(sum_valid),
    .tag_o(sum_tag),
    .x_o(sum_x),
    .y_o(sum_y),
    .z_o(sum_z),
    .mul_a_o,
    .mul_b_o,
    .mul_p_i
  );
  assign retire_valid = sum_valid && !sum_tag[TagW-1];
  assign work_o = valid_q;

  // Scaled points, in the order of the pairs.
  wire scaled = scaling_q[MulLatency];
  logic s_ready;
  wire [LogPool-1:0] unused_level;
  zk_fifo #(.Width(3 * CoordinateW), .LogDepth(LogPool - 1)) u_scaled_points (
    .clk_i,
    .rst_ni,
    .in_valid_i(scaled),
    .in_ready_o(s_ready),
    .in_data_i({mul_p_i[512+:CoordinateW], mul_p_i[256+:CoordinateW], mul_p_i[0+:CoordinateW]}),
    .out_valid_o(s_valid),
    .out_ready_i(pair_q && !scale_q),
    .out_data_o({s_z[CoordinateW-1:0], s_y[CoordinateW-1:0], s_x[CoordinateW-1:0]}),
    .level_o(unused_level)
  );
  assign {s_x[255], s_y[255], s_z[255]} = '0;

  wire made = pairing && hot && phase_q;
  wire gone = tail_q == Scale || tail_q == Scaled ? scaled : sum_valid && sum_tag[TagW-1];
  always_ff @(posedge clk_i)
    if (!rst_ni) pending_q <= '0;
    else if (made != gone) pending_q <= made ? pending_q + 1'b1 : pending_q - 1'b1;

  wire unused = &{1'b0, s_valid, s_ready, sum_tag, sum_x[255], sum_y[255], sum_z[255]};
endmodule

`default_nettype wire
