// Event counters of 48 bits in block RAM: one adder for all of them.
//
// Function   Each event has an 8-bit accumulator. A sweep adds accumulator after accumulator to its
//            word in the RAM, 2 cycles each, so a counter lags by at most 2 Num cycles (4 Num while
//            they are being read).
// Interface  read_i with index_i asks for a word; read_valid_o, one or two cycles later, says that
//            count_o is it. clear_i zeroes all; busy_o until that is done (it is also done after
//            reset).
// Range      Num a power of two, 4 to 32.
`default_nettype none

module zk_counters #(
  parameter int Num = 8
) (
  input  wire                    clk_i,
  input  wire                    rst_ni,
  input  wire                    clear_i,
  output logic                   busy_o,
  input  wire  [Num-1:0]         event_i,
  input  wire                    read_i,
  input  wire  [$clog2(Num)-1:0] index_i,
  output logic                   read_valid_o,
  output logic [47:0]            count_o
);
  localparam int IndexW = $clog2(Num);
  localparam logic [IndexW-1:0] Last = IndexW'(Num - 1);

  logic [IndexW-1:0] index_q;
  logic clear_q, store_q;
  logic [8*Num-1:0] pending;

  wire grant = read_i && !store_q && !clear_q && !read_valid_o;
  wire fetch = !grant && !store_q && !clear_q;

  assign busy_o = clear_q;

  for (genvar i = 0; i < Num; i++) begin : gen_event
    logic [7:0] pending_q;
    wire taken = clear_q || (store_q && index_q == IndexW'(i));
    always_ff @(posedge clk_i)
      if (!rst_ni) pending_q <= '0;
      else pending_q <= (taken ? 8'd0 : pending_q) + {7'd0, event_i[i] && !clear_q};
    assign pending[8*i+:8] = pending_q;
  end

  always_ff @(posedge clk_i)
    if (!rst_ni || clear_i) begin
      index_q <= '0;
      clear_q <= 1'b1;
      store_q <= 1'b0;
      read_valid_o <= 1'b0;
    end else begin
      if (clear_q || store_q) index_q <= index_q == Last ? '0 : index_q + IndexW'(1);
      if (index_q == Last) clear_q <= 1'b0;
      store_q <= fetch;
      read_valid_o <= grant;
    end

  zk_ram #(
    .Width(48),
    .Depth(Num)
  ) u_ram (
    .clk_i,
    .write_i(clear_q || store_q),
    .waddr_i(index_q),
    .wdata_i(clear_q ? 48'd0 : count_o + {40'd0, pending[8*index_q+:8]}),
    .read_i(grant || fetch),
    .raddr_i(grant ? index_i : index_q),
    .rdata_o(count_o)
  );
endmodule

`default_nettype wire
