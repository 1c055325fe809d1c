// Configuration `field`: ECHO and the products of both fields, for parts without the memory of
// `tiny`.
`default_nettype none

package zk_config_pkg;
  localparam int Config = 4;  // as CAPS.config
  localparam int DataW = 16;
  localparam int NumCores = 1;
  localparam logic [63:0] OpMap = 64'hFFFFFFFFFF0FFFEF;  // 1 ECHO; 5 MUL: core 0
  localparam int WindowBits = 0;
  localparam logic Reduces = 1'b0;
  localparam int LogMaxPoints = 0;
  localparam int LogMaxNtt = 0;
  localparam int CrcStep = 1;
endpackage

`default_nettype wire
