// Skid buffer: cuts every combinational path between both sides of a stream at full throughput.
//
// Interface  ready/valid in and out. A beat that waits is stable.
// Latency    1 cycle. Throughput 1 beat a cycle. Holds 2 beats.
// Cycles     in_valid_i && in_ready_o in cycle t -> out_valid_o from t+1.
`default_nettype none

module zk_skid #(
  parameter int Width = 8
) (
  input  wire               clk_i,
  input  wire               rst_ni,
  input  wire               in_valid_i,
  output logic              in_ready_o,
  input  wire  [Width-1:0]  in_data_i,
  output logic              out_valid_o,
  input  wire               out_ready_i,
  output logic [Width-1:0]  out_data_o
);
  logic [Width-1:0] out_q, spare_q;
  logic valid_q, spare_valid_q;

  assign in_ready_o = !spare_valid_q;
  assign out_valid_o = valid_q;
  assign out_data_o = out_q;

  always_ff @(posedge clk_i) begin
    if (in_ready_o) spare_q <= in_data_i;
    if (!valid_q || out_ready_i) out_q <= spare_valid_q ? spare_q : in_data_i;
    if (!rst_ni) begin
      valid_q <= 1'b0;
      spare_valid_q <= 1'b0;
    end else if (!valid_q || out_ready_i) begin
      valid_q <= spare_valid_q || in_valid_i;
      spare_valid_q <= 1'b0;
    end else begin
      spare_valid_q <= spare_valid_q || in_valid_i;
    end
  end
endmodule

`default_nettype wire
