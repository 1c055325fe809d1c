// Instruction set of zk_tiny; program/assemble.py has the same table and README.md explains it.

package zk_tiny_pkg;
  // 0 to 3 are Li: the operation's low bits are bits 15:14 of the constant. 4 is Add.
  localparam logic [4:0] OpSub = 5'd5;
  localparam logic [4:0] OpAddi = 5'd6;
  localparam logic [4:0] OpShr = 5'd7;
  localparam logic [4:0] OpRev = 5'd8;
  localparam logic [4:0] OpGet = 5'd9;
  localparam logic [4:0] OpSet = 5'd10;
  localparam logic [4:0] OpEnd = 5'd11;
  localparam logic [4:0] OpJump = 5'd12;
  localparam logic [4:0] OpCall = 5'd13;
  localparam logic [4:0] OpRet = 5'd14;
  localparam logic [4:0] OpBeq = 5'd16;
  localparam logic [4:0] OpBne = 5'd17;
  localparam logic [4:0] OpBlt = 5'd18;
  localparam logic [4:0] OpBge = 5'd19;
  localparam logic [4:0] OpBif = 5'd20;
  localparam logic [4:0] OpBnot = 5'd21;
  localparam logic [4:0] OpOut = 5'd23;
  localparam logic [4:0] OpMul = 5'd24;
  localparam logic [4:0] OpFadd = 5'd25;
  localparam logic [4:0] OpFsub = 5'd26;
  localparam logic [4:0] OpCan = 5'd27;
  localparam logic [4:0] OpDig = 5'd28;
  localparam logic [4:0] OpLd = 5'd29;
  localparam logic [4:0] OpSt = 5'd30;
  localparam logic [4:0] OpIn = 5'd31;

  localparam logic [1:0] SetField = 2'd0;
  localparam logic [1:0] SetWindow = 2'd1;
  // 2 is the number of elements expected at the stream

  localparam logic [3:0] ErrNone = 4'd0;
  localparam logic [3:0] ErrNotCanonical = 4'd3;
  localparam logic [3:0] ErrBadLength = 4'd4;
endpackage
