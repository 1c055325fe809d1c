// Configuration `mid`: four row multipliers; buckets reduced on the device.
`default_nettype none

package zk_config_pkg;
  localparam int Config = 2;  // as CAPS.config
  localparam int DataW = 32;
  localparam int NumCores = 3;
  // 1 ECHO; 2 LOAD, 3 MSM: core 0; 4 NTT: 1; 5 MUL: 2.
  localparam logic [63:0] OpMap = 64'hFFFFFFFFFF2100EF;
  localparam int WindowBits = 6;
  localparam logic Reduces = 1'b1;
  localparam int LogMaxPoints = 11;
  localparam int LogMaxNtt = 11;
  localparam int CrcStep = 8;
endpackage

`default_nettype wire
