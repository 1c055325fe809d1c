// A whole MSM on four row multipliers: buckets in block RAM, reduction on the device, the sum as X Y Z.
//
// Function    LOAD, MSM (msm_front). Additions run through msm_sequencer. After the last one the buckets are reduced in place:
//               fill    unused buckets become the identity
//               sums    for b from the second highest bucket down, every window: S_b += S_{b+1}; S_top += S_b
//               Horner  from the highest window down: total += total, WindowBits times; total += S_top of the window
// Interface   The core port of hdl/README.md; client A of zk_alu_row, the same operands to every row.
// Latency     an addition about 1000 cycles in a full barrel. Throughput an addition in 44 cycles, in the reduction in 56.
// Memory      2^LogPoints points of 508 bits, 3 coordinates of 255 bits for each bucket, 2 x 512 registers of 256 bits.
//
//   cycle   0       1         2                        3              4         5              10, 15, 20    25
//           issue   address   coordinate, point read   in registers   chosen    X              Y, Z, x       y or -y    (they wait for results)
//
// An operand has five cycles to get from the bucket or point to the sequencer: an addition takes 44, and what chooses it reaches far.
`default_nettype none

module msm_core_mid #(
  parameter int DataW       = 32,
  parameter int LogPoints   = 11,
  parameter int WindowBits  = 6,
  parameter int LogContexts = 5
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

  output logic                 mul_valid_o,
  input  wire  [3:0]           mul_ready_i,
  output logic [255:0]         mul_a_o,
  output logic [255:0]         mul_b_o,
  output logic [LogContexts+3:0] mul_tag_o,
  input  wire  [3:0]           mul_valid_i,
  input  wire  [255:0]         mul_p_i,
  input  wire  [LogContexts+3:0] mul_tag_i
);
  localparam int LogBuckets = WindowBits - 1;
  localparam int Windows = 254 / WindowBits + 1;
  localparam int NumSlots = Windows << LogBuckets;
  localparam int SlotW = $clog2(NumSlots);
  localparam int CoordinateW = 255;
  // Scalars have 254 bits: in the highest window digits are at most 2^2, and buckets above have no use but the last, which takes the sum
  // of the window. The others hold the identity and share a place, which no sum is written to, so that the coordinates of all buckets
  // lie in 4096 words.
  localparam int HighSlots = (Windows - 1) << LogBuckets;
  localparam int LogHigh = 254 - (Windows - 1) * WindowBits;
  localparam int Places = LogHigh < LogBuckets ? HighSlots + (1 << LogHigh) + 2 : NumSlots;
  localparam int PlaceW = $clog2(3 * Places);
  localparam logic [LogBuckets-1:0] Top = '1;

  logic issue_valid, issue_ready, issue_negative, issue_empty, issue_toggle, tail, tail_done, used, retire_valid;
  logic [SlotW-1:0] issue_slot, clear_slot;
  logic [LogPoints-1:0] issue_point;
  logic [7:0] windows;
  logic [255:0] point_x, point_y;
  logic clear;
  logic sum_valid, context_free, sequencer_idle, slot_busy;
  logic [1:0] sum_index;
  logic [255:0] sum_data;
  logic [SlotW:0] sum_tag;       // {toggle, slot}
  wire [SlotW-1:0] sum_slot = sum_tag[SlotW-1:0];

  wire unused_hot, unused_any;
  wire [LogBuckets-1:0] unused_bucket;
  // LogAge: an addition takes 44 cycles, so there is time to find another; items that wait go first, lest they pile up at the end.
  msm_front #(.DataW(DataW), .LogPoints(LogPoints), .WindowBits(WindowBits), .LogAge(1), .Calm(1'b1)) u_front (
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
    .issue_valid_o(issue_valid),
    .issue_ready_i(issue_ready),
    .issue_slot_o(issue_slot),
    .issue_negative_o(issue_negative),
    .issue_point_o(issue_point),
    .issue_empty_o(issue_empty),
    .issue_toggle_o(issue_toggle),
    .retire_valid_i(retire_valid),
    .retire_slot_i(retire_tag_q[SlotW-1:0]),
    .retire_toggle_i(retire_tag_q[SlotW]),
    .point_read_i(point_read),
    .point_addr_i(point_addr),
    .point_x_o(point_x),
    .point_y_o(point_y),
    .tail_o(tail),
    .tail_done_i(tail_done),
    .windows_o(windows),
    .clear_valid_i(clear),
    .clear_slot_i(clear_slot),
    .peek_slot_i(fill_q),
    .peek_used_o(used),
    .copies_log_i(4'd0),
    .hot_group_i(8'd0),
    .hot_valid_o(unused_hot),
    .hot_bucket_o(unused_bucket),
    .hot_any_o(unused_any)
  );

  // What the reduction does next: dst += src, once neither is in flight.
  typedef enum logic [2:0] {Wait, Fill, Filled, Sums, Horner, Settle, Send, Sent} tail_e;
  tail_e tail_q;
  logic [SlotW-1:0] fill_q, dst_q, src_q;
  logic fill_write_q, fill_write2_q, used2_q;
  logic [SlotW-1:0] fill_slot2_q;
  logic [1:0] fill_part_q, fill_part1_q, fill_part2_q;
  logic [2:0] still_q;           // nothing has moved for so long
  logic [7:0] window_q;
  logic [LogBuckets-1:0] bucket_q;
  logic inner_q;                 // the second half of a row of sums
  logic [3:0] doubling_q;
  logic [2:0] age_q;             // of dst_q, src_q: in 1 the bucket dst is asked for, from 2 on src; answers come three cycles later
  logic [SlotW-1:0] asked_q;
  logic dst_free_q, op_take, out_idle, room;
  logic [1:0] part_q;
  logic [3:0] settling_q;        // a coordinate of the sum has sixteen cycles

  wire [SlotW-1:0] last_slot = (SlotW'(windows) << LogBuckets) - SlotW'(1);
  wire [SlotW-1:0] total = last_slot;              // top bucket of the highest window
  wire last_window = window_q == windows - 8'd1;
  wire [SlotW-1:0] row = SlotW'(window_q) << LogBuckets;
  wire reducing = tail_q == Sums || tail_q == Horner;
  wire doubling = doubling_q != 4'(WindowBits);
  // Both are free, and stay so: only the reduction begins additions now.
  logic op_ready_q;
  wire both_free = age_q == 3'd5 && dst_free_q && !slot_busy;
  wire reserve = tail_q == Send && room && settling_q == '0;
  wire send = settling_q == 4'd15;

  always_ff @(posedge clk_i) begin
    if (tail_q == Sums) begin
      dst_q <= row + (inner_q ? SlotW'(Top) : SlotW'(bucket_q));
      src_q <= row + SlotW'(bucket_q) + SlotW'(!inner_q);
    end else begin
      dst_q <= total;
      src_q <= doubling ? total : row + SlotW'(Top);
    end
    // A cycle to form dst_q and src_q, one to ask for each; an answer comes three cycles later.
    asked_q <= age_q < 3'd2 ? dst_q : src_q;
    if (!reducing || op_take || age_q == 3'd0) age_q <= 3'd1 & {3{reducing && !op_take}};
    else if (age_q != 3'd5) age_q <= age_q + 3'd1;
    else if (!both_free) age_q <= 3'd1;
    op_ready_q <= reducing && both_free && !op_take;
    if (age_q == 3'd4) dst_free_q <= !slot_busy;

    if (!rst_ni) tail_q <= Wait;
    else
      case (tail_q)
        Wait: if (tail) tail_q <= Fill;
        Fill: if (fill_q == last_slot && fill_part_q == 2'd2) tail_q <= Filled;
        Filled: tail_q <= Sums;
        Sums: if (op_take && inner_q && last_window && bucket_q == '0) tail_q <= windows == 8'd1 ? Settle : Horner;
        Horner: if (op_take && !doubling && window_q == '0) tail_q <= Settle;
        Settle: if (&still_q) tail_q <= Send;
        Send: if (send && part_q == 2'd2) tail_q <= Sent;
        default: if (out_idle) tail_q <= Wait;
      endcase

    fill_q <= tail_q != Fill ? '0 : fill_part_q == 2'd2 ? fill_q + 1'b1 : fill_q;
    fill_part_q <= tail_q != Fill || fill_part_q == 2'd2 ? 2'd0 : fill_part_q + 2'd1;
    {fill_part2_q, fill_part1_q} <= {fill_part1_q, fill_part_q};
    fill_write_q <= rst_ni && tail_q == Fill;
    clear_slot <= fill_q;
    {fill_write2_q, used2_q, fill_slot2_q} <= {rst_ni && fill_write_q, used, clear_slot};
    still_q <= tail_q == Settle && sequencer_idle && !loading_q ? {still_q[1:0], 1'b1} : '0;

    if (tail_q == Fill) begin
      window_q <= '0;
      bucket_q <= Top - 1'b1;
      inner_q <= 1'b0;
      doubling_q <= '0;
    end else if (op_take && tail_q == Sums) begin
      window_q <= !last_window ? window_q + 8'd1 : inner_q && bucket_q == '0 ? windows - 8'd2 : 8'd0;
      if (last_window) inner_q <= !inner_q;
      if (last_window && inner_q) bucket_q <= bucket_q - 1'b1;
    end else if (op_take && tail_q == Horner) begin
      doubling_q <= doubling ? doubling_q + 4'd1 : 4'd0;
      if (!doubling) window_q <= window_q - 8'd1;
    end
    part_q <= tail_q != Send ? 2'd0 : send ? part_q + 2'd1 : part_q;
    settling_q <= rst_ni && (reserve || settling_q != '0) ? settling_q + 4'd1 : '0;
  end
  assign clear = fill_write_q && fill_part1_q == 2'd2;  // all three parts have seen `used`
  assign tail_done = tail_q == Sent && out_idle;

  // Fetching: the operands of one addition, written into a context one after the other.
  logic loading_q, full_q, negative_q, empty_q, load_ready;
  logic [1:0] point_read;
  logic [2*LogPoints-1:0] point_addr;
  logic [2:0] fetching_q;        // until load_data_q is what index_q says
  logic [2:0] index_q;
  logic [SlotW:0] tag_q;
  logic [SlotW-1:0] second_q;
  wire fetch = context_free && !loading_q;
  assign issue_ready = issue_valid && fetch;   // in the reduction nothing is left to issue
  assign op_take = op_ready_q && fetch;
  wire load_last = index_q == (full_q ? 3'd5 : 3'd4);
  wire load_valid = loading_q && fetching_q == '0;
  wire load = load_valid && load_ready;
  for (genvar h = 0; h < 2; h++) begin : gen_point
    zk_copy #(.Width(1 + LogPoints)) u_at (.clk_i, .d_i({issue_ready, issue_point}), .q_o({point_read[h], point_addr[LogPoints*h+:LogPoints]}));
  end
  always_ff @(posedge clk_i)
    if (issue_ready || op_take || load) fetching_q <= 3'd4;
    else if (fetching_q != '0) fetching_q <= fetching_q - 3'd1;
  always_ff @(posedge clk_i)
    if (!rst_ni) loading_q <= 1'b0;
    else if (issue_ready || op_take) begin
      loading_q <= 1'b1;
      index_q <= '0;
      full_q <= op_take;
      negative_q <= issue_negative;
      empty_q <= !op_take && issue_empty;
      tag_q <= op_take ? {1'b0, dst_q} : {issue_toggle, issue_slot};
      second_q <= src_q;
    end else if (load) begin
      index_q <= index_q + 3'd1;
      if (load_last) loading_q <= 1'b0;
    end

  // Buckets: a coordinate a word. What is wanted is still until it is there, so that the memory is read in every cycle.
  function automatic shares(input [SlotW-1:0] slot);
    shares = Places != NumSlots && slot[SlotW-1:LogBuckets] == (SlotW - LogBuckets)'(Windows - 1) &&
             slot[LogBuckets-1:0] != Top && slot[LogBuckets-1:0] >= LogBuckets'(1 << LogHigh);
  endfunction
  function automatic [PlaceW-1:0] place(input [SlotW-1:0] slot, input [1:0] part);
    logic [PlaceW-1:0] base;
    base = PlaceW'(slot);
    if (shares(slot)) base = PlaceW'(Places - 2);
    else if (Places != NumSlots && slot == SlotW'(NumSlots - 1)) base = PlaceW'(Places - 1);
    place = base + (part == 2'd0 ? '0 : part == 2'd1 ? PlaceW'(Places) : PlaceW'(2 * Places));
  endfunction
  logic [CoordinateW-1:0] word, word_q, bucket_wdata_q, bucket_wdata2_q;
  logic [SlotW:0] retire_tag_q;
  wire [SlotW-1:0] wanted = !loading_q ? total : index_q < 3'd3 ? tag_q[SlotW-1:0] : second_q;
  wire [1:0] wanted_part = !loading_q ? part_q : index_q < 3'd3 ? index_q[1:0] : 2'(index_q - 3'd3);
  always_ff @(posedge clk_i) begin
    word_q <= word;
    bucket_wdata2_q <= bucket_wdata_q;
    bucket_wdata_q <= !fill_write2_q ? sum_data[CoordinateW-1:0] : fill_part2_q == 2'd1 ? zk_field_pkg::FqR1[CoordinateW-1:0] : '0;
    retire_valid <= rst_ni && sum_valid && sum_index == 2'd2 && tail_q == Wait;
    retire_tag_q <= sum_tag;
  end
`ifdef VERILATOR
  always_ff @(posedge clk_i)
    if (sum_valid && shares(sum_slot) && sum_index != 2'd1 &&
        sum_data != '0 && sum_data != zk_field_pkg::FqP && sum_data != zk_field_pkg::FqP2) $error("a bucket that no digit reaches has a sum");
`endif
  // fill_write_q: the answer of `used` is there. Each eighth of the memory has addresses of its own.
  logic bucket_write_q;
  logic [PlaceW-1:0] bucket_waddr_q;
  always_ff @(posedge clk_i) begin
    bucket_write_q <= rst_ni && (fill_write2_q ? !used2_q : sum_valid && !shares(sum_slot));
    bucket_waddr_q <= fill_write2_q ? place(fill_slot2_q, fill_part2_q) : place(sum_slot, sum_index);
  end
  wire [PlaceW-1:0] bucket_raddr = place(wanted, wanted_part);
  for (genvar g = 0; g < 8; g++) begin : gen_buckets
    localparam int Bits = g == 7 ? CoordinateW - 224 : 32;  // block RAM of 4 bits a word fits without a multiplexer
    logic write;
    logic [PlaceW-1:0] waddr, raddr;
    zk_copy #(.Width(1 + 2 * PlaceW)) u_at (.clk_i, .d_i({bucket_write_q, bucket_waddr_q, bucket_raddr}), .q_o({write, waddr, raddr}));
    zk_ram #(.Width(Bits), .Depth(3 * Places)) u_ram (
      .clk_i,
      .write_i(write),
      .waddr_i(waddr),
      .wdata_i(bucket_wdata2_q[32*g+:Bits]),
      .read_i(1'b1),
      .raddr_i(raddr),
      .rdata_o(word[32*g+:Bits])
    );
  end

  // 2p - y: no point of the curve has y = 0.
  logic [255:0] minus_y, point_x_q, point_y_q, load_data_q;
  logic unused_negative;
  always_ff @(posedge clk_i) {point_x_q, point_y_q} <= {point_x, point_y};
  msm_still_sub u_minus (.clk_i, .a_i(zk_field_pkg::FqP2), .b_i(point_y_q), .d_o(minus_y), .borrow_o(unused_negative));
  // What index_q stands for, a copy a quarter.
  localparam logic [2:0] FromWord = 3'd0, Zero = 3'd1, One = 3'd2, PointX = 3'd3, PointY = 3'd4, MinusY = 3'd5;
  logic [2:0] from;
  always_comb
    if (full_q || (index_q < 3'd3 && !empty_q)) from = FromWord;
    else if (index_q < 3'd3) from = index_q == 3'd1 ? One : Zero;
    else if (index_q == 3'd3) from = PointX;
    else from = negative_q ? MinusY : PointY;
  wire [255:0] bucket_word = 256'(word_q);
  for (genvar g = 0; g < 4; g++) begin : gen_load
    logic [2:0] mine;
    zk_copy #(.Width(3)) u_from (.clk_i, .d_i(from), .q_o(mine));
    always_ff @(posedge clk_i)
      case (mine)
        FromWord: load_data_q[64*g+:64] <= bucket_word[64*g+:64];
        Zero: load_data_q[64*g+:64] <= '0;
        One: load_data_q[64*g+:64] <= zk_field_pkg::FqR1[64*g+:64];
        PointX: load_data_q[64*g+:64] <= point_x_q[64*g+:64];
        PointY: load_data_q[64*g+:64] <= point_y_q[64*g+:64];
        default: load_data_q[64*g+:64] <= minus_y[64*g+:64];
      endcase
  end

  msm_sequencer #(.LogContexts(LogContexts), .TagW(SlotW + 1)) u_sequencer (
    .clk_i,
    .rst_ni,
    .free_o(context_free),
    .claim_i(loading_q),
    .load_valid_i(load_valid),
    .load_ready_o(load_ready),
    .load_index_i(index_q),
    .load_data_i(load_data_q),
    .load_last_i(load_last),
    .load_full_i(full_q),
    .load_tag_i(tag_q),
    .sum_valid_o(sum_valid),
    .sum_index_o(sum_index),
    .sum_data_o(sum_data),
    .sum_tag_o(sum_tag),
    .slot_i({1'b0, asked_q}),
    .slot_busy_o(slot_busy),
    .idle_o(sequencer_idle),
    .mul_valid_o,
    .mul_ready_i,
    .mul_a_o,
    .mul_b_o,
    .mul_tag_o,
    .mul_valid_i,
    .mul_p_i,
    .mul_tag_i
  );
  assign work_o = mul_valid_o && |mul_ready_i;

  // The sum: sums of the linear unit may reach 2p, and 2p is taken off. Coordinate in cycle 4, less 2p in 5 to 8, chosen in 10.
  logic [255:0] coordinate_q, less, sum_q;
  logic is_below;
  msm_still_sub u_less (.clk_i, .a_i(coordinate_q), .b_i(zk_field_pkg::FqP2), .d_o(less), .borrow_o(is_below));
  always_ff @(posedge clk_i) coordinate_q <= bucket_word;
  for (genvar g = 0; g < 4; g++) begin : gen_sum
    logic keep;
    zk_copy u_keep (.clk_i, .d_i(is_below), .q_o(keep));
    always_ff @(posedge clk_i) sum_q[64*g+:64] <= keep ? coordinate_q[64*g+:64] : less[64*g+:64];
  end
  zk_elem_out #(.DataW(DataW), .LogDepth(4), .Fields(zk_field_pkg::OnlyFq)) u_out (
    .clk_i,
    .rst_ni,
    .field_i(1'b0),
    .reserve_i(reserve),
    .room_o(room),
    .elem_valid_i(send),
    .elem_last_i(part_q == 2'd2),
    .elem_i(sum_q),
    .out_valid_o,
    .out_ready_i,
    .out_data_o,
    .out_last_o,
    .idle_o(out_idle)
  );
  wire unused = &{1'b0, sum_data[255], unused_hot, unused_any, unused_bucket};
endmodule

`default_nettype wire
