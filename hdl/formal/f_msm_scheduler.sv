// msm_scheduler with few buckets: additions come back in any order, at most MaxFlight cycles after their issue.
//   one       no two additions on one bucket are in flight
//   first     the first addition to a bucket is told apart from the others
//   kept      nothing is lost or made up: of one kind of item, the solver's choice, as many are issued as came
//   starves   no candidate waits longer than a bound, so the stall FIFO empties and the input moves
`default_nettype none

module f_msm_scheduler #(
  parameter int LogPool = 0
) (
  input wire       clk_i,
  input wire       rst_ni,
  input wire       in_valid_i,
  input wire [2:0] in_slot_i,
  input wire       in_payload_i,
  input wire       retire_valid_i,
  input wire [2:0] retire_slot_i,
  input wire       retire_toggle_i
);
  localparam int SlotW = 3, Buckets = 4, Slots = Buckets + (LogPool == 0 ? 0 : 1 << LogPool), LogFifo = 2, LogAge = 2;
  localparam int MaxFlight = 4;
  localparam int HeadBound = MaxFlight + (1 << LogAge) + 3;
  localparam int NewBound = HeadBound + (2 << LogFifo);

  // After the reset all buckets are cleared, as msm_front does.
  logic started_q = 1'b0;
  logic [3:0] sweep_q = '0;
  wire sweeping = sweep_q < 4'(Slots);
  always_ff @(posedge clk_i) begin
    started_q <= 1'b1;
    if (started_q && sweeping) sweep_q <= sweep_q + 4'd1;
  end

  wire in_ready, issue, empty, toggle, idle, stall, peek, hot, any;
  wire [SlotW-1:0] slot;
  wire payload;
  wire [0:0] hot_bucket;
  msm_scheduler #(
    .SlotW(SlotW), .NumSlots(Slots), .PayloadW(1), .LogFifo(LogFifo), .LogAge(LogAge), .LogPool(LogPool), .PoolBase(Buckets),
    .LogBuckets(1), .Windows(2)
  ) u_dut (
    .clk_i,
    .rst_ni,
    .in_valid_i(in_valid_i && !sweeping),
    .in_ready_o(in_ready),
    .in_slot_i,
    .in_payload_i,
    .out_valid_o(issue),
    .out_ready_i(1'b1),
    .out_slot_o(slot),
    .out_payload_o(payload),
    .out_empty_o(empty),
    .out_toggle_o(toggle),
    .retire_valid_i,
    .retire_slot_i,
    .retire_toggle_i,
    .clear_valid_i(started_q && sweeping),
    .clear_slot_i(sweep_q[SlotW-1:0]),
    .peek_slot_i(3'd0),
    .peek_used_o(peek),
    .hot_clear_i(!started_q),
    .copies_log_i(4'd1),
    .hot_window_i(8'd0),
    .hot_valid_o(hot),
    .hot_bucket_o(hot_bucket),
    .hot_any_o(any),
    .idle_o(idle),
    .stall_o(stall)
  );
  (* hierconn *) wire \u_dut.c_valid , \u_dut.c_take , \u_dut.h_valid , \u_dut.h_take ;

  logic [Slots-1:0] flying_q, holds_q, toggle_q;
  logic [3:0] age_q[Slots];
  integer i;
  always_ff @(posedge clk_i)
    for (i = 0; i < Slots; i = i + 1)
      if (!rst_ni) begin
        flying_q[i] <= 1'b0;
        holds_q[i] <= 1'b0;
        toggle_q[i] <= 1'b0;
        age_q[i] <= '0;
      end else if (issue && slot == i) begin
        flying_q[i] <= 1'b1;
        holds_q[i] <= 1'b1;
        toggle_q[i] <= toggle;
        age_q[i] <= '0;
      end else begin
        if (retire_valid_i && retire_slot_i == i) flying_q[i] <= 1'b0;
        age_q[i] <= age_q[i] + 4'd1;
      end

  (* anyconst *) wire [SlotW-1:0] some_slot;
  (* anyconst *) wire some_payload;
  logic [5:0] came_q, went_q, head_wait_q, new_wait_q;
  wire came = in_valid_i && !sweeping && in_ready && (LogPool != 0 || in_slot_i == some_slot) && in_payload_i == some_payload;
  wire went = issue && (LogPool != 0 || slot == some_slot) && payload == some_payload;
  always_ff @(posedge clk_i)
    if (!rst_ni) {came_q, went_q, head_wait_q, new_wait_q} <= '0;
    else begin
      came_q <= came_q + {5'd0, came};
      went_q <= went_q + {5'd0, went};
      head_wait_q <= \u_dut.h_valid && !\u_dut.h_take ? head_wait_q + 6'd1 : 6'd0;
      new_wait_q <= \u_dut.c_valid && !\u_dut.c_take ? new_wait_q + 6'd1 : 6'd0;
    end

  always_comb begin
    assume (rst_ni == started_q);
    assume (in_slot_i < Buckets);
    assume (!retire_valid_i || (retire_slot_i < Slots && flying_q[retire_slot_i] && retire_toggle_i == toggle_q[retire_slot_i]));
    for (i = 0; i < Slots; i = i + 1)
      assume (!flying_q[i] || age_q[i] < MaxFlight || (retire_valid_i && retire_slot_i == i));
  end
  always_ff @(posedge clk_i)
    if (started_q) begin
      if (issue) assert (slot < Slots && !flying_q[slot]);
      if (issue) assert (empty == !holds_q[slot]);
      assert (went_q <= came_q);
      if (idle) assert (went_q == came_q && flying_q == '0);
      assert (head_wait_q <= HeadBound);
      assert (new_wait_q <= NewBound);
      cover (issue && came_q == 6'd6 && \u_dut.h_take );
      cover (LogPool != 0 && issue && slot >= Buckets && !empty);
    end
endmodule

`default_nettype wire
