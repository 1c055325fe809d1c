// The word-serial Montgomery product without its operands: row by row, Lanes words a beat, radix
// 2^16.
//
//   T <- (T + a_i·b + m·p) / 2^16,   m = (T_0 + a_i·b_0)·(-p^-1) mod 2^16,   i = 0..15
//
// Interface   For each row i: J = 16/Lanes beats with active_i, one after the other, b_i the words
//             of b from the lowest, a_i the digit of the row; first_i and last_i mark the ends of a
//             row, start_i all of row 0, final_i all of row 15. Row i + 1 may start max(J, 5)
//             cycles after row i. In row 15 the words of the result come out at c_o, lowest first.
//             a, b in [0, 2p) give c in [0, 2p). field_i (0 = Fq, 1 = Fr) goes with the beats.
// Latency     6 cycles from a beat to its words of T, so that the result starts 6 cycles after row
//             15 does.
// Resources   2·Lanes zk_mul16.
//
// Cycle table of one beat:
//
//   0          1        2       3               4      5                  6
//   a_i, b_i   a_i·b_j  + T_j   m (first beat)  m·p_j  + m·p_j, carry     shifted by a word: T, c_o

`default_nettype none

module zk_mont_serial #(
  parameter int Lanes  = 2,
  parameter int Fields = zk_field_pkg::BothFields
) (
  input  wire logic                clk_i,
  input  wire logic                field_i,
  input  wire logic                active_i,
  input  wire logic                first_i,
  input  wire logic                last_i,
  input  wire logic                start_i,
  input  wire logic                final_i,
  input  wire logic [15:0]         a_i,
  input  wire logic [16*Lanes-1:0] b_i,
  output logic                     c_valid_o,
  output logic [16*Lanes-1:0]      c_o
);
  localparam int Beats     = 16 / Lanes;
  localparam int RowCycles = Beats > 5 ? Beats : 5;
  localparam int Wait      = RowCycles - 5;  // cycles that T waits for its row
  localparam int W         = 16 * Lanes;
  localparam int BeatW     = $clog2(Beats);

  if (Lanes != 1 && Lanes != 2 && Lanes != 4) begin : gen_bad_lanes
    lanes_has_to_be_1_2_or_4 u_bad ();
  end

  logic fr_in;
  if (Fields == zk_field_pkg::BothFields) begin : gen_both
    assign fr_in = field_i;
  end else begin : gen_one
    logic unused_field;
    assign unused_field = field_i;
    assign fr_in = Fields == zk_field_pkg::OnlyFr;
  end

  // x·(-p^-1) mod 2^16: for Fq the factor is 0x6389 = 9 + 199·2^7 (mod 2^16), for Fr -1.
  function automatic logic [15:0] quotient(logic fr, logic [15:0] x);
    logic [8:0] high;
    high = {x[5:0], 3'd0} - x[8:0] + {x[2:0], 6'd0} + {x[1:0], 7'd0};
    quotient = fr ? -x : x + {x[12:0], 3'd0} + {high, 7'd0};
  endfunction

  // The sum of products that lie 16 bits apart.
  function automatic logic [W+15:0] spread(logic [32*Lanes-1:0] products);
    spread = '0;
    for (int i = 0; i < Lanes; i++) begin
      spread = spread + ({{W{1'b0}}, products[32*i+:16]} << (16 * i))
                      + ({{W{1'b0}}, products[32*i+16+:16]} << (16 * i + 16));
    end
  endfunction

  // Flags beside the pipeline, index = cycle.
  logic [6:1] active_q, last_q, final_q;
  logic [4:1] first_q;
  logic [2:1] fr_q;
  logic start_q;
  always_ff @(posedge clk_i) begin
    active_q <= {active_q[5:1], active_i};
    last_q   <= {last_q[5:1], active_i & last_i};
    final_q  <= {final_q[5:1], final_i};
    first_q  <= {first_q[3:1], first_i};
    fr_q     <= {fr_q[1], fr_in};
    start_q  <= start_i;
  end

  // 1: a_i·b. 2: + T. 3: m.
  logic [32*Lanes-1:0] ab, mp;
  logic [W-1:0] t;
  logic [W+16:0] sum2_q, sum3_q, sum4_q;
  logic [15:0] m_q;
  logic fr_m_q;
  always_ff @(posedge clk_i) begin
    sum2_q <= {1'b0, spread(ab)} + (start_q ? '0 : {17'd0, t});
    if (first_q[2]) begin
      m_q    <= quotient(fr_q[2], sum2_q[15:0]);
      fr_m_q <= fr_q[2];
    end
    sum3_q <= sum2_q;
    sum4_q <= sum3_q;
  end

  // 4: m·p.
  logic [BeatW-1:0] beat_q;
  logic [W-1:0] p_words;
  always_ff @(posedge clk_i) beat_q <= first_q[2] ? '0 : beat_q + 1'b1;
  assign p_words = fr_m_q ? zk_field_pkg::FrP[W*beat_q+:W] : zk_field_pkg::FqP[W*beat_q+:W];
  for (genvar k = 0; k < Lanes; k++) begin : gen_mul
    zk_mul16 u_ab (.clk_i, .a_i(a_i), .b_i(b_i[16*k+:16]), .p_o(ab[32*k+:32]));
    zk_mul16 u_mp (.clk_i, .a_i(m_q), .b_i(p_words[16*k+:16]), .p_o(mp[32*k+:32]));
  end

  // 5: accumulate; the lowest word of the row is zero and falls away.
  logic [W-1:0] result_q, before_q, aligned;
  logic [17:0] carry_q;
  logic [15:0] top_q, upper;
  logic [W+17:0] total;
  assign total = {1'b0, sum4_q} + {2'd0, spread(mp)} + {{W{1'b0}}, first_q[4] ? 18'd0 : carry_q};
  always_ff @(posedge clk_i) begin
    result_q <= total[W-1:0];
    before_q <= result_q;
    carry_q  <= total[W+17:W];
    if (last_q[4]) top_q <= total[W+15:W];
  end
  assign upper = last_q[6] ? top_q : result_q[15:0];
  if (Lanes == 1) begin : gen_one_lane
    logic unused_before;
    assign unused_before = ^before_q;
    assign aligned = upper;
  end else begin : gen_lanes
    logic unused_before;
    assign unused_before = ^before_q[15:0];
    assign aligned = {upper, before_q[W-1:16]};
  end
  zk_delay #(.Width(W), .Depth(Wait)) u_wait (.clk_i, .d_i(aligned), .q_o(t));

  assign c_valid_o = active_q[6] & final_q[6];
  assign c_o = aligned;
endmodule

`default_nettype wire
