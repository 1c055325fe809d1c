// zk_crc at full width, a byte a cycle: from any state every byte advances the register as long division by the polynomial of
// IEEE 802.3 does, bit by bit; crc_o is its inverse.
`default_nettype none

module f_crc (
  input wire clk_i,
  input wire rst_ni,
  input wire start_i,
  input wire valid_i,
  input wire [7:0] data_i
);
  wire ready, busy, residue;
  wire [31:0] crc;
  zk_crc u_dut (
    .clk_i,
    .rst_ni,
    .start_i,
    .in_valid_i(valid_i),
    .in_ready_o(ready),
    .in_data_i(data_i),
    .busy_o(busy),
    .crc_o(crc),
    .residue_o(residue)
  );

  // Division of the reflected message: x^32 + x^26 + x^23 + x^22 + x^16 + x^12 + x^11 + x^10 + x^8 + x^7 + x^5 + x^4 + x^2 + x + 1.
  function automatic logic [31:0] divide(input logic [31:0] crc, input logic [7:0] data);
    logic [31:0] r;
    logic out;
    r = crc;
    for (int i = 0; i < 8; i++) begin
      out = r[0] != data[i];
      r = r >> 1;
      if (out) begin
        r[31] = !r[31]; r[30] = !r[30]; r[29] = !r[29]; r[27] = !r[27]; r[26] = !r[26]; r[24] = !r[24]; r[23] = !r[23]; r[21] = !r[21];
        r[20] = !r[20]; r[19] = !r[19]; r[15] = !r[15]; r[9] = !r[9]; r[8] = !r[8]; r[5] = !r[5];
      end
    end
    divide = r;
  endfunction

  logic started_q = 1'b0;
  always_ff @(posedge clk_i) begin
    started_q <= 1'b1;
    if (started_q) begin
      assert (ready && !busy);
      if ($past(!rst_ni || start_i)) assert (crc == 32'h0);
      else if ($past(valid_i)) assert (crc == ~divide(~$past(crc), $past(data_i)));
      else assert (crc == $past(crc));
      assert (residue == (crc == ~32'hDEBB20E3));
    end
  end
  always_ff @(posedge clk_i) cover (started_q && residue);
endmodule

`default_nettype wire
