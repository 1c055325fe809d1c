package zkaccel.rtl

import sourcecode.Name
import spinal.core._

/** Multipliers outside a unit: lane i gets operands in some cycle, its product is back `latency` cycles later. */
class Lanes(count: Int, width: Int, latency: Int, time: Timeline) extends Area {
  val mul_a_o, mul_b_o = out port Bits(count * width bits)
  val mul_p_i = in port Bits(count * width bits)
  private var used = 0

  def call(a: Timed[UInt], b: Timed[UInt])(implicit name: Name): Timed[UInt] = {
    val (lane, now) = (used * width, time.latest(a, b))
    used += 1
    mul_a_o(lane, width bits) := a.at(now).asBits
    mul_b_o(lane, width bits) := b.at(now).asBits
    time.arriving(now + latency)(mul_p_i(lane, width bits).asUInt)
  }
}

/** Adders inside, multipliers outside. */
class PipelinedOps(field: PrimeField, limbs: Int, lanes: Lanes, time: Timeline) extends FieldOps[Timed[UInt]] {
  def add(a: Timed[UInt], b: Timed[UInt])(implicit name: Name): Timed[UInt] =
    time.call(ModAdder(field, subtract = false, limbs))(a, b)

  def sub(a: Timed[UInt], b: Timed[UInt])(implicit name: Name): Timed[UInt] =
    time.call(ModAdder(field, subtract = true, limbs))(a, b)

  def mul(a: Timed[UInt], b: Timed[UInt])(implicit name: Name): Timed[UInt] = lanes.call(a, b)
}

/**
 * [[CompleteAddition]] as a pipe: an addition a cycle, no stalls; a tag travels along.
 *
 *   mixed, P + (x2, y2):         s = p
 *   full, P + (X2 : Y2 : Z2):    first any addition with x2 = y2 = Z2, whose products 0, 1, 2 are S = Z2·P; then s = S
 *
 * Coordinates in [0, 2p). Values without a reset; `valid` and the tag are all that a user need look at.
 */
case class PointAdderPipe(field: PrimeField, multiplierLatency: Int, limbs: Int, tagWidth: Int) extends Component {
  setDefinitionName("point_adder_pipe")

  val valid_i = in port Bool()
  val tag_i = in port Bits(tagWidth bits)
  val p_x_i, p_y_i, p_z_i, s_x_i, s_y_i, s_z_i, q_x_i, q_y_i = in port field.element()
  val valid_o = out port Bool()
  val tag_o = out port Bits(tagWidth bits)
  val x_o, y_o, z_o = out port field.element()

  private val time = new Timeline
  val lanes = new Lanes(PointAdderPipe.Products, field.width, multiplierLatency, time).setName("")
  private implicit val ops: FieldOps[Timed[UInt]] = new PipelinedOps(field, limbs, lanes, time)

  private def point(name: String)(x: UInt, y: UInt, z: UInt): Projective[Timed[UInt]] = Projective(
    time.input(x)(Name(name + "x")), time.input(y)(Name(name + "y")), time.input(z)(Name(name + "z")))

  private val sum = CompleteAddition(
    point("p")(p_x_i, p_y_i, p_z_i),
    point("s")(s_x_i, s_y_i, s_z_i),
    Affine(time.input(q_x_i)(Name("qx")), time.input(q_y_i)(Name("qy"))))
  private val tag = time.input(tag_i)(Name("tag"))

  val latency: Int = time.latest(sum.x, sum.y, sum.z)
  x_o := sum.x.at(latency)
  y_o := sum.y.at(latency)
  z_o := sum.z.at(latency)
  tag_o := tag.at(latency)
  valid_o := time.valid(valid_i, latency)
  time.build()

  def waitingBits: Int = time.waitingBits
}

object PointAdderPipe {
  val Products = 11
}
