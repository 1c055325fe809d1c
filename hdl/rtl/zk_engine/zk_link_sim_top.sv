// A device behind a byte stream, for tests of drivers in simulation: zk_device with the sizes that
// a USB board would have.
//
// Interface  rx_*: bytes to the device. tx_*: bytes from it, tx_last_o on the last of a frame.
//            fault_i: the link reports that it lost a byte (ERR.link_crc).
`default_nettype none

module zk_link_sim_top #(
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
  input  wire        fault_i
);
  wire unused_alive;

  zk_device #(
    .LogSlots(3),
    .LogPayload(9),
    .LogIdle(20),
    .CrcStep(8),
    .SrcHash(SrcHash)
  ) u_device (
    .clk_i,
    .rst_ni,
    .rx_valid_i,
    .rx_ready_o,
    .rx_data_i,
    .tx_valid_o,
    .tx_ready_i,
    .tx_data_o,
    .tx_last_o,
    .link_error_i(fault_i),
    .alive_o(unused_alive)
  );
endmodule

`default_nettype wire
