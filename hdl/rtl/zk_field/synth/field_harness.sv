// One cell of zk_field behind few pins, for place and route: operands are shifted in a byte a
// cycle, results out. Operands and results pass a register, so that only paths of the cell set the
// clock.

`default_nettype none

module field_harness #(
  parameter int Cell   = 0,  // 0 zk_mont_word, 1 zk_mont_row, 2 zk_mod_add, 3 zk_mont_pipe
  parameter int Option = 2   // lanes, -, stages, leaf
) (
  input  wire logic       clk_i,
  input  wire logic       rst_ni,
  input  wire logic       write_i,
  input  wire logic       start_i,
  input  wire logic       read_i,
  input  wire logic       field_i,
  input  wire logic [7:0] data_i,
  output logic [7:0]      data_o,
  output logic            done_o
);
  logic reset_q, field_q, pending_q, ready, valid;
  logic [511:0] shift_q;
  logic [255:0] a_q, b_q, c, out_q;
  always_ff @(posedge clk_i) begin
    reset_q <= rst_ni;
    field_q <= field_i;
    a_q     <= shift_q[255:0];
    b_q     <= shift_q[511:256];
    if (write_i) shift_q <= {data_i, shift_q[511:8]};
    if (start_i) pending_q <= 1'b1;
    else if (ready) pending_q <= 1'b0;
    if (valid) out_q <= c;
    else if (read_i) out_q <= {8'd0, out_q[255:8]};
    done_o <= valid;
  end
  assign data_o = out_q[7:0];

  if (Cell == 0) begin : gen_word
    zk_mont_word #(.Lanes(Option)) u_cell (
      .clk_i, .rst_ni(reset_q), .in_valid_i(pending_q), .in_ready_o(ready),
      .field_i(field_q), .a_i(a_q), .b_i(b_q),
      .out_valid_o(valid), .c_o(c)
    );
  end else if (Cell == 1) begin : gen_row
    zk_mont_row u_cell (
      .clk_i, .rst_ni(reset_q), .in_valid_i(pending_q), .in_ready_o(ready),
      .field_i(field_q), .a_i(a_q), .b_i(b_q),
      .out_valid_o(valid), .c_o(c)
    );
  end else if (Cell == 2) begin : gen_add
    assign ready = 1'b1;
    zk_delay #(.Depth(Option)) u_valid (.clk_i, .d_i(pending_q), .q_o(valid));
    zk_mod_add #(.Stages(Option)) u_cell (.clk_i, .field_i(field_q), .a_i(a_q), .b_i(b_q), .c_o(c));
  end else begin : gen_pipe
    assign ready = 1'b1;
    zk_mont_pipe #(.Leaf(Option)) u_cell (
      .clk_i, .rst_ni(reset_q), .in_valid_i(pending_q), .field_i(field_q),
      .a_i(a_q), .b_i(b_q), .out_valid_o(valid), .c_o(c)
    );
  end
endmodule

`default_nettype wire
