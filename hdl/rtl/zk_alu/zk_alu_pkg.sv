// Clients and latencies of the multiplier banks.

package zk_alu_pkg;
  // verilator lint_off UNUSEDPARAM
  localparam logic [1:0] ClientA = 2'd0;  // point adder
  localparam logic [1:0] ClientB = 2'd1;  // butterflies
  localparam logic [1:0] ClientC = 2'd2;  // products for the host

  localparam int Leaf         = 64;                                        // of zk_mont_pipe
  localparam int PipeLatency  = 1 + zk_field_pkg::MontPipeLatency64;       // zk_alu_pipe
  localparam int RowLatencyA  = 1 + zk_field_pkg::MontRowLatency;          // zk_alu_row, client A
  localparam int RowLatency   = RowLatencyA + 1;                           // zk_alu_row, clients B and C
  // verilator lint_on UNUSEDPARAM
endpackage
