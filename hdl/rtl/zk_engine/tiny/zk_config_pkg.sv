// Configuration `tiny`: zk_tiny does everything but ECHO.
`default_nettype none

package zk_config_pkg;
  localparam int Config = 1;  // as CAPS.config
  localparam int DataW = 16;
  localparam int NumCores = 1;
  // 1 ECHO; 2 LOAD, 3 MSM, 4 NTT, 5 MUL: core 0.
  localparam logic [63:0] OpMap = 64'hFFFFFFFFFF0000EF;
  localparam int WindowBits = 7;  // 5 for fewer than 240 scalars
  localparam logic Reduces = 1'b1;
  localparam int LogMaxPoints = 10;
  localparam int LogMaxNtt = 11;
  localparam int CrcStep = 1;
endpackage

`default_nettype wire
