// 2^shift·a + b or a - b mod p, for point arithmetic on few carry chains.
//
//   s = a ± b, a = 2^shift times a value,   r = s - m·2p with m = the multiple of 2p below s, as far as the top bits of s tell
//
// Range       the value and b in [0, 2p + 2^248); so is r. A product of two such values is below 2^256·p, so Montgomery products of them
//             are below 2p; shift is 0, 1 or 3, 0 with sub_i.
// Latency     6 cycles. Throughput 1.
//
//   cycle   0        1       2        3         4         5        6
//           a, b     s low   s high   m         m·2p      r low    r high
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

  logic sub1_q;
  logic [Low:0] low1_q;
  logic [W-Low-1:0] a1_q, b1_q;
  logic [W-1:0] s2_q, s3_q, s4_q, multiple4_q;
  logic [Steps-1:0] above3_q, above;
  logic [Low:0] r5_q;
  logic [255:Low] s5_q, multiple5_q;

  // Bit j: the top bits show that s >= (MinM + 1 + j)·2p. The bits are set up to some place, which is m.
  wire signed [TopW-1:0] top = s2_q[W-1:248];
  function automatic signed [TopW-1:0] threshold(input integer k);  // least top bits that show s >= k·2p
    threshold = TopW'((P2 * W'(k) + ((W'(1) << 248) - W'(1))) >>> 248);
  endfunction
  always_comb begin
    for (int j = 0; j < Steps; j++) above[j] = top >= threshold(MinM + 1 + j);
  end
  function automatic [W-1:0] multiple(input [Steps-1:0] x);
    logic [Steps:0] reached;
    reached = {1'b0, x};
    multiple = x[0] ? '0 : P2 * W'(MinM);
    for (int k = MinM + 1; k <= MinM + Steps; k++)
      if (reached[k-MinM-1] && !reached[k-MinM]) multiple = multiple | P2 * W'(k);
  endfunction

  always_ff @(posedge clk_i) begin
    low1_q <= sub_i ? {1'b0, a[Low-1:0]} - {1'b0, b[Low-1:0]} : {1'b0, a[Low-1:0]} + {1'b0, b[Low-1:0]};
    {a1_q, b1_q, sub1_q} <= {a[W-1:Low], b[W-1:Low], sub_i};

    s2_q[Low-1:0] <= low1_q[Low-1:0];
    s2_q[W-1:Low] <= sub1_q ? a1_q - b1_q - (W - Low)'(low1_q[Low]) : a1_q + b1_q + (W - Low)'(low1_q[Low]);

    above3_q <= above;
    s3_q <= s2_q;

    multiple4_q <= multiple(above3_q);
    s4_q <= s3_q;

    r5_q <= {1'b0, s4_q[Low-1:0]} - {1'b0, multiple4_q[Low-1:0]};
    {s5_q, multiple5_q} <= {s4_q[255:Low], multiple4_q[255:Low]};

    r_o <= {s5_q - multiple5_q - (256 - Low)'(r5_q[Low]), r5_q[Low-1:0]};
  end
  wire unused = &{1'b0, s4_q[W-1:256], multiple4_q[W-1:256]};
endmodule

`default_nettype wire
