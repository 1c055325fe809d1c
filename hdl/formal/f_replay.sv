// zk_frame_csr with any frames and any slave that keeps to the protocol. As AXI4-Lite master: a valid stays with its content until it is
// taken, one access at a time. As the host sees it: a WRITE whose tag is that of the request before writes nothing.
`default_nettype none

module f_replay (
  input wire clk_i,
  input wire rst_ni,
  input wire [7:0] type_i,
  input wire [7:0] seq_i,
  input wire [6:0] len_i,
  input wire head_i,
  input wire byte_i,
  input wire [7:0] data_i,
  input wire [5:0] index_i,
  input wire good_i,
  input wire send_ready_i,
  input wire pay_ready_i,
  input wire awready_i,
  input wire wready_i,
  input wire [1:0] bresp_i,
  input wire bvalid_i,
  input wire arready_i,
  input wire [31:0] rdata_i,
  input wire [1:0] rresp_i,
  input wire rvalid_i
);
  wire send_valid, pay_valid, awvalid, wvalid, bready, arvalid, rready;
  wire [7:0] frame_type, seq, pay;
  wire [6:0] len;
  wire [11:0] awaddr, araddr;
  wire [31:0] wdata;
  wire [3:0] wstrb;
  zk_frame_csr #(
    .LogPayload(6)
  ) u_dut (
    .clk_i,
    .rst_ni,
    .type_i,
    .seq_i,
    .len_i,
    .head_i,
    .byte_i,
    .data_i,
    .index_i,
    .good_i,
    .send_valid_o(send_valid),
    .send_ready_i,
    .type_o(frame_type),
    .seq_o(seq),
    .len_o(len),
    .pay_valid_o(pay_valid),
    .pay_ready_i,
    .pay_data_o(pay),
    .m_axil_awaddr(awaddr),
    .m_axil_awvalid(awvalid),
    .m_axil_awready(awready_i),
    .m_axil_wdata(wdata),
    .m_axil_wstrb(wstrb),
    .m_axil_wvalid(wvalid),
    .m_axil_wready(wready_i),
    .m_axil_bresp(bresp_i),
    .m_axil_bvalid(bvalid_i),
    .m_axil_bready(bready),
    .m_axil_araddr(araddr),
    .m_axil_arvalid(arvalid),
    .m_axil_arready(arready_i),
    .m_axil_rdata(rdata_i),
    .m_axil_rresp(rresp_i),
    .m_axil_rvalid(rvalid_i),
    .m_axil_rready(rready)
  );

  (* hierconn *) wire [3:0] \u_dut.state_q ;
  (* hierconn *) wire [7:0] \u_dut.tag_q ;
  (* hierconn *) wire \u_dut.take_q ;
  (* hierconn *) wire \u_dut.known_q ;
  (* hierconn *) wire \u_dut.write_q ;
  (* hierconn *) wire \u_dut.aw_done_q ;
  (* hierconn *) wire \u_dut.w_done_q ;
  (* hierconn *) wire \u_dut.request ;  // a request begins to be served

  logic started_q = 1'b0;
  logic head_q, known_q, may_write_q;
  logic [7:0] tag_q;
  logic [22:0] header_q;
  logic aw_q, w_q, ar_q;  // taken by the slave and not answered
  always_ff @(posedge clk_i) begin
    started_q <= 1'b1;
    header_q <= {type_i, seq_i, len_i};
    if (!rst_ni) {head_q, known_q, may_write_q, aw_q, w_q, ar_q} <= '0;
    else begin
      head_q <= head_i || (head_q && !good_i);
      if (\u_dut.request ) begin
        known_q <= 1'b1;
        tag_q <= seq_i;
        may_write_q <= type_i == 8'h03 && !(known_q && seq_i == tag_q);
      end
      aw_q <= (aw_q || (awvalid && awready_i)) && !(bvalid_i && bready);
      w_q <= (w_q || (wvalid && wready_i)) && !(bvalid_i && bready);
      ar_q <= (ar_q || (arvalid && arready_i)) && !(rvalid_i && rready);
    end
  end

  always_comb begin
    assume (started_q || !rst_ni);
    assume (!good_i || (head_q && !head_i && !byte_i));
    assume (!byte_i || head_q || head_i);
    if (head_q && !head_i) assume (header_q == {type_i, seq_i, len_i});
    assume (!bvalid_i || (aw_q && w_q));
    assume (!rvalid_i || ar_q);
  end

  wire [3:0] state = \u_dut.state_q ;
  always_ff @(posedge clk_i)
    if (started_q && rst_ni) begin
      // What the state means; each line is kept by every step. 1 gather, 2 write, 3 written, 6 rdata.
      assert (state <= 4'd8 && known_q == \u_dut.known_q );
      if (known_q) assert (tag_q == \u_dut.tag_q );
      if (state != 4'd0) assert (known_q);
      if (head_q && !head_i && \u_dut.take_q ) assert (state == 4'd0);
      if (state == 4'd1 || state == 4'd2 || state == 4'd3) assert (may_write_q && \u_dut.write_q );
      if (state == 4'd5 || state == 4'd6 || state == 4'd7) assert (!\u_dut.write_q );
      assert (ar_q == (state == 4'd6));
      assert (aw_q == ((state == 4'd2 && \u_dut.aw_done_q ) || state == 4'd3));
      assert (w_q == ((state == 4'd2 && \u_dut.w_done_q ) || state == 4'd3));
      // What it is for.
      if ($past(rst_ni && awvalid && !awready_i)) assert (awvalid && $stable(awaddr));
      if ($past(rst_ni && wvalid && !wready_i)) assert (wvalid && $stable(wdata) && wstrb == 4'hF);
      if ($past(rst_ni && arvalid && !arready_i)) assert (arvalid && $stable(araddr));
      assert (!(awvalid && (aw_q || ar_q)) && !(wvalid && (w_q || ar_q)) && !(arvalid && (aw_q || w_q || ar_q)));
      if (awvalid || wvalid) assert (may_write_q);
      if (\u_dut.request ) assert (\u_dut.state_q == 4'd0 && good_i);
      if (send_valid) assert (seq == tag_q && known_q);
      cover (bvalid_i && bready && bresp_i == 2'b10);
      cover (send_valid && send_ready_i && frame_type == 8'h82);
    end
endmodule

`default_nettype wire
