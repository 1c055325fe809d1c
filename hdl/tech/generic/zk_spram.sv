// Single-port RAM, 16384 x 16: a write or a read each cycle. What is read is at q_o in the next
// cycle; q_o is undefined after a write.

`default_nettype none

(* keep_hierarchy *)
module zk_spram (
  input  wire logic        clk_i,
  input  wire logic        write_i,
  input  wire logic [13:0] addr_i,
  input  wire logic [15:0] d_i,
  output logic [15:0]      q_o
);
  logic [15:0] memory[16384];

  always_ff @(posedge clk_i) begin
    if (write_i) memory[addr_i] <= d_i;
    else q_o <= memory[addr_i];
  end
endmodule

`default_nettype wire
