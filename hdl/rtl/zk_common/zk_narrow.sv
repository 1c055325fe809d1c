// Splits wide beats into narrow ones, lowest first.
//
// Interface  ready/valid with last and error in and out; both belong to the last narrow beat of a
//            wide one.
// Latency    1 cycle. Throughput 1 narrow beat a cycle, without a gap between wide ones.
// Range      Ratio >= 1 (1: a register stage).
`default_nettype none

module zk_narrow #(
  parameter int OutW = 8,
  parameter int Ratio = 2
) (
  input  wire                    clk_i,
  input  wire                    rst_ni,
  input  wire                    in_valid_i,
  output logic                   in_ready_o,
  input  wire  [OutW*Ratio-1:0]  in_data_i,
  input  wire                    in_last_i,
  input  wire                    in_error_i,
  output logic                   out_valid_o,
  input  wire                    out_ready_i,
  output logic [OutW-1:0]        out_data_o,
  output logic                   out_last_o,
  output logic                   out_error_o
);
  localparam int CountW = Ratio > 1 ? $clog2(Ratio) : 1;

  logic [OutW*Ratio-1:0] data_q;
  logic [CountW-1:0] left_q;
  logic valid_q, last_q, error_q;

  wire final_beat = left_q == '0;

  assign in_ready_o = !valid_q || (out_ready_i && final_beat);
  assign out_valid_o = valid_q;
  assign out_data_o = data_q[OutW-1:0];
  assign out_last_o = final_beat && last_q;
  assign out_error_o = final_beat && error_q;

  always_ff @(posedge clk_i) begin
    if (in_ready_o) begin
      data_q <= in_data_i;
      last_q <= in_last_i;
      error_q <= in_error_i;
      left_q <= CountW'(Ratio - 1);
    end else if (out_ready_i) begin
      data_q <= data_q >> OutW;
      left_q <= left_q - CountW'(1);
    end
    if (!rst_ni) valid_q <= 1'b0;
    else if (in_ready_o) valid_q <= in_valid_i;
  end
endmodule

`default_nettype wire
