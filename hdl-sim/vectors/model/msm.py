"""Multi-scalar multiplication twice: by definition, and by signed buckets as the hardware does it."""

from . import curve


def by_definition(scalars, points):
    total = None
    for k, point in zip(scalars, points):
        total = curve.add(total, curve.multiply(k, point))
    return total


def signed_digits(k, window, bits=254):
    """Digits in (-2^(window-1), 2^(window-1)], lowest first; ceil((bits + 1) / window) of them. k < 2^bits."""
    half, full = 1 << (window - 1), 1 << window
    digits, carry = [], 0
    for i in range(-(-(bits + 1) // window)):
        digit = (k >> (i * window)) % full + carry
        carry = digit > half
        digits.append(digit - full if carry else digit)
    assert carry == 0
    return digits


def buckets(scalars, points, window, bits=254):
    """For each window the 2^(window-1) bucket sums, bucket 1 first, projective."""
    table = [[curve.ORIGIN] * (1 << (window - 1)) for _ in range(-(-(bits + 1) // window))]
    for k, point in zip(scalars, points):
        if point is None:
            continue
        for row, digit in zip(table, signed_digits(k, window, bits)):
            if digit:
                addend = point if digit > 0 else curve.negate(point)
                row[abs(digit) - 1] = curve.complete_mixed(row[abs(digit) - 1], addend)
    return table


def reduce_buckets(table, window):
    """Sum of bucket sums: 2·(2^(window-1)) additions a window, `window` doublings between windows. Projective."""
    total = curve.ORIGIN
    for row in reversed(table):
        for _ in range(window):
            total = curve.complete(total, total)
        running = inner = curve.ORIGIN
        for bucket in reversed(row):
            running = curve.complete(running, bucket)
            inner = curve.complete(inner, running)
        total = curve.complete(total, inner)
    return total


def by_buckets(scalars, points, window, bits=254):
    return curve.to_affine(reduce_buckets(buckets(scalars, points, window, bits), window))
