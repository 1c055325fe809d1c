// Configuration `large`: eleven pipelined multipliers, one point addition a cycle; the host sums
// the buckets.
`default_nettype none

package zk_config_pkg;
  localparam int Config = 3;  // as CAPS.config
  localparam int DataW = 256;
  localparam int NumCores = 3;
  // 1 ECHO; 2 LOAD, 3 MSM: core 0; 4 NTT: 1; 5 MUL: 2.
  localparam logic [63:0] OpMap = 64'hFFFFFFFFFF2100EF;
  localparam int WindowBits = 8;
  localparam logic Reduces = 1'b0;
  localparam int LogMaxPoints = 14;
  localparam int LogMaxNtt = 14;
  localparam int CrcStep = 32;
endpackage

`default_nettype wire
