// iCEBreaker (iCE40UP5K-SG48), configuration `tiny`: one clock of 24 MHz from the 12 MHz crystal,
// UART of 1 Mbaud on the on-board FT2232H.
//
// Pins       clk_12m_i; uart_rx_i, uart_tx_o; button_ni resets; led_green_no: a host has a session;
//            led_red_no: the line was silent or broken when it should not have been (for 87 ms).
`default_nettype none

module zk_top_icebreaker #(
  parameter logic [31:0] SrcHash = 32'h0
) (
  input  wire  clk_12m_i,
  input  wire  button_ni,
  input  wire  uart_rx_i,
  output logic uart_tx_o,
  output logic led_red_no,
  output logic led_green_no
);
  wire clk, locked, rst_n;

  // 12 MHz * 64 / 2^5 = 24 MHz.
  SB_PLL40_PAD #(
    .FEEDBACK_PATH("SIMPLE"),
    .DIVR(4'd0),
    .DIVF(7'd63),
    .DIVQ(3'd5),
    .FILTER_RANGE(3'd1)
  ) u_pll (
    .PACKAGEPIN(clk_12m_i),
    .PLLOUTGLOBAL(clk),
    .LOCK(locked),
    .RESETB(1'b1),
    .BYPASS(1'b0)
  );

  zk_reset u_reset (
    .clk_i(clk),
    .ok_i(locked && button_ni),
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
    .alive_no(led_green_no),
    .trouble_no(led_red_no)
  );
endmodule

`default_nettype wire
