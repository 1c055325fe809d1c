// Multiplier bank of the configuration large: Lanes fully pipelined Montgomery multipliers, one
// product a lane and cycle, shared by three clients.
//
// Interface   sel_i gives the bank to one client: 0 = A (point adder, Fq, all lanes), 1 = B
//             (butterflies, Fr, lanes 0 to BLanes-1), 2 = C (products for the host, either field,
//             lane 0). It may change when nothing is in flight. Operands in [0, 2p) of lane i are
//             bits 256i+255..256i. p_o goes to all clients; each takes its lanes.
// Latency     zk_alu_pkg::PipeLatency cycles from operands to product: the register of the operand
//             multiplexer and the multiplier. No back-pressure; a client counts the cycles.
//             c_valid_o does it for C.
// Throughput  Lanes products a cycle.
//
//   cycle   0                 1                    ...   PipeLatency
//           operands, sel     multiplexer's register     p_o

`default_nettype none

module zk_alu_pipe #(
  parameter int Lanes  = 11,
  parameter int BLanes = 8,
  parameter int Fields = zk_field_pkg::BothFields
) (
  input  wire logic                   clk_i,
  input  wire logic                   rst_ni,
  input  wire logic [1:0]             sel_i,
  input  wire logic [256*Lanes-1:0]   a_a_i,
  input  wire logic [256*Lanes-1:0]   a_b_i,
  input  wire logic [256*BLanes-1:0]  b_a_i,
  input  wire logic [256*BLanes-1:0]  b_b_i,
  input  wire logic                   c_valid_i,
  input  wire logic                   c_field_i,
  input  wire logic [255:0]           c_a_i,
  input  wire logic [255:0]           c_b_i,
  output logic                        c_valid_o,
  output logic [256*Lanes-1:0]        p_o
);
  // A number that is wrong names a module that does not exist.
  if (zk_alu_pkg::PipeLatency != 1 + zk_field_pkg::MontPipeLatency64 ||
      zk_alu_pkg::Leaf != 64) begin : gen_bad_latency
    pipe_latency_of_zk_alu_pkg_is_wrong u_bad ();
  end

  logic is_b, is_c;
  assign is_b = sel_i == zk_alu_pkg::ClientB;
  assign is_c = sel_i == zk_alu_pkg::ClientC;

  for (genvar i = 0; i < Lanes; i++) begin : gen_lane
    logic [255:0] a_d, b_d, a_q, b_q;
    logic fr_d, fr_q;
    if (i == 0) begin : gen_abc
      assign a_d  = is_c ? c_a_i : is_b ? b_a_i[255:0] : a_a_i[255:0];
      assign b_d  = is_c ? c_b_i : is_b ? b_b_i[255:0] : a_b_i[255:0];
      assign fr_d = is_c ? c_field_i : is_b;
    end else if (i < BLanes) begin : gen_ab
      assign a_d  = is_b ? b_a_i[256*i+:256] : a_a_i[256*i+:256];
      assign b_d  = is_b ? b_b_i[256*i+:256] : a_b_i[256*i+:256];
      assign fr_d = is_b;
    end else begin : gen_a
      assign a_d  = a_a_i[256*i+:256];
      assign b_d  = a_b_i[256*i+:256];
      assign fr_d = zk_field_pkg::SelFq;
    end

    always_ff @(posedge clk_i) begin
      a_q  <= a_d;
      b_q  <= b_d;
      fr_q <= fr_d;
    end

    logic valid_q, out_valid;
    always_ff @(posedge clk_i) valid_q <= rst_ni && i == 0 && is_c && c_valid_i;
    zk_mont_pipe #(
      .Leaf  (zk_alu_pkg::Leaf),
      .Fields(i < BLanes ? Fields : zk_field_pkg::OnlyFq)
    ) u_mul (
      .clk_i,
      .rst_ni,
      .in_valid_i (valid_q),
      .field_i    (fr_q),
      .a_i        (a_q),
      .b_i        (b_q),
      .out_valid_o(out_valid),
      .c_o        (p_o[256*i+:256])
    );
    if (i == 0) begin : gen_valid
      assign c_valid_o = out_valid;
    end else begin : gen_no_valid
      logic unused_valid;
      assign unused_valid = out_valid;
    end
  end
endmodule

`default_nettype wire
