// Finds frames in a byte stream and checks them.
//
// Function   Hunts for the two sync bytes, takes header, payload and checksum, and says whether the
//            frame is sound. Header fields hold from head_o until the end of the frame. Payload
//            bytes are shown before the verdict: a user keeps them aside until good_o.
// Bounded    A frame ends with good_o or bad_o: bad_o at once for another version or a length above
//            2^LogPayload, after the checksum if that is wrong, and when the line is silent for
//            2^LogIdle cycles inside a frame.
// Latency    good_o 8/CrcStep + 1 cycles after the last byte. Throughput CrcStep/8 bytes a cycle.
`default_nettype none

module zk_frame_rx #(
  parameter int LogPayload = 7,
  parameter int LogIdle = 18,
  parameter int CrcStep = 1,
  parameter int CrcW = 32,
  parameter logic [CrcW-1:0] CrcPoly = 32'hEDB88320
) (
  input  wire                   clk_i,
  input  wire                   rst_ni,
  input  wire                   in_valid_i,
  output logic                  in_ready_o,
  input  wire  [7:0]            in_data_i,
  output logic                  head_o,
  output logic [7:0]            type_o,
  output logic [7:0]            seq_o,
  output logic [7:0]            ack_o,
  output logic [7:0]            limit_o,
  output logic [LogPayload:0]   len_o,
  output logic                  byte_o,
  output logic [7:0]            data_o,
  output logic [LogPayload-1:0] index_o,
  output logic                  good_o,
  output logic                  bad_o
);
  localparam logic [2:0] StSync0 = 3'd0, StSync1 = 3'd1, StHead = 3'd2, StPayload = 3'd3,
      StCrc = 3'd4, StCheck = 3'd5;
  localparam int CrcBytes = CrcW / 8;

  logic [2:0] state_q;
  logic [LogPayload:0] count_q;
  logic [7:0] low_q;
  logic [LogIdle:0] idle_q;

  wire crc_ready, crc_busy, crc_residue;
  wire [CrcW-1:0] unused_crc;
  wire silent = idle_q[LogIdle];
  wire take = in_valid_i && in_ready_o;
  wire [15:0] len = {in_data_i, low_q};
  wire len_good = len <= 16'(1 << LogPayload);
  wire [LogPayload:0] count_next = count_q + (LogPayload + 1)'(1);
  wire summed = state_q == StHead || state_q == StPayload || state_q == StCrc;
  wire take_head = take && state_q == StHead;
  wire head_end = take_head && count_q == (LogPayload + 1)'(zk_frame_pkg::HeadBytes - 1);
  wire version_bad = take_head && count_q == '0 && in_data_i != zk_frame_pkg::Version;

  assign in_ready_o = crc_ready && state_q != StCheck;
  assign byte_o = take && state_q == StPayload;
  assign data_o = in_data_i;
  assign index_o = count_q[LogPayload-1:0];
  assign good_o = state_q == StCheck && !crc_busy && crc_residue;
  assign bad_o = (state_q == StCheck && !crc_busy && !crc_residue) || version_bad ||
                 (head_end && !len_good) || (silent && state_q != StCheck);

  always_ff @(posedge clk_i) begin
    if (take_head) begin
      case (count_q[2:0])
        3'd1: type_o <= in_data_i;
        3'd2: seq_o <= in_data_i;
        3'd3: ack_o <= in_data_i;
        3'd4: limit_o <= in_data_i;
        3'd5: low_q <= in_data_i;
        3'd6: len_o <= len[LogPayload:0];
        default: ;
      endcase
    end
    if (take) count_q <= summed ? count_next : '0;

    if (!rst_ni) begin
      state_q <= StSync0;
      head_o <= 1'b0;
      idle_q <= '0;
    end else begin
      head_o <= head_end && len_good;
      if (take || silent || state_q == StSync0) idle_q <= '0;
      else idle_q <= idle_q + (LogIdle + 1)'(1);

      case (state_q)
        StSync0: if (take && in_data_i == zk_frame_pkg::Sync0) state_q <= StSync1;
        StSync1:
          if (take) begin
            if (in_data_i == zk_frame_pkg::Sync1) state_q <= StHead;
            else if (in_data_i != zk_frame_pkg::Sync0) state_q <= StSync0;
          end
        StHead:
          if (version_bad) state_q <= in_data_i == zk_frame_pkg::Sync0 ? StSync1 : StSync0;
          else if (head_end) begin
            state_q <= !len_good ? StSync0 : len == 16'd0 ? StCrc : StPayload;
            count_q <= '0;
          end
        StPayload:
          if (take && count_next == len_o) begin
            state_q <= StCrc;
            count_q <= '0;
          end
        StCrc: if (take && count_q == (LogPayload + 1)'(CrcBytes - 1)) state_q <= StCheck;
        StCheck: if (!crc_busy) state_q <= StSync0;
        default: state_q <= StSync0;
      endcase
      if (silent && state_q != StCheck) state_q <= StSync0;
    end
  end

  zk_crc #(
    .CrcW(CrcW),
    .Poly(CrcPoly),
    .Step(CrcStep)
  ) u_crc (
    .clk_i,
    .rst_ni,
    .start_i(state_q == StSync0 || state_q == StSync1),
    .in_valid_i(take && summed),
    .in_ready_o(crc_ready),
    .in_data_i,
    .busy_o(crc_busy),
    .crc_o(unused_crc),
    .residue_o(crc_residue)
  );
endmodule

`default_nettype wire
