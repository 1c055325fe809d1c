// Two registers for a level that comes from another clock.
`default_nettype none

module zk_sync #(
  parameter logic Reset = 1'b0
) (
  input  wire  clk_i,
  input  wire  rst_ni,
  input  wire  in_i,
  output logic out_o
);
  (* keep *) logic first_q;
  always_ff @(posedge clk_i)
    if (!rst_ni) {out_o, first_q} <= {2{Reset}};
    else {out_o, first_q} <= {first_q, in_i};
endmodule

`default_nettype wire
