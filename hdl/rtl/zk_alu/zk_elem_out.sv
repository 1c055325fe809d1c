// From field elements in [0, 2p) to a stream of canonical beats, lowest first.
//
// Interface   Elements cannot be held back, so a place is reserved before one is made: reserve_i
//             while room_o, and some time later elem_valid_i with elem_i and elem_last_i. idle_o:
//             nothing reserved and nothing left to send.
// Latency     7 cycles from elem_valid_i to the first beat.
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
  zk_canonical #(.Fields(Fields)) u_canonical (.clk_i, .field_i, .a_i(elem_i), .c_o(reduced));

  logic [Latency-1:0] valid_q, last_q;
  always_ff @(posedge clk_i) begin
    valid_q <= rst_ni ? {valid_q[Latency-2:0], elem_valid_i} : '0;
    last_q  <= {last_q[Latency-2:0], elem_last_i};
  end

  logic fifo_valid, fifo_ready, fifo_last, unused_ready;
  logic [255:0] fifo_data;
  logic [LogDepth:0] unused_level;
  zk_fifo #(.Width(257), .LogDepth(LogDepth)) u_fifo (
    .clk_i,
    .rst_ni,
    .in_valid_i (valid_q[Latency-1]),
    .in_ready_o (unused_ready),
    .in_data_i  ({last_q[Latency-1], reduced}),
    .out_valid_o(fifo_valid),
    .out_ready_i(fifo_ready),
    .out_data_o ({fifo_last, fifo_data}),
    .level_o    (unused_level)
  );

  logic unused_error, beat_valid, beat_ready, beat_last;
  logic [DataW-1:0] beat;
  zk_narrow #(.OutW(DataW), .Ratio(256 / DataW)) u_narrow (
    .clk_i,
    .rst_ni,
    .in_valid_i (fifo_valid),
    .in_ready_o (fifo_ready),
    .in_data_i  (fifo_data),
    .in_last_i  (fifo_last),
    .in_error_i (1'b0),
    .out_valid_o(beat_valid),
    .out_ready_i(beat_ready),
    .out_data_o (beat),
    .out_last_o (beat_last),
    .out_error_o(unused_error)
  );

  // Beats go far, and whoever takes them answers late.
  zk_skid #(.Width(DataW + 1)) u_beat (
    .clk_i,
    .rst_ni,
    .in_valid_i (beat_valid),
    .in_ready_o (beat_ready),
    .in_data_i  ({beat_last, beat}),
    .out_valid_o,
    .out_ready_i,
    .out_data_o ({out_last_o, out_data_o})
  );

  logic [LogDepth:0] reserved_q;
  logic leave;
  assign leave  = fifo_valid && fifo_ready;
  assign room_o = !reserved_q[LogDepth];
  assign idle_o = reserved_q == '0 && !beat_valid && !out_valid_o;
  always_ff @(posedge clk_i)
    if (!rst_ni) reserved_q <= '0;
    else if (reserve_i != leave) reserved_q <= reserve_i ? reserved_q + 1'b1 : reserved_q - 1'b1;
endmodule

`default_nettype wire
