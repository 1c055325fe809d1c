// Data from the host: frames are written to slots, sound ones become bytes of the stream, in order,
// each once.
//
// Function   Frame seq goes to slot seq mod 2^LogSlots if it is the next one and its slot is free,
//            and counts when the frame proves sound. next_o and limit_o go back to the host as
//            acknowledgement and credit. again_o: a frame that was taken before came again (it is
//            to be acknowledged again). ahead_o: one before it is missing. over_o: the host had no
//            credit. accept_o: next_o grows. freed_o: limit_o grows.
// Latency    2 cycles from good_i to the first byte. Throughput 1 byte a cycle, with 1 idle cycle a
//            frame.
`default_nettype none

module zk_frame_in #(
  parameter int LogSlots = 2,
  parameter int LogPayload = 7
) (
  input  wire                  clk_i,
  input  wire                  rst_ni,
  input  wire  [7:0]           type_i,
  input  wire  [7:0]           seq_i,
  input  wire  [LogPayload:0]  len_i,
  input  wire                  head_i,
  input  wire                  byte_i,
  input  wire  [7:0]           data_i,
  input  wire  [LogPayload-1:0] index_i,
  input  wire                  good_i,
  output logic [7:0]           next_o,
  output logic [7:0]           limit_o,
  output logic                 accept_o,
  output logic                 freed_o,
  output logic                 again_o,
  output logic                 ahead_o,
  output logic                 over_o,
  output logic                 out_valid_o,
  input  wire                  out_ready_i,
  output logic [7:0]           out_data_o,
  output logic                 out_last_o
);
  localparam int Slots = 1 << LogSlots;
  localparam logic [7:0] Window = 8'(Slots);

  logic [7:0] next_q, read_q;
  logic [LogPayload-1:0] index_q;
  logic [LogPayload-1:0] end_q[Slots];  // length - 1
  logic [Slots-1:0] last_q;
  logic valid_q, ends_q, open_q;

  wire is_data = type_i[7:1] == {zk_frame_pkg::TypeData, 3'b000} && len_i != '0;
  wire [7:0] distance = seq_i - next_q;
  wire full = next_q == limit_o;
  wire wanted = is_data && distance == 8'd0;
  // Decided once a frame: a slot may come free inside it.
  wire open = head_i ? wanted && !full : open_q;
  assign accept_o = good_i && wanted && open;

  assign next_o = next_q;
  assign limit_o = read_q + Window;
  assign again_o = good_i && is_data && distance[7];
  assign ahead_o = good_i && is_data && !distance[7] && distance != 8'd0;
  assign over_o = good_i && wanted && !open;

  // Reading: a byte waits in the output register of the RAM.
  wire [LogSlots-1:0] slot = read_q[LogSlots-1:0];
  wire some = read_q != next_q;
  wire at_end = index_q == end_q[slot];
  wire fetch = some && (!valid_q || out_ready_i);

  assign freed_o = fetch && at_end;
  assign out_valid_o = valid_q;
  assign out_last_o = ends_q;

  always_ff @(posedge clk_i) begin
    if (accept_o) begin
      end_q[next_q[LogSlots-1:0]] <= LogPayload'(len_i - (LogPayload + 1)'(1));
      last_q[next_q[LogSlots-1:0]] <= type_i[0];
    end
    open_q <= open;
    if (fetch) ends_q <= at_end && last_q[slot];
    if (!rst_ni) begin
      next_q <= '0;
      read_q <= '0;
      index_q <= '0;
      valid_q <= 1'b0;
    end else begin
      if (accept_o) next_q <= next_q + 8'd1;
      if (freed_o) read_q <= read_q + 8'd1;
      if (fetch) index_q <= at_end ? '0 : index_q + LogPayload'(1);
      if (!valid_q || out_ready_i) valid_q <= fetch;
    end
  end

  zk_ram #(
    .Width(8),
    .Depth(Slots << LogPayload)
  ) u_slots (
    .clk_i,
    .write_i(byte_i && open),
    .waddr_i({next_q[LogSlots-1:0], index_i}),
    .wdata_i(data_i),
    .read_i(fetch),
    .raddr_i({slot, index_q}),
    .rdata_o(out_data_o)
  );
endmodule

`default_nettype wire
