// Written by hdl/scripts/registers.py from hdl/data/registers.json; change those.
`default_nettype none

package zk_csr_pkg;
  localparam logic [11:0] AddrId = 12'h000;
  localparam logic [11:0] AddrVersion = 12'h004;
  localparam logic [11:0] AddrCaps = 12'h008;
  localparam logic [11:0] AddrLimits = 12'h00c;
  localparam logic [11:0] AddrSrcHash = 12'h010;
  localparam logic [11:0] AddrCtrl = 12'h020;
  localparam logic [11:0] AddrStatus = 12'h024;
  localparam logic [11:0] AddrErr = 12'h028;
  localparam logic [11:0] AddrTaskOp = 12'h040;
  localparam logic [11:0] AddrTaskCount = 12'h044;
  localparam logic [11:0] AddrTaskArg = 12'h048;
  localparam logic [11:0] AddrTaskLabel = 12'h04c;
  localparam logic [11:0] AddrTaskPush = 12'h050;
  localparam logic [11:0] AddrTaskPending = 12'h054;
  localparam logic [11:0] AddrResultPending = 12'h060;
  localparam logic [11:0] AddrResultLabel = 12'h064;
  localparam logic [11:0] AddrResultStatus = 12'h068;
  localparam logic [11:0] AddrResultPop = 12'h06c;
  localparam logic [11:0] AddrLoadCrc = 12'h070;
  localparam logic [11:0] AddrCounters = 12'h100;
  localparam logic [3:0] ConfigLink = 4'd0;
  localparam logic [3:0] ConfigTiny = 4'd1;
  localparam logic [3:0] ConfigMid = 4'd2;
  localparam logic [3:0] ConfigLarge = 4'd3;
  localparam logic [3:0] ConfigField = 4'd4;
  localparam logic [3:0] OpEcho = 4'd1;
  localparam logic [3:0] OpLoad = 4'd2;
  localparam logic [3:0] OpMsm = 4'd3;
  localparam logic [3:0] OpNtt = 4'd4;
  localparam logic [3:0] OpMul = 4'd5;
  localparam logic [3:0] ErrorNone = 4'd0;
  localparam logic [3:0] ErrorUnknownOp = 4'd1;
  localparam logic [3:0] ErrorBadCount = 4'd2;
  localparam logic [3:0] ErrorNotCanonical = 4'd3;
  localparam logic [3:0] ErrorBadLength = 4'd4;
  localparam logic [3:0] ErrorInternal = 4'd5;
endpackage

`default_nettype wire
