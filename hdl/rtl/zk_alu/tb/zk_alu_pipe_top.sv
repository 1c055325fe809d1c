// zk_alu_pipe with a bench as client A, which gets valid, ready and tags as on zk_alu_row, and
// zk_mul_port as client C.

`default_nettype none

module zk_alu_pipe_top #(
  localparam int Lanes = 11,
  localparam int DataW = 256
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

  zk_alu_pipe #(.Lanes(Lanes)) u_alu (
    .clk_i, .rst_ni,
    .sel_i    (sel),
    .a_a_i, .a_b_i,
    .b_a_i    ('0),
    .b_b_i    ('0),
    .c_valid_i(mul_valid),
    .c_field_i(mul_field),
    .c_a_i    (mul_a),
    .c_b_i    (mul_b),
    .c_valid_o(mul_done),
    .p_o      (a_p_o)
  );
  assign mul_p     = a_p_o[255:0];
  assign mul_ready = 1'b1;

  // The pipeline tells client A nothing: whoever drives it counts cycles.
  assign a_ready_o = '1;
  logic [zk_alu_pkg::PipeLatency-1:0][Lanes-1:0] valid_q;
  always_ff @(posedge clk_i)
    valid_q <= rst_ni ? {valid_q[zk_alu_pkg::PipeLatency-2:0], a_valid_i & {Lanes{to_a_i}}} : '0;
  assign a_valid_o = valid_q[zk_alu_pkg::PipeLatency-1];
  zk_delay #(.Width(8 * Lanes), .Depth(zk_alu_pkg::PipeLatency)) u_tags (
    .clk_i, .d_i(a_tag_i), .q_o(a_tag_o)
  );
endmodule

`default_nettype wire
