// The device's end of the byte protocol of hdl/doc/frame.md: registers and both streams over one
// byte stream each way.
//
// Function   zk_frame_rx finds sound frames. HELLO begins a session: link, streams and engine are
//            reset, then it is answered. READ and WRITE go to zk_frame_csr, data to zk_frame_in;
//            zk_frame_out holds data for the host until it is acknowledged. zk_frame_tx sends, in
//            this order of preference: answer to HELLO, answer to READ or WRITE, NAK, data, ACK.
//            Every frame carries acknowledgement and limit, so that NAK and ACK have no payload.
// Interface  rx_*, tx_*: bytes of the link (tx_last_o: end of a frame). m_axil_*, m_axis_*,
//            s_axis_*: to zk_engine, whose reset is engine_rst_no. crc_error_o, credit_error_o:
//            pulses.
// Bounded    Everything but the engine answers in bounded time; memory is 2^LogSlots frames a
//            direction.
// Throughput CrcStep/8 bytes a cycle each way, 13 bytes of each frame are not data.
// Range      LogPayload 6 to 12 (payload 2^LogPayload bytes), LogSlots 1 to 6, CrcStep 1, 2, 4 or
//            8, DataW 8·2^n.
`default_nettype none

module zk_frame #(
  parameter int DataW = 16,
  parameter int LogSlots = 2,
  parameter int LogPayload = 7,
  parameter int LogIdle = 18,
  parameter int CrcStep = 1
) (
  input  wire              clk_i,
  input  wire              rst_ni,

  input  wire              rx_valid_i,
  output logic             rx_ready_o,
  input  wire  [7:0]       rx_data_i,
  output logic             tx_valid_o,
  input  wire              tx_ready_i,
  output logic [7:0]       tx_data_o,
  output logic             tx_last_o,

  output logic [11:0]      m_axil_awaddr,
  output logic             m_axil_awvalid,
  input  wire              m_axil_awready,
  output logic [31:0]      m_axil_wdata,
  output logic [3:0]       m_axil_wstrb,
  output logic             m_axil_wvalid,
  input  wire              m_axil_wready,
  input  wire  [1:0]       m_axil_bresp,
  input  wire              m_axil_bvalid,
  output logic             m_axil_bready,
  output logic [11:0]      m_axil_araddr,
  output logic             m_axil_arvalid,
  input  wire              m_axil_arready,
  input  wire  [31:0]      m_axil_rdata,
  input  wire  [1:0]       m_axil_rresp,
  input  wire              m_axil_rvalid,
  output logic             m_axil_rready,

  output logic             m_axis_tvalid,
  input  wire              m_axis_tready,
  output logic [DataW-1:0] m_axis_tdata,
  output logic             m_axis_tlast,
  output logic             m_axis_tuser,
  input  wire              s_axis_tvalid,
  output logic             s_axis_tready,
  input  wire  [DataW-1:0] s_axis_tdata,
  input  wire              s_axis_tlast,
  input  wire              s_axis_tuser,

  output logic             engine_rst_no,
  output logic             crc_error_o,
  output logic             credit_error_o
);
  localparam int LenW = LogPayload + 1;
  localparam int Ratio = DataW / 8;

  wire head, byte_valid, good, bad;
  wire [7:0] rx_type, rx_seq, rx_ack, rx_limit, rx_byte;
  wire [LenW-1:0] rx_len;
  wire [LogPayload-1:0] rx_index;

  zk_frame_rx #(
    .LogPayload(LogPayload),
    .LogIdle(LogIdle),
    .CrcStep(CrcStep)
  ) u_rx (
    .clk_i,
    .rst_ni,
    .in_valid_i(rx_valid_i),
    .in_ready_o(rx_ready_o),
    .in_data_i(rx_data_i),
    .head_o(head),
    .type_o(rx_type),
    .seq_o(rx_seq),
    .ack_o(rx_ack),
    .limit_o(rx_limit),
    .len_o(rx_len),
    .byte_o(byte_valid),
    .data_o(rx_byte),
    .index_o(rx_index),
    .good_o(good),
    .bad_o(bad)
  );

  // A session begins with HELLO; before the first one nothing else is heard.
  logic [4:0] reset_q;
  logic session_q, hello_q;
  logic [7:0] hello_seq_q;
  wire hello = good && rx_type == zk_frame_pkg::TypeHello;
  wire heard = good && !hello && session_q;
  wire live_n = reset_q == 5'd0 && session_q;
  assign engine_rst_no = live_n;

  wire [7:0] in_next, in_limit;
  wire in_accept, in_freed, in_again, in_ahead, in_over;
  wire bytes_in_valid, bytes_in_ready, bytes_in_last;
  wire [7:0] bytes_in;

  zk_frame_in #(
    .LogSlots(LogSlots),
    .LogPayload(LogPayload)
  ) u_in (
    .clk_i,
    .rst_ni(live_n),
    .type_i(rx_type),
    .seq_i(rx_seq),
    .len_i(rx_len),
    .head_i(head),
    .byte_i(byte_valid),
    .data_i(rx_byte),
    .index_i(rx_index),
    .good_i(heard),
    .next_o(in_next),
    .limit_o(in_limit),
    .accept_o(in_accept),
    .freed_o(in_freed),
    .again_o(in_again),
    .ahead_o(in_ahead),
    .over_o(in_over),
    .out_valid_o(bytes_in_valid),
    .out_ready_i(bytes_in_ready),
    .out_data_o(bytes_in),
    .out_last_o(bytes_in_last)
  );

  zk_widen #(
    .InW(8),
    .Ratio(Ratio)
  ) u_widen (
    .clk_i,
    .rst_ni(live_n),
    .in_valid_i(bytes_in_valid),
    .in_ready_o(bytes_in_ready),
    .in_data_i(bytes_in),
    .in_last_i(bytes_in_last),
    .out_valid_o(m_axis_tvalid),
    .out_ready_i(m_axis_tready),
    .out_data_o(m_axis_tdata),
    .out_last_o(m_axis_tlast),
    .out_error_o(m_axis_tuser)
  );

  wire narrow_valid, narrow_ready, narrow_last, narrow_error;
  wire bytes_out_valid, bytes_out_ready, bytes_out_last, bytes_out_error;
  wire [7:0] narrow, bytes_out;
  zk_narrow #(
    .OutW(8),
    .Ratio(Ratio)
  ) u_narrow (
    .clk_i,
    .rst_ni(live_n),
    .in_valid_i(s_axis_tvalid),
    .in_ready_o(s_axis_tready),
    .in_data_i(s_axis_tdata),
    .in_last_i(s_axis_tlast),
    .in_error_i(s_axis_tuser),
    .out_valid_o(narrow_valid),
    .out_ready_i(narrow_ready),
    .out_data_o(narrow),
    .out_last_o(narrow_last),
    .out_error_o(narrow_error)
  );
  zk_skid #(
    .Width(10)
  ) u_bytes_out (
    .clk_i,
    .rst_ni(live_n),
    .in_valid_i(narrow_valid),
    .in_ready_o(narrow_ready),
    .in_data_i({narrow_error, narrow_last, narrow}),
    .out_valid_o(bytes_out_valid),
    .out_ready_i(bytes_out_ready),
    .out_data_o({bytes_out_error, bytes_out_last, bytes_out})
  );

  wire out_send, out_sent, out_pay_valid, out_pay_ready;
  wire [7:0] out_type, out_seq, out_pay;
  wire [LenW-1:0] out_len;
  zk_frame_out #(
    .LogSlots(LogSlots),
    .LogPayload(LogPayload)
  ) u_out (
    .clk_i,
    .rst_ni(live_n),
    .in_valid_i(bytes_out_valid),
    .in_ready_o(bytes_out_ready),
    .in_data_i(bytes_out),
    .in_last_i(bytes_out_last),
    .in_error_i(bytes_out_error),
    .heard_i(heard),
    .nak_i(rx_type == zk_frame_pkg::TypeNak),
    .ack_i(rx_ack),
    .limit_i(rx_limit),
    .first_limit_i(hello),
    .send_valid_o(out_send),
    .send_ready_i(out_sent),
    .type_o(out_type),
    .seq_o(out_seq),
    .len_o(out_len),
    .pay_valid_o(out_pay_valid),
    .pay_ready_i(out_pay_ready),
    .pay_data_o(out_pay)
  );

  wire csr_send, csr_sent, csr_pay_valid, csr_pay_ready;
  wire [7:0] csr_type, csr_seq, csr_pay;
  wire [LenW-1:0] csr_len;
  zk_frame_csr #(
    .LogPayload(LogPayload)
  ) u_csr (
    .clk_i,
    .rst_ni(live_n),
    .type_i(rx_type),
    .seq_i(rx_seq),
    .len_i(rx_len),
    .head_i(head),
    .byte_i(byte_valid),
    .data_i(rx_byte),
    .index_i(rx_index),
    .good_i(heard),
    .send_valid_o(csr_send),
    .send_ready_i(csr_sent),
    .type_o(csr_type),
    .seq_o(csr_seq),
    .len_o(csr_len),
    .pay_valid_o(csr_pay_valid),
    .pay_ready_i(csr_pay_ready),
    .pay_data_o(csr_pay),
    .m_axil_awaddr,
    .m_axil_awvalid,
    .m_axil_awready,
    .m_axil_wdata,
    .m_axil_wstrb,
    .m_axil_wvalid,
    .m_axil_wready,
    .m_axil_bresp,
    .m_axil_bvalid,
    .m_axil_bready,
    .m_axil_araddr,
    .m_axil_arvalid,
    .m_axil_arready,
    .m_axil_rdata,
    .m_axil_rresp,
    .m_axil_rvalid,
    .m_axil_rready
  );

  // What is sent next.
  localparam logic [1:0] PayHello = 2'd0, PayCsr = 2'd1, PayOut = 2'd2;
  logic nak_q, nak_sent_q, ack_q;
  logic [1:0] pay_q, hello_byte_q;
  wire send_ready;
  wire pick_hello = hello_q && live_n;
  wire pick_csr = !pick_hello && csr_send;
  wire pick_nak = !pick_hello && !csr_send && nak_q;
  wire pick_out = !pick_hello && !csr_send && !nak_q && out_send;
  wire pick_ack = !pick_hello && !csr_send && !nak_q && !out_send && ack_q;
  wire send = live_n && (pick_hello || pick_csr || pick_nak || pick_out || pick_ack);
  wire sent = send && send_ready;
  assign csr_sent = sent && pick_csr;
  assign out_sent = sent && pick_out;

  logic [7:0] tx_type, tx_seq;
  logic [LenW-1:0] tx_len;
  always_comb begin
    tx_type = zk_frame_pkg::TypeAck;
    tx_seq = 8'h00;
    tx_len = '0;
    if (pick_hello) begin
      tx_type = zk_frame_pkg::Reply | zk_frame_pkg::TypeHello;
      tx_seq = hello_seq_q;
      tx_len = LenW'(4);
    end else if (pick_csr) begin
      tx_type = csr_type;
      tx_seq = csr_seq;
      tx_len = csr_len;
    end else if (pick_nak) begin
      tx_type = zk_frame_pkg::TypeNak;
    end else if (pick_out) begin
      tx_type = out_type;
      tx_seq = out_seq;
      tx_len = out_len;
    end
  end

  logic [7:0] hello_pay;
  always_comb
    case (hello_byte_q)
      2'd0: hello_pay = zk_frame_pkg::Version;
      2'd1: hello_pay = 8'(LogSlots);
      2'd2: hello_pay = 8'(LogPayload);
      default: hello_pay = 8'(Ratio);
    endcase

  wire pay_ready;
  wire pay_valid = pay_q == PayHello || (pay_q == PayCsr && csr_pay_valid) ||
                   (pay_q == PayOut && out_pay_valid);
  wire [7:0] pay = pay_q == PayHello ? hello_pay : pay_q == PayCsr ? csr_pay : out_pay;
  assign csr_pay_ready = pay_ready && pay_q == PayCsr;
  assign out_pay_ready = pay_ready && pay_q == PayOut;
  assign crc_error_o = bad;
  assign credit_error_o = in_over;

  always_ff @(posedge clk_i) begin
    if (hello) hello_seq_q <= rx_seq;
    if (send_ready) begin
      pay_q <= pick_hello ? PayHello : pick_csr ? PayCsr : PayOut;
      hello_byte_q <= '0;
    end else if (pay_ready && pay_valid) begin
      hello_byte_q <= hello_byte_q + 2'd1;
    end

    if (!rst_ni) begin
      reset_q <= 5'd16;
      session_q <= 1'b0;
    end else begin
      if (hello) reset_q <= 5'd16;
      else if (reset_q != 5'd0) reset_q <= reset_q - 5'd1;
      if (hello) session_q <= 1'b1;
    end
    if (!rst_ni) hello_q <= 1'b0;
    else if (hello) hello_q <= 1'b1;
    else if (sent && pick_hello) hello_q <= 1'b0;

    if (!live_n) begin
      nak_q <= 1'b0;
      nak_sent_q <= 1'b0;
      ack_q <= 1'b0;
    end else begin
      if (bad || (in_ahead && !nak_sent_q)) nak_q <= 1'b1;
      else if (sent && pick_nak) nak_q <= 1'b0;
      if (in_accept) nak_sent_q <= 1'b0;
      else if (sent && pick_nak) nak_sent_q <= 1'b1;
      if (in_accept || in_freed || in_again || in_over) ack_q <= 1'b1;
      else if (sent) ack_q <= 1'b0;
    end
  end

  zk_frame_tx #(
    .LogPayload(LogPayload),
    .CrcStep(CrcStep)
  ) u_tx (
    .clk_i,
    .rst_ni,
    .spoil_i(!live_n),
    .send_valid_i(send),
    .send_ready_o(send_ready),
    .type_i(tx_type),
    .seq_i(tx_seq),
    .ack_i(in_next),
    .limit_i(in_limit),
    .len_i(tx_len),
    .pay_valid_i(pay_valid),
    .pay_ready_o(pay_ready),
    .pay_data_i(pay),
    .out_valid_o(tx_valid_o),
    .out_ready_i(tx_ready_i),
    .out_data_o(tx_data_o),
    .out_last_o(tx_last_o)
  );
endmodule

`default_nettype wire
