// From field elements in [0, 2p) to a stream of canonical beats, lowest first.
//
// Interface   Elements cannot be held back, so a place is reserved before one is made: reserve_i
//             while room_o, and some time later elem_valid_i with elem_i and elem_last_i. idle_o:
//             nothing reserved and nothing left to send. field_i is still from a cycle before the
//             first element to the last.
// Latency     8 cycles from elem_valid_i to the first beat.
// Throughput  a beat a cycle; capacity 2^LogDepth elements, which has to cover the latency of
//             whoever makes them.

`default_nettype none

module zk_elem_out #(
  parameter int DataW    = 32,
  parameter int LogDepth = 4,
  parameter int Fields   = zk_field_pkg::BothFields
) (
  input  wire logic         clk_i,
  input  wire logic         rst_ni,
  input  wire logic         field_i,
  input  wire logic         reserve_i,
  output logic              room_o,
  input  wire logic         elem_valid_i,
  input  wire logic         elem_last_i,
  input  wire logic [255:0] elem_i,
  output logic              out_valid_o,
  input  wire logic         out_ready_i,
  output logic [DataW-1:0]  out_data_o,
  output logic              out_last_o,
  output logic              idle_o
);
  localparam int Latency = 3;  // of zk_canonical

  logic [255:0] reduced;
  zk_canonical #(.Fields(Fields), .Still(1'b1)) u_canonical (.clk_i, .field_i, .a_i(elem_i), .c_o(reduced));

  logic [Latency-1:0] valid_q, last_q;
  always_ff @(posedge clk_i) begin
    valid_q <= rst_ni ? {valid_q[Latency-2:0], elem_valid_i} : '0;
    last_q  <= {last_q[Latency-2:0], elem_last_i};
  end

  // Elements wait; each has its place.
  logic fifo_valid, fifo_last, take;
  logic [255:0] fifo_data;
  logic [LogDepth:0] unused_level;
  zk_wide_fifo #(.Width(257), .LogDepth(LogDepth)) u_fifo (
    .clk_i,
    .rst_ni,
    .in_write_i (valid_q[Latency-1]),
    .in_valid_i (valid_q[Latency-1]),
    .in_data_i  ({last_q[Latency-1], reduced}),
    .out_valid_o(fifo_valid),
    .out_ready_i(take),
    .out_data_o ({fifo_last, fifo_data}),
    .level_o    (unused_level)
  );

  // The element that is cut into beats. Beats go far, and whoever takes them answers late: they wait in a FIFO with room to spare, so
  // that whether one may go, and whether the next element is taken, is known a cycle ahead and reaches all bits.
  localparam int Ratio  = 256 / DataW;
  localparam int CountW = Ratio > 1 ? $clog2(Ratio) : 1;
  localparam int LogBeats = 3;
  logic word_valid_q, word_valid_d, word_last_q, go_q, go_d, take_d, unused_ready;
  logic [CountW-1:0] left_q, left_d;
  logic [255:0] word_q;
  logic [LogBeats:0] beats;
  assign go_d         = beats <= (LogBeats + 1)'((1 << LogBeats) - 3);
  assign word_valid_d = take ? fifo_valid : word_valid_q;
  assign left_d       = take ? CountW'(Ratio - 1) : go_q ? left_q - 1'b1 : left_q;
  assign take_d       = !rst_ni || !word_valid_d || (go_d && left_d == '0);
  always_ff @(posedge clk_i) begin
    word_valid_q <= rst_ni && word_valid_d;
    left_q       <= left_d;
    go_q         <= go_d;
    take         <= take_d;
    if (take) word_last_q <= fifo_last;
  end
  logic [255:0] rest;
  assign rest = word_q >> DataW;
  for (genvar g = 0; g < 4; g++) begin : gen_word
    logic take_word, go_word;
    zk_copy #(.Width(2)) u_how (.clk_i, .d_i({take_d, go_d}), .q_o({take_word, go_word}));
    always_ff @(posedge clk_i) begin
      if (take_word) word_q[64*g+:64] <= fifo_data[64*g+:64];
      else if (go_word) word_q[64*g+:64] <= rest[64*g+:64];
    end
  end

  logic beat_valid_q, beat_last_q;
  logic [DataW-1:0] beat_q;
  always_ff @(posedge clk_i) begin
    beat_valid_q <= rst_ni && word_valid_q && go_q;
    beat_last_q  <= word_last_q && left_q == '0;
    beat_q       <= word_q[DataW-1:0];
  end
  zk_fifo #(.Width(DataW + 1), .LogDepth(LogBeats)) u_beats (
    .clk_i,
    .rst_ni,
    .in_valid_i (beat_valid_q),
    .in_ready_o (unused_ready),
    .in_data_i  ({beat_last_q, beat_q}),
    .out_valid_o,
    .out_ready_i,
    .out_data_o ({out_last_o, out_data_o}),
    .level_o    (beats)
  );

  logic [LogDepth:0] reserved_q;
  logic leave;
  assign leave  = fifo_valid && take;
  assign room_o = !reserved_q[LogDepth];
  assign idle_o = reserved_q == '0 && !word_valid_q && !beat_valid_q && beats == '0;
  always_ff @(posedge clk_i)
    if (!rst_ni) reserved_q <= '0;
    else if (reserve_i != leave) reserved_q <= reserve_i ? reserved_q + 1'b1 : reserved_q - 1'b1;
endmodule

`default_nettype wire
