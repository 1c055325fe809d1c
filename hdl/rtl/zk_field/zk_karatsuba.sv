// a·b by subtractive Karatsuba, three products of half the width a level, leaves in zk_mul_wide.
//
//   a·b = z2·2^W + (z0 + z2 ± |a1 - a0|·|b1 - b0|)·2^(W/2) + z0
//
// Latency     3 at the leaf; a level adds 4, the level of 256 bits 6, since its sums run in two
//             limbs of 128 bits. No carry chain is longer than 192 bits.
// Throughput  1.
//
// Cycle table of a level (H = W/2, K = latency of the half):
//
//   0             K        K+1        K+2             K+3                        up to 128 bits
//   |differences| z0 z2 zm z0 + z2    (z0+z2) ± zm    upper 3H bits of the sum
//                 low limb low, high  high, quarter 1 quarter 2     quarter 3    256 bits

`default_nettype none

module zk_karatsuba #(
  parameter int Width = 256,
  parameter int Leaf  = 64
) (
  input  wire logic               clk_i,
  input  wire logic [Width-1:0]   a_i,
  input  wire logic [Width-1:0]   b_i,
  output logic [2*Width-1:0]      p_o
);
  localparam int H = Width / 2;

  if (Width <= Leaf) begin : gen_leaf
    zk_mul_wide #(.Width(Width)) u_mul (.clk_i, .a_i, .b_i, .p_o);
  end else begin : gen_level
    localparam int HalfLatency = zk_field_pkg::MulWideLatency + 4 * $clog2(H / Leaf);

    logic [H-1:0] a0_q, a1_q, b0_q, b1_q, da_q, db_q;
    logic plus_q;
    logic a_down, b_down;
    assign a_down = a_i[Width-1:H] < a_i[H-1:0];
    assign b_down = b_i[Width-1:H] < b_i[H-1:0];
    always_ff @(posedge clk_i) begin
      {a1_q, a0_q} <= a_i;
      {b1_q, b0_q} <= b_i;
      da_q   <= a_down ? a_i[H-1:0] - a_i[Width-1:H] : a_i[Width-1:H] - a_i[H-1:0];
      db_q   <= b_down ? b_i[H-1:0] - b_i[Width-1:H] : b_i[Width-1:H] - b_i[H-1:0];
      plus_q <= a_down ^ b_down;
    end

    logic [Width-1:0] z0, z2, zm;
    logic plus;
    zk_karatsuba #(.Width(H), .Leaf(Leaf)) u_low (.clk_i, .a_i(a0_q), .b_i(b0_q), .p_o(z0));
    zk_karatsuba #(.Width(H), .Leaf(Leaf)) u_high (.clk_i, .a_i(a1_q), .b_i(b1_q), .p_o(z2));
    zk_karatsuba #(.Width(H), .Leaf(Leaf)) u_middle (.clk_i, .a_i(da_q), .b_i(db_q), .p_o(zm));
    zk_delay #(.Width(1), .Depth(HalfLatency)) u_plus (.clk_i, .d_i(plus_q), .q_o(plus));

    if (Width <= 128) begin : gen_narrow
      logic plus1_q;
      logic [Width:0] ends_q, middle_q;
      logic [Width-1:0] zm1_q;
      logic [2*Width-1:0] outer1_q, outer2_q;
      always_ff @(posedge clk_i) begin
        ends_q   <= {1'b0, z0} + {1'b0, z2};
        zm1_q    <= zm;
        plus1_q  <= plus;
        outer1_q <= {z2, z0};
        middle_q <= plus1_q ? ends_q + {1'b0, zm1_q} : ends_q - {1'b0, zm1_q};
        outer2_q <= outer1_q;
        p_o <= {outer2_q[2*Width-1:H] + {{(H - 1) {1'b0}}, middle_q}, outer2_q[H-1:0]};
      end
    end else begin : gen_wide
      // 1: low limb of z0 + z2. 2: its high limb, low limb of the middle. 3: high limb of the
      // middle, quarter 1 of the result.
      logic plus1_q, plus2_q;
      logic [H:0] ends_low_q, ends_high_q;
      logic [H:0] middle_low_q;
      logic [H:0] middle_high_q;
      logic [Width-1:0] zm1_q;
      logic [H-1:0] zm2_q;
      logic [2*Width-1:0] outer1_q, outer2_q;
      logic [Width-1:0] outer3_high_q;
      logic [H-1:0] outer3_low_q, outer4_high_q, outer4_low_q;
      logic [H:0] first_q, second_q;
      logic [H-1:0] first4_q;
      logic middle_top4_q;
      always_ff @(posedge clk_i) begin
        ends_low_q <= {1'b0, z0[H-1:0]} + {1'b0, z2[H-1:0]};
        zm1_q      <= zm;
        plus1_q    <= plus;
        outer1_q   <= {z2, z0};

        ends_high_q  <= {1'b0, outer1_q[Width-1:H]} + {1'b0, outer1_q[2*Width-1-:H]}
                        + {{H{1'b0}}, ends_low_q[H]};
        middle_low_q <= plus1_q ? {1'b0, ends_low_q[H-1:0]} + {1'b0, zm1_q[H-1:0]}
                                : {1'b0, ends_low_q[H-1:0]} - {1'b0, zm1_q[H-1:0]};
        zm2_q    <= zm1_q[Width-1:H];
        plus2_q  <= plus1_q;
        outer2_q <= outer1_q;

        // A borrow or carry of the low limb is its top bit, with the sign of the operation.
        middle_high_q <= plus2_q ? ends_high_q + {1'b0, zm2_q} + {{H{1'b0}}, middle_low_q[H]}
                                 : ends_high_q - {1'b0, zm2_q} - {{H{1'b0}}, middle_low_q[H]};
        first_q  <= {1'b0, outer2_q[Width-1:H]} + {1'b0, middle_low_q[H-1:0]};
        outer3_high_q <= outer2_q[2*Width-1:Width];
        outer3_low_q  <= outer2_q[H-1:0];

        second_q      <= {1'b0, outer3_high_q[H-1:0]} + {1'b0, middle_high_q[H-1:0]}
                         + {{H{1'b0}}, first_q[H]};
        first4_q      <= first_q[H-1:0];
        middle_top4_q <= middle_high_q[H];
        outer4_high_q <= outer3_high_q[Width-1:H];
        outer4_low_q  <= outer3_low_q;

        p_o <= {outer4_high_q + {{(H - 1) {1'b0}}, middle_top4_q} + {{(H - 1) {1'b0}}, second_q[H]},
                second_q[H-1:0], first4_q, outer4_low_q};
      end
    end
  end
endmodule

`default_nettype wire
