// The device behind a UART, as every board with one has it, without the board's clock.
`default_nettype none

module uart_device #(
  parameter int ClocksPerBit = 24
) (
  input  wire  clk_i,
  input  wire  rst_ni,
  input  wire  uart_rx_i,
  output logic uart_tx_o
);
  wire rx_valid, rx_ready, tx_valid, tx_ready, tx_last, error, overrun, alive;
  wire [7:0] rx_data, tx_data;
  wire unused = &{1'b0, tx_last, alive};

  zk_link_uart #(
    .ClocksPerBit(ClocksPerBit)
  ) u_link (
    .clk_i,
    .rst_ni,
    .uart_rx_i,
    .uart_tx_o,
    .rx_valid_o(rx_valid),
    .rx_ready_i(rx_ready),
    .rx_data_o(rx_data),
    .tx_valid_i(tx_valid),
    .tx_ready_o(tx_ready),
    .tx_data_i(tx_data),
    .error_o(error),
    .overrun_o(overrun)
  );

  zk_device #(
    .LogIdle(14)
  ) u_device (
    .clk_i,
    .rst_ni,
    .rx_valid_i(rx_valid),
    .rx_ready_o(rx_ready),
    .rx_data_i(rx_data),
    .tx_valid_o(tx_valid),
    .tx_ready_i(tx_ready),
    .tx_data_o(tx_data),
    .tx_last_o(tx_last),
    .link_error_i(error || overrun),
    .alive_o(alive)
  );
endmodule

`default_nettype wire
