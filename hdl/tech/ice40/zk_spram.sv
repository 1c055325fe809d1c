// Single-port RAM, 16384 x 16, in one SPRAM block of an UltraPlus part; see
// tech/generic/zk_spram.sv.

`default_nettype none

(* keep_hierarchy *)
module zk_spram (
  input  wire logic        clk_i,
  input  wire logic        write_i,
  input  wire logic [13:0] addr_i,
  input  wire logic [15:0] d_i,
  output logic [15:0]      q_o
);
  SB_SPRAM256KA u_ram (
    .ADDRESS(addr_i), .DATAIN(d_i), .MASKWREN(4'b1111), .WREN(write_i), .CHIPSELECT(1'b1),
    .CLOCK(clk_i), .STANDBY(1'b0), .SLEEP(1'b0), .POWEROFF(1'b1), .DATAOUT(q_o)
  );
endmodule

`default_nettype wire
