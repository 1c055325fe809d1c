// Delay line of Depth cycles, Width bits. Short ones are shift registers; from eight cycles on a
// ring in a memory, which tools map to distributed or block RAM and a simulator to one write a
// cycle.

`default_nettype none

module zk_delay #(
  parameter int Width = 1,
  parameter int Depth = 1
) (
  input  wire logic             clk_i,
  input  wire logic [Width-1:0] d_i,
  output logic [Width-1:0]      q_o
);
  if (Depth == 0) begin : gen_wire
    logic unused_clk;
    assign unused_clk = clk_i;
    assign q_o = d_i;
  end else if (Depth < 8) begin : gen_shift
    logic [Width-1:0] stage_q[Depth];
    always_ff @(posedge clk_i) begin
      stage_q[0] <= d_i;
      for (int i = 1; i < Depth; i++) stage_q[i] <= stage_q[i-1];
    end
    assign q_o = stage_q[Depth-1];
  end else begin : gen_ring
    localparam int PointerW = $clog2(Depth - 1);
    logic [Width-1:0] ring_q[Depth-1];
    logic [PointerW-1:0] at_q = '0;  // any start will do: what comes out first was never put in
    always_ff @(posedge clk_i) begin
      q_o <= ring_q[at_q];
      ring_q[at_q] <= d_i;
      at_q <= at_q == PointerW'(Depth - 2) ? '0 : at_q + 1'b1;
    end
  end
endmodule

`default_nettype wire
