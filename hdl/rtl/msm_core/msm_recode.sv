// Scalars to signed digits: for every scalar and window the bucket and the sign with which a point goes into it.
//
// Function    k = sum of d_w·2^(WindowBits·w), -2^(WindowBits-1) < d_w <= 2^(WindowBits-1), carries from the lowest window up.
//             Digit d of window w means bucket |d| of w, that is slot w·2^(WindowBits-1) + |d| - 1; zero means nothing, and so does
//             a point at infinity. Windows of one scalar follow each other, so that those of one bucket are far apart.
// Interface   start_i begins an MSM: points from first_i on, scalars below 2^bits_i (1 to 254). Elements ready/valid in. The
//             flags of points at infinity are read from outside (answer a cycle after inf_read_o). out_payload_o is {negative,
//             point}. bad_o: a scalar was too long; it and what follows is thrown away, until start_i.
// Latency     4 cycles from an element to its first digit. Throughput a digit a cycle, windows_o digits a scalar. With Calm a scalar takes two
//             cycles at least, and elem_ready_o comes from a register.
//
//   cycle   0         1                       2                 3 ...
//           element   length checked, flag    recoding register digit of window 0, 1, ...
`default_nettype none

module msm_recode #(
  parameter int WindowBits = 8,
  parameter int LogPoints  = 12,
  parameter int SlotW      = 13,
  parameter logic Calm     = 1'b0
) (
  input  wire                  clk_i,
  input  wire                  rst_ni,

  input  wire                  start_i,
  input  wire  [LogPoints-1:0] first_i,
  input  wire  [7:0]           bits_i,
  output logic [7:0]           windows_o,

  input  wire                  elem_valid_i,
  output logic                 elem_ready_o,
  input  wire  [255:0]         elem_i,

  output logic                 inf_read_o,
  output logic [LogPoints-1:0] inf_addr_o,
  input  wire                  inf_i,

  output logic                 out_valid_o,
  input  wire                  out_ready_i,
  output logic [SlotW-1:0]     out_slot_o,
  output logic [LogPoints:0]   out_payload_o,

  output logic                 bad_o,
  output logic                 idle_o
);
  localparam int Half = 1 << (WindowBits - 1);
  localparam int MaxWindows = 254 / WindowBits + 1;

  // Of this task: which bits must be zero, how many windows there are (bits / WindowBits, rounded down, and 1).
  // Up to three cycles after the start: elements come later.
  logic [255:0] forbidden_q;
  (* fsm_encoding = "none" *) logic [7:0] last_window_q;  // a number: Yosys would search it for the states of a machine, and not end
  logic [7:0] last_window, before_last_q, bits_q;
  logic [MaxWindows-1:0] is_last_q;
  always_ff @(posedge clk_i) begin
    if (start_i) bits_q <= bits_i;
    for (int i = 0; i < 256; i++) forbidden_q[i] <= i >= 32'(bits_q);
    for (int i = 0; i < MaxWindows; i++) is_last_q[i] <= 32'(bits_q) >= i * WindowBits && 32'(bits_q) < (i + 1) * WindowBits;
    last_window_q <= last_window;
    before_last_q <= last_window_q - 8'd1;  // 255: there is one window
  end
  always_comb begin
    last_window = '0;
    for (int i = 0; i < MaxWindows; i++) if (is_last_q[i]) last_window = last_window | 8'(i);
  end
  assign windows_o = last_window_q + 8'd1;

  // 1: the element, its check, the flag of its point.
  logic p_valid_q, p_ready;
  logic [255:0] p_scalar_q;
  logic [LogPoints-1:0] p_point_q, next_q;
  wire p_bad = p_valid_q && |(p_scalar_q & forbidden_q);
  assign elem_ready_o = !p_valid_q || (p_ready && !Calm);
  assign inf_read_o = elem_ready_o;
  assign inf_addr_o = next_q;

  // 2: one window after the other.
  logic r_valid_q, r_inf_q, carry_q, r_next, o_ready;
  logic [255:0] scalar_q;
  logic [LogPoints-1:0] point_q;
  logic [7:0] window_q;
  logic [SlotW-1:0] base_q;
  logic last_q;                  // window_q == last_window_q
  wire [WindowBits:0] raw = {1'b0, scalar_q[WindowBits-1:0]} + (WindowBits + 1)'(carry_q);
  wire negative = raw > (WindowBits + 1)'(Half);
  wire [WindowBits-1:0] size = negative ? -raw[WindowBits-1:0] : raw[WindowBits-1:0];
  wire live = r_valid_q && size != '0 && !r_inf_q;
  assign r_next = r_valid_q && o_ready;
  assign p_ready = !r_valid_q || (r_next && last_q);

  // 3: the digit.
  assign o_ready = !out_valid_o || out_ready_i;
  assign idle_o = !p_valid_q && !r_valid_q && !out_valid_o;

  always_ff @(posedge clk_i) begin
    if (elem_ready_o) begin
      p_scalar_q <= elem_i;
      p_point_q <= next_q;
    end
    if (p_ready) begin
      scalar_q <= p_scalar_q;
      point_q <= p_point_q;
      r_inf_q <= inf_i;
      window_q <= '0;
      last_q <= &before_last_q;
      base_q <= '0;
      carry_q <= 1'b0;
    end else if (r_next) begin
      scalar_q <= scalar_q >> WindowBits;
      window_q <= window_q + 8'd1;
      last_q <= window_q == before_last_q;
      base_q <= base_q + SlotW'(Half);
      carry_q <= negative;
    end
    if (o_ready) begin
      out_slot_o <= base_q + SlotW'(size) - SlotW'(1);
      out_payload_o <= {negative, point_q};
    end

    if (!rst_ni || start_i) begin
      p_valid_q <= 1'b0;
      r_valid_q <= 1'b0;
      out_valid_o <= 1'b0;
      bad_o <= 1'b0;
      next_q <= first_i;
    end else begin
      if (elem_ready_o) p_valid_q <= elem_valid_i;
      else if (p_ready) p_valid_q <= 1'b0;
      if (elem_ready_o && elem_valid_i) next_q <= next_q + 1'b1;
      if (p_ready) r_valid_q <= p_valid_q && !p_bad && !bad_o;
      if (o_ready) out_valid_o <= live;
      if (p_bad) bad_o <= 1'b1;
    end
  end
endmodule

`default_nettype wire
