// zk_csr as an AXI4-Lite slave, with any master that keeps to the protocol: one answer for each access, none without one, a valid stays
// with its content until it is taken, refused accesses are those without the whole word or a known address, every access is taken
// within 12 cycles in which no answer waits and no write comes between.
`default_nettype none

module f_csr_axil (
  input wire clk_i,
  input wire rst_ni,
  input wire [11:0] awaddr_i,
  input wire awvalid_i,
  input wire [31:0] wdata_i,
  input wire [3:0] wstrb_i,
  input wire wvalid_i,
  input wire bready_i,
  input wire [11:0] araddr_i,
  input wire arvalid_i,
  input wire rready_i,
  input wire [7:0] events_i
);
  wire awready, wready, bvalid, arready, rvalid;
  wire [1:0] bresp, rresp;
  wire [31:0] rdata;
  wire task_write, task_push, result_pop, load_crc_clear, engine_rst_n;
  wire [1:0] task_word;
  wire [31:0] task_data;
  zk_csr #(
    .NumCores(1),
    .NumCounters(4)
  ) u_dut (
    .clk_i,
    .rst_ni,
    .s_axil_awaddr(awaddr_i),
    .s_axil_awvalid(awvalid_i),
    .s_axil_awready(awready),
    .s_axil_wdata(wdata_i),
    .s_axil_wstrb(wstrb_i),
    .s_axil_wvalid(wvalid_i),
    .s_axil_wready(wready),
    .s_axil_bresp(bresp),
    .s_axil_bvalid(bvalid),
    .s_axil_bready(bready_i),
    .s_axil_araddr(araddr_i),
    .s_axil_arvalid(arvalid_i),
    .s_axil_arready(arready),
    .s_axil_rdata(rdata),
    .s_axil_rresp(rresp),
    .s_axil_rvalid(rvalid),
    .s_axil_rready(rready_i),
    .config_i(4'd1),
    .log_data_w_i(4'd4),
    .ops_i(8'h02),
    .window_bits_i(5'd0),
    .reduces_i(1'b0),
    .log_max_points_i(8'd0),
    .log_max_ntt_i(8'd0),
    .task_slots_i(8'd8),
    .result_slots_i(8'd8),
    .src_hash_i(32'h0),
    .task_write_o(task_write),
    .task_word_o(task_word),
    .task_data_o(task_data),
    .task_push_o(task_push),
    .result_pop_o(result_pop),
    .load_crc_clear_o(load_crc_clear),
    .task_pending_i(8'd0),
    .result_pending_i(8'd0),
    .result_label_i(16'd0),
    .result_error_i(4'd0),
    .result_has_data_i(1'b0),
    .load_crc_i(32'd0),
    .busy_i(1'b0),
    .input_waits_i(1'b0),
    .output_waits_i(1'b0),
    .task_failed_i(1'b0),
    .task_overflow_i(1'b0),
    .result_underflow_i(1'b0),
    .link_crc_i(1'b0),
    .link_credit_i(1'b0),
    .core_events_i(events_i[3:0]),
    .engine_rst_no(engine_rst_n)
  );

  logic started_q = 1'b0;
  logic [1:0] writes_q, reads_q;  // taken and not answered
  logic [3:0] patience_q;
  always_ff @(posedge clk_i) begin
    started_q <= 1'b1;
    if (!rst_ni) {writes_q, reads_q, patience_q} <= '0;
    else begin
      writes_q <= writes_q + {1'b0, awvalid_i && awready} - {1'b0, bvalid && bready_i};
      reads_q <= reads_q + {1'b0, arvalid_i && arready} - {1'b0, rvalid && rready_i};
      if (!arvalid_i || arready) patience_q <= '0;
      else if (!rvalid && !(awvalid_i && wvalid_i)) patience_q <= patience_q + 4'd1;
    end
  end

  // A reset takes two cycles at least: the counters get theirs a cycle later.
  logic [1:0] was_reset_q = 2'b00;
  always_ff @(posedge clk_i) was_reset_q <= {was_reset_q[0], !rst_ni};
  always_comb assume (started_q || !rst_ni);
  always_comb assume (!rst_ni || was_reset_q != 2'b01);
  always_ff @(posedge clk_i)
    if (started_q && $past(started_q && rst_ni) && rst_ni) begin  // the master keeps to the protocol
      if ($past(awvalid_i && !awready)) assume (awvalid_i && $stable(awaddr_i));
      if ($past(wvalid_i && !wready)) assume (wvalid_i && $stable(wdata_i) && $stable(wstrb_i));
      if ($past(arvalid_i && !arready)) assume (arvalid_i && $stable(araddr_i));
    end

  always_ff @(posedge clk_i)
    if (started_q && rst_ni) begin
      assert (awready == wready && (!awready || (awvalid_i && wvalid_i)));
      assert (writes_q == {1'b0, bvalid} && reads_q == {1'b0, rvalid});
      assert (!(rvalid && arready) && !(bvalid && awready));
      assert (patience_q < 4'd12);
      if (awvalid_i && wvalid_i && !bvalid) assert (awready);
      if ($past(rst_ni && bvalid && !bready_i)) assert (bvalid && $stable(bresp));
      if ($past(rst_ni && rvalid && !rready_i)) assert (rvalid && $stable(rresp) && $stable(rdata));
      // A word that is not whole, or an address that is not one, changes nothing.
      if (awready && (wstrb_i != 4'hF || awaddr_i[1:0] != 2'b00)) assert (!task_write && !task_push && !result_pop && !load_crc_clear);
      if ($past(rst_ni && awready && (wstrb_i != 4'hF || awaddr_i[1:0] != 2'b00))) assert (bresp == 2'b10);
      if ($past(rst_ni && arready && araddr_i == 12'h000)) assert (rdata == 32'h43414B5A && rresp == 2'b00);
      if ($past(rst_ni && arready && araddr_i[1:0] != 2'b00)) assert (rresp == 2'b10);
      if (task_write || task_push || result_pop || load_crc_clear) assert (awready);
      cover (rvalid && araddr_i == 12'h100 && rresp == 2'b00);
      cover (bvalid && bresp == 2'b10);
    end
endmodule

`default_nettype wire
