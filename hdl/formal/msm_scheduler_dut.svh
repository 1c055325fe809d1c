// What the proofs of msm_scheduler share: the unit, cleared after the reset as msm_front does, and its inside by name. The including
// module brings the ports in_valid_i, in_slot_i, in_payload_i, retire_*_i and the parameters SlotW, Slots, LogFifo (2), LogAge, Calm,
// LogPool (0: no copies, else two of a hot bucket), Base (the first copy) and Windows.

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
    .SlotW(SlotW), .NumSlots(Slots), .PayloadW(1), .LogFifo(LogFifo), .LogAge(LogAge), .Calm(Calm != 0), .LogPool(LogPool), .PoolBase(Base),
    .LogBuckets(1), .Windows(Windows)
  ) u_dut (
    .clk_i,
    .rst_ni,
    .in_valid_i(in_valid_i && !sweeping),
    .in_ready_o(in_ready),
    .in_slot_i(SlotW'(in_slot_i)),
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
    .peek_slot_i(SlotW'(0)),
    .peek_used_o(peek),
    .hot_clear_i(!started_q),
    .copies_log_i(4'(LogPool > 0)),
    .hot_group_i(8'd0),
    .hot_valid_o(hot),
    .hot_bucket_o(hot_bucket),
    .hot_any_o(any),
    .idle_o(idle),
    .stall_o(stall)
  );
  // Inside the scheduler: joined to the wires of these names when the design is flattened, memories mapped to registers before.
  (* hierconn *) wire \u_dut.c_valid , \u_dut.c_take , \u_dut.c_payload , \u_dut.h_valid , \u_dut.h_take , \u_dut.h_busy , \u_dut.h_payload ;
  (* hierconn *) wire \u_dut.c_busy , \u_dut.c_empty , \u_dut.c_toggle , \u_dut.h_empty , \u_dut.h_toggle ;
  (* hierconn *) wire [SlotW-1:0] \u_dut.c_slot , \u_dut.h_slot ;
  (* hierconn *) wire [SlotW:0] \u_dut.flying_q ;
  (* hierconn *) wire \u_dut.u_new.l_valid_q , \u_dut.u_new.l_busy , \u_dut.u_new.l_empty , \u_dut.u_new.l_toggle , \u_dut.u_new.l_payload_q ;
  (* hierconn *) wire \u_dut.u_stalled.l_valid_q , \u_dut.u_stalled.l_busy , \u_dut.u_stalled.l_empty , \u_dut.u_stalled.l_toggle , \u_dut.u_stalled.l_payload_q ;
  (* hierconn *) wire [SlotW-1:0] \u_dut.u_new.l_slot_q , \u_dut.u_stalled.l_slot_q ;
  (* hierconn *) wire [LogFifo:0] \u_dut.level_q ;
  (* hierconn *) wire [LogFifo-1:0] \u_dut.read_q , \u_dut.write_q ;
  (* hierconn *) wire [SlotW:0] \u_dut.fifo_q[0] , \u_dut.fifo_q[1] , \u_dut.fifo_q[2] , \u_dut.fifo_q[3] ;
  wire [4*(SlotW+1)-1:0] fifo = {\u_dut.fifo_q[3] , \u_dut.fifo_q[2] , \u_dut.fifo_q[1] , \u_dut.fifo_q[0] };
