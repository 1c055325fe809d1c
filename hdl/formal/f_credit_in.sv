// zk_frame_in with 4 slots of 2 bytes, whatever frames come: each number is taken once and in order, only with a free slot, so that
// the slots never overflow; limit_o is what has been consumed and 4.
`default_nettype none

module f_credit_in (
  input wire clk_i,
  input wire rst_ni,
  input wire [7:0] type_i,
  input wire [7:0] seq_i,
  input wire [1:0] len_i,
  input wire head_i,
  input wire byte_i,
  input wire [7:0] data_i,
  input wire [0:0] index_i,
  input wire good_i,
  input wire out_ready_i
);
  wire [7:0] next, limit, out_data;
  wire accept, freed, again, ahead, over, out_valid, out_last;
  zk_frame_in #(
    .LogSlots(2),
    .LogPayload(1)
  ) u_dut (
    .clk_i,
    .rst_ni,
    .type_i,
    .seq_i,
    .len_i,
    .head_i,
    .byte_i,
    .data_i,
    .index_i,
    .good_i,
    .next_o(next),
    .limit_o(limit),
    .accept_o(accept),
    .freed_o(freed),
    .again_o(again),
    .ahead_o(ahead),
    .over_o(over),
    .out_valid_o(out_valid),
    .out_ready_i,
    .out_data_o(out_data),
    .out_last_o(out_last)
  );

  (* hierconn *) wire \u_dut.open_q ;

  logic [7:0] accepted_q, freed_q;
  logic started_q = 1'b0, head_q = 1'b0;
  logic [17:0] header_q;
  always_ff @(posedge clk_i) begin
    started_q <= 1'b1;
    if (!rst_ni) {accepted_q, freed_q, head_q} <= '0;
    else begin
      if (accept) accepted_q <= accepted_q + 8'd1;
      if (freed) freed_q <= freed_q + 8'd1;
      head_q <= head_i || (head_q && !good_i);
    end
    header_q <= {type_i, seq_i, len_i};
  end

  // What zk_frame_rx keeps to: a header stays until the verdict, which comes after it.
  always_comb begin
    assume (started_q || !rst_ni);
    assume (!good_i || (head_q && !head_i));
    if (head_q && !head_i) assume (header_q == {type_i, seq_i, len_i});
  end

  always_ff @(posedge clk_i)
    if (started_q && rst_ni) begin
      assert (next == accepted_q && limit == 8'(freed_q + 8'd4));
      assert (8'(accepted_q - freed_q) <= 8'd4);
      if (head_q && !head_i && \u_dut.open_q ) assert (seq_i == next && next != limit && type_i[7:4] == 4'h1 && len_i != 2'd0);
      if (accept) assert (good_i && seq_i == next && seq_i != limit && type_i[7:4] == 4'h1 && len_i != 2'd0);
      assert ({1'b0, accept} + {1'b0, again} + {1'b0, ahead} + {1'b0, over} <= 2'd1);
      if (freed) assert (accepted_q != freed_q);
      if ($past(rst_ni && out_valid && !out_ready_i)) assert (out_valid && $stable(out_last));
      cover (next == 8'd5 && freed_q == 8'd2);
      cover (over);
    end
endmodule

`default_nettype wire
