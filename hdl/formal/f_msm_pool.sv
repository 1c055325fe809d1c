// msm_scheduler with copies of hot buckets: two buckets of one window, both of which may become hot, two copies each.
//   one       no two additions on one bucket or copy are in flight
//   first     the first addition to a bucket or copy is told apart from the others
//   kept      nothing is lost, made up or sent to another bucket's copy: of one kind of item, the solver's choice, as many are
//             issued to its bucket and that bucket's copies as came
//   prefix    when all is done a copy holds something only if those before it do; merging adds the upper half of the copies to
//             the lower and loses what it adds to an empty one
`default_nettype none

module f_msm_pool (
  input wire       clk_i,
  input wire       rst_ni,
  input wire       in_valid_i,
  input wire       in_slot_i,
  input wire       in_payload_i,
  input wire       retire_valid_i,
  input wire [2:0] retire_slot_i,
  input wire       retire_toggle_i
);
  localparam int SlotW = 3, Slots = 6, LogFifo = 2, LogAge = 2, Calm = 0, LogPool = 2, Base = 2, Windows = 1;

  `include "msm_scheduler_dut.svh"
  (* hierconn *) wire \u_dut.fifo_pop ;
  (* hierconn *) wire [SlotW-1:0] \u_dut.c_in_slot , \u_dut.h_in_slot ;
  (* hierconn *) wire [1:0] \u_dut.gen_pool.hot_q ;
  (* hierconn *) wire \u_dut.gen_pool.bucket_q[0] , \u_dut.gen_pool.bucket_q[1] ;
  (* hierconn *) wire [1:0] \u_dut.gen_pool.turn_q[0] , \u_dut.gen_pool.turn_q[1] ;
  (* hierconn *) wire [1:0] \u_dut.issued_q[0] , \u_dut.issued_q[1] , \u_dut.issued_q[2] , \u_dut.issued_q[3] , \u_dut.issued_q[4] , \u_dut.issued_q[5] ;
  (* hierconn *) wire \u_dut.retired_q[0] , \u_dut.retired_q[1] , \u_dut.retired_q[2] , \u_dut.retired_q[3] , \u_dut.retired_q[4] , \u_dut.retired_q[5] ;
  wire [2*Slots-1:0] issued = {\u_dut.issued_q[5] , \u_dut.issued_q[4] , \u_dut.issued_q[3] , \u_dut.issued_q[2] , \u_dut.issued_q[1] , \u_dut.issued_q[0] };
  wire [Slots-1:0] retired = {\u_dut.retired_q[5] , \u_dut.retired_q[4] , \u_dut.retired_q[3] , \u_dut.retired_q[2] , \u_dut.retired_q[1] , \u_dut.retired_q[0] };
  wire [1:0] hot_q = \u_dut.gen_pool.hot_q ;
  wire [1:0] bucket = {\u_dut.gen_pool.bucket_q[1] , \u_dut.gen_pool.bucket_q[0] };
  wire [3:0] turn = {\u_dut.gen_pool.turn_q[1] , \u_dut.gen_pool.turn_q[0] };

  // Copies 2 and 3 are those of the first hot bucket, 4 and 5 of the second.
  function automatic home(input [SlotW-1:0] at, input [1:0] buckets);
    home = at < Base ? at[0] : buckets[at[2]];
  endfunction
  function automatic proper(input [SlotW-1:0] at, input [1:0] hots);
    proper = at < Base || (at < Slots && hots[at[2]]);
  endfunction

  // A model of the adder: what is in flight, what was ever issued; and which copies were given to items on their way in.
  logic [Slots-1:0] flying_q, holds_q, toggle_q, given_q;
  integer i;
  always_ff @(posedge clk_i)
    for (i = 0; i < Slots; i = i + 1) begin
      if (!rst_ni) begin
        flying_q[i] <= 1'b0;
        holds_q[i] <= 1'b0;
        toggle_q[i] <= 1'b0;
      end else if (issue && slot == i) begin
        flying_q[i] <= 1'b1;
        holds_q[i] <= 1'b1;
        toggle_q[i] <= toggle;
      end else if (retire_valid_i && retire_slot_i == i) flying_q[i] <= 1'b0;
      if (!rst_ni) given_q[i] <= 1'b0;
      else if (in_valid_i && !sweeping && in_ready && \u_dut.c_in_slot == i) given_q[i] <= 1'b1;
      else if (\u_dut.fifo_pop && \u_dut.h_in_slot == i) given_q[i] <= 1'b1;
    end

  (* anyconst *) wire some_slot, some_payload;
  logic [5:0] came_q, went_q;
  wire came = in_valid_i && !sweeping && in_ready && in_slot_i == some_slot && in_payload_i == some_payload;
  wire went = issue && home(slot, bucket) == some_slot && payload == some_payload;
  always_ff @(posedge clk_i)
    if (!rst_ni) {came_q, went_q} <= '0;
    else begin
      came_q <= came_q + {5'd0, came};
      went_q <= went_q + {5'd0, went};
    end

  // How many of that kind are inside, and for which buckets and copies something is.
  logic [5:0] inside;
  logic [Slots-1:0] waits;
  logic [LogFifo-1:0] place;
  logic [SlotW:0] entry;
  always_comb begin
    inside = 6'(\u_dut.u_new.l_valid_q && home(\u_dut.u_new.l_slot_q , bucket) == some_slot && \u_dut.u_new.l_payload_q == some_payload )
           + 6'(\u_dut.c_valid && home(\u_dut.c_slot , bucket) == some_slot && \u_dut.c_payload == some_payload )
           + 6'(\u_dut.u_stalled.l_valid_q && home(\u_dut.u_stalled.l_slot_q , bucket) == some_slot && \u_dut.u_stalled.l_payload_q == some_payload )
           + 6'(\u_dut.h_valid && home(\u_dut.h_slot , bucket) == some_slot && \u_dut.h_payload == some_payload );
    for (i = 0; i < Slots; i = i + 1)
      waits[i] = (\u_dut.u_new.l_valid_q && \u_dut.u_new.l_slot_q == i) || (\u_dut.c_valid && \u_dut.c_slot == i) ||
                 (\u_dut.u_stalled.l_valid_q && \u_dut.u_stalled.l_slot_q == i) || (\u_dut.h_valid && \u_dut.h_slot == i);
    for (i = 0; i < 1 << LogFifo; i = i + 1) begin
      place = \u_dut.read_q + i[LogFifo-1:0];
      entry = fifo[(SlotW+1)*place+:SlotW+1];
      if (i < \u_dut.level_q ) begin
        waits = waits | (Slots'(1) << entry[SlotW:1]);
        if (home(entry[SlotW:1], bucket) == some_slot && entry[0] == some_payload) inside = inside + 6'd1;
      end
    end
  end

  always_comb begin
    assume (rst_ni == started_q);
    assume (!retire_valid_i || (retire_slot_i < Slots && flying_q[retire_slot_i] && retire_toggle_i == toggle_q[retire_slot_i]));
  end

  always_ff @(posedge clk_i)
    if (started_q) begin
      if (issue) assert (slot < Slots && !flying_q[slot]);                 // one
      if (issue) assert (empty == !holds_q[slot]);                         // first
      assert (came_q - went_q == inside);                                  // kept
      if (idle) begin
        assert (went_q == came_q && flying_q == '0);
        assert (!holds_q[3] || holds_q[2]);                                // prefix
        assert (!holds_q[5] || holds_q[4]);
      end
      cover (idle && holds_q[2] && !holds_q[3]);
      cover (holds_q == '1);
    end

  // What holds in every state, so that the above follows by induction.
  always_ff @(posedge clk_i)
    if (!started_q) assert (sweep_q == '0);
    else begin
      assert (sweep_q <= Slots);
      if (sweeping) begin
        assert (flying_q == '0 && holds_q == '0 && toggle_q == '0 && came_q == '0 && went_q == '0 && hot_q == '0 && given_q == '0);
        assert (!\u_dut.u_new.l_valid_q && !\u_dut.c_valid && !\u_dut.u_stalled.l_valid_q && !\u_dut.h_valid && \u_dut.level_q == '0);
      end
      for (i = 0; i < Slots; i = i + 1)
        if (i < sweep_q) assert (issued[2*i+:2] == {holds_q[i], toggle_q[i]} && (issued[2*i] ^ retired[i]) == flying_q[i]);
      assert ((flying_q & ~holds_q) == '0);

      // The turn tells which copies were given; those hold something or something waits for them.
      if (&hot_q) assert (bucket[0] != bucket[1]);
      if (hot_q[1]) assert (hot_q[0]);
      for (i = 0; i < 2; i = i + 1) begin
        if (!hot_q[i]) assert (given_q[2*i+2+:2] == 2'b00);
        else if (turn[2*i+1]) assert (given_q[2*i+2+:2] == 2'b11);
        else assert (given_q[2*i+2+:2] == 2'b11 || given_q[2*i+2+:2] == {1'b0, turn[2*i]});
      end
      for (i = Base; i < Slots; i = i + 1) assert (given_q[i] == (holds_q[i] || waits[i]));

      if (\u_dut.u_new.l_valid_q ) begin
        assert (proper(\u_dut.u_new.l_slot_q , hot_q));
        assert ({\u_dut.u_new.l_busy , \u_dut.u_new.l_empty , \u_dut.u_new.l_toggle } ==
                {flying_q[\u_dut.u_new.l_slot_q ], !holds_q[\u_dut.u_new.l_slot_q ], toggle_q[\u_dut.u_new.l_slot_q ]});
      end
      if (\u_dut.u_stalled.l_valid_q ) begin
        assert (proper(\u_dut.u_stalled.l_slot_q , hot_q));
        assert ({\u_dut.u_stalled.l_busy , \u_dut.u_stalled.l_empty , \u_dut.u_stalled.l_toggle } ==
                {flying_q[\u_dut.u_stalled.l_slot_q ], !holds_q[\u_dut.u_stalled.l_slot_q ], toggle_q[\u_dut.u_stalled.l_slot_q ]});
      end
      if (\u_dut.c_valid ) begin
        assert (proper(\u_dut.c_slot , hot_q));
        assert ({\u_dut.c_busy , \u_dut.c_empty , \u_dut.c_toggle } == {flying_q[\u_dut.c_slot ], !holds_q[\u_dut.c_slot ], toggle_q[\u_dut.c_slot ]});
      end
      if (\u_dut.h_valid ) begin
        assert (proper(\u_dut.h_slot , hot_q));
        assert ({\u_dut.h_busy , \u_dut.h_empty , \u_dut.h_toggle } == {flying_q[\u_dut.h_slot ], !holds_q[\u_dut.h_slot ], toggle_q[\u_dut.h_slot ]});
      end
      for (i = 0; i < 1 << LogFifo; i = i + 1)
        if (((i[LogFifo-1:0] - \u_dut.read_q ) & 2'd3) < \u_dut.level_q ) assert (proper(fifo[(SlotW+1)*i+1+:SlotW], hot_q));
      assert (\u_dut.level_q <= 1 << LogFifo && \u_dut.write_q == \u_dut.read_q + \u_dut.level_q [LogFifo-1:0]);
      assert (\u_dut.flying_q == {3'd0, flying_q[0]} + {3'd0, flying_q[1]} + {3'd0, flying_q[2]} + {3'd0, flying_q[3]} + {3'd0, flying_q[4]} + {3'd0, flying_q[5]});
    end
endmodule

`default_nettype wire
