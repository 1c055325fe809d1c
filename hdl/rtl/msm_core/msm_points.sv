// The resident points: x, y (canonical Montgomery residues), and a flag for those at infinity.
//
// Function    put_i takes one coordinate after the other, x first; the point is written with its y, its flag two cycles later.
//             clear_put_i forgets an x that waits and sets the address of the next point.
// Interface   read_i with addr_i -> x_o, y_o a cycle later, until the next read; each half of the coordinates has its own. Flags have a
//             read port of their own.
// Memory      2^LogPoints words of 508 bits, and as many flags.
`default_nettype none

module msm_points #(
  parameter int LogPoints = 12
) (
  input  wire                  clk_i,
  input  wire                  clear_put_i,
  input  wire  [LogPoints-1:0] first_i,
  input  wire                  put_i,
  input  wire  [255:0]         elem_i,

  input  wire  [1:0]           read_i,
  input  wire  [2*LogPoints-1:0] addr_i,
  output logic [255:0]         x_o,
  output logic [255:0]         y_o,

  input  wire                  inf_read_i,
  input  wire  [LogPoints-1:0] inf_addr_i,
  output logic                 inf_o
);
  localparam int CoordinateW = 254, HalfW = CoordinateW / 2;

  logic half_q, write_q, write1_q, write2_q, inf_q;
  logic [3:0] zero_q;
  logic [LogPoints-1:0] next_q, addr_q, addr1_q, addr2_q;
  logic [CoordinateW-1:0] x_q, y_q;
  always_ff @(posedge clk_i) begin
    if (!half_q) x_q <= elem_i[CoordinateW-1:0];  // the last one before half_q is the one that was put
    y_q <= elem_i[CoordinateW-1:0];
    addr_q <= next_q;
    write_q <= put_i && half_q && !clear_put_i;
    for (int h = 0; h < 2; h++) begin
      zero_q[2*h] <= x_q[HalfW*h+:HalfW] == '0;
      zero_q[2*h+1] <= y_q[HalfW*h+:HalfW] == '0;
    end
    inf_q <= &zero_q;
    {write2_q, write1_q} <= {write1_q, write_q};
    {addr2_q, addr1_q} <= {addr1_q, addr_q};
    if (clear_put_i) begin
      half_q <= 1'b0;
      next_q <= first_i;
    end else if (put_i) begin
      half_q <= !half_q;
      if (half_q) next_q <= next_q + 1'b1;
    end
  end
  wire unused = &{1'b0, elem_i[255:CoordinateW]};

  logic [CoordinateW-1:0] x, y;
  for (genvar h = 0; h < 2; h++) begin : gen_points
    zk_ram #(.Width(2 * HalfW), .Depth(1 << LogPoints)) u_ram (
      .clk_i,
      .write_i(write_q),
      .waddr_i(addr_q),
      .wdata_i({y_q[HalfW*h+:HalfW], x_q[HalfW*h+:HalfW]}),
      .read_i(read_i[h]),
      .raddr_i(addr_i[LogPoints*h+:LogPoints]),
      .rdata_o({y[HalfW*h+:HalfW], x[HalfW*h+:HalfW]})
    );
  end
  assign x_o = 256'(x);
  assign y_o = 256'(y);

  zk_ram #(.Width(1), .Depth(1 << LogPoints)) u_flags (
    .clk_i,
    .write_i(write2_q),
    .waddr_i(addr2_q),
    .wdata_i(inf_q),
    .read_i(inf_read_i),
    .raddr_i(inf_addr_i),
    .rdata_o(inf_o)
  );
endmodule

`default_nettype wire
