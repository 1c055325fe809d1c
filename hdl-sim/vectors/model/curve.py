"""G1 of BN254, y^2 = x^3 + 3 over Fq. Plain coordinates (not Montgomery); None is the identity.

`add` and `multiply` are the textbook group law. `complete_mixed` and `complete` are algorithms 8 and 7 of
Renes, Costello, Batina, "Complete addition formulas for prime order elliptic curves" (2016), a = 0, 3b = 9;
they return the very coordinates that hardware returns.
"""

from .field import FQ

P = FQ.p
B = 3
B3 = 3 * B
ORIGIN = (0, 1, 0)
GENERATOR = (1, 2)


def on_curve(point):
    return point is None or (point[1] ** 2 - point[0] ** 3 - B) % P == 0


def negate(point):
    return None if point is None else (point[0], -point[1] % P)


def add(a, b):
    if a is None:
        return b
    if b is None:
        return a
    if a[0] == b[0]:
        if (a[1] + b[1]) % P == 0:
            return None
        slope = 3 * a[0] * a[0] * pow(2 * a[1], -1, P)
    else:
        slope = (b[1] - a[1]) * pow(b[0] - a[0], -1, P)
    x = (slope * slope - a[0] - b[0]) % P
    return x, (slope * (a[0] - x) - a[1]) % P


def multiply(k, point):
    total = None
    for bit in bin(k)[2:]:
        total = add(total, total)
        if bit == "1":
            total = add(total, point)
    return total


def to_affine(point):
    x, y, z = point
    if z % P == 0:
        if x % P != 0 or y % P == 0:
            raise ValueError("(X : Y : 0) is the identity only with X = 0, Y != 0")
        return None
    inverse = pow(z, -1, P)
    return x * inverse % P, y * inverse % P


def to_projective(point, z=1):
    return (0, z % P, 0) if point is None else (point[0] * z % P, point[1] * z % P, z % P)


def complete_mixed(a, b):
    """(X1 : Y1 : Z1) + (x2, y2). The affine operand must not be the identity."""
    x1, y1, z1 = a
    x2, y2 = b
    t0 = x1 * x2
    t1 = y1 * y2
    t3 = (x2 + y2) * (x1 + y1) - t0 - t1
    t4 = y2 * z1 + y1
    w = B3 * (x2 * z1 + x1)
    n = 3 * t0
    plus = t1 + B3 * z1
    minus = t1 - B3 * z1
    return (t3 * minus - t4 * w) % P, (w * n + minus * plus) % P, (n * t3 + plus * t4) % P


def complete(a, b):
    """(X1 : Y1 : Z1) + (X2 : Y2 : Z2), any operands."""
    x1, y1, z1 = a
    x2, y2, z2 = b
    t0 = x1 * x2
    t1 = y1 * y2
    t2 = z1 * z2
    t3 = (x1 + y1) * (x2 + y2) - t0 - t1
    t4 = (y1 + z1) * (y2 + z2) - t1 - t2
    w = B3 * ((x1 + z1) * (x2 + z2) - t0 - t2)
    n = 3 * t0
    plus = t1 + B3 * t2
    minus = t1 - B3 * t2
    return (t3 * minus - t4 * w) % P, (w * n + minus * plus) % P, (n * t3 + plus * t4) % P
