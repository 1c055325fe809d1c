// Byte stream over the synchronous FIFO of an FT232H or FT2232H (245 mode, 60 MHz clock from the
// chip).
//
// Function   Two FIFOs lead from and to the clock of the design. On the chip's clock: read while it
//            has data and there is room, write while there is data and it has room; a turn of the
//            bus costs two cycles. Reading is preferred, but after Burst bytes the other direction
//            gets its turn.
// Interface  ft_*: pins; ft_data_o drives the bus while ft_drive_o. All outputs are registers.
//            rx_*, tx_*: bytes, on clk_i. tx_last_i
//            (the byte ends a frame) makes the chip send a short packet (SIWU).
// Timing     A byte is moved at a rising edge with rxf_n and rd_n low (read), or txe_n and wr_n low
//            (write). The data of a read is sampled at that edge; OE_n precedes RD_n by a cycle.
// Throughput 60 MB/s in a burst, one direction at a time.
`default_nettype none

module zk_link_fifo245 #(
  parameter int LogDepth = 6,
  parameter int Burst = 512
) (
  input  wire        clk_i,
  input  wire        rst_ni,
  output logic       rx_valid_o,
  input  wire        rx_ready_i,
  output logic [7:0] rx_data_o,
  input  wire        tx_valid_i,
  output logic       tx_ready_o,
  input  wire  [7:0] tx_data_i,
  input  wire        tx_last_i,

  input  wire        ft_clk_i,
  input  wire        ft_rst_ni,
  input  wire        ft_rxf_ni,
  input  wire        ft_txe_ni,
  output logic       ft_rd_no,
  output logic       ft_wr_no,
  output logic       ft_oe_no,
  output logic       ft_siwu_no,
  input  wire  [7:0] ft_data_i,
  output logic [7:0] ft_data_o,
  output logic       ft_drive_o
);
  localparam int Room = 4;  // bytes that may still arrive after reading was stopped
  localparam logic [2:0] StIdle = 3'd0, StTurnIn = 3'd1, StRead = 3'd2, StTurnOut = 3'd3,
      StWrite = 3'd4, StFlush = 3'd5;
  localparam int BurstW = $clog2(Burst + 1);

  logic [2:0] state_q;
  logic [BurstW-1:0] left_q;
  logic held_q, last_q;

  wire [LogDepth:0] room;
  wire push_ready;
  wire pushed = !ft_rd_no && !ft_rxf_ni;
  zk_cdc_fifo #(
    .Width(8),
    .LogDepth(LogDepth)
  ) u_rx (
    .in_clk_i(ft_clk_i),
    .in_rst_ni(ft_rst_ni),
    .in_valid_i(pushed),
    .in_ready_o(push_ready),
    .in_data_i(ft_data_i),
    .in_room_o(room),
    .out_clk_i(clk_i),
    .out_rst_ni(rst_ni),
    .out_valid_o(rx_valid_o),
    .out_ready_i(rx_ready_i),
    .out_data_o(rx_data_o)
  );

  wire give_valid, give_last;
  wire [7:0] give_data;
  wire [LogDepth:0] unused_room;
  wire written = !ft_wr_no && !ft_txe_ni;
  // The byte in the output register is loaded when there is none, or in the cycle in which the one
  // there goes.
  wire load = state_q == StWrite && (written || !held_q) && left_q != '0 && !(written && last_q);
  zk_cdc_fifo #(
    .Width(9),
    .LogDepth(LogDepth)
  ) u_tx (
    .in_clk_i(clk_i),
    .in_rst_ni(rst_ni),
    .in_valid_i(tx_valid_i),
    .in_ready_o(tx_ready_o),
    .in_data_i({tx_last_i, tx_data_i}),
    .in_room_o(unused_room),
    .out_clk_i(ft_clk_i),
    .out_rst_ni(ft_rst_ni),
    .out_valid_o(give_valid),
    .out_ready_i(load),
    .out_data_o({give_last, give_data})
  );

  wire unused = &{1'b0, push_ready, unused_room};
  wire may_read = !ft_rxf_ni && room >= (LogDepth + 1)'(Room);
  wire may_write = !ft_txe_ni && (held_q || give_valid);

  always_ff @(posedge ft_clk_i) begin
    if (load && give_valid) begin
      ft_data_o <= give_data;
      last_q <= give_last;
    end
    if (!ft_rst_ni) begin
      state_q <= StIdle;
      left_q <= '0;
      held_q <= 1'b0;
      ft_rd_no <= 1'b1;
      ft_wr_no <= 1'b1;
      ft_oe_no <= 1'b1;
      ft_siwu_no <= 1'b1;
      ft_drive_o <= 1'b0;
    end else begin
      ft_siwu_no <= 1'b1;
      case (state_q)
        StIdle: begin
          left_q <= BurstW'(Burst);
          if (may_read) begin
            state_q <= StTurnIn;
            ft_oe_no <= 1'b0;
          end else if (may_write) begin
            state_q <= StWrite;
          end
        end
        StTurnIn: begin
          state_q <= StRead;
          ft_rd_no <= 1'b0;
        end
        StRead: begin
          if (pushed) left_q <= left_q - BurstW'(1);
          if (ft_rxf_ni || room < (LogDepth + 1)'(Room) || left_q == BurstW'(1)) begin
            state_q <= StTurnOut;
            ft_rd_no <= 1'b1;
          end
        end
        StTurnOut: begin
          ft_oe_no <= 1'b1;
          left_q <= BurstW'(Burst);
          state_q <= may_write ? StWrite : StIdle;
        end
        StWrite: begin
          ft_drive_o <= 1'b1;
          if (load && give_valid) begin
            ft_wr_no <= 1'b0;
            held_q <= 1'b1;
            left_q <= left_q - BurstW'(1);
          end else if (held_q && !written && (ft_wr_no || !may_read)) begin
            ft_wr_no <= 1'b0;
          // Nothing left; or the chip is full and can be read: the byte is kept for the next turn.
          end else begin
            ft_wr_no <= 1'b1;
            ft_drive_o <= 1'b0;
            held_q <= held_q && !written;
            state_q <= written && last_q ? StFlush : StIdle;
          end
        end
        default: begin  // StFlush
          ft_siwu_no <= 1'b0;
          state_q <= StIdle;
        end
      endcase
    end
  end
endmodule

`default_nettype wire
