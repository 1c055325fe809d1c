// ECHO: sends back its elements, unchanged and unchecked; the loop-back that tests a link and a
// driver.
//
// Interface  the port of every core. count elements in one packet; error 2 for count 0, 4 for
//            another length: then it echoes at most count elements and takes the rest of the
//            packet.
// Latency    0 cycles from input to output; done_o 1 cycle after the last input beat. Throughput 1
//            beat a cycle.
`default_nettype none

module zk_echo #(
  parameter int DataW = 16
) (
  input  wire              clk_i,
  input  wire              rst_ni,
  input  wire              task_valid_i,
  output logic             task_ready_o,
  input  wire  [31:0]      task_count_i,
  input  wire              in_valid_i,
  output logic             in_ready_o,
  input  wire  [DataW-1:0] in_data_i,
  input  wire              in_last_i,
  output logic             out_valid_o,
  input  wire              out_ready_i,
  output logic [DataW-1:0] out_data_o,
  output logic             out_last_o,
  output logic             done_o,
  output logic             err_o,
  output logic [3:0]       err_code_o
);
  localparam int Beats = 256 / DataW;
  localparam int BeatW = Beats > 1 ? $clog2(Beats) : 1;

  logic busy_q, pass_q, done_q;
  logic [3:0] code_q;
  logic [31:0] left_q;
  logic [BeatW-1:0] beat_q;

  wire element_end = beat_q == BeatW'(Beats - 1);
  wire final_beat = element_end && left_q == 32'd1;
  wire take = in_valid_i && in_ready_o;

  assign task_ready_o = !busy_q && !done_q;
  assign in_ready_o = busy_q && (!pass_q || out_ready_i);
  assign out_valid_o = busy_q && pass_q && in_valid_i;
  assign out_data_o = in_data_i;
  assign out_last_o = in_last_i || final_beat;
  assign done_o = done_q;
  assign err_o = done_q && code_q != zk_csr_pkg::ErrorNone;
  assign err_code_o = code_q;

  always_ff @(posedge clk_i) begin
    if (task_valid_i && task_ready_o) begin
      left_q <= task_count_i;
      beat_q <= '0;
      pass_q <= task_count_i != 32'd0;
      code_q <= task_count_i == 32'd0 ? zk_csr_pkg::ErrorBadCount : zk_csr_pkg::ErrorNone;
    end else if (take && pass_q) begin
      beat_q <= element_end ? '0 : beat_q + BeatW'(1);
      if (element_end) left_q <= left_q - 32'd1;
      if (final_beat) pass_q <= 1'b0;
      if (final_beat != in_last_i) code_q <= zk_csr_pkg::ErrorBadLength;
    end
    if (!rst_ni) begin
      busy_q <= 1'b0;
      done_q <= 1'b0;
    end else begin
      if (task_valid_i && task_ready_o) busy_q <= 1'b1;
      else if (take && in_last_i) busy_q <= 1'b0;
      done_q <= take && in_last_i;
    end
  end
endmodule

`default_nettype wire
