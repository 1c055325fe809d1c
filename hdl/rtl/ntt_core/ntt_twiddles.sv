// Table of roots of unity in bit-reversed order: entry x = sum of x_j·2^j is exp(2·pi·i·sum of
// x_j·2^-(j+2)), the twiddle of block x of every stage of every size. 2^(LogMax-1) elements in
// 2^LogLanes banks, entry x in bank x mod 2^LogLanes.
//
// Interface   read: at_i, stage_i in cycle 0; in cycle 4 twiddles_o: lane u gets entry index /
//             2^(stage+1) of its element. Write: write_i, write_at_i, data_i, in the RAM at the end
//             of the cycle. With stage_i = LogLanes every lane gets entry at_i.
//
//   0            1               2            3                  4
//   shift        bank address    RAM output   choice of banks    twiddles_o

`default_nettype none

module ntt_twiddles #(
  parameter int LogMax   = 12,
  parameter int LogLanes = 0,
  localparam int Lanes   = 1 << LogLanes
) (
  input  wire logic                 clk_i,
  input  wire logic [LogMax-2:0]    at_i,
  input  wire logic [4:0]           stage_i,
  output logic [256*Lanes-1:0]      twiddles_o,
  input  wire logic                 write_i,
  input  wire logic [LogMax-2:0]    write_at_i,
  input  wire logic [255:0]         data_i
);
  localparam int IndexW = LogMax - 1;
  localparam int AddrW  = IndexW - LogLanes;

  // A stage above LogLanes has one twiddle a block, the stages below 2, 4, .. of them, in
  // neighbouring entries.
  logic [IndexW-1:0] index1_q;
  logic [5:0] up;
  assign up = {1'b0, stage_i} - 6'(LogLanes);
  always_ff @(posedge clk_i) index1_q <= up[5] ? at_i << -up : at_i >> up;

  logic [256*Lanes-1:0] word_q;
  for (genvar b = 0; b < Lanes; b++) begin : gen_bank
    logic [255:0] data;
    logic mine;
    if (LogLanes == 0) begin : gen_one
      assign mine = 1'b1;
    end else begin : gen_many
      assign mine = write_at_i[LogLanes-1:0] == LogLanes'(b);
    end
    zk_ram #(.Width(256), .Depth(1 << AddrW)) u_ram (
      .clk_i,
      .write_i(write_i && mine),
      .waddr_i(write_at_i[IndexW-1:LogLanes]),
      .wdata_i(data_i),
      .read_i (1'b1),
      .raddr_i(index1_q[IndexW-1:LogLanes]),
      .rdata_o(data)
    );
    always_ff @(posedge clk_i) word_q[256*b+:256] <= data;
  end

  // Bit j of the bank is the lane's own while stage < LogLanes - j, else the index's.
  if (LogLanes == 0) begin : gen_single
    always_ff @(posedge clk_i) twiddles_o <= word_q;
  end else begin : gen_choice
    logic [LogLanes-1:0] index2_q, index3_q, own1_q, own2_q, own3_q;
    always_ff @(posedge clk_i) begin
      for (int j = 0; j < LogLanes; j++) own1_q[j] <= stage_i < 5'(LogLanes - j);
      own2_q   <= own1_q;
      own3_q   <= own2_q;
      index2_q <= index1_q[LogLanes-1:0];
      index3_q <= index2_q;
    end
    logic [256*Lanes-1:0] sorted;
    ntt_sort #(.LogWords(LogLanes)) u_sort (
      .low_i (index3_q & ~own3_q),
      .high_i(index3_q | own3_q),
      .d_i   (word_q),
      .q_o   (sorted)
    );
    always_ff @(posedge clk_i) twiddles_o <= sorted;
  end
endmodule

`default_nettype wire
