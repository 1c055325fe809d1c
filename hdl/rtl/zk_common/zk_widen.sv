// Joins narrow beats to wide ones, lowest first.
//
// Interface  ready/valid with last in and out. A packet whose length is no multiple of Ratio is
//            filled up with zeros and marked by out_error_o on its last beat.
// Latency    1 cycle after the beat that completes a wide one. Throughput 1 narrow beat a cycle.
// Range      Ratio >= 1 (1: a register stage).
`default_nettype none

module zk_widen #(
  parameter int InW = 8,
  parameter int Ratio = 2
) (
  input  wire                    clk_i,
  input  wire                    rst_ni,
  input  wire                    in_valid_i,
  output logic                   in_ready_o,
  input  wire  [InW-1:0]         in_data_i,
  input  wire                    in_last_i,
  output logic                   out_valid_o,
  input  wire                    out_ready_i,
  output logic [InW*Ratio-1:0]   out_data_o,
  output logic                   out_last_o,
  output logic                   out_error_o
);
  localparam int CountW = Ratio > 1 ? $clog2(Ratio) : 1;

  logic [InW*Ratio-1:0] data_q;
  logic [CountW-1:0] count_q;
  logic valid_q, last_q, error_q;

  wire take = in_valid_i && in_ready_o;
  wire full = count_q == CountW'(Ratio - 1);

  assign in_ready_o = !valid_q || out_ready_i;
  assign out_valid_o = valid_q;
  assign out_data_o = data_q;
  assign out_last_o = last_q;
  assign out_error_o = error_q;

  always_ff @(posedge clk_i) begin
    if (take)
      for (int i = 0; i < Ratio; i++)
        if (count_q == CountW'(i)) data_q[InW*i+:InW] <= in_data_i;
        else if (count_q == '0) data_q[InW*i+:InW] <= '0;
    if (take) begin
      last_q <= in_last_i;
      error_q <= in_last_i && !full;
    end
    if (!rst_ni) begin
      count_q <= '0;
      valid_q <= 1'b0;
    end else begin
      if (take) count_q <= full || in_last_i ? '0 : count_q + CountW'(1);
      if (take) valid_q <= full || in_last_i;
      else if (out_ready_i) valid_q <= 1'b0;
    end
  end
endmodule

`default_nettype wire
