// zk_skid: what goes in comes out, in order, once; a beat that waits does not change; at most two are inside.
`default_nettype none

module f_skid (
  input wire clk_i,
  input wire rst_ni,
  input wire in_valid_i,
  input wire [7:0] in_data_i,
  input wire out_ready_i
);
  wire in_ready, out_valid;
  wire [7:0] out_data;
  zk_skid #(
    .Width(8)
  ) u_dut (
    .clk_i,
    .rst_ni,
    .in_valid_i,
    .in_ready_o(in_ready),
    .in_data_i,
    .out_valid_o(out_valid),
    .out_ready_i,
    .out_data_o(out_data)
  );

  (* hierconn *) wire [7:0] \u_dut.spare_q ;  // joined to the wire of that name when the design is flattened

  // One beat, the solver's choice, is followed.
  (* anyconst *) wire [7:0] chosen;
  logic [7:0] taken_q, given_q, data_q;
  logic started_q = 1'b0;
  wire take = in_valid_i && in_ready;
  wire give = out_valid && out_ready_i;
  wire [7:0] inside = taken_q - given_q;

  always_ff @(posedge clk_i) begin
    started_q <= 1'b1;
    if (!rst_ni) {taken_q, given_q} <= '0;
    else begin
      if (take) taken_q <= taken_q + 8'd1;
      if (give) given_q <= given_q + 8'd1;
    end
    if (take && taken_q == chosen) data_q <= in_data_i;
  end

  always_comb assume (started_q || !rst_ni);

  wire [7:0] ahead = chosen - given_q;  // beats before the chosen one
  always_ff @(posedge clk_i)
    if (started_q && rst_ni) begin
      assert (inside == {7'd0, out_valid} + {7'd0, !in_ready});
      assert (inside <= 8'd2 && (in_ready || out_valid));
      if (ahead < inside && ahead == 8'd0) assert (out_data == data_q);
      if (ahead < inside && ahead == 8'd1) assert (\u_dut.spare_q == data_q);
      if ($past(rst_ni && out_valid && !out_ready_i)) assert (out_valid && $stable(out_data));
      cover (inside == 8'd2 && give && taken_q == 8'd6);
    end
endmodule

`default_nettype wire
