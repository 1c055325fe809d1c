// The device behind a byte stream: zk_frame and zk_engine. Every board and every simulation of a
// link is this and a link.
//
// Interface  rx_*, tx_*: bytes (tx_last_o: end of a frame). link_error_i: the link lost a byte.
//            alive_o: a host has begun a session.
`default_nettype none

module zk_device #(
  parameter int LogSlots = 2,
  parameter int LogPayload = 7,
  parameter int LogIdle = 18,
  parameter int CrcStep = 1,
  parameter logic [31:0] SrcHash = 32'h0
) (
  input  wire        clk_i,
  input  wire        rst_ni,
  input  wire        rx_valid_i,
  output logic       rx_ready_o,
  input  wire  [7:0] rx_data_i,
  output logic       tx_valid_o,
  input  wire        tx_ready_i,
  output logic [7:0] tx_data_o,
  output logic       tx_last_o,
  input  wire        link_error_i,
  output logic       alive_o
);
  localparam int DataW = zk_config_pkg::DataW;

  wire [11:0] awaddr, araddr;
  wire awvalid, awready, wvalid, wready, bvalid, bready, arvalid, arready, rvalid, rready;
  wire [31:0] wdata, rdata;
  wire [3:0] wstrb;
  wire [1:0] bresp, rresp;
  wire down_valid, down_ready, down_last, down_user, up_valid, up_ready, up_last, up_user;
  wire [DataW-1:0] down, up;
  wire engine_rst_n, crc_error, credit_error;

  assign alive_o = engine_rst_n;

  zk_frame #(
    .DataW(DataW),
    .LogSlots(LogSlots),
    .LogPayload(LogPayload),
    .LogIdle(LogIdle),
    .CrcStep(CrcStep)
  ) u_frame (
    .clk_i,
    .rst_ni,
    .rx_valid_i,
    .rx_ready_o,
    .rx_data_i,
    .tx_valid_o,
    .tx_ready_i,
    .tx_data_o,
    .tx_last_o,
    .m_axil_awaddr(awaddr),
    .m_axil_awvalid(awvalid),
    .m_axil_awready(awready),
    .m_axil_wdata(wdata),
    .m_axil_wstrb(wstrb),
    .m_axil_wvalid(wvalid),
    .m_axil_wready(wready),
    .m_axil_bresp(bresp),
    .m_axil_bvalid(bvalid),
    .m_axil_bready(bready),
    .m_axil_araddr(araddr),
    .m_axil_arvalid(arvalid),
    .m_axil_arready(arready),
    .m_axil_rdata(rdata),
    .m_axil_rresp(rresp),
    .m_axil_rvalid(rvalid),
    .m_axil_rready(rready),
    .m_axis_tvalid(down_valid),
    .m_axis_tready(down_ready),
    .m_axis_tdata(down),
    .m_axis_tlast(down_last),
    .m_axis_tuser(down_user),
    .s_axis_tvalid(up_valid),
    .s_axis_tready(up_ready),
    .s_axis_tdata(up),
    .s_axis_tlast(up_last),
    .s_axis_tuser(up_user),
    .engine_rst_no(engine_rst_n),
    .crc_error_o(crc_error),
    .credit_error_o(credit_error)
  );

  zk_engine #(
    .SrcHash(SrcHash)
  ) u_engine (
    .clk_i,
    .rst_ni(engine_rst_n),
    .s_axil_awaddr(awaddr),
    .s_axil_awvalid(awvalid),
    .s_axil_awready(awready),
    .s_axil_wdata(wdata),
    .s_axil_wstrb(wstrb),
    .s_axil_wvalid(wvalid),
    .s_axil_wready(wready),
    .s_axil_bresp(bresp),
    .s_axil_bvalid(bvalid),
    .s_axil_bready(bready),
    .s_axil_araddr(araddr),
    .s_axil_arvalid(arvalid),
    .s_axil_arready(arready),
    .s_axil_rdata(rdata),
    .s_axil_rresp(rresp),
    .s_axil_rvalid(rvalid),
    .s_axil_rready(rready),
    .s_axis_tvalid(down_valid),
    .s_axis_tready(down_ready),
    .s_axis_tdata(down),
    .s_axis_tlast(down_last),
    .s_axis_tuser(down_user),
    .m_axis_tvalid(up_valid),
    .m_axis_tready(up_ready),
    .m_axis_tdata(up),
    .m_axis_tlast(up_last),
    .m_axis_tuser(up_user),
    .link_crc_i(crc_error || link_error_i),
    .link_credit_i(credit_error)
  );
endmodule

`default_nettype wire
