// 2^shift·a + b or a - b mod p, for point arithmetic on few carry chains.
//
//   s = a ± b, a = 2^shift times a value,   r = s - m·2p with m = the multiple of 2p below s, as far as the top bits of s tell
//
// Range       the value and b in [0, 2p + 2^248); so is r. A product of two such values is below 2^256·p, so Montgomery products of them
//             are below 2p; shift is 0, 1 or 3, 0 with sub_i.
// Latency     9 cycles. Throughput 1. Carries, and the multiple that is taken off, have a cycle to get where they are used.
//
//   cycle   0        1       2      3        4                   5    6      7        8      9
//           a, b     s low   carry  s high   compared with m·2p  m    m·2p   r low    carry  r high
`default_nettype none

module msm_linear (
  input  wire          clk_i,
  input  wire          sub_i,
  input  wire  [258:0] a_i,
  input  wire  [255:0] b_i,
  output logic [255:0] r_o
);
  localparam int Low = 128;
  localparam int W = 260;        // of s, signed: -2.03p to 18.2p
  localparam int TopW = W - 248;
  localparam logic signed [W-1:0] P2 = W'(zk_field_pkg::FqP2);
  localparam int MinM = -2, Steps = 11;   // m = -2 .. 9

  wire [W-1:0] a = W'(a_i);
  wire [W-1:0] b = W'(b_i);

  logic carry2_q;
  logic [Low:0] low1_q;
  logic [Low-1:0] low2_q;
  logic [W-Low-1:0] a1_q, b1_q, a2_q, b2_q;
  logic [W-1:0] s3_q, s4_q, s5_q, s6_q, multiple6_q;
  logic [Steps-1:0] above;
  logic [Steps:0] hot4_q;
  logic [Low:0] r7_q;
  logic [Low-1:0] r8_q;
  logic borrow8_q;
  logic [255:Low] s7_q, multiple7_q, s8_q, multiple8_q;

  // Bit j: the top bits show that s >= (MinM + 1 + j)·2p. The bits are set up to some place, which is m.
  wire signed [TopW-1:0] top = s3_q[W-1:248];
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
    low1_q <= {1'b0, a[Low-1:0]} + {1'b0, b[Low-1:0] ^ {Low{sub_i}}} + (Low + 1)'(sub_i);
    {a1_q, b1_q} <= {a[W-1:Low], b[W-1:Low] ^ {W-Low{sub_i}}};

    {carry2_q, low2_q} <= low1_q;
    {a2_q, b2_q} <= {a1_q, b1_q};

    s3_q <= {a2_q + b2_q + (W - Low)'(carry2_q), low2_q};

    hot4_q <= hot(above);
    s4_q <= s3_q;

    s5_q <= s4_q;

    s6_q <= s5_q;

    r7_q <= {1'b0, s6_q[Low-1:0]} - {1'b0, multiple6_q[Low-1:0]};
    {s7_q, multiple7_q} <= {s6_q[255:Low], multiple6_q[255:Low]};

    {borrow8_q, r8_q} <= r7_q;
    {s8_q, multiple8_q} <= {s7_q, multiple7_q};

    r_o <= {s8_q - multiple8_q - (256 - Low)'(borrow8_q), r8_q};
  end
  // Each quarter makes its bits of the multiple from a copy of m.
  for (genvar g = 0; g < 4; g++) begin : gen_multiple
    localparam int Bits = g == 3 ? W - 192 : 64;
    logic [Steps:0] hot5;
    zk_copy #(.Width(Steps + 1)) u_hot (.clk_i, .d_i(hot4_q), .q_o(hot5));
    always_ff @(posedge clk_i) multiple6_q[64*g+:Bits] <= Bits'(multiple(hot5) >> (64 * g));
  end
  wire unused = &{1'b0, s6_q[W-1:256], multiple6_q[W-1:256]};
endmodule

`default_nettype wire
