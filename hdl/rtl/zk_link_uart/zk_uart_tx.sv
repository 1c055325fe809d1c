// UART sender, 8N1.
//
// Interface  ready/valid in. Throughput one byte in 10 ClocksPerBit cycles, without a gap when a
//            byte waits.
// Latency    the start bit begins 1 cycle after the byte is taken.
`default_nettype none

module zk_uart_tx #(
  parameter int ClocksPerBit = 24
) (
  input  wire        clk_i,
  input  wire        rst_ni,
  input  wire        in_valid_i,
  output logic       in_ready_o,
  input  wire  [7:0] in_data_i,
  output logic       tx_o
);
  localparam int CountW = $clog2(ClocksPerBit);

  logic [CountW-1:0] count_q;
  logic [3:0] left_q;
  logic [8:0] shift_q;  // its lowest bit is on the line; stop bits follow the byte

  wire bit_end = count_q == CountW'(ClocksPerBit - 1);
  assign in_ready_o = left_q == 4'd0;
  assign tx_o = shift_q[0];

  always_ff @(posedge clk_i)
    if (!rst_ni) begin
      shift_q <= '1;
      left_q <= '0;
      count_q <= '0;
    end else if (in_ready_o) begin
      count_q <= '0;
      if (in_valid_i) begin
        shift_q <= {in_data_i, 1'b0};
        left_q <= 4'd10;
      end
    end else if (bit_end) begin
      count_q <= '0;
      shift_q <= {1'b1, shift_q[8:1]};
      left_q <= left_q - 4'd1;
    end else begin
      count_q <= count_q + CountW'(1);
    end
endmodule

`default_nettype wire
