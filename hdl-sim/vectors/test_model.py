#!/usr/bin/env python3
"""Laws of the model: the fast routine against the definition, the formulas against the group law."""

import unittest

from model import curve, msm, ntt
from model.field import FQ, FR, R, TWO_ADICITY, root_of_unity
from model.source import Source


class Laws(unittest.TestCase):
    def setUp(self):
        self.source = Source(1, self.id())

    def test_montgomery(self):
        for field in (FQ, FR):
            a, b = self.source.list(field.p, 2)
            self.assertEqual(field.leave(field.mul(field.enter(a), field.enter(b))), a * b % field.p)
            self.assertEqual(field.negated_inverse(256) * field.p % R, R - 1)
            self.assertLess(4 * field.p, R)

    def test_roots(self):
        for k in range(1, TWO_ADICITY + 1):
            self.assertEqual(pow(root_of_unity(k), 1 << (k - 1), FR.p), FR.p - 1)
        self.assertEqual(FR.p % (1 << TWO_ADICITY), 1)

    def test_group(self):
        self.assertTrue(curve.on_curve(curve.GENERATOR))
        self.assertIsNone(curve.multiply(FR.p, curve.GENERATOR))
        p = curve.multiply(self.source.below(FR.p), curve.GENERATOR)
        self.assertTrue(curve.on_curve(p))
        for q in (p, curve.negate(p), None, curve.add(p, p)):
            left = curve.to_projective(p, 5)
            self.assertEqual(curve.to_affine(curve.complete(left, curve.to_projective(q, 9))), curve.add(p, q))
            if q is not None:
                self.assertEqual(curve.to_affine(curve.complete_mixed(left, q)), curve.add(p, q))
                self.assertEqual(curve.to_affine(curve.complete_mixed(curve.ORIGIN, q)), q)

    def test_digits(self):
        for window in range(2, 17):
            for k in (0, 1, FR.p - 1, (1 << 254) - 1, *self.source.list(1 << 254, 20)):
                digits = msm.signed_digits(k, window)
                self.assertEqual(sum(d << (i * window) for i, d in enumerate(digits)), k)
                self.assertTrue(all(-(1 << window - 1) < d <= 1 << window - 1 for d in digits))

    def test_msm(self):
        points = [curve.multiply(self.source.below(FR.p), curve.GENERATOR) for _ in range(5)] + [None]
        scalars = self.source.list(FR.p, 6)
        for window in (3, 4, 7):
            self.assertEqual(msm.by_buckets(scalars, points, window), msm.by_definition(scalars, points))

    def test_ntt(self):
        for log_n in range(6):
            values = self.source.list(FR.p, 1 << log_n)
            for shift in (1, self.source.below(FR.p - 1) + 1):
                there = ntt.transform(values, shift)
                self.assertEqual(there, ntt.by_definition(values, shift))
                self.assertEqual(ntt.transform(there, shift, inverse=True), values)
                self.assertEqual(ntt.by_definition(there, shift, inverse=True), values)


if __name__ == "__main__":
    unittest.main()
