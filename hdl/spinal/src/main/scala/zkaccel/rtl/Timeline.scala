package zkaccel.rtl

import scala.collection.mutable

import sourcecode.Name
import spinal.core._
import spinal.lib.misc.pipeline._

/** A signal that exists from `cycle` on. Reading it later costs a register for every cycle between. */
trait Timed[T <: Data] {
  def cycle: Int
  def at(cycle: Int): T
}

/**
 * Balances latencies. An operation takes place in the cycle its last operand is ready in, and the
 * pipeline carries the other operands up to it; a value that several operations read is delayed once.
 */
class Timeline extends StagePipeline {
  private val waits = mutable.LinkedHashMap[Timed[_], Int]()
  private val names = mutable.HashMap[String, Int]().withDefaultValue(0)

  /** Register bits that do nothing but wait. */
  def waitingBits: Int = waits.values.sum

  override def node(cycle: Int): Node = nodes.getOrElseUpdate(cycle, new Node().setName(s"c$cycle"))

  def input[T <: Data](signal: T)(implicit name: Name): Timed[T] = define(0, delay = 0)(signal)

  def constant[T <: Data](value: => T): Timed[T] = new Timed[T] {
    val cycle = 0
    def at(cycle: Int): T = value
  }

  /** Logic within the cycle its operand is ready in. */
  def wired[A <: Data, R <: Data](a: Timed[A])(f: A => R)(implicit name: Name): Timed[R] =
    define(a.cycle, delay = 0)(f(a.at(a.cycle)))

  /** Logic and a register: the result is ready one cycle after the last operand. */
  def clocked[A <: Data, R <: Data](a: Timed[A])(f: A => R)(implicit name: Name): Timed[R] =
    define(a.cycle, delay = 1)(f(a.at(a.cycle)))

  def clocked[A <: Data, B <: Data, R <: Data](a: Timed[A], b: Timed[B])(f: (A, B) => R)(
      implicit name: Name): Timed[R] = {
    val now = latest(a, b)
    define(now, delay = 1)(f(a.at(now), b.at(now)))
  }

  def clocked[A <: Data, B <: Data, C <: Data, R <: Data](a: Timed[A], b: Timed[B], c: Timed[C])(
      f: (A, B, C) => R)(implicit name: Name): Timed[R] = {
    val now = latest(a, b, c)
    define(now, delay = 1)(f(a.at(now), b.at(now), c.at(now)))
  }

  /** Words laid side by side, the first lowest, in the cycle the last of them is ready in. */
  def joined(words: Seq[Timed[UInt]])(implicit name: Name): Timed[UInt] = {
    val now = latest(words: _*)
    define(now, delay = 0)(Cat(words.map(_.at(now))).asUInt)
  }

  /** Operands into a new unit of fixed latency, its result out. Data registers have no reset. */
  def call(make: => BinaryUnit)(a: Timed[UInt], b: Timed[UInt])(implicit name: Name): Timed[UInt] = {
    val now = latest(a, b)
    val unit = ClockDomain.current.withoutReset()(make).setName(unique(s"u_${name.value}"))
    unit.a_i := a.at(now)
    unit.b_i := b.at(now)
    define(now + unit.latency, delay = 0)(unit.result_o)
  }

  /** A value that comes from outside in this cycle. */
  def arriving[T <: Data](cycle: Int)(signal: T)(implicit name: Name): Timed[T] = define(cycle, delay = 0)(signal)

  /** A bit with a reset, `cycles` registers on. */
  def valid(signal: Bool, cycles: Int): Bool = {
    node(0).valid := signal
    node(cycles).isValid
  }

  /** Ends the timeline in `port` and builds it; the latency from the inputs to the port. */
  def output[T <: Data](value: Timed[T], port: T): Int = {
    port := value.at(value.cycle)
    build()
    value.cycle
  }

  def latest(values: Timed[_]*): Int = values.map(_.cycle).max

  private def define[T <: Data](now: Int, delay: Int)(signal: T)(implicit name: Name): Timed[T] = {
    val payload = Payload(cloneOf(signal)).setName(unique(name.value))
    node(now)(payload) := signal
    new Timed[T] {
      val cycle: Int = now + delay
      def at(cycle: Int): T = {
        require(cycle >= this.cycle, s"${name.value} is ready in cycle ${this.cycle}, not in $cycle")
        val wait = widthOf(signal) * (cycle - this.cycle)
        waits(this) = waits.getOrElse(this, 0) max wait
        node(cycle)(payload)
      }
    }
  }

  private def unique(name: String): String = {
    names(name) += 1
    if (names(name) == 1) name else s"${name}_${names(name)}"
  }
}

/** A free-running unit: an operation a cycle, its result `latency` cycles later. */
abstract class BinaryUnit(operandWidth: Int, resultWidth: Int) extends Component {
  val a_i, b_i = in port UInt(operandWidth bits)
  val result_o = out port UInt(resultWidth bits)

  def latency: Int
}
