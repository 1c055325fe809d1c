// Word b of q_o is a word of d_i whose number has the bit j from high_i where b has a one there,
// from low_i where it has a zero. high_i = ~low_i exchanges: q[b] = d[b ^ low_i]. high_i = low_i
// gives one word to all. Combinational, LogWords multiplexers deep.

`default_nettype none

module ntt_sort #(
  parameter int LogWords = 1,
  localparam int Words   = 1 << LogWords
) (
  input  wire logic [LogWords-1:0]  low_i,
  input  wire logic [LogWords-1:0]  high_i,
  input  wire logic [256*Words-1:0] d_i,
  output logic [256*Words-1:0]      q_o
);
  localparam int HalfW = 128 * Words;
  localparam int Top   = LogWords - 1;

  logic [HalfW-1:0] low, high;
  assign low  = low_i[Top] ? d_i[2*HalfW-1:HalfW] : d_i[HalfW-1:0];
  assign high = high_i[Top] ? d_i[2*HalfW-1:HalfW] : d_i[HalfW-1:0];

  if (LogWords == 1) begin : gen_last
    assign q_o = {high, low};
  end else begin : gen_halves
    ntt_sort #(.LogWords(Top)) u_low (
      .low_i (low_i[Top-1:0]),
      .high_i(high_i[Top-1:0]),
      .d_i   (low),
      .q_o   (q_o[HalfW-1:0])
    );
    ntt_sort #(.LogWords(Top)) u_high (
      .low_i (low_i[Top-1:0]),
      .high_i(high_i[Top-1:0]),
      .d_i   (high),
      .q_o   (q_o[2*HalfW-1:HalfW])
    );
  end
endmodule

`default_nettype wire
