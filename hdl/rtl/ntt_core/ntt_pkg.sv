// What a command of ntt_control does with the lanes; see theory_of_operation.md.

package ntt_pkg;
  // verilator lint_off UNUSEDPARAM
  // First operand of lane 0.
  localparam logic [2:0] ATwiddle = 3'd0;
  localparam logic [2:0] APower   = 3'd1;  // entry of the power table
  localparam logic [2:0] AConst   = 3'd2;  // 1 or 2^-k
  localparam logic [2:0] AInverse = 3'd3;  // register inverse
  localparam logic [2:0] AStep    = 3'd4;  // register step
  // Second operand of lane 0.
  localparam logic [1:0] BLane    = 2'd0;  // what was read from the banks
  localparam logic [1:0] BElement = 2'd1;  // next element of the input
  localparam logic [1:0] BStep    = 2'd2;
  localparam logic [1:0] BRoot    = 2'd3;  // root of unity of order 2^root
  // Where the product goes.
  localparam logic [2:0] ToNone    = 3'd0;
  localparam logic [2:0] ToBlock   = 3'd1;  // butterflies of a whole block, in place
  localparam logic [2:0] ToElement = 3'd2;  // one element of the banks
  localparam logic [2:0] ToOutput  = 3'd3;
  localparam logic [2:0] ToTwiddle = 3'd4;
  localparam logic [2:0] ToStep    = 3'd5;
  localparam logic [2:0] ToInverse = 3'd6;

  // Cycle 0 is the one in which a registered command leaves ntt_control.
  localparam int Operands   = 5;             // operands leave for the multipliers
  localparam int IssueToMul = Operands + 1;  // from the decision of ntt_control to the operands

  localparam logic [2:0] PhaseIdle      = 3'd0;
  localparam logic [2:0] PhasePrepare   = 3'd1;
  localparam logic [2:0] PhaseLoad      = 3'd2;
  localparam logic [2:0] PhaseTransform = 3'd3;
  localparam logic [2:0] PhaseUnload    = 3'd4;
  localparam logic [2:0] PhaseRefuse    = 3'd5;
  // verilator lint_on UNUSEDPARAM
endpackage
