// zk_frame_rx on any bytes, with a checksum of 8 bits and payloads of at most 2 bytes (the full one is the same logic with other
// constants): whenever it calls a frame good, the last bytes it took are sync, version, header as shown, payload of that length and a
// checksum that a second, separate computation gives too.
`default_nettype none

module f_frame_rx (
  input wire clk_i,
  input wire rst_ni,
  input wire in_valid_i,
  input wire [7:0] in_data_i
);
  localparam logic [7:0] Poly = 8'hAB;
  localparam int Longest = 12;  // 2 sync, 7 header, 2 payload, 1 checksum

  wire in_ready, head, byte_valid, good, bad;
  wire [7:0] frame_type, seq, ack, limit, data;
  wire [1:0] len;
  wire [0:0] index;
  zk_frame_rx #(
    .LogPayload(1),
    .LogIdle(2),
    .CrcStep(8),
    .CrcW(8),
    .CrcPoly(Poly)
  ) u_dut (
    .clk_i,
    .rst_ni,
    .in_valid_i,
    .in_ready_o(in_ready),
    .in_data_i,
    .head_o(head),
    .type_o(frame_type),
    .seq_o(seq),
    .ack_o(ack),
    .limit_o(limit),
    .len_o(len),
    .byte_o(byte_valid),
    .data_o(data),
    .index_o(index),
    .good_o(good),
    .bad_o(bad)
  );

  // The last bytes, newest lowest, and how many there are.
  logic [8*Longest-1:0] last_q;
  logic [3:0] count_q;
  logic started_q = 1'b0;
  always_ff @(posedge clk_i) begin
    started_q <= 1'b1;
    if (!rst_ni) count_q <= '0;
    else if (in_valid_i && in_ready && count_q != 4'd15) count_q <= count_q + 4'd1;
    if (in_valid_i && in_ready) last_q <= {last_q[8*Longest-9:0], in_data_i};
  end
  always_comb assume (started_q || !rst_ni);

  // Long division over the 7 + len + 1 newest bytes; a sound message with its inverted checksum leaves this remainder.
  function automatic logic [7:0] remainder(input logic [8*Longest-1:0] bytes, input logic [3:0] count);
    logic [7:0] crc;
    crc = 8'hFF;
    for (int i = Longest - 1; i >= 0; i--)
      if (i < count) begin
        crc = crc ^ bytes[8*i+:8];
        for (int k = 0; k < 8; k++) crc = crc[0] ? (crc >> 1) ^ Poly : crc >> 1;
      end
    remainder = crc;
  endfunction
  wire [7:0] sum = remainder(last_q >> 8, {2'b00, len} + 4'd7);
  wire [8*Longest-1:0] frame = last_q >> (8 * (len + 1));  // header lowest: len high, len low, limit, ack, seq, type, version, sync

  always_ff @(posedge clk_i)
    if (started_q && rst_ni) begin
      assert (!(good && bad));
      if (good) begin
        assert (count_q >= {2'b00, len} + 4'd10);
        assert (len <= 2'd2);
        assert (frame[15:0] == {6'd0, len, 8'd0} && frame[23:16] == limit && frame[31:24] == ack && frame[39:32] == seq);
        assert (frame[47:40] == frame_type && frame[55:48] == 8'h01 && frame[71:56] == 16'h5AC3);
        assert (last_q[7:0] == ~sum);
      end
      cover (good && len == 2'd2);
      cover (bad && len == 2'd1);
    end
endmodule

`default_nettype wire
