// Point additions on four row multipliers and one linear unit: a barrel of contexts that run the programs of zk_point_program.
//
// Function    A context is one addition: 16 registers, a place in its program, products it still waits for. Each cycle one context
//             is looked at, in turn, and runs its next step if it can: a step with `waits` needs all products asked for before to
//             be there. Products queue for the multipliers, which so always find work; contexts beyond the highest one in use
//             are left out of the turn (never fewer than MinPeriod: a linear result is there when its context comes again).
// Interface   load_*: operands X1 Y1 Z1 x2 y2 or X1 Y1 Z1 X2 Y2 Z2 one after the other, load_last_i with the last; free_o first.
//             claim_i with the tag from before the first to the last: the addition counts as being loaded.
//             Coordinates of the sum come as sum_valid_o three times in a row, X Y Z. No back-pressure. slot_busy_o says
//             that slot_i is the tag of an addition being loaded or in flight (tags are bucket numbers), two cycles later.
//             mul_*: client A of zk_alu_row, the same operands to every row: one or none is open.
// Latency     one addition alone 504 cycles at most, a full one 569. Throughput an addition in 44 cycles (11 products of 4), a full one in 56.
// Range       operands below 2p, sums below 2p + 2^248.
//
//   cycle   0         1         2            3        4      5                 ... 14, 15
//           context   program   step starts  RAM read  data   linear, or queue       linear result, written
`default_nettype none

module msm_sequencer #(
  parameter int LogContexts = 5,
  parameter int TagW        = 12
) (
  input  wire                 clk_i,
  input  wire                 rst_ni,

  output logic                free_o,
  input  wire                 claim_i,
  input  wire                 load_valid_i,
  output logic                load_ready_o,
  input  wire  [2:0]          load_index_i,
  input  wire  [255:0]        load_data_i,
  input  wire                 load_last_i,
  input  wire                 load_full_i,
  input  wire  [TagW-1:0]     load_tag_i,

  output logic                sum_valid_o,
  output logic [1:0]          sum_index_o,
  output logic [255:0]        sum_data_o,
  output logic [TagW-1:0]     sum_tag_o,

  input  wire  [TagW-1:0]     slot_i,
  output logic                slot_busy_o,
  output logic                idle_o,

  output logic                mul_valid_o,
  input  wire  [3:0]          mul_ready_i,
  output logic [255:0]        mul_a_o,
  output logic [255:0]        mul_b_o,
  output logic [LogContexts+3:0] mul_tag_o,
  input  wire  [3:0]          mul_valid_i,
  input  wire  [255:0]        mul_p_i,
  input  wire  [LogContexts+3:0] mul_tag_i
);
  localparam int Contexts = 1 << LogContexts;
  localparam int AddrW = LogContexts + 4;
  localparam int MinPeriod = 13;
  localparam int Linear = 9;         // latency of msm_linear
  localparam int LogQueue = 4;

  // Contexts.
  logic [Contexts-1:0] active_q, full_q, storing_q;
  logic [4:0] step_q[Contexts];
  logic [3:0] waiting_q[Contexts];   // products asked for and not written
  logic [TagW-1:0] tag_q[Contexts];

  // The lowest free context is the next to be loaded; it stays so while it is loaded.
  logic [LogContexts-1:0] spare, spare_q, highest, highest_q;
  logic spare_valid_q, loading_q;
  // One-hot by a carry chain, then encoded.
  wire [Contexts-1:0] lowest_free = ~active_q & (active_q + Contexts'(1));
  logic [Contexts-1:0] mirrored, last_active;
  always_comb begin
    for (int i = 0; i < Contexts; i++) mirrored[i] = active_q[Contexts-1-i] || Contexts - 1 - i == MinPeriod - 1;
    last_active = mirrored & (~mirrored + Contexts'(1));
    spare = '0;
    highest = '0;
    for (int i = 0; i < Contexts; i++) begin
      if (lowest_free[i]) spare = spare | LogContexts'(i);
      if (last_active[i]) highest = highest | LogContexts'(Contexts - 1 - i);
    end
  end
  wire load = load_valid_i && load_ready_o;
  assign free_o = spare_valid_q && !loading_q;
  // What was loaded begins a cycle after its last operand.
  logic begin_q, begin_full_q;
  logic [LogContexts-1:0] begin_at_q;
  logic [TagW-1:0] begin_tag_q;
  always_ff @(posedge clk_i) begin
    begin_q <= rst_ni && load && load_last_i;
    {begin_full_q, begin_at_q, begin_tag_q} <= {load_full_i, spare_q, load_tag_i};
  end
  always_ff @(posedge clk_i) begin
    highest_q <= highest;
    if (!loading_q && !load) spare_q <= spare;
    if (!rst_ni) begin
      spare_valid_q <= 1'b0;
      loading_q <= 1'b0;
    end else begin
      spare_valid_q <= !(&active_q) && !(load && load_last_i) && !begin_q;
      if (load) loading_q <= !load_last_i;
    end
  end

  logic store3_q, store4_q;
  logic [TagW-1:0] sum_tag3_q, sum_tag4_q;
  logic [Contexts:0] same_q;
  wire leaving = (store3_q && sum_tag3_q == slot_i) || (store4_q && sum_tag4_q == slot_i) || (sum_valid_o && sum_tag_o == slot_i);
  wire coming = (claim_i && load_tag_i == slot_i) || (begin_q && begin_tag_q == slot_i);
  always_ff @(posedge clk_i) begin
    for (int i = 0; i < Contexts; i++) same_q[i] <= active_q[i] && tag_q[i] == slot_i;
    same_q[Contexts] <= leaving || coming;
    slot_busy_o <= |same_q;
  end
  assign idle_o = active_q == '0 && !loading_q && !begin_q && !store3_q && !store4_q && !sum_valid_o;

  // 0: whose turn it is.
  logic [LogContexts-1:0] turn_q, turn1_q, turn2_q;
  logic live1_q, live2_q, full1_q, storing1_q, storing2_q;
  logic [4:0] step1_q, step2_q;
  logic [3:0] waiting2_q;
  logic [17:0] program1, instruction2_q;
  logic [1:0] part_q;
  wire freeze = live2_q && storing2_q && part_q != 2'd2;
  always_ff @(posedge clk_i)
    if (!rst_ni) begin
      turn_q <= '0;
      live1_q <= 1'b0;
      live2_q <= 1'b0;
      part_q <= '0;
    end else begin
      if (!freeze) begin
        turn_q <= turn_q >= highest_q ? '0 : turn_q + 1'b1;
        turn1_q <= turn_q;
        live1_q <= active_q[turn_q];
        full1_q <= full_q[turn_q];
        storing1_q <= storing_q[turn_q];
        step1_q <= step_q[turn_q];
        turn2_q <= turn1_q;
        live2_q <= live1_q;
        storing2_q <= storing1_q;
        step2_q <= step1_q;
        waiting2_q <= waiting_q[turn1_q];
        instruction2_q <= program1;
      end
      part_q <= freeze ? part_q + 2'd1 : 2'd0;
    end
  zk_point_program u_program (.full_i(full1_q), .step_i(step1_q), .instruction_o(program1));

  // 2: the step starts, or the sum is read, three cycles long.
  wire last2 = instruction2_q[17], waits2 = instruction2_q[16], multiply2 = instruction2_q[15], sub2 = instruction2_q[14];
  logic [LogQueue:0] asked_q, products_level;
  wire room = asked_q < (LogQueue + 1)'(14);
  wire calm = products_level < (LogQueue + 1)'(6);   // linear results go first: let products through before they pile up
  wire run2 = live2_q && !storing2_q && !(waits2 && waiting2_q != '0) && (multiply2 ? room : calm);
  wire store2 = live2_q && storing2_q;
  wire done2 = store2 && part_q == 2'd2;

  // 3 to 5: operands. Both RAMs hold the same.
  logic run3_q, run4_q, run5_q, multiply3_q, multiply4_q, multiply5_q, sub3_q, sub4_q, sub5_q;
  logic [1:0] shift3_q, shift4_q, part3_q, part4_q;
  logic [258:0] shifted5_q;
  logic [AddrW-1:0] a3_q, b3_q, d3_q, d4_q, d5_q;
  logic [255:0] a4, b4, a5_q, b5_q;
  logic write;
  logic [AddrW-1:0] write_addr;
  logic [255:0] write_data;
  always_ff @(posedge clk_i) begin
    {run3_q, run4_q, run5_q} <= rst_ni ? {run2, run3_q, run4_q} : '0;
    {store3_q, store4_q, sum_valid_o} <= rst_ni ? {store2, store3_q, store4_q} : '0;
    {multiply3_q, multiply4_q, multiply5_q} <= {multiply2, multiply3_q, multiply4_q};
    {sub3_q, sub4_q, sub5_q} <= {sub2, sub3_q, sub4_q};
    {shift3_q, shift4_q} <= {instruction2_q[13:12], shift3_q};
    {part3_q, part4_q, sum_index_o} <= {part_q, part3_q, part4_q};
    {d3_q, d4_q, d5_q} <= {turn2_q, instruction2_q[11:8], d3_q, d4_q};
    {sum_tag3_q, sum_tag4_q, sum_tag_o} <= {tag_q[turn2_q], sum_tag3_q, sum_tag4_q};
    a3_q <= {turn2_q, store2 ? {2'b00, part_q} : instruction2_q[7:4]};
    b3_q <= {turn2_q, instruction2_q[3:0]};
    {a5_q, b5_q} <= {a4, b4};
    shifted5_q <= 259'(a4) << shift4_q;
  end
  assign sum_data_o = a5_q;
  zk_ram #(.Width(256), .Depth(1 << AddrW)) u_a (
    .clk_i, .write_i(write), .waddr_i(write_addr), .wdata_i(write_data), .read_i(1'b1), .raddr_i(a3_q), .rdata_o(a4)
  );
  zk_ram #(.Width(256), .Depth(1 << AddrW)) u_b (
    .clk_i, .write_i(write), .waddr_i(write_addr), .wdata_i(write_data), .read_i(1'b1), .raddr_i(b3_q), .rdata_o(b4)
  );

  // Linear unit.
  logic [255:0] linear;
  logic [Linear:1] linear_q;
  logic [AddrW-1:0] linear_d_q[Linear:1];
  msm_linear u_linear (.clk_i, .sub_i(sub5_q), .a_i(shifted5_q), .b_i(b5_q), .r_o(linear));
  always_ff @(posedge clk_i) begin
    linear_q <= rst_ni ? {linear_q[Linear-1:1], run5_q && !multiply5_q} : '0;
    linear_d_q[1] <= d5_q;
    for (int i = 2; i <= Linear; i++) linear_d_q[i] <= linear_d_q[i-1];
  end

  // Products: operands queue, results queue.
  logic queue_valid, queue_ready, product_valid, product_ready;
  wire [LogQueue:0] unused_level;
  zk_wide_fifo #(.Width(512 + AddrW), .LogDepth(LogQueue)) u_queue (
    .clk_i,
    .rst_ni,
    .in_write_i(run5_q),
    .in_valid_i(run5_q && multiply5_q),
    .in_data_i({d5_q, b5_q, a5_q}),
    .out_valid_o(queue_valid),
    .out_ready_i(queue_ready),
    .out_data_o({mul_tag_o, mul_b_o, mul_a_o}),
    .level_o(unused_level)
  );
  assign mul_valid_o = queue_valid;
  assign queue_ready = |mul_ready_i;

  logic [255:0] product;
  logic [AddrW-1:0] product_d;
  zk_wide_fifo #(.Width(256 + AddrW), .LogDepth(LogQueue)) u_products (
    .clk_i,
    .rst_ni,
    .in_write_i(|mul_valid_i),
    .in_valid_i(|mul_valid_i),
    .in_data_i({mul_tag_i, mul_p_i}),
    .out_valid_o(product_valid),
    .out_ready_i(product_ready),
    .out_data_o({product_d, product}),
    .level_o(products_level)
  );

  // One write a cycle: linear results cannot wait, products can a little, operands can.
  logic write_d;
  logic [AddrW-1:0] write_addr_d;
  assign product_ready = !linear_q[Linear];
  assign load_ready_o = !linear_q[Linear] && !product_valid && spare_valid_q;
  wire [LogContexts-1:0] product_context = product_d[AddrW-1:4];
  always_comb
    if (linear_q[Linear]) {write_d, write_addr_d} = {1'b1, linear_d_q[Linear]};
    else if (product_valid) {write_d, write_addr_d} = {1'b1, product_d};
    else {write_d, write_addr_d} = {load, spare_q, 1'b0, load_index_i};
  always_ff @(posedge clk_i) begin
    write <= rst_ni && write_d;
    write_addr <= write_addr_d;
  end
  for (genvar g = 0; g < 4; g++) begin : gen_write
    logic of_linear;  // linear_q[Linear], a copy a quarter
    zk_copy u_of_linear (.clk_i, .d_i(rst_ni && linear_q[Linear-1]), .q_o(of_linear));
    always_ff @(posedge clk_i)
      write_data[64*g+:64] <= of_linear ? linear[64*g+:64] : product_valid ? product[64*g+:64] : load_data_i[64*g+:64];
  end

  wire asks = run2 && multiply2;
  wire lands = product_valid && product_ready;
  always_ff @(posedge clk_i)
    if (!rst_ni) begin
      active_q <= '0;
      asked_q <= '0;
      for (int i = 0; i < Contexts; i++) waiting_q[i] <= '0;
    end else begin
      if (asks != (queue_valid && queue_ready)) asked_q <= asks ? asked_q + 1'b1 : asked_q - 1'b1;
      for (int i = 0; i < Contexts; i++)
        if ((asks && turn2_q == LogContexts'(i)) != (lands && product_context == LogContexts'(i)))
          waiting_q[i] <= asks && turn2_q == LogContexts'(i) ? waiting_q[i] + 1'b1 : waiting_q[i] - 1'b1;
      if (run2) step_q[turn2_q] <= step2_q + 5'd1;
      if (run2 && last2) storing_q[turn2_q] <= 1'b1;
      if (done2) active_q[turn2_q] <= 1'b0;
      if (begin_q) begin
        active_q[begin_at_q] <= 1'b1;
        full_q[begin_at_q] <= begin_full_q;
        storing_q[begin_at_q] <= 1'b0;
        step_q[begin_at_q] <= '0;
        tag_q[begin_at_q] <= begin_tag_q;
      end
    end
endmodule

`default_nettype wire
