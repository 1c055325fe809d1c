// Register files of zk_tiny: 32 elements as 256 words of 32 bits, and 16 integers of 16 bits, each
// with two read ports (two copies in block RAM) and one write port. What is read is there in the
// next cycle. Registers 24 to 29 are constants.

`default_nettype none

module zk_tiny_file #(
  parameter int Width = 32,
  parameter bit Constants = 1'b1
) (
  input  wire logic             clk_i,
  input  wire logic             write_i,
  input  wire logic [7:0]       to_i,
  input  wire logic [Width-1:0] d_i,
  input  wire logic [7:0]       a_i,
  input  wire logic [7:0]       b_i,
  output logic [Width-1:0]      a_o,
  output logic [Width-1:0]      b_o
);
  logic [Width-1:0] copy_a[256], copy_b[256];

  function automatic logic [Width-1:0] initial_word(int at);
    logic [255:0] element;
    case (at >> 3)
      25: element = zk_field_pkg::FqR1;
      26: element = zk_field_pkg::FrRoot;
      27: element = zk_field_pkg::FrRootInv;
      28: element = zk_field_pkg::FrHalf;
      29: element = zk_field_pkg::FrR1;
      default: element = '0;
    endcase
    initial_word = Constants ? element[Width*(at&7)+:Width] : '0;
  endfunction

  initial begin
    for (int i = 0; i < 256; i++) begin
      copy_a[i] = initial_word(i);
      copy_b[i] = initial_word(i);
    end
  end

  always_ff @(posedge clk_i) begin
    if (write_i) begin
      copy_a[to_i] <= d_i;
      copy_b[to_i] <= d_i;
    end
    a_o <= copy_a[a_i];
    b_o <= copy_b[b_i];
  end
endmodule

`default_nettype wire
