// zk_frame_out with 4 slots of 2 bytes, whatever the host says: a frame is sent only while its number lies before the largest limit
// that the host has given, only when its slot is filled and not yet acknowledged, and never are more than 4 frames outstanding.
`default_nettype none

module f_credit_out (
  input wire clk_i,
  input wire rst_ni,
  input wire in_valid_i,
  input wire [7:0] in_data_i,
  input wire in_last_i,
  input wire in_error_i,
  input wire heard_i,
  input wire nak_i,
  input wire [7:0] ack_i,
  input wire [7:0] limit_i,
  input wire hello_i,
  input wire send_ready_i,
  input wire pay_ready_i
);
  wire in_ready, send_valid, pay_valid;
  wire [7:0] frame_type, seq, pay_data;
  wire [1:0] len;
  zk_frame_out #(
    .LogSlots(2),
    .LogPayload(1)
  ) u_dut (
    .clk_i,
    .rst_ni,
    .in_valid_i,
    .in_ready_o(in_ready),
    .in_data_i,
    .in_last_i,
    .in_error_i,
    .heard_i,
    .nak_i,
    .ack_i,
    .limit_i,
    .first_limit_i(hello_i),
    .send_valid_o(send_valid),
    .send_ready_i,
    .type_o(frame_type),
    .seq_o(seq),
    .len_o(len),
    .pay_valid_o(pay_valid),
    .pay_ready_i,
    .pay_data_o(pay_data)
  );

  (* hierconn *) wire [7:0] \u_dut.acked_q ;
  (* hierconn *) wire [7:0] \u_dut.fill_q ;
  (* hierconn *) wire [7:0] \u_dut.next_q ;
  (* hierconn *) wire [7:0] \u_dut.limit_q ;

  // The host's credit, written down a second time: the furthest limit since HELLO.
  logic [7:0] credit_q;
  logic started_q = 1'b0;
  logic heard_q;  // an acknowledgement makes room a cycle later
  wire further = 8'(limit_i - credit_q) < 8'd128;
  always_ff @(posedge clk_i) begin
    started_q <= 1'b1;
    heard_q <= heard_i;
    if (hello_i) credit_q <= limit_i;
    else if (heard_i && further) credit_q <= limit_i;
  end

  // HELLO holds the block in reset, as zk_frame does.
  always_comb begin
    assume (started_q || (!rst_ni && hello_i));
    assume (!hello_i || !rst_ni);
    assume (!(heard_i && !rst_ni));
  end

  wire [7:0] stored = \u_dut.fill_q - \u_dut.acked_q ;
  wire [7:0] sent = \u_dut.next_q - \u_dut.acked_q ;
  wire [7:0] left = credit_q - seq;
  always_ff @(posedge clk_i)
    if (started_q) begin
      assert (\u_dut.limit_q == credit_q);
    end
  always_ff @(posedge clk_i)
    if (started_q && rst_ni) begin
      assert (stored <= 8'd4 && sent <= stored);
      assert (!in_ready || stored != 8'd4);
      assert (in_ready || stored == 8'd4 || heard_q);
      if (send_valid) begin
        assert (left != 8'd0 && left < 8'd128);
        assert (seq == \u_dut.next_q && sent < stored);
        assert (len == 2'd1 || len == 2'd2);
      end
      cover (send_valid && send_ready_i && seq == 8'd5);
      cover (heard_i && nak_i && sent == 8'd3);
    end
endmodule

`default_nettype wire
