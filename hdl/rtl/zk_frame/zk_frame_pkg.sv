// The frame as hdl/doc/frame.md writes it.
`default_nettype none

package zk_frame_pkg;
  localparam logic [7:0] Sync0 = 8'h5A;
  localparam logic [7:0] Sync1 = 8'hC3;
  localparam logic [7:0] Version = 8'h01;

  localparam logic [7:0] TypeHello = 8'h01;
  localparam logic [7:0] TypeRead = 8'h02;
  localparam logic [7:0] TypeWrite = 8'h03;
  localparam logic [7:0] TypeAck = 8'h04;
  localparam logic [7:0] TypeNak = 8'h05;
  localparam logic [3:0] TypeData = 4'h1;  // in the high half; bit 0 last, bit 1 error
  localparam logic [7:0] Reply = 8'h80;

  localparam int HeadBytes = 7;  // version, type, seq, ack, limit, length (2)
  localparam int ControlWords = 8;
endpackage

`default_nettype wire
