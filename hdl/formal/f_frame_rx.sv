// zk_frame_rx on any bytes, with the checksum of zk_crc_mix (8 bits, linear, as sensitive to order; f_crc is the proof of the real
// one) and payloads of at most 4 bytes: whenever it calls a frame good, the last bytes it took are sync, version, header as shown, payload of that length and a
// checksum that a second, separate computation gives too.
`default_nettype none

module f_frame_rx (
  input wire clk_i,
  input wire rst_ni,
  input wire in_valid_i,
  input wire [7:0] in_data_i
);
  localparam int Longest = 14;  // 2 sync, 7 header, 4 payload, 1 checksum

  wire in_ready, head, byte_valid, good, bad;
  wire [7:0] frame_type, seq, ack, limit, data;
  wire [2:0] len;
  wire [1:0] index;
  zk_frame_rx #(
    .LogPayload(2),
    .LogIdle(2),
    .CrcStep(8),
    .CrcW(8),
    .CrcPoly(8'h00)
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

  (* hierconn *) wire [2:0] \u_dut.state_q ;
  (* hierconn *) wire [2:0] \u_dut.count_q ;
  (* hierconn *) wire [7:0] \u_dut.low_q ;
  (* hierconn *) wire [7:0] \u_dut.u_crc.crc_q ;

  function automatic logic [7:0] advance(input logic [7:0] crc, input logic [7:0] data);
    advance = {crc[6:0], crc[7]} ^ data;
  endfunction

  // The last bytes, newest lowest; sum_q[k]: the checksum register after the last k of them, before_q: the same, a byte ago.
  logic [8*Longest-1:0] last_q;
  logic [8*Longest-1:0] sum_q, before_q;
  logic started_q = 1'b0;
  wire take = in_valid_i && in_ready;
  always_ff @(posedge clk_i) begin
    started_q <= 1'b1;
    if (take) begin
      last_q <= {last_q[8*Longest-9:0], in_data_i};
      before_q <= sum_q;
      for (int k = 1; k < Longest; k++) sum_q[8*k+:8] <= advance(sum_q[8*(k-1)+:8], in_data_i);
    end
    sum_q[7:0] <= 8'hFF;
    if (!started_q) begin
      sum_q <= {Longest{8'hFF}};
      before_q <= {Longest{8'hFF}};
    end
  end
  always_comb assume (started_q || !rst_ni);

  // Bytes since the sync, and the last bytes from that point on: version highest.
  localparam logic [2:0] StSync1 = 3'd1, StHead = 3'd2, StPayload = 3'd3, StCrc = 3'd4, StCheck = 3'd5;
  wire [2:0] state = \u_dut.state_q ;
  wire [2:0] count = \u_dut.count_q ;
  wire inside = state == StHead || state == StPayload || state == StCrc || state == StCheck;
  logic [3:0] span;
  always_comb
    case (state)
      StHead: span = {1'b0, count};
      StPayload: span = 4'd7 + {1'b0, count};
      StCrc: span = 4'd7 + {1'b0, len};
      default: span = 4'd8 + {1'b0, len};
    endcase
  wire [8*Longest-1:0] sync = last_q >> {span, 3'b000};
  wire [8*Longest-1:0] header = last_q >> {span - 4'd7, 3'b000};
  wire [8*Longest-1:0] partial = last_q << {4'd7 - span, 3'b000};  // inside the header
  wire [7:0] sum = 8'(sum_q >> {span, 3'b000});
  wire [7:0] sum_of_rest = 8'(before_q >> {span - 4'd1, 3'b000});

  always_ff @(posedge clk_i)
    if (started_q)
      for (int k = 1; k < Longest; k++) assert (sum_q[8*k+:8] == advance(before_q[8*(k-1)+:8], last_q[7:0]) || sum_q == {Longest{8'hFF}});
  always_ff @(posedge clk_i)
    if (started_q && rst_ni) begin
      // What the state of the receiver means; each line is kept by every step.
      assert (state <= StCheck);
      if (state == StSync1) assert (last_q[7:0] == 8'h5A);
      if (inside) begin
        assert (sync[15:0] == 16'h5AC3);
        assert (\u_dut.u_crc.crc_q == sum);
      end
      if (state == StHead) begin
        assert (count <= 3'd6);
        if (count >= 3'd1) assert (partial[55:48] == 8'h01);
        if (count >= 3'd2) assert (partial[47:40] == frame_type);
        if (count >= 3'd3) assert (partial[39:32] == seq);
        if (count >= 3'd4) assert (partial[31:24] == ack);
        if (count >= 3'd5) assert (partial[23:16] == limit);
        if (count >= 3'd6) assert (partial[15:8] == \u_dut.low_q );
      end else if (inside) begin
        assert (len <= 3'd4);
        assert (header[55:0] == {8'h01, frame_type, seq, ack, limit, 5'd0, len, 8'd0});
        if (state == StPayload) assert (count < len);
        if (state == StCrc) assert (count == 3'd0);
      end
      // What it is for.
      assert (!(good && bad));
      if (good) assert (last_q[7:0] == {sum_of_rest[6:0], sum_of_rest[7]});
      cover (good && len == 3'd1);
      cover (bad && state == StCheck);
    end
endmodule

`default_nettype wire
