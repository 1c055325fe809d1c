// Sends a frame: sync, header, payload, checksum.
//
// Interface  send_valid_i with the header; send_ready_o when it is taken. len_i bytes of payload
//            follow on pay_*. Bytes leave on out_*, out_last_o on the last of a frame. spoil_i: the
//            payload is gone; a frame that is under way is filled with zeros and ends with a wrong
//            checksum.
// Latency    1 cycle to the first byte. Throughput CrcStep/8 bytes a cycle.
`default_nettype none

module zk_frame_tx #(
  parameter int LogPayload = 7,
  parameter int CrcStep = 1,
  parameter int CrcW = 32,
  parameter logic [CrcW-1:0] CrcPoly = 32'hEDB88320
) (
  input  wire                 clk_i,
  input  wire                 rst_ni,
  input  wire                 spoil_i,
  input  wire                 send_valid_i,
  output logic                send_ready_o,
  input  wire  [7:0]          type_i,
  input  wire  [7:0]          seq_i,
  input  wire  [7:0]          ack_i,
  input  wire  [7:0]          limit_i,
  input  wire  [LogPayload:0] len_i,
  input  wire                 pay_valid_i,
  output logic                pay_ready_o,
  input  wire  [7:0]          pay_data_i,
  output logic                out_valid_o,
  input  wire                 out_ready_i,
  output logic [7:0]          out_data_o,
  output logic                out_last_o
);
  localparam logic [2:0] StIdle = 3'd0, StSync0 = 3'd1, StSync1 = 3'd2, StHead = 3'd3,
      StPayload = 3'd4, StCrc = 3'd5;
  localparam int CrcBytes = CrcW / 8;

  logic [2:0] state_q;
  logic [7:0] type_q, seq_q, ack_q, limit_q;
  logic [LogPayload:0] len_q, count_q;
  logic spoilt_q;

  wire crc_ready, crc_busy, unused_residue;
  wire [CrcW-1:0] crc;
  wire summed = state_q == StHead || state_q == StPayload;
  wire give = out_valid_o && out_ready_i;
  wire [LogPayload:0] count_next = count_q + (LogPayload + 1)'(1);
  wire [15:0] len = 16'(len_q);
  wire [7:0] len_low = len[7:0];
  wire [7:0] len_high = len[15:8];
  wire [2:0] at = count_q[2:0];
  wire [7:0] crc_byte = crc[8*at[$clog2(CrcBytes+1)-1:0]+:8];

  assign send_ready_o = state_q == StIdle;
  assign pay_ready_o = state_q == StPayload && crc_ready && out_ready_i && !spoilt_q;

  always_comb begin
    out_valid_o = 1'b1;
    out_last_o = 1'b0;
    out_data_o = 8'h00;
    case (state_q)
      StSync0: out_data_o = zk_frame_pkg::Sync0;
      StSync1: out_data_o = zk_frame_pkg::Sync1;
      StHead: begin
        out_valid_o = crc_ready;
        case (at)
          3'd0: out_data_o = zk_frame_pkg::Version;
          3'd1: out_data_o = type_q;
          3'd2: out_data_o = seq_q;
          3'd3: out_data_o = ack_q;
          3'd4: out_data_o = limit_q;
          3'd5: out_data_o = len_low;
          default: out_data_o = len_high;
        endcase
      end
      StPayload: begin
        out_valid_o = crc_ready && (pay_valid_i || spoilt_q);
        out_data_o = spoilt_q ? 8'h00 : pay_data_i;
      end
      StCrc: begin
        out_valid_o = !crc_busy;
        out_data_o = crc_byte ^ {8{spoilt_q}};
        out_last_o = count_q == (LogPayload + 1)'(CrcBytes - 1);
      end
      default: out_valid_o = 1'b0;
    endcase
  end

  always_ff @(posedge clk_i) begin
    if (send_ready_o) begin
      type_q <= type_i;
      seq_q <= seq_i;
      ack_q <= ack_i;
      limit_q <= limit_i;
      len_q <= len_i;
    end
    if (send_ready_o) spoilt_q <= 1'b0;
    else if (spoil_i) spoilt_q <= 1'b1;
    if (give) count_q <= count_next;

    if (!rst_ni) state_q <= StIdle;
    else
      case (state_q)
        StIdle: if (send_valid_i) state_q <= StSync0;
        StSync0: if (give) state_q <= StSync1;
        StSync1:
          if (give) begin
            state_q <= StHead;
            count_q <= '0;
          end
        StHead:
          if (give && count_q == (LogPayload + 1)'(zk_frame_pkg::HeadBytes - 1)) begin
            state_q <= len_q == '0 ? StCrc : StPayload;
            count_q <= '0;
          end
        StPayload:
          if (give && count_next == len_q) begin
            state_q <= StCrc;
            count_q <= '0;
          end
        StCrc: if (give && out_last_o) state_q <= StIdle;
        default: state_q <= StIdle;
      endcase
  end

  zk_crc #(
    .CrcW(CrcW),
    .Poly(CrcPoly),
    .Step(CrcStep)
  ) u_crc (
    .clk_i,
    .rst_ni,
    .start_i(state_q == StIdle),
    .in_valid_i(summed && give),
    .in_ready_o(crc_ready),
    .in_data_i(out_data_o),
    .busy_o(crc_busy),
    .crc_o(crc),
    .residue_o(unused_residue)
  );
endmodule

`default_nettype wire
