// msm_core_mid with the multiplier bank it shares, for simulation, place and route.
`default_nettype none

module msm_mid_top #(
  parameter int DataW      = 32,
  parameter int LogPoints  = 11,
  parameter int WindowBits = 6
) (
  input  wire               clk_i,
  input  wire               rst_ni,
  input  wire               task_valid_i,
  output logic              task_ready_o,
  input  wire  [3:0]        task_op_i,
  input  wire  [31:0]       task_count_i,
  input  wire  [31:0]       task_arg_i,
  input  wire               in_valid_i,
  output logic              in_ready_o,
  input  wire  [DataW-1:0]  in_data_i,
  input  wire               in_last_i,
  output logic              out_valid_o,
  input  wire               out_ready_i,
  output logic [DataW-1:0]  out_data_o,
  output logic              out_last_o,
  output logic              done_o,
  output logic              err_o,
  output logic [3:0]        err_code_o,
  output logic              busy_o,
  output logic              work_o,
  output logic              stall_o,
  output logic              empty_o
);
  localparam int LogContexts = 5;
  localparam int TagW = LogContexts + 4;
  logic mul_valid, unused_slot, unused_c_ready, unused_bc_valid;
  logic [3:0] mul_ready, product_valid;
  logic [255:0] mul_a, mul_b, unused_b_p, unused_c_p;
  logic [TagW-1:0] mul_tag;
  logic [255:0] product;
  logic [TagW-1:0] product_tag;

  msm_core_mid #(.DataW(DataW), .LogPoints(LogPoints), .WindowBits(WindowBits), .LogContexts(LogContexts)) u_core (
    .clk_i, .rst_ni, .task_valid_i, .task_ready_o, .task_op_i, .task_count_i, .task_arg_i, .in_valid_i, .in_ready_o, .in_data_i,
    .in_last_i, .out_valid_o, .out_ready_i, .out_data_o, .out_last_o, .done_o, .err_o, .err_code_o, .busy_o, .work_o, .stall_o,
    .empty_o, .mul_valid_o(mul_valid), .mul_ready_i(mul_ready), .mul_a_o(mul_a), .mul_b_o(mul_b), .mul_tag_o(mul_tag),
    .mul_valid_i(product_valid), .mul_p_i(product), .mul_tag_i(product_tag)
  );

  zk_alu_row #(.TagW(TagW), .Fields(zk_field_pkg::OnlyFq)) u_alu (
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
