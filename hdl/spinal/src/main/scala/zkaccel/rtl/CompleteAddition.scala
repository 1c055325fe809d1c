package zkaccel.rtl

import FieldOps._

case class Affine[T](x: T, y: T)
case class Projective[T](x: T, y: T, z: T)

/**
 * Addition on y² = x³ + b with 3b = 9 without exceptional cases (doubling, P + (-P) and O included):
 * Renes, Costello, Batina, "Complete addition formulas for prime order elliptic curves" (2016).
 *
 * Algorithms 7 and 8 are one formula in P = (X1 : Y1 : Z1), its multiple S = Z2·P and (X2, Y2):
 *
 *   t3 = X1·Y2 + Y1·X2      t4 = Y2·Z1 + Sy      w = 9·(X2·Z1 + Sx)      n = 3·X1·X2
 *   X3 = t3·(Y1·Y2 - 9Sz) - t4·w
 *   Y3 = (Y1·Y2 - 9Sz)·(Y1·Y2 + 9Sz) + w·n
 *   Z3 = (Y1·Y2 + 9Sz)·t4 + n·t3
 *
 * With Z2 = 1, S is P: the mixed addition of algorithm 8, 11 multiplications. With any Z2, three more for S.
 */
object CompleteAddition {
  def mixed[T: FieldOps](p: Projective[T], q: Affine[T]): Projective[T] = apply(p, p, q)

  def full[T: FieldOps](p: Projective[T], q: Projective[T]): Projective[T] = apply(p, scale(p, q.z), Affine(q.x, q.y))

  def scale[T: FieldOps](p: Projective[T], z: T): Projective[T] = {
    val sx = p.x * z
    val sy = p.y * z
    val sz = p.z * z
    Projective(sx, sy, sz)
  }

  /** The products are numbered in the order they stand here: 0 to 4, then 5 to 10. */
  def apply[T: FieldOps](p: Projective[T], s: Projective[T], q: Affine[T]): Projective[T] = {
    val t0 = p.x * q.x
    val t1 = p.y * q.y
    val zy = p.z * q.y
    val zx = p.z * q.x
    val cross = (p.x + p.y) * (q.x + q.y)

    val z9 = s.z.times9
    val t3 = cross - (t0 + t1)
    val t4 = zy + s.y
    val w = (zx + s.x).times9
    val n = t0.times3
    val plus = t1 + z9
    val minus = t1 - z9

    val x3 = t3 * minus - t4 * w
    val y3 = minus * plus + w * n
    val z3 = plus * t4 + n * t3
    Projective(x3, y3, z3)
  }
}
