// msm_scheduler with few buckets: additions come back in any order, at most MaxFlight cycles after their issue.
//   one       no two additions on one bucket are in flight
//   first     the first addition to a bucket is told apart from the others
//   kept      nothing is lost or made up: of one kind of item, the solver's choice, as many are issued as came
//   starves   the head of the stall FIFO leaves within a bound; so the FIFO empties, and a new item, which waits only for the
//             head or for room in the FIFO, moves (not shown for Calm)
`default_nettype none

module f_msm_scheduler #(
  parameter Calm = 0
) (
  input wire       clk_i,
  input wire       rst_ni,
  input wire       in_valid_i,
  input wire [1:0] in_slot_i,
  input wire       in_payload_i,
  input wire       retire_valid_i,
  input wire [1:0] retire_slot_i,
  input wire       retire_toggle_i
);
  localparam int SlotW = 2, Slots = 4, LogFifo = 2, LogAge = 2, LogPool = 0, Base = 0, Windows = 2;
  localparam int MaxFlight = 4;
  localparam int HeadBound = MaxFlight + 1 + (1 << LogAge);

  `include "msm_scheduler_dut.svh"

  (* hierconn *) wire \u_dut.decided , \u_dut.c_free , \u_dut.h_free , \u_dut.h_first ;
  (* hierconn *) wire [LogAge-1:0] \u_dut.age_q ;
  (* hierconn *) wire [1:0] \u_dut.issued_q[0] , \u_dut.issued_q[1] , \u_dut.issued_q[2] , \u_dut.issued_q[3] ;
  (* hierconn *) wire \u_dut.retired_q[0] , \u_dut.retired_q[1] , \u_dut.retired_q[2] , \u_dut.retired_q[3] ;
  wire [7:0] issued = {\u_dut.issued_q[3] , \u_dut.issued_q[2] , \u_dut.issued_q[1] , \u_dut.issued_q[0] };
  wire [3:0] retired = {\u_dut.retired_q[3] , \u_dut.retired_q[2] , \u_dut.retired_q[1] , \u_dut.retired_q[0] };

  // A model of the adder: what is in flight, since when, what was ever issued.
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
  logic [5:0] came_q, went_q, head_wait_q;
  wire came = in_valid_i && !sweeping && in_ready && in_slot_i == some_slot && in_payload_i == some_payload;
  wire went = issue && slot == some_slot && payload == some_payload;
  always_ff @(posedge clk_i)
    if (!rst_ni) {came_q, went_q, head_wait_q} <= '0;
    else begin
      came_q <= came_q + {5'd0, came};
      went_q <= went_q + {5'd0, went};
      head_wait_q <= \u_dut.h_valid && !\u_dut.h_take ? head_wait_q + 6'd1 : 6'd0;
    end

  // How many of that kind are inside.
  logic [5:0] inside;
  logic [LogFifo-1:0] place;
  always_comb begin
    inside = 6'(\u_dut.u_new.l_valid_q && \u_dut.u_new.l_slot_q == some_slot && \u_dut.u_new.l_payload_q == some_payload )
           + 6'(\u_dut.c_valid && \u_dut.c_slot == some_slot && \u_dut.c_payload == some_payload )
           + 6'(\u_dut.u_stalled.l_valid_q && \u_dut.u_stalled.l_slot_q == some_slot && \u_dut.u_stalled.l_payload_q == some_payload )
           + 6'(\u_dut.h_valid && \u_dut.h_slot == some_slot && \u_dut.h_payload == some_payload );
    for (i = 0; i < 1 << LogFifo; i = i + 1) begin
      place = \u_dut.read_q + i[LogFifo-1:0];
      if (i < \u_dut.level_q && fifo[(SlotW+1)*place+:SlotW+1] == {some_slot, some_payload}) inside = inside + 6'd1;
    end
  end

  always_comb begin
    assume (rst_ni == started_q);
    assume (!retire_valid_i || (flying_q[retire_slot_i] && retire_toggle_i == toggle_q[retire_slot_i]));
    for (i = 0; i < Slots; i = i + 1)
      assume (!flying_q[i] || age_q[i] < MaxFlight || (retire_valid_i && retire_slot_i == i));
  end

  always_ff @(posedge clk_i)
    if (started_q) begin
      if (issue) assert (!flying_q[slot]);                                 // one
      if (issue) assert (empty == !holds_q[slot]);                         // first
      assert (came_q - went_q == inside);                                  // kept
      if (idle) assert (went_q == came_q && flying_q == '0);
      if (Calm == 0) assert (head_wait_q <= HeadBound);                    // starves
      cover (issue && came_q == (Calm == 0 ? 6'd6 : 6'd5) && \u_dut.h_take );
    end

  // What holds in every state, so that the above follows by induction.
  always_ff @(posedge clk_i)
    if (!started_q) assert (sweep_q == '0);
    else begin
      assert (sweep_q <= Slots);
      if (sweeping) begin
        assert (flying_q == '0 && holds_q == '0 && toggle_q == '0 && came_q == '0 && went_q == '0);
        assert (!\u_dut.u_new.l_valid_q && !\u_dut.c_valid && !\u_dut.u_stalled.l_valid_q && !\u_dut.h_valid && \u_dut.level_q == '0);
      end
      for (i = 0; i < Slots; i = i + 1)
        if (i < sweep_q) assert (issued[2*i+:2] == {holds_q[i], toggle_q[i]} && (issued[2*i] ^ retired[i]) == flying_q[i]);
      for (i = 0; i < Slots; i = i + 1) if (flying_q[i]) assert (age_q[i] <= MaxFlight);
      if (\u_dut.u_new.l_valid_q )
        assert ({\u_dut.u_new.l_busy , \u_dut.u_new.l_empty , \u_dut.u_new.l_toggle } ==
                {flying_q[\u_dut.u_new.l_slot_q ], !holds_q[\u_dut.u_new.l_slot_q ], toggle_q[\u_dut.u_new.l_slot_q ]});
      if (\u_dut.u_stalled.l_valid_q )
        assert ({\u_dut.u_stalled.l_busy , \u_dut.u_stalled.l_empty , \u_dut.u_stalled.l_toggle } ==
                {flying_q[\u_dut.u_stalled.l_slot_q ], !holds_q[\u_dut.u_stalled.l_slot_q ], toggle_q[\u_dut.u_stalled.l_slot_q ]});
      if (\u_dut.c_valid )
        assert ({\u_dut.c_busy , \u_dut.c_empty , \u_dut.c_toggle } == {flying_q[\u_dut.c_slot ], !holds_q[\u_dut.c_slot ], toggle_q[\u_dut.c_slot ]});
      if (\u_dut.h_valid )
        assert ({\u_dut.h_busy , \u_dut.h_empty , \u_dut.h_toggle } == {flying_q[\u_dut.h_slot ], !holds_q[\u_dut.h_slot ], toggle_q[\u_dut.h_slot ]});
      assert (\u_dut.level_q <= 1 << LogFifo && \u_dut.write_q == \u_dut.read_q + \u_dut.level_q [LogFifo-1:0]);
      assert (\u_dut.flying_q == {1'b0, flying_q[0]} + {1'b0, flying_q[1]} + {1'b0, flying_q[2]} + {1'b0, flying_q[3]});
      if (\u_dut.decided ) begin
        if (\u_dut.c_free ) assert (\u_dut.c_valid && !\u_dut.c_busy && !(\u_dut.h_valid && \u_dut.h_slot == \u_dut.c_slot ));
        if (\u_dut.h_free ) assert (\u_dut.h_valid && !\u_dut.h_busy );
        if (\u_dut.h_first ) assert (\u_dut.h_free );
        else if (\u_dut.h_free ) assert (\u_dut.c_free );
      end
      if (Calm == 0 && \u_dut.h_valid && \u_dut.h_busy ) assert (head_wait_q <= age_q[\u_dut.h_slot ]);
      if (Calm == 0 && \u_dut.h_valid && !\u_dut.h_busy ) assert (head_wait_q <= MaxFlight + 1 + \u_dut.age_q );
      if (!\u_dut.h_valid || \u_dut.h_busy ) assert (\u_dut.age_q == '0);
    end
endmodule

`default_nettype wire
