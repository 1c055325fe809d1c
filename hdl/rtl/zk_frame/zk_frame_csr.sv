// Executes READ and WRITE frames on an AXI4-Lite bus and answers them.
//
// Function   A request carries a tag (seq). The tag of the request before is remembered: a request
//            that comes again is answered again, and a WRITE is not carried out again. One request
//            at a time; others are dropped while it is served.
// Interface  Header, payload bytes and verdict of zk_frame_rx in; a header and payload bytes for
//            zk_frame_tx out; AXI4-Lite.
// Latency    a WRITE of n words: 8 n + 2 cycles plus the bus, before the answer. A READ fetches
//            each word while it is sent.
`default_nettype none

module zk_frame_csr #(
  parameter int LogPayload = 7
) (
  input  wire                   clk_i,
  input  wire                   rst_ni,
  input  wire  [7:0]            type_i,
  input  wire  [7:0]            seq_i,
  input  wire  [LogPayload:0]   len_i,
  input  wire                   head_i,
  input  wire                   byte_i,
  input  wire  [7:0]            data_i,
  input  wire  [LogPayload-1:0] index_i,
  input  wire                   good_i,
  output logic                  send_valid_o,
  input  wire                   send_ready_i,
  output logic [7:0]            type_o,
  output logic [7:0]            seq_o,
  output logic [LogPayload:0]   len_o,
  output logic                  pay_valid_o,
  input  wire                   pay_ready_i,
  output logic [7:0]            pay_data_o,

  output logic [11:0]           m_axil_awaddr,
  output logic                  m_axil_awvalid,
  input  wire                   m_axil_awready,
  output logic [31:0]           m_axil_wdata,
  output logic [3:0]            m_axil_wstrb,
  output logic                  m_axil_wvalid,
  input  wire                   m_axil_wready,
  input  wire  [1:0]            m_axil_bresp,
  input  wire                   m_axil_bvalid,
  output logic                  m_axil_bready,
  output logic [11:0]           m_axil_araddr,
  output logic                  m_axil_arvalid,
  input  wire                   m_axil_arready,
  input  wire  [31:0]           m_axil_rdata,
  input  wire  [1:0]            m_axil_rresp,
  input  wire                   m_axil_rvalid,
  output logic                  m_axil_rready
);
  localparam logic [3:0] StIdle = 4'd0, StGather = 4'd1, StWrite = 4'd2, StWritten = 4'd3,
      StReply = 4'd4, StRead = 4'd5, StRdata = 4'd6, StBytes = 4'd7, StStatus = 4'd8;
  localparam int CountW = $clog2(zk_frame_pkg::ControlWords + 1);

  logic [3:0] state_q;
  logic take_q, write_q, known_q, malformed_q, failed_q;
  logic [7:0] tag_q;
  logic [11:0] addr_q;
  logic [CountW-1:0] count_q, left_q;
  logic [31:0] word_q;
  logic [2:0] byte_q;
  logic [CountW+1:0] from_q;
  logic aw_done_q, w_done_q;

  wire is_write = type_i == zk_frame_pkg::TypeWrite;
  wire is_control = type_i == zk_frame_pkg::TypeRead || is_write;
  wire idle = state_q == StIdle;
  wire take = head_i ? is_control && idle : take_q;
  wire request = good_i && take && is_control;
  wire again = known_q && seq_i == tag_q;

  // The first four bytes of the payload: address (2), number of words, 0. Words of a WRITE follow
  // in a small RAM.
  wire [LogPayload:0] word_bytes = (LogPayload + 1)'({count_q, 2'b00});
  wire [LogPayload:0] want = (LogPayload + 1)'(4) + (is_write ? word_bytes : '0);
  wire formed = len_i == want && count_q != '0 && count_q <= CountW'(zk_frame_pkg::ControlWords);
  wire [7:0] from_ram;
  wire gather = state_q == StGather;

  wire aw_go = m_axil_awvalid && m_axil_awready;
  wire w_go = m_axil_wvalid && m_axil_wready;
  wire answered = (m_axil_bready && m_axil_bvalid) || (m_axil_rready && m_axil_rvalid);

  assign send_valid_o = state_q == StReply;
  assign type_o = zk_frame_pkg::Reply |
                  (write_q ? zk_frame_pkg::TypeWrite : zk_frame_pkg::TypeRead);
  assign seq_o = tag_q;
  assign len_o = (LogPayload + 1)'(4) + (write_q || malformed_q ? '0 : word_bytes);
  assign pay_valid_o = state_q == StBytes || state_q == StStatus;
  wire [7:0] status = byte_q == 3'd0 ? {malformed_q, 5'd0, failed_q, 1'b0} : 8'h00;
  assign pay_data_o = state_q == StBytes ? word_q[7:0] : status;

  assign m_axil_awaddr = addr_q;
  assign m_axil_araddr = addr_q;
  assign m_axil_wdata = word_q;
  assign m_axil_wstrb = 4'hF;
  assign m_axil_awvalid = state_q == StWrite && !aw_done_q;
  assign m_axil_wvalid = state_q == StWrite && !w_done_q;
  assign m_axil_bready = state_q == StWritten;
  assign m_axil_arvalid = state_q == StRead;
  assign m_axil_rready = state_q == StRdata;

  always_ff @(posedge clk_i) begin
    if (byte_i && take) begin
      if (index_i == LogPayload'(0)) addr_q[7:0] <= data_i;
      if (index_i == LogPayload'(1)) addr_q[11:8] <= data_i[3:0];
      if (index_i == LogPayload'(2)) count_q <= |data_i[7:CountW] ? '0 : data_i[CountW-1:0];
    end else if (answered) begin
      addr_q <= addr_q + 12'd4;
    end

    // Four bytes of the RAM become a word, a word becomes four bytes.
    if (gather && byte_q != 3'd0) word_q <= {from_ram, word_q[31:8]};
    else if (state_q == StRdata) word_q <= m_axil_rdata;
    else if (state_q == StBytes && pay_ready_i) word_q <= word_q >> 8;

    if (request) begin
      write_q <= is_write;
      malformed_q <= !formed;
      left_q <= count_q;
      from_q <= '0;
      tag_q <= seq_i;
      if (!(again && is_write)) failed_q <= 1'b0;
    end else if ((state_q == StWritten && m_axil_bvalid && m_axil_bresp != 2'b00) ||
                 (state_q == StRdata && m_axil_rvalid && m_axil_rresp != 2'b00)) begin
      failed_q <= 1'b1;
    end
    if (gather && byte_q != 3'd4) from_q <= from_q + (CountW + 2)'(1);
    if (answered && !request) left_q <= left_q - CountW'(1);

    if (gather) begin
      aw_done_q <= 1'b0;
      w_done_q <= 1'b0;
    end else begin
      aw_done_q <= aw_done_q || aw_go;
      w_done_q <= w_done_q || w_go;
    end

    if (!rst_ni) begin
      state_q <= StIdle;
      take_q <= 1'b0;
      known_q <= 1'b0;
      byte_q <= '0;
    end else begin
      take_q <= take;
      if (request) known_q <= 1'b1;
      case (state_q)
        StIdle: if (request) state_q <= is_write && formed && !again ? StGather : StReply;
        StGather: begin
          byte_q <= byte_q == 3'd4 ? '0 : byte_q + 3'd1;
          if (byte_q == 3'd4) state_q <= StWrite;
        end
        StWrite: if ((aw_done_q || aw_go) && (w_done_q || w_go)) state_q <= StWritten;
        StWritten: if (m_axil_bvalid) state_q <= left_q == CountW'(1) ? StReply : StGather;
        StReply: if (send_ready_i) state_q <= write_q || malformed_q ? StStatus : StRead;
        StRead: if (m_axil_arready) state_q <= StRdata;
        StRdata: if (m_axil_rvalid) state_q <= StBytes;
        StBytes:
          if (pay_ready_i) begin
            byte_q <= byte_q == 3'd3 ? '0 : byte_q + 3'd1;
            if (byte_q == 3'd3) state_q <= left_q == '0 ? StStatus : StRead;
          end
        StStatus:
          if (pay_ready_i) begin
            byte_q <= byte_q == 3'd3 ? '0 : byte_q + 3'd1;
            if (byte_q == 3'd3) state_q <= StIdle;
          end
        default: state_q <= StIdle;
      endcase
    end
  end

  zk_ram #(
    .Width(8),
    .Depth(4 * zk_frame_pkg::ControlWords)
  ) u_words (
    .clk_i,
    .write_i(byte_i && take && index_i >= LogPayload'(4)),
    .waddr_i((CountW + 1)'(index_i - LogPayload'(4))),
    .wdata_i(data_i),
    .read_i(gather),
    .raddr_i(from_q[CountW:0]),
    .rdata_o(from_ram)
  );
endmodule

`default_nettype wire
