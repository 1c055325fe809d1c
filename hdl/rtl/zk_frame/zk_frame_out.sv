// Data to the host: bytes fill slots, a full slot or the end of a packet makes a frame, which stays
// until it is acknowledged.
//
// Function   Frame seq is slot seq mod 2^LogSlots. It may be sent (send_valid_o) when it is filled
//            and the host's limit lies beyond it. heard_i: a sound frame of the host came, with its
//            acknowledgement, limit, and whether it asks to go back (nak_i). An acknowledgement of
//            frames that were never filled is ignored; a limit never goes back.
// Latency    send_valid_o 1 cycle after the last byte; first byte on pay_* 2 cycles after
//            send_ready_i.
// Throughput 1 byte a cycle in and out.
`default_nettype none

module zk_frame_out #(
  parameter int LogSlots = 2,
  parameter int LogPayload = 7
) (
  input  wire                 clk_i,
  input  wire                 rst_ni,
  input  wire                 in_valid_i,
  output logic                in_ready_o,
  input  wire  [7:0]          in_data_i,
  input  wire                 in_last_i,
  input  wire                 in_error_i,
  input  wire                 heard_i,
  input  wire                 nak_i,
  input  wire  [7:0]          ack_i,
  input  wire  [7:0]          limit_i,
  input  wire                 first_limit_i,
  output logic                send_valid_o,
  input  wire                 send_ready_i,
  output logic [7:0]          type_o,
  output logic [7:0]          seq_o,
  output logic [LogPayload:0] len_o,
  output logic                pay_valid_o,
  input  wire                 pay_ready_i,
  output logic [7:0]          pay_data_o
);
  localparam int Slots = 1 << LogSlots;
  localparam logic [7:0] Window = 8'(Slots);

  logic [7:0] acked_q, fill_q, next_q, limit_q;
  logic [LogSlots-1:0] slot_q;  // the one that is being sent
  logic [LogPayload-1:0] index_q, read_q, stop_q;
  logic [LogPayload-1:0] end_q[Slots];  // length - 1
  logic [Slots-1:0] last_q, error_q;
  logic active_q, valid_q;
  logic full_q;  // as far as the last cycle's acknowledgement: a slot may be free a cycle before it is used

  wire take = in_valid_i && in_ready_o;
  wire closes = take && (in_last_i || &index_q);
  assign in_ready_o = !full_q;
  wire [7:0] held = fill_q - acked_q;

  wire [7:0] left = limit_q - next_q;
  wire [LogSlots-1:0] next_slot = next_q[LogSlots-1:0];
  wire start = send_valid_o && send_ready_i;
  assign send_valid_o = next_q != fill_q && left != 8'd0 && !left[7];
  assign seq_o = next_q;
  assign type_o = {zk_frame_pkg::TypeData, 2'b00, error_q[next_slot], last_q[next_slot]};
  assign len_o = {1'b0, end_q[next_slot]} + (LogPayload + 1)'(1);

  wire [7:0] newly = ack_i - acked_q;
  wire sane = newly <= held;
  wire [7:0] ahead = ack_i - next_q;
  wire behind = ahead != 8'd0 && !ahead[7];  // if it is sane: neither is more than a window away from acked_q
  wire back = 8'(limit_i - limit_q) >= 8'd128;

  // Reading the slot that is being sent. It may be acknowledged and filled again meanwhile, if this
  // is a repeat: the frame then has other bytes but the length of its header, and the host drops it
  // as one it had before.
  wire fetch = active_q && (!valid_q || pay_ready_i);
  wire at_end = read_q == stop_q;
  assign pay_valid_o = valid_q;

  always_ff @(posedge clk_i) begin
    if (closes) begin
      end_q[fill_q[LogSlots-1:0]] <= index_q;
      last_q[fill_q[LogSlots-1:0]] <= in_last_i;
      error_q[fill_q[LogSlots-1:0]] <= in_error_i;
    end
    if (first_limit_i) limit_q <= limit_i;
    else if (heard_i && !back) limit_q <= limit_i;
    if (start) slot_q <= next_slot;
    if (start) stop_q <= end_q[next_slot];
    if (start) read_q <= '0;
    else if (fetch) read_q <= read_q + LogPayload'(1);

    if (!rst_ni) begin
      acked_q <= '0;
      fill_q <= '0;
      next_q <= '0;
      full_q <= 1'b0;
      index_q <= '0;
      active_q <= 1'b0;
      valid_q <= 1'b0;
    end else begin
      if (take) index_q <= closes ? '0 : index_q + LogPayload'(1);
      if (closes) fill_q <= fill_q + 8'd1;
      full_q <= held == (closes ? Window - 8'd1 : Window);
      if (heard_i && sane) acked_q <= ack_i;
      if (heard_i && sane && (nak_i || behind)) next_q <= ack_i;
      else if (start) next_q <= next_q + 8'd1;
      if (start) active_q <= 1'b1;
      else if (fetch && at_end) active_q <= 1'b0;
      if (!valid_q || pay_ready_i) valid_q <= fetch;
    end
  end

  zk_ram #(
    .Width(8),
    .Depth(Slots << LogPayload)
  ) u_slots (
    .clk_i,
    .write_i(take),
    .waddr_i({fill_q[LogSlots-1:0], index_q}),
    .wdata_i(in_data_i),
    .read_i(fetch),
    .raddr_i({slot_q, read_q}),
    .rdata_o(pay_data_o)
  );
endmodule

`default_nettype wire
