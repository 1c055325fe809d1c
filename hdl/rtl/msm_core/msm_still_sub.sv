// a - b of operands that are still: a limb of 64 bits a cycle, and no registers for those that wait.
//
// Latency 4 cycles from the last change of a_i or b_i; until then the result is of no use. borrow_o: a < b.
`default_nettype none

module msm_still_sub (
  input  wire          clk_i,
  input  wire  [255:0] a_i,
  input  wire  [255:0] b_i,
  output logic [255:0] d_o,
  output logic         borrow_o
);
  logic [3:0] borrow_q;
  for (genvar i = 0; i < 4; i++) begin : gen_limb
    logic borrow;
    if (i == 0) begin : gen_first
      assign borrow = 1'b0;
    end else begin : gen_next
      assign borrow = borrow_q[i-1];
    end
    always_ff @(posedge clk_i)
      {borrow_q[i], d_o[64*i+:64]} <= {1'b0, a_i[64*i+:64]} - {1'b0, b_i[64*i+:64]} - 65'(borrow);
  end
  assign borrow_o = borrow_q[3];
endmodule

`default_nettype wire
