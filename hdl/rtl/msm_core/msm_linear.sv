// 2^shift·a + b or a - b mod p, for point arithmetic on few carry chains.
//
//   s = a ± b, a = 2^shift times a value,   r = s - m·2p with m = the multiple of 2p below s, as far as the top bits of s tell
//
// Range       the value and b in [0, 2p + 2^248); so is r. A product of two such values is below 2^256·p, so Montgomery products of them
//             are below 2p; shift is 0, 1 or 3, 0 with sub_i.
// Latency     9 cycles. Throughput 1. The multiple that is taken off has a cycle to get where it is used.
//
//   cycle   0        1, 2, 3   4                   5    6      7, 8, 9
//           a, b     s         compared with m·2p  m    m·2p   r
`default_nettype none

module msm_linear (
  input  wire          clk_i,
  input  wire          sub_i,
  input  wire  [258:0] a_i,
  input  wire  [255:0] b_i,
  output logic [255:0] r_o
);
  localparam int W = 260;        // of s, signed: -2.03p to 18.2p
  localparam int TopW = W - 248;
  localparam logic signed [W-1:0] P2 = W'(zk_field_pkg::FqP2);
  localparam int MinM = -2, Steps = 11;   // m = -2 .. 9

  wire [W-1:0] a = W'(a_i);
  wire [W-1:0] b = W'(b_i) ^ {W{sub_i}};
  wire [W-1:0] s3;
  msm_sum #(.W(W)) u_s (.clk_i, .carry_i(sub_i), .a_i(a), .b_i(b), .s_o(s3));

  logic [W-1:0] s4_q, s5_q, s6_q, multiple6_q;
  logic [Steps-1:0] above;
  logic [Steps:0] hot4_q;

  // Bit j: the top bits show that s >= (MinM + 1 + j)·2p. The bits are set up to some place, which is m.
  wire signed [TopW-1:0] top = s3[W-1:248];
  function automatic signed [TopW-1:0] threshold(input integer k);  // least top bits that show s >= k·2p
    threshold = TopW'((P2 * W'(k) + ((W'(1) << 248) - W'(1))) >>> 248);
  endfunction
  always_comb begin
    for (int j = 0; j < Steps; j++) above[j] = top >= threshold(MinM + 1 + j);
  end
  // m, one bit hot: which of the multiples.
  function automatic [Steps:0] hot(input [Steps-1:0] x);
    hot = {x, 1'b1} & {1'b1, ~x};
  endfunction
  function automatic [W-1:0] multiple(input [Steps:0] x);
    multiple = '0;
    for (int k = MinM; k <= MinM + Steps; k++) if (x[k-MinM]) multiple = multiple | P2 * W'(k);
  endfunction

  always_ff @(posedge clk_i) begin
    hot4_q <= hot(above);
    s4_q <= s3;
    s5_q <= s4_q;
    s6_q <= s5_q;
  end
  // Each quarter makes its bits of the multiple from a copy of m.
  for (genvar g = 0; g < 4; g++) begin : gen_multiple
    localparam int Bits = g == 3 ? W - 192 : 64;
    logic [Steps:0] hot5;
    zk_copy #(.Width(Steps + 1)) u_hot (.clk_i, .d_i(hot4_q), .q_o(hot5));
    always_ff @(posedge clk_i) multiple6_q[64*g+:Bits] <= Bits'(multiple(hot5) >> (64 * g));
  end
  msm_sum #(.W(256)) u_r (.clk_i, .carry_i(1'b1), .a_i(s6_q[255:0]), .b_i(~multiple6_q[255:0]), .s_o(r_o));
  wire unused = &{1'b0, s6_q[W-1:256], multiple6_q[W-1:256]};
endmodule

`default_nettype wire
