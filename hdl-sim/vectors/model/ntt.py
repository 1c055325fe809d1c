"""Transforms over Fr, plain values (not Montgomery), natural order in and out.

forward: t[i] = sum_j a[j]·(s·w^i)^j;  inverse: the a with t = forward(a);  w = 5^((r-1)/n), s the coset's shift.
"""

from .field import FR, root_of_unity

P = FR.p


def by_definition(values, shift=1, inverse=False):
    n = len(values)
    root = root_of_unity(n.bit_length() - 1)
    if inverse:
        root = pow(root, -1, P)
        sums = [sum(v * pow(root, i * j, P) for j, v in enumerate(values)) for i in range(n)]
        scale = pow(n, -1, P)
        return [v * scale * pow(shift, -i, P) % P for i, v in enumerate(sums)]
    return [sum(v * pow(shift * pow(root, i, P), j, P) for j, v in enumerate(values)) % P for i in range(n)]


def transform(values, shift=1, inverse=False):
    """The same by recursion, for sizes where the definition takes too long."""
    n = len(values)
    root = root_of_unity(n.bit_length() - 1)
    if inverse:
        scale = pow(n, -1, P)
        unshift = pow(shift, -1, P)
        sums = _recurse(values, pow(root, -1, P))
        return [v * scale * pow(unshift, i, P) % P for i, v in enumerate(sums)]
    return _recurse([v * pow(shift, j, P) % P for j, v in enumerate(values)], root)


def _recurse(values, root):
    n = len(values)
    if n == 1:
        return list(values)
    even = _recurse(values[0::2], root * root % P)
    odd = _recurse(values[1::2], root * root % P)
    out = [0] * n
    power = 1
    for i in range(n // 2):
        t = power * odd[i] % P
        out[i], out[i + n // 2] = (even[i] + t) % P, (even[i] - t) % P
        power = power * root % P
    return out
