"""What the vector files hold: each function yields the lines of one file, as lists of a keyword and integers."""

from . import curve, msm, ntt
from .field import FQ, FR
from .source import Source

SCALAR_BITS = 254


def edges(field):
    p = field.p
    return [0, 1, p - 1, p, 2 * p - 1, 2, 2 * p - 2, (1 << 16) - 1, (1 << 128) - 1, (1 << 254) - 1, field.r1, field.r2]


def pairs(field, seed, label, count):
    source = Source(seed, f"{field.name}/{label}")
    yield from ((a, b) for a in edges(field) for b in edges(field))
    for _ in range(count):
        yield source.below(2 * field.p), source.below(2 * field.p)


def products(field, seed):
    for a, b in pairs(field, seed, "mul", 160):
        yield ["mul", a, b, field.mul(a, b)]


def sums(field, seed):
    for a, b in pairs(field, seed, "add", 60):
        yield ["add", a, b, (a + b) % field.p, (a - b) % field.p]


def random_points(source, count):
    return [curve.multiply(source.below(FR.p - 1) + 1, curve.GENERATOR) for _ in range(count)]


def operand_pairs(seed, label, count):
    """Pairs of points with the meetings that incomplete formulas get wrong."""
    source = Source(seed, label)
    for i in range(count):
        a, b = random_points(source, 2)
        z = source.below(FQ.p - 1) + 1
        yield from [(a, b, z)] if i % 5 else [
            (a, a, 1), (a, a, z), (a, curve.negate(a), 1), (a, curve.negate(a), z), (None, b, 1), (None, b, z), (a, b, 1),
            (curve.add(a, a), a, z), (curve.GENERATOR, curve.GENERATOR, z)]


def mixed_additions(seed):
    for a, b, z in operand_pairs(seed, "madd", 40):
        left = curve.to_projective(a, z)
        result = curve.complete_mixed(left, b)
        assert curve.to_affine(result) == curve.add(a, b)
        yield ["madd", *map(FQ.enter, (*left, *b, *result))]


def full_additions(seed):
    source = Source(seed, "add/z")
    extra = [(None, None, 1), (None, None, FQ.p - 1)] + [(p, None, 7) for p in random_points(source, 2)]
    for a, b, z in [*extra, *operand_pairs(seed, "add", 40)]:
        left, right = curve.to_projective(a, z), curve.to_projective(b, source.below(FQ.p - 1) + 1)
        result = curve.complete(left, right)
        assert curve.to_affine(result) == curve.add(a, b)
        yield ["gadd", *map(FQ.enter, (*left, *right, *result))]


def repeated(digit, window):
    """A scalar below r in which `digit` is the digit of every window that fits."""
    value, shift = 0, 0
    while (value | digit << shift) < FR.p and shift < SCALAR_BITS:
        value |= digit << shift
        shift += window
    return value


def point_table(seed):
    source = Source(seed, "points")
    p, q, *rest = random_points(source, 72)
    g = curve.GENERATOR
    # 0: G, -G, O, O | 4: p eight times | 12: p, -p four times | 20: q, 2q, 3q, ..., 8q | 28: random
    return [g, curve.negate(g), None, None] + [p] * 8 + [p, curve.negate(p)] * 4 \
        + [curve.multiply(i, q) for i in range(1, 9)] + rest


def msm_cases(seed):
    """(name, first point, scalar bits, scalars)."""
    source = Source(seed, "msm")
    top = FR.p - 1
    yield "zero_scalar", 0, 254, [0]
    yield "one", 0, 254, [1]
    yield "largest", 0, 254, [top]
    yield "identity_point", 2, 254, [source.below(FR.p), top]
    yield "cancels", 0, 254, [5, 5]
    yield "cancels_large", 0, 254, [top, top]
    yield "all_zero", 28, 254, [0] * 16
    yield "equal_scalars", 28, 254, [source.below(FR.p)] * 32
    yield "equal_points", 4, 254, source.list(FR.p, 8)
    yield "equal_points_equal_scalars", 4, 254, [source.below(FR.p)] * 8
    yield "opposite_points_equal_scalars", 12, 254, [source.below(FR.p)] * 8
    yield "doubles_and_cancels", 12, 254, [3, 1, 2, 4, top, top - 1, 0, 9]
    yield "multiples", 20, 254, [1 << i for i in range(8)]
    for window in (4, 5, 6, 7, 8, 10, 12, 13):
        half = 1 << (window - 1)
        yield f"digits_{window}", 28, 254, [repeated(d, window) for d in (half, half + 1, half - 1, 2 * half - 1, 1)]
    yield "all_buckets_equal", 28, 254, [repeated(1, 4)] * 24
    yield "small", 28, 8, source.list(1 << 8, 20)
    yield "small_16", 28, 16, [0xFFFF, 0x8000, 0x7FFF, 0x8001, *source.list(1 << 16, 12)]
    yield "one_bit", 0, 1, source.list(2, 12)
    yield "bits_253", 28, 253, source.list(1 << 253, 6)
    for n in (2, 7, 33, 70):
        yield f"random_{n}", 28, 254, source.list(FR.p, n)
    yield "mixed_98", 0, 254, source.list(FR.p, 98)


def msms(seed):
    points = point_table(seed)
    for point in points:
        yield ["point", *map(FQ.enter, point or (0, 0))]
    for name, first, bits, scalars in msm_cases(seed):
        used = points[first:first + len(scalars)]
        assert len(used) == len(scalars) and all(k < min(FR.p, 1 << bits) for k in scalars)
        result = msm.by_definition(scalars, used)
        assert msm.by_buckets(scalars, used, 5, bits) == result
        yield [f"# {name}"]
        yield ["msm", first, bits, len(scalars)]
        yield from (["scalar", k] for k in scalars)
        yield ["sum", *map(FQ.enter, result or (0, 0))]


def ntt_cases(seed):
    """(name, log n, inverse, shift or None, values)."""
    source = Source(seed, "ntt")
    top = FR.p - 1
    yield "ones", 3, False, None, [1] * 8
    yield "largest", 4, False, None, [top] * 16
    yield "largest_inverse", 4, True, None, [top] * 16
    yield "delta", 3, False, None, [0, 1, 0, 0, 0, 0, 0, 0]
    yield "zero", 2, True, 5, [0] * 4
    yield "shift_one", 3, False, 1, source.list(FR.p, 8)
    yield "shift_largest", 3, True, top, source.list(FR.p, 8)
    for log_n in range(0, 9):
        for inverse in (False, True):
            for shift in (None, source.below(top) + 1):
                if log_n < 7 or inverse == (shift is not None):
                    kind = ("inverse" if inverse else "forward") + ("_coset" if shift else "")
                    yield f"{kind}_{log_n}", log_n, inverse, shift, source.list(FR.p, 1 << log_n)


def ntts(seed):
    for name, log_n, inverse, shift, values in ntt_cases(seed):
        result = ntt.transform(values, shift or 1, inverse)
        assert log_n > 6 or result == ntt.by_definition(values, shift or 1, inverse)
        yield [f"# {name}"]
        yield ["ntt", log_n, int(inverse) | int(shift is not None) << 1]
        if shift is not None:
            yield ["shift", FR.enter(shift)]
        yield from (["in", FR.enter(x)] for x in values)
        yield from (["out", FR.enter(x)] for x in result)


FILES = {
    "fq_mul.vec": ("mul a b c: c = a·b·2^-256 mod q; a, b below 2q", lambda seed: products(FQ, seed)),
    "fr_mul.vec": ("mul a b c: c = a·b·2^-256 mod r; a, b below 2r", lambda seed: products(FR, seed)),
    "fq_add.vec": ("add a b s d: s = a+b, d = a-b mod q; a, b below 2q", lambda seed: sums(FQ, seed)),
    "fr_add.vec": ("add a b s d: s = a+b, d = a-b mod r; a, b below 2r", lambda seed: sums(FR, seed)),
    "g1_madd.vec": ("madd X1 Y1 Z1 x2 y2 X3 Y3 Z3: algorithm 8, Montgomery, exact coordinates", mixed_additions),
    "g1_add.vec": ("gadd X1 Y1 Z1 X2 Y2 Z2 X3 Y3 Z3: algorithm 7, Montgomery, exact coordinates", full_additions),
    "msm.vec": ("point x y, all first; then for each case: msm first bits n, n times scalar k, sum x y (affine, 0 0 = O)", msms),
    "ntt.vec": ("for each case: ntt log_n flags (bit 0 inverse, 1 coset), shift s if coset, 2^log_n in, 2^log_n out", ntts),
}
