// Configuration `link`: no arithmetic; links, registers, task queue and ECHO.
`default_nettype none

package zk_config_pkg;
  localparam int Config = 0;  // as CAPS.config
  localparam int DataW = 16;
  localparam int NumCores = 1;
  localparam logic [63:0] OpMap = 64'hFFFFFFFFFFFFFFEF;  // 1 ECHO
  localparam int WindowBits = 0;
  localparam logic Reduces = 1'b0;
  localparam int LogMaxPoints = 0;
  localparam int LogMaxNtt = 0;
  localparam int CrcStep = 1;
endpackage

`default_nettype wire
