namespace ZkAccel.Bn254;

/// <summary>
/// A point of G2 with the lines of its Miller loop, which depend on nothing else: worth keeping for a point that is paired more
/// than once, such as those of a verifying key. About 90 lines, 11 kB.
/// </summary>
public sealed class G2Prepared
{
    /// <summary>
    /// (slope, slope * x - y) of each line through multiples of the point, in the order of the loop. At P the line is
    /// y_P - slope * x_P w + (slope * x - y) w^3; the loop divides it by y_P.
    /// </summary>
    internal readonly (Fq2 Slope, Fq2 Intercept)[] Lines;

    /// <summary>Computes the lines of a point, which must be in the subgroup; infinity has none.</summary>
    public G2Prepared(in G2Affine point)
    {
        Point = point;
        Lines = point.IsInfinity ? [] : new LineBuilder(point).Build();
    }

    /// <summary>The point.</summary>
    public G2Affine Point { get; }

    /// <summary>
    /// Walks the loop in homogeneous coordinates (x, y) = (X/Z, Y/Z) (Costello, Lange, Naehrig 2010), keeping the denominator
    /// of each line, and divides by all of them at once.
    /// </summary>
    private ref struct LineBuilder(G2Affine q)
    {
        private static readonly Fq Half = Fq.FromUInt64(2).Inverse();

        private readonly List<Fq2> _denominators = [];
        private readonly List<(Fq2 Slope, Fq2 Intercept)> _numerators = [];
        private Fq2 _x = q.X, _y = q.Y, _z = Fq2.One;

        public (Fq2 Slope, Fq2 Intercept)[] Build()
        {
            ReadOnlySpan<sbyte> digits = CurveParameter.AteDigits;
            for (int i = digits.Length - 2; i >= 0; i--)
            {
                Double();
                if (digits[i] > 0) Add(q);
                else if (digits[i] < 0) Add(-q);
            }

            // The last two additions: f(Q) and -f^2(Q) for the Frobenius map f of the twist.
            ReadOnlySpan<Fq2> g = FrobeniusConstants.Gamma;
            ReadOnlySpan<Fq> n = FrobeniusConstants.GammaNorm;
            Add(new G2Affine(q.X.Conjugate() * g[2], q.Y.Conjugate() * g[3]));
            Add(new G2Affine(q.X * n[2], -(q.Y * n[3])));

            Fq2[] inverses = [.. _denominators];
            FieldAlgorithms.BatchInvert<Fq2>(inverses);
            var lines = new (Fq2, Fq2)[inverses.Length];
            for (int i = 0; i < lines.Length; i++)
                lines[i] = (_numerators[i].Slope * inverses[i], _numerators[i].Intercept * inverses[i]);
            return lines;
        }

        /// <summary>slope = 3X^2 / 2YZ; slope * x - y = (Y^2 - 3bZ^2) / 2YZ by the curve's equation.</summary>
        private void Double()
        {
            Fq2 a = _x * _y * Half;
            Fq2 b = _y.Square();
            Fq2 c = _z.Square();
            Fq2 e = G2Affine.B * (c.Double() + c);
            Fq2 f = e.Double() + e;
            Fq2 g = (b + f) * Half;
            Fq2 h = (_y + _z).Square() - b - c;
            Fq2 xx = _x.Square();
            Fq2 ee = e.Square();
            _denominators.Add(h);
            _numerators.Add((xx.Double() + xx, b - e));
            _x = a * (b - f);
            _y = g.Square() - (ee.Double() + ee);
            _z = b * h;
        }

        /// <summary>slope = (Y - yZ) / (X - xZ) for the added point (x, y).</summary>
        private void Add(in G2Affine p)
        {
            Fq2 a = _y - p.Y * _z;
            Fq2 b = _x - p.X * _z;
            _denominators.Add(b);
            _numerators.Add((a, a * p.X - b * p.Y));
            Fq2 d = b.Square();
            Fq2 e = b * d;
            Fq2 g = _x * d;
            Fq2 h = e + _z * a.Square() - g.Double();
            _x = b * h;
            _y = a * (g - h) - e * _y;
            _z *= e;
        }
    }
}
