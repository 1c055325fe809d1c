// 2^LogBanks banks of elements, a block read and a block written every cycle, each in the order of
// its lanes.
//
// Lanes u and u + 2^(LogBanks-1) are a butterfly of stage s. Lane bit m stands for index bit s -
// LogBanks + 1 + m (modulo LogBanks when s is below that), whose bank bit is its residue; so the
// lane v of a block lies in bank rotate(v, s + 1) ^ fold, and a rotation by one of LogBanks amounts
// and an exclusive or of bank numbers sort the words.
//
// Interface   read: rd_* in cycle 0, lanes_o in cycle 4. Write: wr_* with lanes_i in cycle 0, in
//             the RAM at the end of cycle 2. wr_block_i writes all lanes, wr_element_i only lane 0.
// Throughput  a block each way and cycle.
//
//   read    0         1               2           3             4
//           places    bank addresses  RAM output  exclusive or  rotation -> lanes_o
//   write   0         1               2
//           rotation  exclusive or    RAM inputs

`default_nettype none

module ntt_banks #(
  parameter int LogMax   = 12,
  parameter int LogBanks = 1,
  localparam int Banks   = 1 << LogBanks
) (
  input  wire logic                       clk_i,
  input  wire logic                       rst_ni,
  input  wire logic [LogMax-LogBanks-1:0] rd_block_at_i,
  input  wire logic [LogBanks-1:0]        rd_lane_i,
  input  wire logic [4:0]                 rd_stage_i,
  output logic [256*Banks-1:0]            lanes_o,
  input  wire logic                       wr_block_i,
  input  wire logic                       wr_element_i,
  input  wire logic [LogMax-LogBanks-1:0] wr_block_at_i,
  input  wire logic [LogBanks-1:0]        wr_lane_i,
  input  wire logic [4:0]                 wr_stage_i,
  input  wire logic [256*Banks-1:0]       lanes_i
);
  localparam int AddrW = LogMax - LogBanks;

  function automatic int rotate(int lane, int by);
    rotate = ((lane << by) | (lane >> (LogBanks - by))) & (Banks - 1);
  endfunction

  // Read.
  logic [AddrW-1:0] rd_common, rd_window, rd_common_q, rd_window_q;
  logic [LogBanks-1:0] rd_fold, rd_fold1_q, rd_fold2_q, rd_fold3_q;
  logic [4:0] rd_stage1_q, rd_stage2_q, rd_stage3_q, rd_stage4_q;
  ntt_place #(.LogMax(LogMax), .LogBanks(LogBanks)) u_read (
    .block_i (rd_block_at_i),
    .lane_i  (rd_lane_i),
    .stage_i (rd_stage_i),
    .common_o(rd_common),
    .window_o(rd_window),
    .fold_o  (rd_fold)
  );
  always_ff @(posedge clk_i) begin
    rd_common_q <= rd_common;
    rd_window_q <= rd_window;
    rd_fold1_q  <= rd_fold;
    rd_fold2_q  <= rd_fold1_q;
    rd_fold3_q  <= rd_fold2_q;
    rd_stage1_q <= rd_stage_i;
    rd_stage2_q <= rd_stage1_q;
    rd_stage3_q <= rd_stage2_q;
    rd_stage4_q <= rd_stage3_q;
  end

  // Write.
  logic [AddrW-1:0] wr_common, wr_window, wr_common_q, wr_window_q;
  logic [LogBanks-1:0] wr_fold, wr_fold_q;
  logic wr_block_q, wr_element_q;
  ntt_place #(.LogMax(LogMax), .LogBanks(LogBanks)) u_write (
    .block_i (wr_block_at_i),
    .lane_i  (wr_lane_i),
    .stage_i (wr_stage_i),
    .common_o(wr_common),
    .window_o(wr_window),
    .fold_o  (wr_fold)
  );
  always_ff @(posedge clk_i) begin
    wr_common_q  <= wr_common;
    wr_window_q  <= wr_window;
    wr_fold_q    <= wr_fold;
    wr_block_q   <= rst_ni && wr_block_i;
    wr_element_q <= rst_ni && wr_element_i;
  end

  logic [256*Banks-1:0] rd_data_q, rd_sorted, rd_sorted_q, wr_turned_q, wr_sorted;
  for (genvar b = 0; b < Banks; b++) begin : gen_bank
    logic [AddrW-1:0] rd_addr, wr_addr_d, wr_addr_q;
    logic [LogBanks-1:0] rd_digit, wr_digit;
    logic write_q;
    logic [255:0] data;
    assign rd_digit = rd_fold1_q ^ LogBanks'(b);
    assign wr_digit = wr_fold_q ^ LogBanks'(b);
    for (genvar n = 0; n < AddrW; n++) begin : gen_addr
      assign rd_addr[n]   = rd_window_q[n] ? rd_digit[n%LogBanks] : rd_common_q[n];
      assign wr_addr_d[n] = wr_window_q[n] ? wr_digit[n%LogBanks] : wr_common_q[n];
    end
    logic [255:0] wr_data_q;
    always_ff @(posedge clk_i) begin
      wr_addr_q <= wr_addr_d;
      wr_data_q <= wr_sorted[256*b+:256];
      write_q   <= rst_ni && (wr_block_q || (wr_element_q && wr_digit == '0));
    end
    zk_ram #(.Width(256), .Depth(1 << AddrW)) u_ram (
      .clk_i,
      .write_i(write_q),
      .waddr_i(wr_addr_q),
      .wdata_i(wr_data_q),
      .read_i (1'b1),
      .raddr_i(rd_addr),
      .rdata_o(data)
    );
    always_ff @(posedge clk_i) rd_data_q[256*b+:256] <= data;
  end

  // Exclusive or of bank numbers.
  ntt_sort #(.LogWords(LogBanks)) u_rd_sort (
    .low_i (rd_fold3_q),
    .high_i(~rd_fold3_q),
    .d_i   (rd_data_q),
    .q_o   (rd_sorted)
  );
  ntt_sort #(.LogWords(LogBanks)) u_wr_sort (
    .low_i (wr_fold_q),
    .high_i(~wr_fold_q),
    .d_i   (wr_turned_q),
    .q_o   (wr_sorted)
  );
  always_ff @(posedge clk_i) rd_sorted_q <= rd_sorted;

  // Rotation of lane numbers by stage + 1.
  if (LogBanks == 1) begin : gen_no_rotation
    assign lanes_o = rd_sorted_q;
    always_ff @(posedge clk_i) wr_turned_q <= lanes_i;
    logic unused_stage;
    assign unused_stage = ^{rd_stage4_q};
  end else begin : gen_rotation
    localparam int TurnW = $clog2(LogBanks);
    logic [TurnW-1:0] rd_turn, wr_turn;
    assign rd_turn = TurnW'((rd_stage4_q + 5'd1) % 5'(LogBanks));
    assign wr_turn = TurnW'((wr_stage_i + 5'd1) % 5'(LogBanks));
    for (genvar v = 0; v < Banks; v++) begin : gen_lane
      logic [256*LogBanks-1:0] rd_choice, wr_choice;
      for (genvar r = 0; r < LogBanks; r++) begin : gen_turn
        assign rd_choice[256*r+:256] = rd_sorted_q[256*rotate(v, r)+:256];
        assign wr_choice[256*r+:256] = lanes_i[256*rotate(v, (LogBanks-r)%LogBanks)+:256];
      end
      assign lanes_o[256*v+:256] = rd_choice[256*rd_turn+:256];
      always_ff @(posedge clk_i) wr_turned_q[256*v+:256] <= wr_choice[256*wr_turn+:256];
    end
  end
endmodule

`default_nettype wire
