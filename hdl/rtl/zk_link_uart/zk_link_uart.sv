// Byte stream over a UART, 8N1.
//
// Function   zk_uart_rx, zk_uart_tx and one byte of room: a byte that arrives while the one before
//            still waits is lost (overrun_o), which the checksum of its frame tells. zk_frame takes
//            a byte every 8/CrcStep + 1 cycles.
// Interface  rx_*: bytes from the line. tx_*: bytes to the line.
// Throughput 1 byte in 10 bits. Range: ClocksPerBit >= 8.
`default_nettype none

module zk_link_uart #(
  parameter int ClocksPerBit = 24
) (
  input  wire        clk_i,
  input  wire        rst_ni,
  input  wire        uart_rx_i,
  output logic       uart_tx_o,
  output logic       rx_valid_o,
  input  wire        rx_ready_i,
  output logic [7:0] rx_data_o,
  input  wire        tx_valid_i,
  output logic       tx_ready_o,
  input  wire  [7:0] tx_data_i,
  output logic       error_o,
  output logic       overrun_o
);
  wire got;
  wire [7:0] byte_in;

  zk_uart_rx #(
    .ClocksPerBit(ClocksPerBit)
  ) u_rx (
    .clk_i,
    .rst_ni,
    .rx_i(uart_rx_i),
    .out_valid_o(got),
    .out_data_o(byte_in),
    .error_o
  );

  wire free = !rx_valid_o || rx_ready_i;
  assign overrun_o = got && !free;
  always_ff @(posedge clk_i) begin
    if (got && free) rx_data_o <= byte_in;
    if (!rst_ni) rx_valid_o <= 1'b0;
    else rx_valid_o <= got || (rx_valid_o && !rx_ready_i);
  end

  zk_uart_tx #(
    .ClocksPerBit(ClocksPerBit)
  ) u_tx (
    .clk_i,
    .rst_ni,
    .in_valid_i(tx_valid_i),
    .in_ready_o(tx_ready_o),
    .in_data_i(tx_data_i),
    .tx_o(uart_tx_o)
  );
endmodule

`default_nettype wire
