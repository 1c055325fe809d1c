// Configuration `link`: no arithmetic; links, registers, task queue and ECHO.
`default_nettype none

package zk_config_pkg;
  localparam int Config = 0;  // as CAPS.config
  localparam int DataW = 16;
  localparam int NumCores = 1;
  localparam logic [63:0] OpMap = 64'hFFFFFFFFFFFFFFEF;  // 1 ECHO
  localparam logic [4:0] WindowBits = 5'd0;
  localparam logic Reduces = 1'b0;
  localparam logic [7:0] LogMaxPoints = 8'd0;
  localparam logic [7:0] LogMaxNtt = 8'd0;
  localparam int CrcStep = 1;
endpackage

`default_nettype wire
