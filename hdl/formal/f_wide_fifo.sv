// zk_wide_fifo of 4 words, two slices: what counts comes out, in order, once; what is only written does not; level_o counts; a word that
// waits stays. Assumed of its user: words are written only while there is room, and those that count are written.
`default_nettype none

module f_wide_fifo (
  input wire clk_i,
  input wire rst_ni,
  input wire in_write_i,
  input wire in_valid_i,
  input wire [3:0] in_data_i,
  input wire out_ready_i
);
  wire out_valid;
  wire [3:0] out_data;
  wire [2:0] level;
  zk_wide_fifo #(
    .Width(4),
    .LogDepth(2),
    .Slice(2)
  ) u_dut (
    .clk_i,
    .rst_ni,
    .in_write_i,
    .in_valid_i,
    .in_data_i,
    .out_valid_o(out_valid),
    .out_ready_i,
    .out_data_o(out_data),
    .level_o(level)
  );

  (* hierconn *) wire [1:0] \u_dut.gen_slice[0].words_q[0] , \u_dut.gen_slice[0].words_q[1] , \u_dut.gen_slice[0].words_q[2] , \u_dut.gen_slice[0].words_q[3] ;
  (* hierconn *) wire [1:0] \u_dut.gen_slice[1].words_q[0] , \u_dut.gen_slice[1].words_q[1] , \u_dut.gen_slice[1].words_q[2] , \u_dut.gen_slice[1].words_q[3] ;
  (* hierconn *) wire [1:0] \u_dut.gen_slice[0].at ;
  (* hierconn *) wire [1:0] \u_dut.gen_slice[1].at ;
  (* hierconn *) wire [1:0] \u_dut.write_q ;
  (* hierconn *) wire [1:0] \u_dut.read_q ;

  (* anyconst *) wire [7:0] chosen;
  logic [7:0] taken_q, given_q;
  logic [3:0] data_q, word;
  logic started_q = 1'b0;
  wire give = out_valid && out_ready_i;
  wire [7:0] inside = taken_q - given_q;
  wire [7:0] ahead = chosen - given_q;
  always_comb
    case (chosen[1:0])
      2'd0: word = {\u_dut.gen_slice[1].words_q[0] , \u_dut.gen_slice[0].words_q[0] };
      2'd1: word = {\u_dut.gen_slice[1].words_q[1] , \u_dut.gen_slice[0].words_q[1] };
      2'd2: word = {\u_dut.gen_slice[1].words_q[2] , \u_dut.gen_slice[0].words_q[2] };
      default: word = {\u_dut.gen_slice[1].words_q[3] , \u_dut.gen_slice[0].words_q[3] };
    endcase

  always_ff @(posedge clk_i) begin
    started_q <= 1'b1;
    if (!rst_ni) {taken_q, given_q} <= '0;
    else begin
      if (in_valid_i) taken_q <= taken_q + 8'd1;
      if (give) given_q <= given_q + 8'd1;
    end
    if (in_valid_i && taken_q == chosen) data_q <= in_data_i;
  end

  always_comb begin
    assume (started_q || !rst_ni);
    assume (!in_write_i || !level[2]);
    assume (!in_valid_i || in_write_i);
  end

  always_ff @(posedge clk_i)
    if (started_q && rst_ni) begin
      assert (inside <= 8'd4 && inside == {5'd0, level} && out_valid == (inside != 8'd0));
      assert (\u_dut.write_q == taken_q[1:0] && \u_dut.read_q == given_q[1:0]);
      assert (\u_dut.gen_slice[0].at == given_q[1:0] && \u_dut.gen_slice[1].at == given_q[1:0]);
      if (ahead < inside) assert (word == data_q);
      if (ahead < inside && ahead == 8'd0) assert (out_data == data_q);
      if ($past(rst_ni && out_valid && !out_ready_i)) assert (out_valid && $stable(out_data));
      cover (level == 3'd4 && given_q == 8'd3);
    end
endmodule

`default_nettype wire
