// msm_sequencer with its multiplier bank, for simulation.
`default_nettype none

module msm_sequencer_top #(
  parameter int TagW = 12
) (
  input  wire             clk_i,
  input  wire             rst_ni,
  output logic            free_o,
  input  wire             load_valid_i,
  output logic            load_ready_o,
  input  wire  [2:0]      load_index_i,
  input  wire  [255:0]    load_data_i,
  input  wire             load_last_i,
  input  wire             load_full_i,
  input  wire  [TagW-1:0] load_tag_i,
  output logic            sum_valid_o,
  output logic [1:0]      sum_index_o,
  output logic [255:0]    sum_data_o,
  output logic [TagW-1:0] sum_tag_o,
  input  wire  [TagW-1:0] slot_i,
  output logic            slot_busy_o,
  output logic            idle_o,
  output logic            work_o
);
  localparam int MulTagW = 9;
  logic mul_valid, unused_slot, unused_c_ready, unused_bc_valid;
  logic [3:0] mul_ready, product_valid;
  logic [255:0] mul_a, mul_b, unused_b_p, unused_c_p;
  logic [MulTagW-1:0] mul_tag;
  logic [255:0] product;
  logic [MulTagW-1:0] product_tag;

  msm_sequencer #(.LogContexts(MulTagW - 4), .TagW(TagW)) u_sequencer (
    .clk_i, .rst_ni, .free_o, .claim_i(load_valid_i), .load_valid_i, .load_ready_o, .load_index_i, .load_data_i, .load_last_i, .load_full_i, .load_tag_i,
    .sum_valid_o, .sum_index_o, .sum_data_o, .sum_tag_o, .slot_i, .slot_busy_o, .idle_o, .mul_valid_o(mul_valid),
    .mul_ready_i(mul_ready), .mul_a_o(mul_a), .mul_b_o(mul_b), .mul_tag_o(mul_tag), .mul_valid_i(product_valid),
    .mul_p_i(product), .mul_tag_i(product_tag)
  );
  assign work_o = mul_valid && |mul_ready;

  zk_alu_row #(.TagW(MulTagW), .Fields(zk_field_pkg::OnlyFq)) u_alu (
    .clk_i,
    .rst_ni,
    .sel_i(zk_alu_pkg::ClientA),
    .a_valid_i({4{mul_valid}}),
    .a_ready_o(mul_ready),
    .a_a_i({4{mul_a}}),
    .a_b_i({4{mul_b}}),
    .a_tag_i({4{mul_tag}}),
    .a_valid_o(product_valid),
    .a_p_o(product),
    .a_tag_o(product_tag),
    .b_slot_o(unused_slot),
    .b_valid_i(1'b0),
    .b_a_i('0),
    .b_b_i('0),
    .c_valid_i(1'b0),
    .c_ready_o(unused_c_ready),
    .c_field_i(1'b0),
    .c_a_i('0),
    .c_b_i('0),
    .bc_valid_o(unused_bc_valid),
    .b_p_o(unused_b_p),
    .c_p_o(unused_c_p)
  );
endmodule

`default_nettype wire
