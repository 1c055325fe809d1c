// The device of a small board: zk_link_uart and zk_device, with two lamps (low = on).
//
// Interface  alive_no: a host has a session. trouble_no: for 2^21 cycles after a byte without a
//            stop bit or one that was lost.
`default_nettype none

module zk_uart_device #(
  parameter int ClocksPerBit = 24,
  parameter int LogSlots = 2,
  parameter int LogPayload = 7,
  parameter int LogIdle = 18,
  parameter int CrcStep = 1,
  parameter logic [31:0] SrcHash = 32'h0
) (
  input  wire  clk_i,
  input  wire  rst_ni,
  input  wire  uart_rx_i,
  output logic uart_tx_o,
  output logic alive_no,
  output logic trouble_no
);
  wire rx_valid, rx_ready, tx_valid, tx_ready, unused_last, error, overrun, alive;
  wire [7:0] rx_data, tx_data;

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
    .LogSlots(LogSlots),
    .LogPayload(LogPayload),
    .LogIdle(LogIdle),
    .CrcStep(CrcStep),
    .SrcHash(SrcHash)
  ) u_device (
    .clk_i,
    .rst_ni,
    .rx_valid_i(rx_valid),
    .rx_ready_o(rx_ready),
    .rx_data_i(rx_data),
    .tx_valid_o(tx_valid),
    .tx_ready_i(tx_ready),
    .tx_data_o(tx_data),
    .tx_last_o(unused_last),
    .link_error_i(error || overrun),
    .alive_o(alive)
  );

  logic [21:0] trouble_q;
  always_ff @(posedge clk_i) begin
    alive_no <= !alive;
    trouble_no <= !trouble_q[21];
    if (!rst_ni) trouble_q <= '0;
    else if (error || overrun) trouble_q <= '1;
    else if (trouble_q[21]) trouble_q <= trouble_q - 22'd1;
  end
endmodule

`default_nettype wire
