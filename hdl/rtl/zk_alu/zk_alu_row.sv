// Multiplier bank of the configuration mid: four row multipliers, 16 products in 64 cycles, shared
// by three clients.
//
// The rows take operands in 4 of 64 cycles each. Here row i starts 16i cycles after row 0, so that
// one row or none is open in any cycle: cycles 0-3 of every 16. Clients B and C therefore see one
// multiplier that takes 4 products in 16 cycles.
//
// Interface   sel_i gives the bank to one client: 0 = A (point adder, Fq), 1 = B (butterflies, Fr),
//             2 = C (products for the host, either field). It may change when nothing is in flight.
//             Operands and products in [0, 2p). A: a lane a row, ready/valid in (lane i is bits
//             256i+255..256i), a tag travels with each product; a_valid_o says of which lane a_p_o
//             and a_tag_o are. B: b_slot_o says that a product given BAhead cycles later will be
//             taken; b_valid_i only then. C: ready/valid in, valid out. Products cannot be held
//             back; in order within a lane, and within B and C.
// Latency     A: 2 + 73 cycles (zk_alu_pkg::RowLatencyA). B, C: one more for a register of their own
//             (zk_alu_pkg::RowLatency).
// Throughput  16 products in 64 cycles. After a reset the first slot comes within 128 cycles.
//
//   cycle   0                  1                     ...   74        75                76
//           operands, ready    multiplexer's register      product   a_valid_o, a_p_o  bc_valid_o, b_p_o, c_p_o

`default_nettype none

module zk_alu_row #(
  parameter int TagW   = 8,
  parameter int BAhead = 6,
  parameter int Fields = zk_field_pkg::BothFields
) (
  input  wire logic              clk_i,
  input  wire logic              rst_ni,
  input  wire logic [1:0]        sel_i,
  input  wire logic [3:0]        a_valid_i,
  output logic [3:0]             a_ready_o,
  input  wire logic [4*256-1:0]  a_a_i,
  input  wire logic [4*256-1:0]  a_b_i,
  input  wire logic [4*TagW-1:0] a_tag_i,
  output logic [3:0]             a_valid_o,
  output logic [255:0]           a_p_o,
  output logic [TagW-1:0]        a_tag_o,
  output logic                   b_slot_o,
  input  wire logic              b_valid_i,
  input  wire logic [255:0]      b_a_i,
  input  wire logic [255:0]      b_b_i,
  input  wire logic              c_valid_i,
  output logic                   c_ready_o,
  input  wire logic              c_field_i,
  input  wire logic [255:0]      c_a_i,
  input  wire logic [255:0]      c_b_i,
  output logic                   bc_valid_o,
  output logic [255:0]           b_p_o,
  output logic [255:0]           c_p_o
);
  localparam int Rows = 4;
  localparam int Quarters = 4;  // of an operand; each has its own copy of what chooses

  // A number that is wrong names a module that does not exist.
  if (zk_alu_pkg::RowLatencyA != 2 + zk_field_pkg::MontRowLatency ||
      zk_alu_pkg::RowLatency != 3 + zk_field_pkg::MontRowLatency) begin : gen_bad_latency
    row_latency_of_zk_alu_pkg_is_wrong u_bad ();
  end

  logic is_a, is_b, is_c;
  always_ff @(posedge clk_i) begin
    is_a <= sel_i == zk_alu_pkg::ClientA;
    is_b <= sel_i == zk_alu_pkg::ClientB;
    is_c <= sel_i == zk_alu_pkg::ClientC;
  end

  // After a reset the rows are let go 16 cycles apart; nothing is taken in the first 64. Row i
  // takes operands that reach it while phase_q is 16i+1 to 16i+4, so ports are open one cycle
  // before.
  logic [5:0] phase_q;
  logic [Rows-1:0] row_rst_nq;
  logic warm_q;
  always_ff @(posedge clk_i)
    if (!rst_ni) begin
      phase_q    <= '0;
      row_rst_nq <= '0;
      warm_q     <= 1'b0;
    end else begin
      phase_q <= phase_q + 6'd1;
      warm_q  <= warm_q || phase_q == 6'd63;
      for (int i = 0; i < Rows; i++) if (phase_q == 6'(16 * i)) row_rst_nq[i] <= 1'b1;
    end

  logic [1:0] ahead;
  assign ahead = 2'((phase_q[3:0] + 4'(BAhead + 1)) >> 2);
  always_ff @(posedge clk_i) b_slot_o <= warm_q && is_b && ahead == 2'd0;

  // Registers say who is open, a cycle ahead.
  logic opens, open;
  logic [3:0] next;
  assign next  = phase_q[5:2] + 4'(&phase_q[1:0]);
  assign opens = rst_ni && (warm_q || &phase_q) && next[1:0] == 2'd0;
  always_ff @(posedge clk_i) begin
    open      <= opens;
    c_ready_o <= opens && sel_i == zk_alu_pkg::ClientC;
  end

  logic bc_valid, bc_fr;
  logic [255:0] bc_a, bc_b;
  assign bc_valid = is_c ? c_valid_i : b_valid_i && is_b;
  assign bc_fr    = is_c ? c_field_i : zk_field_pkg::SelFr;

  // What is done in phases 16i+8 to 16i+23 is row i's: the choice is made a cycle ahead.
  logic [Quarters-1:0] to_a, to_c;
  logic [1:0] whose[Quarters];
  for (genvar g = 0; g < Quarters; g++) begin : gen_quarter
    zk_copy u_to_a (.clk_i, .d_i(sel_i == zk_alu_pkg::ClientA), .q_o(to_a[g]));
    zk_copy u_to_c (.clk_i, .d_i(sel_i == zk_alu_pkg::ClientC), .q_o(to_c[g]));
    assign bc_a[64*g+:64] = to_c[g] ? c_a_i[64*g+:64] : b_a_i[64*g+:64];
    assign bc_b[64*g+:64] = to_c[g] ? c_b_i[64*g+:64] : b_b_i[64*g+:64];
    zk_copy #(.Width(2)) u_whose (.clk_i, .d_i(2'((phase_q - 6'd7) >> 4)), .q_o(whose[g]));
  end

  logic [Rows-1:0] done;
  logic [255:0] product[Rows];
  logic [TagW-1:0] tag[Rows];
  for (genvar i = 0; i < Rows; i++) begin : gen_row
    logic mine, valid_q, fr_q, row_ready;
    logic [255:0] a_q, b_q;
    always_ff @(posedge clk_i) begin
      mine         <= opens && next[3:2] == 2'(i);
      a_ready_o[i] <= opens && next[3:2] == 2'(i) && sel_i == zk_alu_pkg::ClientA;
      valid_q <= rst_ni && mine && (is_a ? a_valid_i[i] : bc_valid);
      fr_q    <= !is_a && bc_fr;
      for (int g = 0; g < Quarters; g++) begin
        a_q[64*g+:64] <= to_a[g] ? a_a_i[256*i+64*g+:64] : bc_a[64*g+:64];
        b_q[64*g+:64] <= to_a[g] ? a_b_i[256*i+64*g+:64] : bc_b[64*g+:64];
      end
    end

    zk_mont_row #(
      .Fields(Fields)
    ) u_row (
      .clk_i,
      .rst_ni     (row_rst_nq[i]),
      .in_valid_i (valid_q),
      .in_ready_o (row_ready),
      .field_i    (fr_q),
      .a_i        (a_q),
      .b_i        (b_q),
      .out_valid_o(done[i]),
      .c_o        (product[i])
    );
    // Tags wait in a ring: at most 8 products are in a row.
    logic [TagW-1:0] tags_q[8];
    logic [2:0] put_q, get_q;
    always_ff @(posedge clk_i) begin
      if (a_valid_i[i] && a_ready_o[i]) tags_q[put_q] <= a_tag_i[TagW*i+:TagW];
      if (!rst_ni) begin
        put_q <= '0;
        get_q <= '0;
      end else begin
        if (a_valid_i[i] && a_ready_o[i]) put_q <= put_q + 3'd1;
        if (done[i] && is_a) get_q <= get_q + 3'd1;
      end
    end
    assign tag[i] = tags_q[get_q];

    logic unused_ready;
    assign unused_ready = row_ready;
`ifdef VERILATOR
    always_ff @(posedge clk_i)
      if (rst_ni && valid_q && !row_ready) $error("row %0d is not open", i);
    always_ff @(posedge clk_i)
      if (rst_ni && done[i] && whose[0] != 2'(i)) $error("row %0d is done out of turn", i);
`endif
  end

  logic bc_done_q;
  always_ff @(posedge clk_i) begin
    a_valid_o  <= done & {Rows{rst_ni && is_a}};
    a_tag_o    <= tag[whose[0]];
    bc_done_q  <= rst_ni && |done && !is_a;
    bc_valid_o <= bc_done_q;
    for (int g = 0; g < Quarters; g++) a_p_o[64*g+:64] <= product[whose[g]][64*g+:64];
  end
  zk_copy #(.Width(256)) u_b_p (.clk_i, .d_i(a_p_o), .q_o(b_p_o));
  zk_copy #(.Width(256)) u_c_p (.clk_i, .d_i(a_p_o), .q_o(c_p_o));
`ifdef VERILATOR
  always_ff @(posedge clk_i)
    if (rst_ni && b_valid_i && is_b && !open) $error("B without a slot");
`endif
endmodule

`default_nettype wire
