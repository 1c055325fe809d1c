// Clients and latencies of the multiplier banks. Yosys wants no package that reads another: the
// banks check these numbers.

package zk_alu_pkg;
  // verilator lint_off UNUSEDPARAM
  localparam logic [1:0] ClientA = 2'd0;  // point adder
  localparam logic [1:0] ClientB = 2'd1;  // butterflies
  localparam logic [1:0] ClientC = 2'd2;  // products for the host

  localparam int Leaf        = 64;  // of zk_mont_pipe
  localparam int PipeLatency = 39;  // zk_alu_pipe: 1 + MontPipeLatency64
  localparam int RowLatencyA = 75;  // zk_alu_row, client A: 2 + MontRowLatency
  localparam int RowLatency  = 76;  // zk_alu_row, clients B and C: one more
  // verilator lint_on UNUSEDPARAM
endpackage
