// a + b or a - b mod p in the redundant range [0, 2p): the sum, and beside it the sum corrected by
// 2p; the last carry chooses.
//
//   add: s = a + b, result s - 2p if that is not negative, else s
//   sub: s = a - b, result s if not negative, else s + 2p
//
// Interface   a_i, b_i, c_o in [0, 2p); field_i 0 = Fq, 1 = Fr travels with the operands; no
//             back-pressure.
// Latency     Stages. Throughput 1.
// Stages      1: both chains and the choice in one cycle. 2: a register between the chains. 3: one
//             before the choice too. 4, 6, 10: as 3, with chains cut into 2, 4, 8 limbs (128, 64,
//             32 bits), one a cycle. 7: as 6, and the choice has a cycle to reach every limb.
//
// Cycle table for L limbs:
//
//   0       1        2        ...  L        L+1      L+2
//   limb 0  limb 1   limb 2        limb L-1                     s
//           limb 0   limb 1        limb L-2 limb L-1 choose     s ∓ 2p

`default_nettype none

module zk_mod_addsub #(
  parameter bit Sub    = 1'b0,
  parameter int Stages = 2,
  parameter int Fields = zk_field_pkg::BothFields
) (
  input  wire logic         clk_i,
  input  wire logic         field_i,
  input  wire logic [255:0] a_i,
  input  wire logic [255:0] b_i,
  output logic [255:0]      c_o
);
  localparam bit Far   = Stages == 7;
  localparam int Limbs = Stages <= 3 ? 1 : Far ? 4 : Stages - 2;
  localparam int Bits  = 256 / Limbs;

  // Any other value names a module that does not exist, so elaboration fails in every tool.
  if (Stages < 1 || (Stages > 4 && Stages != 6 && Stages != 7 && Stages != 10)) begin : gen_bad_stages
    stages_has_to_be_1_2_3_4_6_7_or_10 u_bad ();
  end

  logic fr_first;
  if (Fields == zk_field_pkg::BothFields) begin : gen_both
    assign fr_first = field_i;
  end else begin : gen_one
    logic unused_field;
    assign unused_field = field_i;
    assign fr_first = Fields == zk_field_pkg::OnlyFr;
  end

  function automatic logic [Bits:0] step(logic subtract, logic [Bits-1:0] x,
                                         logic [Bits-1:0] y, logic carry);
    step = subtract ? {1'b0, x} - {1'b0, y} - {{Bits{1'b0}}, carry}
                    : {1'b0, x} + {1'b0, y} + {{Bits{1'b0}}, carry};
  endfunction

  if (Limbs == 1) begin : gen_whole
    logic [256:0] sum, corrected;
    logic fr_second;
    logic keep;
    if (Stages == 1) begin : gen_direct
      assign sum = step(Sub, a_i, b_i, 1'b0);
      assign fr_second = fr_first;
    end else begin : gen_registered
      always_ff @(posedge clk_i) begin
        sum       <= step(Sub, a_i, b_i, 1'b0);
        fr_second <= fr_first;
      end
    end
    assign corrected =
        step(!Sub, sum[255:0], fr_second ? zk_field_pkg::FrP2 : zk_field_pkg::FqP2, 1'b0);
    assign keep = Sub ? !sum[256] : corrected[256];
    if (Stages < 3) begin : gen_choose
      always_ff @(posedge clk_i) c_o <= keep ? sum[255:0] : corrected[255:0];
    end else begin : gen_choose_late
      logic keep_q;
      logic [255:0] sum_q, corrected_q;
      always_ff @(posedge clk_i) begin
        keep_q      <= keep;
        sum_q       <= sum[255:0];
        corrected_q <= corrected[255:0];
        c_o         <= keep_q ? sum_q : corrected_q;
      end
    end
  end else begin : gen_limbs
    logic [Limbs:0] fr;  // fr[i] is the field in cycle i
    assign fr[0] = fr_first;
    logic [Limbs-1:0] fr_q;
    always_ff @(posedge clk_i) fr_q <= fr[Limbs-1:0];
    assign fr[Limbs:1] = fr_q;

    logic [Bits:0] sum_q[Limbs], corrected_q[Limbs];
    logic [255:0] sum_out, corrected_out;
    for (genvar i = 0; i < Limbs; i++) begin : gen_limb
      logic [Bits-1:0] a, b, sum_now;
      zk_delay #(.Width(2 * Bits), .Depth(i)) u_in (
        .clk_i, .d_i({a_i[Bits*i+:Bits], b_i[Bits*i+:Bits]}), .q_o({a, b})
      );
      zk_delay #(.Width(Bits), .Depth(1)) u_sum (.clk_i, .d_i(sum_q[i][Bits-1:0]), .q_o(sum_now));
      zk_delay #(.Width(2 * Bits), .Depth(Limbs - 1 - i)) u_out (
        .clk_i, .d_i({sum_now, corrected_q[i][Bits-1:0]}),
        .q_o({sum_out[Bits*i+:Bits], corrected_out[Bits*i+:Bits]})
      );
      logic sum_carry, corrected_carry;
      if (i == 0) begin : gen_first
        assign sum_carry = 1'b0;
        assign corrected_carry = 1'b0;
      end else begin : gen_next
        assign sum_carry = sum_q[i-1][Bits];
        assign corrected_carry = corrected_q[i-1][Bits];
      end
      logic [Bits-1:0] p2;
      assign p2 = fr[i+1] ? zk_field_pkg::FrP2[Bits*i+:Bits] : zk_field_pkg::FqP2[Bits*i+:Bits];
      always_ff @(posedge clk_i) begin
        sum_q[i]       <= step(Sub, a, b, sum_carry);
        corrected_q[i] <= step(!Sub, sum_q[i][Bits-1:0], p2, corrected_carry);
      end
    end

    logic negative_q, keep;
    always_ff @(posedge clk_i) negative_q <= sum_q[Limbs-1][Bits];
    assign keep = Sub ? !negative_q : corrected_q[Limbs-1][Bits];
    if (Far) begin : gen_far
      logic [255:0] sum_far_q, corrected_far_q;
      always_ff @(posedge clk_i) {sum_far_q, corrected_far_q} <= {sum_out, corrected_out};
      for (genvar i = 0; i < Limbs; i++) begin : gen_choice
        logic keep_q;
        zk_copy u_keep (.clk_i, .d_i(keep), .q_o(keep_q));
        always_ff @(posedge clk_i) c_o[Bits*i+:Bits] <= keep_q ? sum_far_q[Bits*i+:Bits] : corrected_far_q[Bits*i+:Bits];
      end
    end else begin : gen_near
      always_ff @(posedge clk_i) c_o <= keep ? sum_out : corrected_out;
    end
  end
endmodule

`default_nettype wire
