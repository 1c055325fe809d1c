package zkaccel.rtl

import scala.collection.mutable

import sourcecode.Name
import spinal.core._

/** A value of a program: made by the step of this number, or there from the start (negative). */
case class Register(step: Int)

/** One step: destination = a·b, a - b, or 2^shift·a + b. `wait`: not before all products asked for earlier are there. */
case class Step(multiply: Boolean, subtract: Boolean, shift: Int, a: Register, b: Register)

case class Instruction(last: Boolean, waits: Boolean, multiply: Boolean, subtract: Boolean, shift: Int, d: Int, a: Int, b: Int)

/**
 * [[CompleteAddition]] as a program for a machine with a register file, multipliers that answer late and one linear unit.
 *
 * Steps run in order. A product may be read only after a step with `waits`, so products that do not need each other stand
 * together: a step comes as early as its operands' number of waits allows, and of equal ones what products need comes first, then
 * products. That makes two waits. Registers are given out by liveness.
 */
class PointProgram(inputs: Int, formula: (FieldOps[Register], IndexedSeq[Register]) => Seq[Register]) {
  private val steps = mutable.ArrayBuffer[Step]()

  private object recorder extends FieldOps[Register] {
    private def emit(step: Step): Register = { steps += step; Register(steps.size - 1) }
    def add(a: Register, b: Register)(implicit name: Name): Register = emit(Step(multiply = false, subtract = false, 0, a, b))
    def sub(a: Register, b: Register)(implicit name: Name): Register = emit(Step(multiply = false, subtract = true, 0, a, b))
    def mul(a: Register, b: Register)(implicit name: Name): Register = emit(Step(multiply = true, subtract = false, 0, a, b))
    override def shiftAdd(a: Register, shift: Int)(implicit name: Name): Register =
      emit(Step(multiply = false, subtract = false, shift, a, a))
  }

  /** Results lie in registers 0, 1, 2 ... as the inputs did. */
  private val results = formula(recorder, IndexedSeq.tabulate(inputs)(i => Register(-1 - i)))

  /** Waits that have to pass before a value can be read. */
  private val rank: Map[Register, Int] = {
    val ranks = mutable.HashMap[Register, Int]().withDefaultValue(0)
    for ((step, i) <- steps.zipWithIndex) ranks(Register(i)) = (ranks(step.a) max ranks(step.b)) + (if (step.multiply) 1 else 0)
    ranks.toMap.withDefaultValue(0)
  }

  private def issueRank(i: Int): Int = rank(steps(i).a) max rank(steps(i).b)

  /** Of one rank: what products need, products, the rest. */
  private val order: Seq[Int] = {
    val feeds = mutable.HashSet[Int]()
    for (i <- steps.indices.reverse; step = steps(i); if step.multiply || feeds(i); r <- Seq(step.a, step.b))
      if (r.step >= 0 && issueRank(r.step) == issueRank(i)) feeds += r.step
    steps.indices.sortBy(i => (issueRank(i), if (steps(i).multiply) 1 else if (feeds(i)) 0 else 2, i))
  }

  val instructions: Seq[Instruction] = {
    val lastUse = mutable.HashMap[Register, Int]()
    for ((i, at) <- order.zipWithIndex; r <- Seq(steps(i).a, steps(i).b)) lastUse(r) = at
    results.foreach(lastUse(_) = order.size)
    // Operands are read when a step starts, so a register is free from the start of its last reader on.
    val place = mutable.HashMap[Register, Int]()
    val free = mutable.SortedSet.from(0 until PointProgram.Registers)
    for (i <- 0 until inputs) { place(Register(-1 - i)) = i; free -= i }
    for ((i, at) <- order.zipWithIndex) yield {
      val step = steps(i)
      val result = Register(i)
      val (a, b) = (place(step.a), place(step.b))
      for (r <- Seq(step.a, step.b).distinct; if lastUse(r) == at) free += place(r)
      val target = results.indexOf(result)
      val d = if (target >= 0) { require(free(target), s"register $target is in use"); target } else free.filter(_ >= results.size).head
      free -= d
      place(result) = d
      val waits = at > 0 && issueRank(i) > issueRank(order(at - 1))
      Instruction(at == order.size - 1, waits, step.multiply, step.subtract, step.shift, d, a, b)
    }
  }
}

object PointProgram {
  val Registers = 16

  private type Formula = (FieldOps[Register], IndexedSeq[Register]) => Seq[Register]

  /** Inputs X1 Y1 Z1 x2 y2. */
  private val mixedFormula: Formula = { (ops, in) =>
    implicit val o: FieldOps[Register] = ops
    coordinates(CompleteAddition.mixed(Projective(in(0), in(1), in(2)), Affine(in(3), in(4))))
  }

  /** Inputs X1 Y1 Z1 X2 Y2 Z2. */
  private val fullFormula: Formula = { (ops, in) =>
    implicit val o: FieldOps[Register] = ops
    coordinates(CompleteAddition.full(Projective(in(0), in(1), in(2)), Projective(in(3), in(4), in(5))))
  }

  private def coordinates(p: Projective[Register]): Seq[Register] = Seq(p.x, p.y, p.z)

  val mixed: Seq[Instruction] = new PointProgram(5, mixedFormula).instructions
  val full: Seq[Instruction] = new PointProgram(6, fullFormula).instructions
}

/**
 * The programs as a table: the mixed addition from 0 on, the full one from 32 on.
 *
 *   17      16     15        14        13:12  11:8  7:4  3:0
 *   last    waits  multiply  subtract  shift  d     a    b
 */
case class PointProgramTable() extends Component {
  setDefinitionName("point_program")
  val full_i = in port Bool()
  val step_i = in port UInt(5 bits)
  val instruction_o = out port Bits(18 bits)

  require((PointProgram.mixed ++ PointProgram.full).forall(_.shift < 4) && PointProgram.full.size <= 32)

  private def table(program: Seq[Instruction]): Vec[Bits] = Vec(program.padTo(32, program.last).map(encode).map(B(_, 18 bits)))

  private def encode(i: Instruction): BigInt = {
    def bit(b: Boolean): Int = if (b) 1 else 0
    Seq(bit(i.last) -> 1, bit(i.waits) -> 1, bit(i.multiply) -> 1, bit(i.subtract) -> 1, i.shift -> 2, i.d -> 4, i.a -> 4, i.b -> 4)
      .foldLeft(BigInt(0)) { case (word, (value, width)) => (word << width) | value }
  }

  instruction_o := Mux(full_i, table(PointProgram.full)(step_i), table(PointProgram.mixed)(step_i))
}
