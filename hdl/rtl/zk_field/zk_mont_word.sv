// Montgomery product c = a·b·2^-256 mod p, word-serial: zk_mont_serial with registers for its
// operands and its result.
//
// Interface   ready/valid in; a_i, b_i in [0, 2p); c_o in [0, 2p), held until the next product
//             ends; out_valid_o is high for one cycle. field_i 0 = Fq, 1 = Fr travels with the
//             operands.
// Latency     from in_valid_i && in_ready_o to out_valid_o: 263, 135 or 86 cycles for 1, 2 or 4
//             lanes.
// Throughput  a product in 257, 129 or 81 cycles.
// Resources   2·Lanes zk_mul16.

`default_nettype none

module zk_mont_word #(
  parameter int Lanes  = 2,
  parameter int Fields = zk_field_pkg::BothFields
) (
  input  wire logic         clk_i,
  input  wire logic         rst_ni,
  input  wire logic         in_valid_i,
  output logic              in_ready_o,
  input  wire logic         field_i,
  input  wire logic [255:0] a_i,
  input  wire logic [255:0] b_i,
  output logic              out_valid_o,
  output logic [255:0]      c_o
);
  localparam int W         = 16 * Lanes;
  localparam int Beats     = 16 / Lanes;
  localparam int RowCycles = Beats > 5 ? Beats : 5;
  localparam int BeatW     = $clog2(RowCycles);

  logic busy_q, field_q;
  logic [3:0] row_q;
  logic [BeatW-1:0] beat_q;
  logic [255:0] a_q, b_q;
  logic active, row_end;
  assign in_ready_o = !busy_q;
  assign active     = busy_q && {1'b0, beat_q} < (BeatW + 1)'(Beats);
  assign row_end    = beat_q == BeatW'(RowCycles - 1);

  always_ff @(posedge clk_i) begin
    if (!busy_q) begin
      a_q     <= a_i;
      b_q     <= b_i;
      field_q <= field_i;
      row_q   <= '0;
      beat_q  <= '0;
    end else begin
      beat_q <= row_end ? '0 : beat_q + 1'b1;
      if (active) b_q <= {b_q[W-1:0], b_q[255:W]};
      if (row_end) begin
        a_q   <= {16'd0, a_q[255:16]};
        row_q <= row_q + 1'b1;
      end
    end
    busy_q <= rst_ni && (busy_q ? !(row_end && row_q == 4'd15) : in_valid_i);
  end

  logic c_valid;
  logic [W-1:0] c;
  zk_mont_serial #(.Lanes(Lanes), .Fields(Fields)) u_serial (
    .clk_i, .field_i(field_q), .active_i(active),
    .first_i(active && beat_q == '0), .last_i(active && beat_q == BeatW'(Beats - 1)),
    .start_i(row_q == 4'd0), .final_i(row_q == 4'd15),
    .a_i(a_q[15:0]), .b_i(b_q[W-1:0]), .c_valid_o(c_valid), .c_o(c)
  );

  // Beats of the result that are still to come; a reset forgets them.
  logic [4:0] left_q;
  always_ff @(posedge clk_i) begin
    if (c_valid) c_o <= {c, c_o[255:W]};
    if (!rst_ni) left_q <= '0;
    else if (row_end && row_q == 4'd14 && busy_q) left_q <= 5'(Beats);
    else if (c_valid && left_q != 0) left_q <= left_q - 1'b1;
    out_valid_o <= rst_ni && c_valid && left_q == 5'd1;
  end
endmodule

`default_nettype wire
