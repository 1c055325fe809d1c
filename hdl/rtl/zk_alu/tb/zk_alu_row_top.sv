// zk_alu_row with a bench as client A and zk_mul_port as client C.

`default_nettype none

module zk_alu_row_top #(
  localparam int Lanes = 4,
  localparam int DataW = 32
) (
  input  wire logic                    clk_i,
  input  wire logic                    rst_ni,
  input  wire logic                    to_a_i,  // bank to client A, else to zk_mul_port
  input  wire logic [Lanes-1:0]        a_valid_i,
  output logic [Lanes-1:0]             a_ready_o,
  input  wire logic [256*Lanes-1:0]    a_a_i,
  input  wire logic [256*Lanes-1:0]    a_b_i,
  input  wire logic [8*Lanes-1:0]      a_tag_i,
  output logic [Lanes-1:0]             a_valid_o,
  output logic [256*Lanes-1:0]         a_p_o,
  output logic [8*Lanes-1:0]           a_tag_o,
  input  wire logic                    task_valid_i,
  output logic                         task_ready_o,
  input  wire logic [3:0]              task_op_i,
  input  wire logic [31:0]             task_count_i,
  input  wire logic [31:0]             task_arg_i,
  input  wire logic                    in_valid_i,
  output logic                         in_ready_o,
  input  wire logic [DataW-1:0]        in_data_i,
  input  wire logic                    in_last_i,
  output logic                         out_valid_o,
  input  wire logic                    out_ready_i,
  output logic [DataW-1:0]             out_data_o,
  output logic                         out_last_o,
  output logic                         done_o,
  output logic                         err_o,
  output logic [3:0]                   err_code_o,
  output logic                         busy_o,
  output logic                         work_o,
  output logic                         stall_o,
  output logic                         empty_o
);
  logic mul_valid, mul_ready, mul_field, mul_done;
  logic [255:0] mul_a, mul_b, mul_p;
  logic [1:0] sel;
  assign sel = to_a_i ? zk_alu_pkg::ClientA : zk_alu_pkg::ClientC;

  zk_mul_port #(.DataW(DataW)) u_port (
    .clk_i, .rst_ni, .task_valid_i, .task_ready_o, .task_op_i, .task_count_i, .task_arg_i,
    .in_valid_i, .in_ready_o, .in_data_i, .in_last_i,
    .out_valid_o, .out_ready_i, .out_data_o, .out_last_o,
    .done_o, .err_o, .err_code_o, .busy_o, .work_o, .stall_o, .empty_o,
    .mul_valid_o(mul_valid),
    .mul_ready_i(mul_ready),
    .mul_field_o(mul_field),
    .mul_a_o    (mul_a),
    .mul_b_o    (mul_b),
    .mul_valid_i(mul_done),
    .mul_p_i    (mul_p)
  );

  logic slot;
  logic [255:0] a_p, b_p;
  logic [7:0] a_tag;
  assign a_p_o   = {Lanes{a_p}};
  assign a_tag_o = {Lanes{a_tag}};
  zk_alu_row #(.TagW(8)) u_alu (
    .clk_i, .rst_ni,
    .sel_i     (sel),
    .a_valid_i, .a_ready_o, .a_a_i, .a_b_i, .a_tag_i, .a_valid_o,
    .a_p_o     (a_p),
    .a_tag_o   (a_tag),
    .b_slot_o  (slot),
    .b_valid_i (1'b0),
    .b_a_i     ('0),
    .b_b_i     ('0),
    .c_valid_i (mul_valid),
    .c_ready_o (mul_ready),
    .c_field_i (mul_field),
    .c_a_i     (mul_a),
    .c_b_i     (mul_b),
    .bc_valid_o(mul_done),
    .b_p_o     (b_p),
    .c_p_o     (mul_p)
  );
  logic unused;
  assign unused = ^{slot, b_p};
endmodule

`default_nettype wire
