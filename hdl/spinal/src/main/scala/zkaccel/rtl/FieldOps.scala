package zkaccel.rtl

import sourcecode.Name

/**
 * The arithmetic a formula is written in. One formula thus serves as a model (BigInt), as a pipeline
 * (Timed[UInt]) and as a program (Register); `name` is that of the value being defined and becomes
 * the net's name.
 */
trait FieldOps[T] {
  def add(a: T, b: T)(implicit name: Name): T
  def sub(a: T, b: T)(implicit name: Name): T
  def mul(a: T, b: T)(implicit name: Name): T

  /** 2^shift·a + a. Hardware that can do it in one go overrides it. */
  def shiftAdd(a: T, shift: Int)(implicit name: Name): T =
    add(Iterator.iterate(a)(x => add(x, x)).drop(shift).next(), a)
}

object FieldOps {
  implicit class Infix[T](a: T)(implicit ops: FieldOps[T]) {
    def +(b: T)(implicit name: Name): T = ops.add(a, b)
    def -(b: T)(implicit name: Name): T = ops.sub(a, b)
    def *(b: T)(implicit name: Name): T = ops.mul(a, b)
    def times3(implicit name: Name): T = ops.shiftAdd(a, 1)
    def times9(implicit name: Name): T = ops.shiftAdd(a, 3)
  }

  /** The field itself: the model every circuit is compared with. */
  def residues(modulus: BigInt): FieldOps[BigInt] = new FieldOps[BigInt] {
    def add(a: BigInt, b: BigInt)(implicit name: Name): BigInt = (a + b).mod(modulus)
    def sub(a: BigInt, b: BigInt)(implicit name: Name): BigInt = (a - b).mod(modulus)
    def mul(a: BigInt, b: BigInt)(implicit name: Name): BigInt = (a * b).mod(modulus)
  }
}
