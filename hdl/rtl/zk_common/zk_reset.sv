// Reset of a clock domain: asserted while ok_i (PLL locked, button up; from any clock) is low,
// released 256 cycles after it is high, in step with the clock. Relies on registers that are 0 when
// the part is configured.
`default_nettype none

module zk_reset (
  input  wire  clk_i,
  input  wire  ok_i,
  output logic rst_no
);
  (* keep *) logic [1:0] sync_q = '0;
  logic [7:0] count_q = '0;
  logic rst_nq = 1'b0;
  assign rst_no = rst_nq;

  always_ff @(posedge clk_i) begin
    sync_q <= {sync_q[0], ok_i};
    rst_nq <= &count_q && sync_q[1];
    if (!sync_q[1]) count_q <= '0;
    else if (!(&count_q)) count_q <= count_q + 8'd1;
  end
endmodule

`default_nettype wire
