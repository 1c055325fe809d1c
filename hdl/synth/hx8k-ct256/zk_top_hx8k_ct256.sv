// iCE40-HX8K breakout board (CT256), configuration `field` (the part has 16 KB of RAM; `tiny` needs
// 128): one clock of 24 MHz from the 12 MHz crystal, UART of 1 Mbaud on the on-board FT2232H.
//
// Pins       clk_12m_i; uart_rx_i, uart_tx_o; led_o: 0 a host has a session, 1 the line was broken,
//            7 the clock runs.
`default_nettype none

module zk_top_hx8k_ct256 #(
  parameter logic [31:0] SrcHash = 32'h0
) (
  input  wire        clk_12m_i,
  input  wire        uart_rx_i,
  output logic       uart_tx_o,
  output logic [7:0] led_o
);
  wire clk, locked, rst_n, alive_n, trouble_n;

  // 12 MHz * 64 / 2^5 = 24 MHz.
  SB_PLL40_CORE #(
    .FEEDBACK_PATH("SIMPLE"),
    .DIVR(4'd0),
    .DIVF(7'd63),
    .DIVQ(3'd5),
    .FILTER_RANGE(3'd1)
  ) u_pll (
    .REFERENCECLK(clk_12m_i),
    .PLLOUTGLOBAL(clk),
    .LOCK(locked),
    .RESETB(1'b1),
    .BYPASS(1'b0)
  );

  zk_reset u_reset (
    .clk_i(clk),
    .ok_i(locked),
    .rst_no(rst_n)
  );

  zk_uart_device #(
    .ClocksPerBit(24),
    .SrcHash(SrcHash)
  ) u_device (
    .clk_i(clk),
    .rst_ni(rst_n),
    .uart_rx_i,
    .uart_tx_o,
    .alive_no(alive_n),
    .trouble_no(trouble_n)
  );

  assign led_o = {rst_n, 5'b00000, !trouble_n, !alive_n};
endmodule

`default_nettype wire
