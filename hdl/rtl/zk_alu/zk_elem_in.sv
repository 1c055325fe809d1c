// From a stream of beats to field elements: joins beats, refuses what is not canonical, checks the
// number of elements.
//
// Interface   start_i begins a task of expect_i elements (at least 1) of the field field_i. Beats
//             are taken until in_last_i. Elements wait in a FIFO, elem_valid_o/elem_ready_i;
//             level_o counts them. An element that is not canonical, and all after it, never come
//             out. bad_value_o, bad_length_o tell what was wrong; ended_o that everything was seen.
//             All three stay until the next start_i. drop_i throws away what is inside and what
//             comes.
// Latency     5 cycles from the last beat of an element to elem_valid_o.
// Throughput  a beat a cycle.
//
//   cycle   0           1             2                3                  4          5
//           last beat   in register   element joined   compared in limbs  in FIFO    elem_valid_o

`default_nettype none

module zk_elem_in #(
  parameter int DataW    = 32,
  parameter int LogDepth = 4,
  parameter int Fields   = zk_field_pkg::BothFields
) (
  input  wire logic             clk_i,
  input  wire logic             rst_ni,
  input  wire logic             start_i,
  input  wire logic [32:0]      expect_i,
  input  wire logic             field_i,
  input  wire logic             drop_i,
  input  wire logic             in_valid_i,
  output logic                  in_ready_o,
  input  wire logic [DataW-1:0] in_data_i,
  input  wire logic             in_last_i,
  output logic                  elem_valid_o,
  input  wire logic             elem_ready_i,
  output logic [255:0]          elem_o,
  output logic [LogDepth:0]     level_o,
  output logic                  bad_value_o,
  output logic                  bad_length_o,
  output logic                  ended_o
);
  localparam int Limbs = 4;

  // Beats are taken between start_i and in_last_i only: what follows belongs to the next task.
  // They come from afar, so that ready is a register's.
  logic active_q, beat_ready, open;
  assign open       = active_q && rst_ni;
  assign in_ready_o = beat_ready && open;
  always_ff @(posedge clk_i)
    if (!rst_ni) active_q <= 1'b0;
    else if (start_i) active_q <= 1'b1;
    else if (in_valid_i && in_ready_o && in_last_i) active_q <= 1'b0;

  logic beat_valid, beat_last, room_q;
  logic [DataW-1:0] beat;
  zk_skid #(.Width(DataW + 1)) u_beat (
    .clk_i,
    .rst_ni,
    .in_valid_i (in_valid_i && open),
    .in_ready_o (beat_ready),
    .in_data_i  ({in_last_i, in_data_i}),
    .out_valid_o(beat_valid),
    .out_ready_i(room_q),
    .out_data_o ({beat_last, beat})
  );

  logic wide_valid, wide_last, wide_partial, unused_ready;
  logic [255:0] wide_data;
  zk_widen #(.InW(DataW), .Ratio(256 / DataW)) u_widen (
    .clk_i,
    .rst_ni,
    .in_valid_i (beat_valid && room_q),
    .in_ready_o (unused_ready),
    .in_data_i  (beat),
    .in_last_i  (beat_last),
    .out_valid_o(wide_valid),
    .out_ready_i(1'b1),
    .out_data_o (wide_data),
    .out_last_o (wide_last),
    .out_error_o(wide_partial)
  );

  // Compared with p limb by limb; the limbs' verdicts are joined a cycle later.
  logic [255:0] modulus;
  if (Fields == zk_field_pkg::BothFields) begin : gen_both
    for (genvar g = 0; g < Limbs; g++) begin : gen_limb
      logic fr;  // the field is still while elements come
      zk_copy u_fr (.clk_i, .d_i(field_i), .q_o(fr));
      assign modulus[64*g+:64] = fr ? zk_field_pkg::FrP[64*g+:64] : zk_field_pkg::FqP[64*g+:64];
    end
  end else begin : gen_one
    logic unused_field;
    assign unused_field = field_i;
    assign modulus = Fields == zk_field_pkg::OnlyFr ? zk_field_pkg::FrP : zk_field_pkg::FqP;
  end

  logic [32:0] left_q;
  logic valid_q, last_q, long_q, short_q, partial_q;
  logic [255:0] data_q;
  logic [Limbs-1:0] less_q;
  logic [Limbs-1:1] equal_q;
  logic push, canonical;
  assign canonical     = less_q[3] || (equal_q[3] && (less_q[2] || (equal_q[2] &&
                         (less_q[1] || (equal_q[1] && less_q[0])))));
  assign push          = valid_q && canonical && !bad_value_o && !bad_length_o && !long_q &&
                         !partial_q && !drop_i;

  // Nothing stops here: a beat is taken when there is room for its element, the one before, one compared and one that room_q was late for.
  always_ff @(posedge clk_i) begin
    room_q    <= level_o <= (LogDepth + 1)'((1 << LogDepth) - 4);
    valid_q   <= wide_valid;
    data_q    <= wide_data;
    last_q    <= wide_last;
    partial_q <= wide_partial;
    long_q    <= left_q == '0;
    short_q   <= wide_last && left_q > 33'd1;
    for (int i = 0; i < Limbs; i++) begin
      less_q[i] <= wide_data[64*i+:64] < modulus[64*i+:64];
      if (i > 0) equal_q[i] <= wide_data[64*i+:64] == modulus[64*i+:64];
    end
    if (wide_valid && left_q != '0) left_q <= left_q - 33'd1;
    if (valid_q) begin
      if (!canonical && !partial_q && !long_q) bad_value_o <= 1'b1;
      if (long_q || short_q || partial_q || (!last_q && left_q == '0)) bad_length_o <= 1'b1;
      if (last_q) ended_o <= 1'b1;
    end
    if (!rst_ni || start_i) begin
      valid_q      <= 1'b0;
      left_q       <= expect_i;
      bad_value_o  <= 1'b0;
      bad_length_o <= 1'b0;
      ended_o      <= 1'b0;
    end
  end

  // A cycle late: nothing comes so soon after a start, and what is dropped has nobody who takes it.
  logic fifo_rst_nq = 1'b0;
  always_ff @(posedge clk_i) fifo_rst_nq <= rst_ni && !drop_i && !start_i;
  zk_wide_fifo #(.Width(256), .LogDepth(LogDepth)) u_fifo (
    .clk_i,
    .rst_ni     (fifo_rst_nq),
    .in_write_i (valid_q),
    .in_valid_i (push),
    .in_data_i  (data_q),
    .out_valid_o(elem_valid_o),
    .out_ready_i(elem_ready_i),
    .out_data_o (elem_o),
    .level_o
  );
endmodule

`default_nettype wire
