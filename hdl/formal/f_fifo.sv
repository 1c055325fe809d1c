// zk_fifo of 4 words: what goes in comes out, in order, once; never more than 4 inside; level_o counts them; a word that waits stays.
`default_nettype none

module f_fifo (
  input wire clk_i,
  input wire rst_ni,
  input wire in_valid_i,
  input wire [3:0] in_data_i,
  input wire out_ready_i
);
  wire in_ready, out_valid;
  wire [3:0] out_data;
  wire [2:0] level;
  zk_fifo #(
    .Width(4),
    .LogDepth(2)
  ) u_dut (
    .clk_i,
    .rst_ni,
    .in_valid_i,
    .in_ready_o(in_ready),
    .in_data_i,
    .out_valid_o(out_valid),
    .out_ready_i,
    .out_data_o(out_data),
    .level_o(level)
  );

  (* hierconn *) wire [15:0] \u_dut.u_ram.words_q ;
  (* hierconn *) wire [2:0] \u_dut.write_q ;
  (* hierconn *) wire [2:0] \u_dut.fetch_q ;

  (* anyconst *) wire [7:0] chosen;
  logic [7:0] taken_q, given_q;
  logic [3:0] data_q;
  logic started_q = 1'b0;
  wire take = in_valid_i && in_ready;
  wire give = out_valid && out_ready_i;
  wire [7:0] inside = taken_q - given_q;
  wire [7:0] ahead = chosen - given_q;
  wire [7:0] fetched = given_q + {7'd0, out_valid};

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

  always_ff @(posedge clk_i)
    if (started_q && rst_ni) begin
      assert (inside <= 8'd4 && inside == {5'd0, level} && in_ready == (level != 3'd4));
      assert (\u_dut.write_q == taken_q[2:0] && \u_dut.fetch_q == fetched[2:0]);
      assert (inside != 8'd0 || !out_valid);
      if (ahead < inside && ahead == 8'd0 && out_valid) assert (out_data == data_q);
      if (ahead < inside && !(ahead == 8'd0 && out_valid)) assert (\u_dut.u_ram.words_q [4*chosen[1:0]+:4] == data_q);
      if ($past(rst_ni && out_valid && !out_ready_i)) assert (out_valid && $stable(out_data));
      cover (level == 3'd4 && given_q == 8'd3);
    end
endmodule

`default_nettype wire
