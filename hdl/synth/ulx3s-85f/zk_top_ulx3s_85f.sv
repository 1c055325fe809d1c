// ULX3S-85F (LFE5U-85F, CABGA381), configuration `mid`: one clock of 60 MHz from the 25 MHz
// crystal, and two links to one device. Switch 1 chooses: off: UART of 3 Mbaud on the on-board
// FT231X; on: synchronous FIFO of an FT232H or FT2232H module on header J1.
//
// Pins       FIFO on J1: ft_clk on GP12, ft_data[0..7] on GP0 to GP7, RXF# GN0, TXE# GN1, RD# GN2,
//            WR# GN3, OE# GN4, SIWU# GN5. led_o: 0 a host has a session, 1 the UART lost something,
//            2 the FIFO is chosen, 7 the clock runs. Changing the switch resets the device.
`default_nettype none

module zk_top_ulx3s_85f #(
  parameter logic [31:0] SrcHash = 32'h0
) (
  input  wire        clk_25m_i,
  input  wire        button_ni,
  input  wire        switch_i,
  input  wire        uart_rx_i,
  output logic       uart_tx_o,
  output logic [7:0] led_o,
  input  wire        ft_clk_i,
  input  wire        ft_rxf_ni,
  input  wire        ft_txe_ni,
  output logic       ft_rd_no,
  output logic       ft_wr_no,
  output logic       ft_oe_no,
  output logic       ft_siwu_no,
  inout  wire  [7:0] ft_data_io
);
  wire clk, locked, rst_n, ft_rst_n;

  // 25 MHz * 12 / 5 = 60 MHz, oscillator at 600 MHz.
  EHXPLLL #(
    .CLKI_DIV(5),
    .CLKFB_DIV(12),
    .CLKOP_DIV(10),
    .CLKOP_ENABLE("ENABLED"),
    .CLKOP_CPHASE(9),
    .CLKOP_FPHASE(0),
    .FEEDBK_PATH("CLKOP")
  ) u_pll (
    .CLKI(clk_25m_i),
    .CLKFB(clk),
    .CLKOP(clk),
    .LOCK(locked),
    .RST(1'b0),
    .STDBY(1'b0),
    .PHASESEL0(1'b0),
    .PHASESEL1(1'b0),
    .PHASEDIR(1'b0),
    .PHASESTEP(1'b0),
    .PHASELOADREG(1'b0),
    .PLLWAKESYNC(1'b0),
    .ENCLKOP(1'b0)
  );

  // A new position of the switch takes effect through a reset.
  wire switched;
  logic fifo_q;
  zk_sync u_switch (
    .clk_i(clk),
    .rst_ni(locked),
    .in_i(switch_i),
    .out_o(switched)
  );
  logic fifo_at_uart, fifo_at_fifo;
  always_ff @(posedge clk) fifo_q <= switched;
  zk_copy u_at_uart (
    .clk_i(clk),
    .d_i(fifo_q),
    .q_o(fifo_at_uart)
  );
  zk_copy u_at_fifo (
    .clk_i(clk),
    .d_i(fifo_q),
    .q_o(fifo_at_fifo)
  );
  wire ok = locked && button_ni && fifo_q == switched;

  zk_reset u_reset (
    .clk_i(clk),
    .ok_i(ok),
    .rst_no(rst_n)
  );
  zk_reset u_ft_reset (
    .clk_i(ft_clk_i),
    .ok_i(ok),
    .rst_no(ft_rst_n)
  );

  wire rx_ready, tx_valid, tx_last, alive;
  wire [7:0] tx_data;
  wire uart_rx_valid, uart_tx_ready, uart_error, uart_overrun;
  logic lost_q;
  always_ff @(posedge clk) lost_q <= uart_error || uart_overrun;
  wire [7:0] uart_rx_data;
  zk_link_uart #(
    .ClocksPerBit(20)
  ) u_uart (
    .clk_i(clk),
    .rst_ni(rst_n),
    .uart_rx_i,
    .uart_tx_o,
    .rx_valid_o(uart_rx_valid),
    .rx_ready_i(rx_ready || fifo_at_uart),
    .rx_data_o(uart_rx_data),
    .tx_valid_i(tx_valid && !fifo_at_uart),
    .tx_ready_o(uart_tx_ready),
    .tx_data_i(tx_data),
    .error_o(uart_error),
    .overrun_o(uart_overrun)
  );

  wire ft_rx_valid, ft_tx_ready, ft_drive;
  wire [7:0] ft_rx_data, ft_data;
  zk_link_fifo245 #(
    .LogDepth(9),
    .Burst(512)
  ) u_fifo (
    .clk_i(clk),
    .rst_ni(rst_n),
    .rx_valid_o(ft_rx_valid),
    .rx_ready_i(rx_ready || !fifo_at_fifo),
    .rx_data_o(ft_rx_data),
    .tx_valid_i(tx_valid && fifo_at_fifo),
    .tx_ready_o(ft_tx_ready),
    .tx_data_i(tx_data),
    .tx_last_i(tx_last),
    .ft_clk_i,
    .ft_rst_ni(ft_rst_n),
    .ft_rxf_ni,
    .ft_txe_ni,
    .ft_rd_no,
    .ft_wr_no,
    .ft_oe_no,
    .ft_siwu_no,
    .ft_data_i(ft_data_io),
    .ft_data_o(ft_data),
    .ft_drive_o(ft_drive)
  );
  assign ft_data_io = ft_drive ? ft_data : 8'hzz;

  // Registers between the chosen link and the device: the FIFOs are far away and slow.
  wire rx_valid, dev_rx_valid, dev_rx_ready, dev_tx_valid, dev_tx_ready, dev_tx_last;
  wire [7:0] dev_rx_data, dev_tx_data;
  assign rx_valid = fifo_q ? ft_rx_valid : uart_rx_valid;
  zk_skid #(
    .Width(8)
  ) u_rx (
    .clk_i(clk),
    .rst_ni(rst_n),
    .in_valid_i(rx_valid),
    .in_ready_o(rx_ready),
    .in_data_i(fifo_q ? ft_rx_data : uart_rx_data),
    .out_valid_o(dev_rx_valid),
    .out_ready_i(dev_rx_ready),
    .out_data_o(dev_rx_data)
  );
  zk_skid #(
    .Width(9)
  ) u_tx (
    .clk_i(clk),
    .rst_ni(rst_n),
    .in_valid_i(dev_tx_valid),
    .in_ready_o(dev_tx_ready),
    .in_data_i({dev_tx_last, dev_tx_data}),
    .out_valid_o(tx_valid),
    .out_ready_i(fifo_q ? ft_tx_ready : uart_tx_ready),
    .out_data_o({tx_last, tx_data})
  );

  zk_device #(
    .LogSlots(3),
    .LogPayload(10),
    .LogIdle(20),
    .CrcStep(4),
    .SrcHash(SrcHash)
  ) u_device (
    .clk_i(clk),
    .rst_ni(rst_n),
    .rx_valid_i(dev_rx_valid),
    .rx_ready_o(dev_rx_ready),
    .rx_data_i(dev_rx_data),
    .tx_valid_o(dev_tx_valid),
    .tx_ready_i(dev_tx_ready),
    .tx_data_o(dev_tx_data),
    .tx_last_o(dev_tx_last),
    .link_error_i(lost_q && !fifo_at_uart),
    .alive_o(alive)
  );

  logic [24:0] trouble_q;
  always_ff @(posedge clk)
    if (!rst_n) trouble_q <= '0;
    else if (lost_q) trouble_q <= '1;
    else if (trouble_q[24]) trouble_q <= trouble_q - 25'd1;

  assign led_o = {rst_n, 4'b0000, fifo_q, trouble_q[24], alive};
endmodule

`default_nettype wire
