// UART receiver, 8N1.
//
// Function   The line goes through two registers; each bit is the majority of three samples round
//            its middle, 1/8 bit apart. A start bit that is gone in its middle is ignored. A byte
//            without a stop bit is dropped (error_o), and the line has to become idle before the
//            next start.
// Tolerance  The last sample lies 9.5 + 1/8 bits after the start edge, which is known to one clock:
//            with ClocksPerBit = 8 a clock error of 2.6 %, with 24 of 3.4 %. At ±2 % there is room
//            for the sampling grid.
// Interface  out_valid_o for one cycle with out_data_o; there is no ready: a UART cannot wait.
// Latency    half a bit after the middle of the stop bit. Range: ClocksPerBit >= 8.
`default_nettype none

module zk_uart_rx #(
  parameter int ClocksPerBit = 24
) (
  input  wire        clk_i,
  input  wire        rst_ni,
  input  wire        rx_i,
  output logic       out_valid_o,
  output logic [7:0] out_data_o,
  output logic       error_o
);
  localparam int CountW = $clog2(ClocksPerBit);
  localparam int Middle = ClocksPerBit / 2;
  localparam int Third = ClocksPerBit / 8;
  localparam logic [1:0] StIdle = 2'd0, StStart = 2'd1, StBits = 2'd2, StBreak = 2'd3;

  wire line;
  zk_sync #(
    .Reset(1'b1)
  ) u_sync (
    .clk_i,
    .rst_ni,
    .in_i(rx_i),
    .out_o(line)
  );

  logic [1:0] state_q;
  logic [CountW-1:0] count_q;
  logic [3:0] bit_q;
  logic early_q, middle_q;

  wire majority = (early_q && middle_q) || (early_q && line) || (middle_q && line);
  wire bit_end = count_q == CountW'(ClocksPerBit - 1);
  wire decide = count_q == CountW'(Middle + Third);
  wire stop = state_q == StBits && decide && bit_q == 4'd8;

  always_ff @(posedge clk_i) begin
    if (count_q == CountW'(Middle - Third)) early_q <= line;
    if (count_q == CountW'(Middle)) middle_q <= line;
    if (state_q == StBits && decide && !stop) out_data_o <= {majority, out_data_o[7:1]};

    if (!rst_ni) begin
      state_q <= StIdle;
      count_q <= '0;
      bit_q <= '0;
      out_valid_o <= 1'b0;
      error_o <= 1'b0;
    end else begin
      out_valid_o <= stop && majority;
      error_o <= stop && !majority;
      count_q <= state_q == StIdle || bit_end ? '0 : count_q + CountW'(1);
      case (state_q)
        StIdle: begin
          bit_q <= '0;
          // The edge is seen one clock after the sample that has it.
          if (!line) begin
            state_q <= StStart;
            count_q <= CountW'(1);
          end
        end
        StStart:
          if (decide && majority) state_q <= StIdle;
          else if (bit_end) state_q <= StBits;
        StBits: begin
          if (bit_end) bit_q <= bit_q + 4'd1;
          if (stop) state_q <= majority ? StIdle : StBreak;
        end
        default: if (line) state_q <= StIdle;
      endcase
    end
  end
endmodule

`default_nettype wire
