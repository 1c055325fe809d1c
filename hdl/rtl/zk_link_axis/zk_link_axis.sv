// Byte stream over AXI4-Stream beats of several bytes, for shells (PCIe DMA, Ethernet) that move
// wide beats.
//
// Function   In: the bytes of a beat whose tkeep is set, lowest first; tlast is not looked at. Out:
//            bytes are packed to beats; the end of a frame (tx_last_i) ends a beat, with tkeep for
//            what is in it and tlast.
// Interface  s_axis_*, m_axis_* with AXI's names; rx_*, tx_*: bytes.
// Latency    1 cycle. Throughput 1 byte a cycle.
`default_nettype none

module zk_link_axis #(
  parameter int Bytes = 4
) (
  input  wire                clk_i,
  input  wire                rst_ni,
  input  wire                s_axis_tvalid,
  output logic               s_axis_tready,
  input  wire  [8*Bytes-1:0] s_axis_tdata,
  input  wire  [Bytes-1:0]   s_axis_tkeep,
  output logic               m_axis_tvalid,
  input  wire                m_axis_tready,
  output logic [8*Bytes-1:0] m_axis_tdata,
  output logic [Bytes-1:0]   m_axis_tkeep,
  output logic               m_axis_tlast,
  output logic               rx_valid_o,
  input  wire                rx_ready_i,
  output logic [7:0]         rx_data_o,
  input  wire                tx_valid_i,
  output logic               tx_ready_o,
  input  wire  [7:0]         tx_data_i,
  input  wire                tx_last_i
);
  localparam logic [Bytes-1:0] One = Bytes'(1);

  // In: a beat is shifted down until no byte of it is left; bytes that are not kept are stepped
  // over.
  logic [8*Bytes-1:0] data_q;
  logic [Bytes-1:0] keep_q;

  assign s_axis_tready = keep_q == '0 || (keep_q == One && rx_ready_i);
  assign rx_valid_o = keep_q[0];
  assign rx_data_o = data_q[7:0];

  always_ff @(posedge clk_i) begin
    if (s_axis_tready) data_q <= s_axis_tdata;
    else if (!keep_q[0] || rx_ready_i) data_q <= data_q >> 8;
    if (!rst_ni) keep_q <= '0;
    else if (s_axis_tready) keep_q <= s_axis_tvalid ? s_axis_tkeep : '0;
    else if (!keep_q[0] || rx_ready_i) keep_q <= keep_q >> 1;
  end

  // Out: keep_o grows from below.
  logic full_q;
  wire take = tx_valid_i && tx_ready_o;
  wire starts = full_q || m_axis_tkeep == '0;
  wire [Bytes-1:0] keep_next = starts ? One : (m_axis_tkeep << 1) | One;

  assign m_axis_tvalid = full_q;
  assign tx_ready_o = !full_q || m_axis_tready;

  always_ff @(posedge clk_i) begin
    if (take) begin
      for (int i = 0; i < Bytes; i++)
        if (keep_next[i] && (starts || !m_axis_tkeep[i])) m_axis_tdata[8*i+:8] <= tx_data_i;
        else if (starts) m_axis_tdata[8*i+:8] <= 8'h00;
      m_axis_tlast <= tx_last_i;
    end
    if (!rst_ni) begin
      full_q <= 1'b0;
      m_axis_tkeep <= '0;
    end else if (take) begin
      m_axis_tkeep <= keep_next;
      full_q <= tx_last_i || keep_next[Bytes-1];
    end else if (full_q && m_axis_tready) begin
      m_axis_tkeep <= '0;
      full_q <= 1'b0;
    end
  end
endmodule

`default_nettype wire
