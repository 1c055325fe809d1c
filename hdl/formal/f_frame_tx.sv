// zk_frame_tx with the checksum of zk_crc_mix and payloads of at most 4 bytes, any header, payload and pauses: what leaves is one frame, with
// that header, payload and a right checksum; with a wrong checksum if it was spoilt on the way.
`default_nettype none

module f_frame_tx (
  input wire clk_i,
  input wire rst_ni,
  input wire spoil_i,
  input wire send_i,
  input wire [7:0] pay_i,
  input wire pay_valid_i,
  input wire out_ready_i
);
  (* anyconst *) wire [7:0] frame_type, seq, ack, limit;
  (* anyconst *) wire [2:0] len;

  wire send_ready, pay_ready, out_valid, out_last;
  wire [7:0] out_data;
  zk_frame_tx #(
    .LogPayload(2),
    .CrcStep(8),
    .CrcW(8),
    .CrcPoly(8'h00)
  ) u_dut (
    .clk_i,
    .rst_ni,
    .spoil_i,
    .send_valid_i(send_i),
    .send_ready_o(send_ready),
    .type_i(frame_type),
    .seq_i(seq),
    .ack_i(ack),
    .limit_i(limit),
    .len_i(len),
    .pay_valid_i,
    .pay_ready_o(pay_ready),
    .pay_data_i(pay_i),
    .out_valid_o(out_valid),
    .out_ready_i,
    .out_data_o(out_data),
    .out_last_o(out_last)
  );

  (* hierconn *) wire [2:0] \u_dut.state_q ;
  (* hierconn *) wire [2:0] \u_dut.count_q ;
  (* hierconn *) wire \u_dut.spoilt_q ;
  (* hierconn *) wire [7:0] \u_dut.u_crc.crc_q ;
  (* hierconn *) wire [7:0] \u_dut.type_q ;
  (* hierconn *) wire [7:0] \u_dut.seq_q ;
  (* hierconn *) wire [7:0] \u_dut.ack_q ;
  (* hierconn *) wire [7:0] \u_dut.limit_q ;
  (* hierconn *) wire [2:0] \u_dut.len_q ;
  wire [2:0] state = \u_dut.state_q ;
  wire [3:0] count = {1'b0, \u_dut.count_q };

  logic [3:0] at_q;  // bytes of this frame that have left
  logic [7:0] crc_q;
  logic spoilt_q;
  logic started_q = 1'b0;
  wire give = out_valid && out_ready_i;
  function automatic logic [7:0] advance(input logic [7:0] crc, input logic [7:0] data);
    advance = {crc[6:0], crc[7]} ^ data;
  endfunction

  always_ff @(posedge clk_i) begin
    started_q <= 1'b1;
    if (!rst_ni || send_ready) begin
      at_q <= '0;
      crc_q <= '1;
      spoilt_q <= 1'b0;
    end else begin
      if (give) at_q <= at_q + 4'd1;
      if (give && at_q >= 4'd2) crc_q <= advance(crc_q, out_data);
      if (spoil_i) spoilt_q <= 1'b1;
    end
  end
  always_comb begin
    assume (started_q || !rst_ni);
    assume (len <= 3'd4);
  end

  always_ff @(posedge clk_i)
    if (started_q && rst_ni) begin
      // What the state of the sender means; each line is kept by every step.
      assert (state <= 3'd5);
      if (state != 3'd0) begin
        assert (\u_dut.type_q == frame_type && \u_dut.seq_q == seq && \u_dut.ack_q == ack);
        assert (\u_dut.limit_q == limit && \u_dut.len_q == len && \u_dut.spoilt_q == spoilt_q);
        assert (\u_dut.u_crc.crc_q == crc_q);
      end
      if (state == 3'd1) assert (at_q == 4'd0);
      if (state == 3'd2) assert (at_q == 4'd1);
      if (state <= 3'd2) assert (crc_q == 8'hFF || state == 3'd0);
      if (state == 3'd3) assert (at_q == 4'd2 + count && count <= 4'd6);
      if (state == 3'd4) assert (at_q == 4'd9 + count && count < {1'b0, len});
      if (state == 3'd5) assert (at_q == 4'd9 + {1'b0, len} && count == 4'd0);
      // What it is for.
      if (give)
        case (at_q)
          4'd0: assert (out_data == 8'h5A);
          4'd1: assert (out_data == 8'hC3);
          4'd2: assert (out_data == 8'h01);
          4'd3: assert (out_data == frame_type);
          4'd4: assert (out_data == seq);
          4'd5: assert (out_data == ack);
          4'd6: assert (out_data == limit);
          4'd7: assert (out_data == {5'd0, len});
          4'd8: assert (out_data == 8'h00);
          default: begin
            if (at_q < 4'd9 + {1'b0, len}) assert (out_data == (spoilt_q ? 8'h00 : pay_i) && (spoilt_q || pay_ready));
            else assert (out_last && out_data == ({crc_q[6:0], crc_q[7]} ^ {8{spoilt_q}}));
          end
        endcase
      if (give && at_q < 4'd9) assert (!out_last && !pay_ready);
      assert (!(pay_ready && !out_ready_i));
      cover (give && out_last && len == 3'd1 && !spoilt_q);
      cover (give && out_last && spoilt_q);
    end
endmodule

`default_nettype wire
