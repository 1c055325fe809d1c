// Montgomery product c = a·b·2^-256 mod p, row-parallel: one 16-bit digit of a times all of b each
// cycle, columns in carry-save form, four products interleaved so that the loop through the
// quotient digit may take four cycles.
//
//   T <- (T + a_i·b + m·p) / 2^16,   m = (T_0 + a_i·b_0)·(-p^-1) mod 2^16,   i = 0..15
//
// Interface   a_i, b_i in [0, 2p); c_o in [0, 2p); field_i 0 = Fq, 1 = Fr travels with the
//             operands. in_ready_o is high in 4 of 64 cycles, one after the other; in_valid_i must
//             be held until then. Results cannot be held back: out_valid_o is high for one cycle.
// Latency     73 cycles from in_valid_i && in_ready_o to out_valid_o
//             (zk_field_pkg::MontRowLatency).
// Throughput  4 products in 64 cycles.
// Resources   32 zk_mul16.
//
// Cycle table of row i (t = 0 is one cycle after the operands are taken, plus 4i) for the lowest four words; four words higher
// everything is a cycle later, so that a digit has a cycle for each quarter of the width to get there:
//
//   0           1       2          3           4              5               6   7     8
//   digit of a  a_i·b   columns    m of a_i·b  m of a_i·b     T + a_i·b       m   m·p   T, row i+1
//                                  in parts                   m of T in parts
//
// After row 15 four cycles resolve the carries, 48, 64, 64 and 80 bits of them as they come.

`default_nettype none

module zk_mont_row #(
  parameter int Fields = zk_field_pkg::BothFields
) (
  input  wire logic         clk_i,
  input  wire logic         rst_ni,
  input  wire logic         in_valid_i,
  output logic              in_ready_o,
  input  wire logic         field_i,
  input  wire logic [255:0] a_i,
  input  wire logic [255:0] b_i,
  output logic              out_valid_o,
  output logic [255:0]      c_o
);
  localparam int Words = 16;

  // x·(-p^-1) mod 2^16 in two steps of one carry chain each. For Fq the factor is
  // 0x6389 = 9 + 199·2^7 (mod 2^16), for Fr -1.
  function automatic logic [15:0] quotient_low(logic fr, logic [15:0] x);
    quotient_low = (fr ? ~x : x) + (fr ? 16'd1 : {x[12:0], 3'd0});
  endfunction
  function automatic logic [8:0] quotient_high(logic fr, logic [8:0] x);
    quotient_high = fr ? 9'd0 : {x[5:0], 3'd0} - x + {x[2:0], 6'd0} + {x[1:0], 7'd0};
  endfunction

  // x·(-p^-1) of a carry: three bits and the field, a LUT a bit.
  function automatic logic [15:0] quotient_carry(logic fr, logic [2:0] x);
    quotient_carry = '0;
    for (int k = 1; k < 8; k++) if (x == 3'(k)) quotient_carry = fr ? 16'd0 - 16'(k) : 16'h6389 * 16'(k);
  endfunction

  // Slot counter: row in the upper bits, context in the lower two.
  logic [5:0] slot_q;
  always_ff @(posedge clk_i) slot_q <= rst_ni ? slot_q + 6'd1 : 6'd0;
  logic first, last, first_soon_q;
  logic [3:0] first_q;  // a copy a quarter
  always_ff @(posedge clk_i) first_soon_q <= !rst_ni || 6'(slot_q + 6'd2) < 6'd4;
  for (genvar g = 0; g < 4; g++) begin : gen_first
    zk_copy u_first (.clk_i, .d_i(first_soon_q), .q_o(first_q[g]));
  end
  assign first      = slot_q[5:2] == 4'd0;
  assign last       = slot_q[5:2] == 4'd15;
  assign in_ready_o = first;

  // Operands of the four contexts in flight.
  logic [255:0] a_q[4], b_q[4];
  logic [3:0] valid_q, fr_q;
  logic fr_in;
  if (Fields == zk_field_pkg::BothFields) begin : gen_both
    assign fr_in = field_i;
  end else begin : gen_one
    logic unused_field;
    assign unused_field = field_i;
    assign fr_in = Fields == zk_field_pkg::OnlyFr;
  end

  always_ff @(posedge clk_i) begin
    for (int g = 0; g < 4; g++) begin
      a_q[0][64*g+:64] <= first_q[g] ? a_i[64*g+:64] : {g == 3 ? 16'd0 : a_q[3][(64*g+64)%256+:16], a_q[3][64*g+16+:48]};
      b_q[0][64*g+:64] <= first_q[g] ? b_i[64*g+:64] : b_q[3][64*g+:64];
    end
    for (int i = 1; i < 4; i++) begin
      a_q[i] <= a_q[i-1];
      b_q[i] <= b_q[i-1];
    end
    fr_q <= {fr_q[2:0], first ? fr_in : fr_q[3]};
    valid_q <= rst_ni ? {valid_q[2:0], first ? in_valid_i : valid_q[3]} : 4'd0;
  end

  // Field and end-of-product flags beside the pipeline: index = t.
  logic [9:1] last_q;
  logic [7:1] done_q;
  logic [8:1] fr_t_q;
  logic last_0_q;
  always_ff @(posedge clk_i) begin
    last_0_q <= last | ~rst_ni;
    last_q   <= rst_ni ? {last_q[8:1], last_0_q} : '1;
    done_q   <= rst_ni ? {done_q[6:1], last_0_q & valid_q[0]} : '0;
    fr_t_q   <= {fr_t_q[7:1], fr_q[0]};
  end

  // t = 1: products of the digit, t = 2: columns. Word k is k / 4 cycles late, and so is its column; what a column has from the
  // quarter below waits a cycle.
  logic [15:0] m_q[4];
  logic [255:0] p_q;
  logic [31:0] ab[Words], mp[Words];
  wire [15:0] ab_carried[Words], mp_carried[Words];  // of the word below
  for (genvar k = 0; k < Words; k++) begin : gen_mul
    zk_mul16 u_ab (.clk_i, .a_i(a_q[k/4][15:0]), .b_i(b_q[k/4][16*k+:16]), .p_o(ab[k]));
    zk_mul16 u_mp (.clk_i, .a_i(m_q[k/4]), .b_i(p_q[16*k+:16]), .p_o(mp[k]));
    if (k == 0) begin : gen_lowest
      assign ab_carried[0] = '0;
      assign mp_carried[0] = '0;
    end else if (k % 4 == 0) begin : gen_wait
      logic [15:0] ab_wait_q, mp_wait_q;
      always_ff @(posedge clk_i) {ab_wait_q, mp_wait_q} <= {ab[k-1][31:16], mp[k-1][31:16]};
      assign ab_carried[k] = ab_wait_q;
      assign mp_carried[k] = mp_wait_q;
    end else begin : gen_same
      assign ab_carried[k] = ab[k-1][31:16];
      assign mp_carried[k] = mp[k-1][31:16];
    end
  end

  logic [16:0] column2_q[Words+1], column3_q[Words+1], column4_q[Words+1];
  logic [15:0] ab_low3_q, ab_quotient4_q, ab_quotient5_q;
  logic [8:0] ab_high3_q;
  always_ff @(posedge clk_i) begin
    for (int j = 0; j < Words; j++) column2_q[j] <= {1'b0, ab[j][15:0]} + {1'b0, ab_carried[j]};
    column2_q[Words] <= {1'b0, ab[Words-1][31:16]};
    for (int j = 0; j <= Words; j++) begin
      column3_q[j] <= column2_q[j];
      column4_q[j] <= column3_q[j];
    end
    ab_low3_q      <= quotient_low(fr_t_q[2], column2_q[0][15:0]);
    ab_high3_q     <= quotient_high(fr_t_q[2], column2_q[0][8:0]);
    ab_quotient4_q <= ab_low3_q + {ab_high3_q, 7'd0};
    ab_quotient5_q <= ab_quotient4_q + quotient_carry(fr_t_q[4], t_carry_q[0]);
  end

  // The loop. t = 4: T, t = 5: sum and m in parts, t = 6: m, t = 7: m·p, t = 8: T of the next row. The highest word of a quarter has
  // its T from the next one, a cycle late, and adds it a cycle later.
  logic [15:0] t_low_q[Words];
  logic [2:0] t_carry_q[Words];
  logic [17:0] sum5_q[Words+1], sum6_q[Words+1], sum7_q[Words+1];
  logic [15:0] low5_q;
  logic [8:0] high5_q;
  always_ff @(posedge clk_i) begin
    for (int j = 0; j < Words; j++) begin
      sum5_q[j] <= (j % 4 == 3 && j < 15 ? 18'd0 : {2'd0, t_low_q[j]}) + {15'd0, t_carry_q[j]} + {1'b0, column4_q[j]};
      sum6_q[j] <= sum5_q[j] + (j % 4 == 3 && j < 15 ? {2'd0, t_low_q[j]} : 18'd0);
    end
    sum5_q[Words] <= {1'b0, column4_q[Words]};
    sum6_q[Words] <= sum5_q[Words];
    for (int j = 0; j <= Words; j++) sum7_q[j] <= sum6_q[j];
    low5_q  <= quotient_low(fr_t_q[4], t_low_q[0]);
    high5_q <= quotient_high(fr_t_q[4], t_low_q[0][8:0]);
    m_q[0]  <= low5_q + {high5_q, 7'd0} + ab_quotient5_q;
    for (int g = 0; g < 4; g++) begin
      if (g > 0) m_q[g] <= m_q[g-1];
      p_q[64*g+:64] <= fr_t_q[5+g] ? zk_field_pkg::FrP[64*g+:64] : zk_field_pkg::FqP[64*g+:64];
    end
  end

  // A column is at most 5·65536, so its carry has three bits; T < 4p, so the top column has none.
  logic [18:0] full[Words+1];
  assign full[Words] = {1'b0, sum7_q[Words]} + {3'd0, mp[Words-1][31:16]};
  for (genvar j = 0; j < Words; j++) begin : gen_full
    assign full[j] = {1'b0, sum7_q[j]} + {3'd0, mp[j][15:0]} + {3'd0, mp_carried[j]};
  end
  logic unused_top;
  assign unused_top = ^{full[0][15:0], full[Words][18:16]};

  // low_q[j] comes at t = 8 + (j + 1) / 4 (15: at 11), carry_q[j] at t = 8 + j / 4.
  logic [15:0] low_q[Words];
  logic [2:0] carry_q[Words];
  logic [3:0] ends;  // last_q[7+g], a copy a quarter
  for (genvar g = 0; g < 4; g++) begin : gen_ends
    zk_copy u_ends (.clk_i, .d_i(last_q[6+g] || !rst_ni), .q_o(ends[g]));
  end
  always_ff @(posedge clk_i) begin
    for (int j = 0; j < Words; j++) begin
      low_q[j]     <= full[j+1][15:0];
      carry_q[j]   <= full[j][18:16];
      t_low_q[j]   <= ends[j == 15 ? 3 : (j+1)/4] ? '0 : full[j+1][15:0];  // a product starts from T = 0
      t_carry_q[j] <= ends[j/4] ? '0 : full[j][18:16];
    end
  end

  // Carries: words 0-2, 3-6, 7-10, 11-15, a part a cycle. The carry of words 3, 7 and 11 comes before the rest of the part.
  logic [255:0] low, carry;
  logic [2:0] carry_late_q[Words];
  always_ff @(posedge clk_i) for (int j = 0; j < Words; j++) carry_late_q[j] <= carry_q[j];
  for (genvar j = 0; j < Words; j++) begin : gen_part
    assign low[16*j+:16]   = low_q[j];
    assign carry[16*j+:16] = {13'd0, j % 4 == 3 && j < 15 ? carry_late_q[j] : carry_q[j]};
  end
  logic [3:0] out_q;
  logic [47:0] part0_q[3];
  logic [63:0] part1_q[2], part2_q;
  logic up0_q, up1_q, up2_q;
  logic [255:0] c_q;
  always_ff @(posedge clk_i) begin
    out_q <= rst_ni ? {out_q[2:0], done_q[7]} : '0;
    {up0_q, part0_q[0]} <= {1'b0, low[47:0]} + {1'b0, carry[47:0]};
    {up1_q, part1_q[0]} <= {1'b0, low[111:48]} + {1'b0, carry[111:48]} + {64'd0, up0_q};
    {up2_q, part2_q}    <= {1'b0, low[175:112]} + {1'b0, carry[175:112]} + {64'd0, up1_q};
    part0_q[1] <= part0_q[0];
    part0_q[2] <= part0_q[1];
    part1_q[1] <= part1_q[0];
    c_q <= {low[255:176] + carry[255:176] + {79'd0, up2_q}, part2_q, part1_q[1], part0_q[2]};
    out_valid_o <= out_q[3] & rst_ni;
  end
  assign c_o = c_q;
endmodule

`default_nettype wire
