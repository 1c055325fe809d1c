// 16 x 16 multiplier with a registered product, as one MULT18X18D with its own output register: synth_ecp5 infers the multiplier but
// leaves the register outside, 32 flip-flops and as many wires a multiplier.
//
// Latency 1, throughput 1.

`default_nettype none

(* keep_hierarchy *)
module zk_mul16 (
  input  wire logic        clk_i,
  input  wire logic [15:0] a_i,
  input  wire logic [15:0] b_i,
  output logic [31:0]      p_o
);
  wire [3:0] unused_p;
  MULT18X18D #(
    .REG_INPUTA_CLK("NONE"),
    .REG_INPUTB_CLK("NONE"),
    .REG_PIPELINE_CLK("NONE"),
    .REG_OUTPUT_CLK("CLK0")
  ) u_mult (
    .CLK0(clk_i), .CE0(1'b1), .RST0(1'b0),
    .SIGNEDA(1'b0), .SIGNEDB(1'b0), .SOURCEA(1'b0), .SOURCEB(1'b0),
    .A17(1'b0), .A16(1'b0), .A15(a_i[15]), .A14(a_i[14]), .A13(a_i[13]), .A12(a_i[12]), .A11(a_i[11]), .A10(a_i[10]), .A9(a_i[9]),
    .A8(a_i[8]), .A7(a_i[7]), .A6(a_i[6]), .A5(a_i[5]), .A4(a_i[4]), .A3(a_i[3]), .A2(a_i[2]), .A1(a_i[1]), .A0(a_i[0]),
    .B17(1'b0), .B16(1'b0), .B15(b_i[15]), .B14(b_i[14]), .B13(b_i[13]), .B12(b_i[12]), .B11(b_i[11]), .B10(b_i[10]), .B9(b_i[9]),
    .B8(b_i[8]), .B7(b_i[7]), .B6(b_i[6]), .B5(b_i[5]), .B4(b_i[4]), .B3(b_i[3]), .B2(b_i[2]), .B1(b_i[1]), .B0(b_i[0]),
    .P35(unused_p[3]), .P34(unused_p[2]), .P33(unused_p[1]), .P32(unused_p[0]),
    .P31(p_o[31]), .P30(p_o[30]), .P29(p_o[29]), .P28(p_o[28]), .P27(p_o[27]), .P26(p_o[26]), .P25(p_o[25]), .P24(p_o[24]),
    .P23(p_o[23]), .P22(p_o[22]), .P21(p_o[21]), .P20(p_o[20]), .P19(p_o[19]), .P18(p_o[18]), .P17(p_o[17]), .P16(p_o[16]),
    .P15(p_o[15]), .P14(p_o[14]), .P13(p_o[13]), .P12(p_o[12]), .P11(p_o[11]), .P10(p_o[10]), .P9(p_o[9]), .P8(p_o[8]),
    .P7(p_o[7]), .P6(p_o[6]), .P5(p_o[5]), .P4(p_o[4]), .P3(p_o[3]), .P2(p_o[2]), .P1(p_o[1]), .P0(p_o[0])
  );
endmodule

`default_nettype wire
