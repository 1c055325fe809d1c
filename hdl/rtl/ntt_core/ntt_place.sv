// Where the elements of a block lie. Combinational.
//
// Bank of element i: the exclusive or of the digits of i to the base 2^LogBanks. Address in its
// bank: i / 2^LogBanks. A block of stage s is the 2^LogBanks elements whose index bits outside the
// window w .. w+LogBanks-1 are block_i, w = max(s - LogBanks + 1, 0). The window's bits differ
// modulo LogBanks, so a block meets every bank once.
//
// Bank b gets address bit n from: common_o[n], or (b ^ fold_o)[n mod LogBanks] where window_o[n].
// lane_i is added to fold_o: an element instead of a block is addressed by block_i = i /
// 2^LogBanks, lane_i = the rest, w = 0.

`default_nettype none

module ntt_place #(
  parameter int LogMax   = 12,
  parameter int LogBanks = 1
) (
  input  wire logic [LogMax-LogBanks-1:0] block_i,
  input  wire logic [LogBanks-1:0]        lane_i,
  input  wire logic [4:0]                 stage_i,
  output logic [LogMax-LogBanks-1:0]      common_o,
  output logic [LogMax-LogBanks-1:0]      window_o,
  output logic [LogBanks-1:0]             fold_o
);
  localparam int AddrW = LogMax - LogBanks;

  logic [5:0] up;
  logic [4:0] w;
  assign up = {1'b0, stage_i} + 6'd1 - 6'(LogBanks);
  assign w  = up[5] ? 5'd0 : up[4:0];

  logic [AddrW-1:0] above;
  assign above = block_i >> LogBanks;
  for (genvar n = 0; n < AddrW; n++) begin : gen_bit
    assign common_o[n] = 5'(n) >= w ? block_i[n] : above[n];
    assign window_o[n] = 5'(n) < w && 6'(n + LogBanks) >= {1'b0, w};
  end

  always_comb begin
    fold_o = lane_i;
    for (int n = 0; n < AddrW; n++) fold_o[n % LogBanks] = fold_o[n % LogBanks] ^ block_i[n];
  end
endmodule

`default_nettype wire
