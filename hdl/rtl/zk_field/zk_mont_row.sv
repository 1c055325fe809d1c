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
// Cycle table of row i (t = 0 is one cycle after the operands are taken, plus 4i):
//
//   0           1       2          3           4              5               6   7     8
//   digit of a  a_i·b   columns    m of a_i·b  m of a_i·b     T + a_i·b       m   m·p   T, row i+1
//                                  in parts                   m of T in parts
//
// After row 15 four cycles resolve the carries, 64 bits each.

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
  logic first, last;
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
    a_q[0] <= first ? a_i : {16'd0, a_q[3][255:16]};
    b_q[0] <= first ? b_i : b_q[3];
    for (int i = 1; i < 4; i++) begin
      a_q[i] <= a_q[i-1];
      b_q[i] <= b_q[i-1];
    end
    fr_q <= {fr_q[2:0], first ? fr_in : fr_q[3]};
    valid_q <= rst_ni ? {valid_q[2:0], first ? in_valid_i : valid_q[3]} : 4'd0;
  end

  // Field and end-of-product flags beside the pipeline: index = t.
  logic [7:1] last_q, done_q;
  logic [5:1] fr_t_q;
  logic last_0_q;
  always_ff @(posedge clk_i) begin
    last_0_q <= last | ~rst_ni;
    last_q   <= rst_ni ? {last_q[6:1], last_0_q} : '1;
    done_q   <= rst_ni ? {done_q[6:1], last_0_q & valid_q[0]} : '0;
    fr_t_q   <= {fr_t_q[4:1], fr_q[0]};
  end

  // t = 1: products of the digit, t = 2: columns.
  logic [15:0] m_q;
  logic [255:0] p_q;
  logic [31:0] ab[Words], mp[Words];
  for (genvar k = 0; k < Words; k++) begin : gen_mul
    zk_mul16 u_ab (.clk_i, .a_i(a_q[0][15:0]), .b_i(b_q[0][16*k+:16]), .p_o(ab[k]));
    zk_mul16 u_mp (.clk_i, .a_i(m_q), .b_i(p_q[16*k+:16]), .p_o(mp[k]));
  end

  logic [16:0] column2_q[Words+1], column3_q[Words+1], column4_q[Words+1];
  logic [15:0] ab_low3_q, ab_quotient4_q, ab_quotient5_q;
  logic [8:0] ab_high3_q;
  always_ff @(posedge clk_i) begin
    column2_q[0]     <= {1'b0, ab[0][15:0]};
    column2_q[Words] <= {1'b0, ab[Words-1][31:16]};
    for (int j = 1; j < Words; j++) column2_q[j] <= {1'b0, ab[j][15:0]} + {1'b0, ab[j-1][31:16]};
    for (int j = 0; j <= Words; j++) begin
      column3_q[j] <= column2_q[j];
      column4_q[j] <= column3_q[j];
    end
    ab_low3_q      <= quotient_low(fr_t_q[2], column2_q[0][15:0]);
    ab_high3_q     <= quotient_high(fr_t_q[2], column2_q[0][8:0]);
    ab_quotient4_q <= ab_low3_q + {ab_high3_q, 7'd0};
    ab_quotient5_q <= ab_quotient4_q + quotient_carry(fr_t_q[4], t_carry_q[0]);
  end

  // The loop. t = 4: T, t = 5: sum and m in parts, t = 6: m, t = 7: m·p, t = 8: T of the next row.
  logic [15:0] t_low_q[Words];
  logic [2:0] t_carry_q[Words];
  logic [17:0] sum5_q[Words+1], sum6_q[Words+1], sum7_q[Words+1];
  logic [15:0] low5_q;
  logic [8:0] high5_q;
  always_ff @(posedge clk_i) begin
    for (int j = 0; j < Words; j++) begin
      sum5_q[j] <= {2'd0, t_low_q[j]} + {15'd0, t_carry_q[j]} + {1'b0, column4_q[j]};
    end
    sum5_q[Words] <= {1'b0, column4_q[Words]};
    for (int j = 0; j <= Words; j++) begin
      sum6_q[j] <= sum5_q[j];
      sum7_q[j] <= sum6_q[j];
    end
    low5_q  <= quotient_low(fr_t_q[4], t_low_q[0]);
    high5_q <= quotient_high(fr_t_q[4], t_low_q[0][8:0]);
    m_q     <= low5_q + {high5_q, 7'd0} + ab_quotient5_q;
    p_q     <= fr_t_q[5] ? zk_field_pkg::FrP : zk_field_pkg::FqP;
  end

  // A column is at most 5·65536, so its carry has three bits; T < 4p, so the top column has none.
  logic [18:0] full[Words+1];
  assign full[0]     = {1'b0, sum7_q[0]} + {3'd0, mp[0][15:0]};
  assign full[Words] = {1'b0, sum7_q[Words]} + {3'd0, mp[Words-1][31:16]};
  for (genvar j = 1; j < Words; j++) begin : gen_full
    assign full[j] = {1'b0, sum7_q[j]} + {3'd0, mp[j][15:0]} + {3'd0, mp[j-1][31:16]};
  end
  logic unused_top;
  assign unused_top = ^{full[0][15:0], full[Words][18:16]};

  logic [255:0] low_d, carry_d;
  for (genvar j = 0; j < Words; j++) begin : gen_shift
    assign low_d[16*j+:16]   = full[j+1][15:0];
    assign carry_d[16*j+:16] = {13'd0, full[j][18:16]};
  end
  always_ff @(posedge clk_i) begin
    for (int j = 0; j < Words; j++) begin
      t_low_q[j]   <= last_q[7] ? '0 : low_d[16*j+:16];  // a product starts from T = 0
      t_carry_q[j] <= last_q[7] ? '0 : carry_d[16*j+:3];
    end
  end

  // Carries, lowest quarter first.
  logic [255:0] low_q[4], carry_q[4];
  logic [3:0] up_q;
  logic [3:0] out_q;
  logic [255:0] c_q;
  always_ff @(posedge clk_i) begin
    low_q[0]   <= low_d;
    carry_q[0] <= carry_d;
    out_q      <= rst_ni ? {out_q[2:0], done_q[7]} : '0;
    up_q[0]    <= 1'b0;
    for (int i = 0; i < 3; i++) begin
      low_q[i+1]   <= low_q[i];
      carry_q[i+1] <= carry_q[i];
      {up_q[i+1], low_q[i+1][64*i+:64]} <=
          {1'b0, low_q[i][64*i+:64]} + {1'b0, carry_q[i][64*i+:64]} + {64'd0, up_q[i]};
    end
    c_q[191:0]   <= low_q[3][191:0];
    c_q[255:192] <= low_q[3][255:192] + carry_q[3][255:192] + {63'd0, up_q[3]};
    out_valid_o  <= out_q[3] & rst_ni;
  end
  assign c_o = c_q;
endmodule

`default_nettype wire
