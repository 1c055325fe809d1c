package zkaccel.rtl

import scala.util.Random

import org.scalatest.funsuite.AnyFunSuite

/** The formula over BigInt, and its programs, against the chord-and-tangent law. */
class CompleteAdditionTest extends AnyFunSuite {
  private val p = PrimeField.Bn254Base.modulus
  private implicit val ops: FieldOps[BigInt] = FieldOps.residues(p)
  private type Point = Option[Affine[BigInt]]

  private val random = new Random(1)
  private val points: Seq[Point] =
    None +: Iterator.iterate(Affine[BigInt](1, 2))(a => sum(Some(a), Some(a)).get).take(12).map(Some(_)).toSeq

  private val cases: Seq[(Point, Point)] =
    (for (a <- points; b <- points) yield (a, b)) ++ points.flatten.map(a => (Some(a), Some(Affine(a.x, p - a.y))))

  test("full addition") {
    for ((a, b) <- cases) agrees(CompleteAddition.full(projective(a), projective(b)), sum(a, b))
  }

  test("mixed addition") {
    for ((a, Some(b)) <- cases) agrees(CompleteAddition.mixed(projective(a), b), sum(a, Some(b)))
  }

  test("program of the full addition") {
    for ((a, b) <- cases) {
      val (left, right) = (projective(a), projective(b))
      agrees(run(PointProgram.full, Seq(left.x, left.y, left.z, right.x, right.y, right.z)), sum(a, b))
    }
  }

  test("program of the mixed addition") {
    for ((a, Some(b)) <- cases) {
      val left = projective(a)
      agrees(run(PointProgram.mixed, Seq(left.x, left.y, left.z, b.x, b.y)), sum(a, Some(b)))
    }
  }

  test("the operations are those the hardware is sized for") {
    assert(PointProgram.mixed.count(_.multiply) == 11 && PointProgram.full.count(_.multiply) == 14)
    assert(Seq(PointProgram.mixed, PointProgram.full).forall(_.count(_.waits) == 2))
  }

  /** Products come as late as they may: at the next wait, or at the end. */
  private def run(program: Seq[Instruction], inputs: Seq[BigInt]): Projective[BigInt] = {
    val registers = Array.fill[Option[BigInt]](PointProgram.Registers)(None)
    inputs.zipWithIndex.foreach { case (value, i) => registers(i) = Some(value) }
    var late = Seq[(Int, BigInt)]()
    def arrive(): Unit = { late.foreach { case (d, value) => registers(d) = Some(value) }; late = Nil }
    for (i <- program) {
      if (i.waits) arrive()
      val (a, b) = (registers(i.a).get, registers(i.b).get)
      if (i.multiply) { registers(i.d) = None; late :+= (i.d -> a * b % p) }
      else registers(i.d) = Some(((a << i.shift) + (if (i.subtract) -b else b)).mod(p))
    }
    assert(late.isEmpty && program.last.last && program.init.forall(!_.last))
    Projective(registers(0).get, registers(1).get, registers(2).get)
  }

  private def projective(a: Point): Projective[BigInt] = {
    val z = BigInt(250, random) + 1
    a.fold(Projective[BigInt](0, z, 0))(a => Projective(a.x * z % p, a.y * z % p, z))
  }

  private def agrees(actual: Projective[BigInt], expected: Point): Unit = expected match {
    case None    => assert(actual.x == 0 && actual.z == 0 && actual.y != 0)
    case Some(s) => assert(actual.z != 0 && actual.x == s.x * actual.z % p && actual.y == s.y * actual.z % p)
  }

  private def sum(a: Point, b: Point): Point = (a, b) match {
    case (None, b) => b
    case (a, None) => a
    case (Some(a), Some(b)) if a.x == b.x && (a.y + b.y) % p == 0 => None
    case (Some(a), Some(b)) =>
      val slope =
        if (a == b) 3 * a.x * a.x * (2 * a.y).modInverse(p)
        else (b.y - a.y) * (b.x - a.x).modInverse(p)
      val x = (slope * slope - a.x - b.x).mod(p)
      Some(Affine(x, (slope * (a.x - x) - a.y).mod(p)))
  }
}
