// CRC with reflected polynomial, register and output inverted; the defaults are CRC-32 of IEEE
// 802.3.
//
// Interface  ready/valid in. start_i begins anew (it wins over data). crc_o: the sum of all data
//            taken, when !busy_o. residue_o: everything taken, checksum included, is a sound
//            message (when !busy_o).
// Latency    DataW/Step cycles a word, and as many to take the next. Area falls with Step.
// Range      Step divides DataW.
`default_nettype none

module zk_crc #(
  parameter int CrcW = 32,
  parameter logic [CrcW-1:0] Poly = 32'hEDB88320,
  parameter int DataW = 8,
  parameter int Step = 8
) (
  input  wire              clk_i,
  input  wire              rst_ni,
  input  wire              start_i,
  input  wire              in_valid_i,
  output logic             in_ready_o,
  input  wire  [DataW-1:0] in_data_i,
  output logic             busy_o,
  output logic [CrcW-1:0]  crc_o,
  output logic             residue_o
);
  localparam int Steps = DataW / Step;

  function automatic logic [CrcW-1:0] advance(input logic [CrcW-1:0] crc,
      input logic [Step-1:0] data);
    advance = crc;
    for (int i = 0; i < Step; i++)
      advance = (advance[0] ^ data[i]) ? (advance >> 1) ^ Poly : advance >> 1;
  endfunction

  // What the register holds after a message and its inverted sum: that of CrcW ones from zero.
  function automatic logic [CrcW-1:0] residue(input logic [CrcW-1:0] poly);
    residue = '0;
    for (int i = 0; i < CrcW; i++) residue = !residue[0] ? (residue >> 1) ^ poly : residue >> 1;
  endfunction
  localparam logic [CrcW-1:0] Residue = residue(Poly);

  logic [CrcW-1:0] crc_q;
  assign crc_o = ~crc_q;
  assign residue_o = crc_q == Residue;

  if (Steps == 1) begin : gen_word
    assign in_ready_o = 1'b1;
    assign busy_o = 1'b0;
    always_ff @(posedge clk_i)
      if (!rst_ni || start_i) crc_q <= '1;
      else if (in_valid_i) crc_q <= advance(crc_q, in_data_i);
  end else begin : gen_steps
    logic [DataW-1:0] data_q;
    logic [$clog2(Steps+1)-1:0] left_q;
    assign busy_o = left_q != '0;
    assign in_ready_o = !busy_o;
    always_ff @(posedge clk_i) begin
      if (in_ready_o) data_q <= in_data_i;
      else data_q <= data_q >> Step;
      if (!rst_ni || start_i) begin
        crc_q <= '1;
        left_q <= '0;
      end else if (busy_o) begin
        crc_q <= advance(crc_q, data_q[Step-1:0]);
        left_q <= left_q - 1'b1;
      end else if (in_valid_i) begin
        left_q <= ($bits(left_q))'(Steps);
      end
    end
  end
endmodule

`default_nettype wire
