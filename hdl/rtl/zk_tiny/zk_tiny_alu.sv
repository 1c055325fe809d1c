// The adder of zk_tiny: one 32-bit word of an element a cycle, lowest first, and a cycle later its
// comparison with the modulus.
//
//   result = a ± b, a ± modulus, or a + carry_i
//   over_o: the element seen at check_word_i is >= modulus (p, or 2p if twice_i)
//
// Operand a is a word of the register file, a word of the stream, or the register file shifted
// right by the window (5 or 7 bits), for which each word is presented one cycle before its result.
// carry_o and over_o hold after the last word.

`default_nettype none

module zk_tiny_alu (
  input  wire logic        clk_i,
  input  wire logic        fr_i,         // modulus: 0 = q, 1 = r
  input  wire logic        twice_i,
  input  wire logic        valid_i,      // a result is taken in this cycle
  input  wire logic [2:0]  word_i,       // its number
  input  wire logic [2:0]  word_next_i,  // word_i of the next cycle, if a result is taken in it
  input  wire logic        sub_i,
  input  wire logic        modulus_i,    // b is the modulus
  input  wire logic        zero_i,       // b is 0
  input  wire logic        carry_i,
  input  wire logic        stream_i,     // a is stream_word_i
  input  wire logic        shift_i,      // a is shifted
  input  wire logic        wide_i,       // by 7 bits
  input  wire logic [31:0] a_i,
  input  wire logic [31:0] b_i,
  input  wire logic [31:0] stream_word_i,
  output logic [31:0]      result_o,
  output logic             carry_o,      // a sum's carry, or no borrow of a difference
  input  wire logic        check_i,      // valid_i a cycle ago, that word, and whether the first
  input  wire logic        check_first_i,
  input  wire logic [31:0] check_word_i,
  output logic             over_o
);
  logic first, last;
  assign first = word_i == 3'd0;
  assign last  = word_i == 3'd7;

  logic [31:0] modulus_q, modulus_late_q, p, p2;
  assign p  = fr_i ? zk_field_pkg::FrP[32*word_next_i+:32]
                   : zk_field_pkg::FqP[32*word_next_i+:32];
  assign p2 = fr_i ? zk_field_pkg::FrP2[32*word_next_i+:32]
                   : zk_field_pkg::FqP2[32*word_next_i+:32];

  logic [31:5] before_q;
  logic [6:0] next;
  logic [31:0] shifted, a, b;
  assign next    = last ? '0 : a_i[6:0];
  assign shifted = wide_i ? {next, before_q[31:7]} : {next[4:0], before_q};
  assign a       = stream_i ? stream_word_i : shift_i ? shifted : a_i;
  assign b       = modulus_i ? modulus_q : zero_i ? '0 : b_i;

  logic [33:0] sum, difference;
  assign sum        = {1'b0, a, 1'b1} + {1'b0, b ^ {32{sub_i}}, first ? sub_i | carry_i : carry_o};
  assign difference = {1'b0, check_word_i, 1'b1} + {1'b0, ~modulus_late_q, check_first_i | over_o};
  assign result_o   = sum[32:1];
  logic unused_bits;
  assign unused_bits = ^{sum[0], difference[32:0]};

  always_ff @(posedge clk_i) begin
    modulus_q      <= twice_i ? p2 : p;
    modulus_late_q <= modulus_q;
    before_q       <= a_i[31:5];
    if (valid_i) carry_o <= sum[33];
    if (check_i) over_o <= difference[33];
  end
endmodule

`default_nettype wire
