using System.Numerics;
using System.Runtime.CompilerServices;

namespace ZkAccel.Runtime.Cpu;

/// <summary>
/// Inversion modulo a prime of at most 255 bits by division steps (Bernstein and Yang, "Fast constant-time gcd computation and
/// modular inversion", 2019), here in variable time: 62 steps at a time are decided on the lowest words alone and give a 2 x 2
/// matrix, which is then applied to the long numbers once. Numbers are five signed limbs of 62 bits.
/// </summary>
internal unsafe struct ModularInverse
{
    private const int LimbBits = 62, Limbs = 5;
    private const ulong LimbMask = (1UL << LimbBits) - 1;

    private readonly long inverse;
    private fixed long prime[Limbs], d[Limbs], e[Limbs], f[Limbs], g[Limbs];

    // Matrix of one batch.
    private long u, v, q, r;

    private ModularInverse(Modulus modulus)
    {
        var w = modulus.Words;
        fixed (long* p = prime) Spread(w[0], w[1], w[2], w[3], p);
        ulong x = w[0];
        for (int i = 0; i < 6; i++) x *= 2 - w[0] * x;
        inverse = (long)(x & LimbMask);
    }

    /// <summary>
    /// r = 1 / a for an element in Montgomery form, five limbs of 52 bits below 2p; zero gives zero. Both with factor R.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Invert(long* result, long* a, Modulus modulus)
    {
        long* t = stackalloc long[Element.Words];
        Element.Copy(t, 1, a, 1);
        Element.Canonical(t, modulus);
        var work = new ModularInverse(modulus);
        work.Run(t);

        // The plain inverse of xR is x^-1 R^-1; a product by R^3 gives x^-1 R.
        long* cube = stackalloc long[Element.Words];
        modulus.Element(Modulus.RowSquareR, cube);
        Element.Multiply(cube, cube, cube, modulus);
        Element.Multiply(result, t, cube, modulus);
    }

    private static void Spread(ulong w0, ulong w1, ulong w2, ulong w3, long* limbs)
    {
        limbs[0] = (long)(w0 & LimbMask);
        limbs[1] = (long)((w0 >> 62 | w1 << 2) & LimbMask);
        limbs[2] = (long)((w1 >> 60 | w2 << 4) & LimbMask);
        limbs[3] = (long)((w2 >> 58 | w3 << 6) & LimbMask);
        limbs[4] = (long)(w3 >> 56);
    }

    // t becomes its plain inverse.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Run(long* t)
    {
        fixed (long* p = prime, dd = d, ee = e, ff = f, gg = g)
        {
            Spread(
                (ulong)t[0] | (ulong)t[1] << 52, (ulong)t[1] >> 12 | (ulong)t[2] << 40,
                (ulong)t[2] >> 24 | (ulong)t[3] << 28, (ulong)t[3] >> 36 | (ulong)t[4] << 16, gg);
            for (int i = 0; i < Limbs; i++)
            {
                ff[i] = p[i];
                dd[i] = 0;
                ee[i] = 0;
            }

            ee[0] = 1;
            long delta = -1;
            while ((gg[0] | gg[1] | gg[2] | gg[3] | gg[4]) != 0)
            {
                delta = Steps(delta, ff[0] | ff[1] << LimbBits, gg[0] | gg[1] << LimbBits);
                ApplyModulo(dd, ee, p);
                Apply(ff, gg);
            }

            Normalize(dd, p, negate: ff[4] < 0);
            ulong w0 = (ulong)dd[0] | (ulong)dd[1] << 62, w1 = (ulong)dd[1] >> 2 | (ulong)dd[2] << 60;
            ulong w2 = (ulong)dd[2] >> 4 | (ulong)dd[3] << 58, w3 = (ulong)dd[3] >> 6 | (ulong)dd[4] << 56;
            Element.Split(w0, w1, w2, w3, t);
        }
    }

    // 62 division steps on the low words. delta is minus the paper's; f is odd.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private long Steps(long delta, long fLow, long gLow)
    {
        long uu = 1, vv = 0, qq = 0, rr = 1;
        int left = LimbBits;
        while (true)
        {
            int zeros = BitOperations.TrailingZeroCount(gLow | -1L << left);
            gLow >>= zeros;
            uu <<= zeros;
            vv <<= zeros;
            delta -= zeros;
            left -= zeros;
            if (left == 0) break;
            if (delta < 0)
            {
                delta = -delta;
                (fLow, gLow) = (gLow, -fLow);
                (uu, qq) = (qq, -uu);
                (vv, rr) = (rr, -vv);
            }

            // A multiple w of f that clears as many low bits of g as may be cleared before the next exchange: w = -g / f there;
            // f * (f^2 - 2) is -1 / f modulo 64.
            int limit = (int)Math.Min(Math.Min(delta + 1, left), 6);
            long w = fLow * gLow * (fLow * fLow - 2) & ((1L << limit) - 1);
            gLow += fLow * w;
            qq += uu * w;
            rr += vv * w;
        }

        u = uu;
        v = vv;
        q = qq;
        r = rr;
        return delta;
    }

    // (f, g) = matrix * (f, g) / 2^62, exactly.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Apply(long* ff, long* gg)
    {
        Sum cf = default, cg = default;
        cf.Add(u, ff[0]);
        cf.Add(v, gg[0]);
        cg.Add(q, ff[0]);
        cg.Add(r, gg[0]);
        cf.Shift();
        cg.Shift();
        for (int i = 1; i < Limbs; i++)
        {
            long fi = ff[i], gi = gg[i];
            cf.Add(u, fi);
            cf.Add(v, gi);
            cg.Add(q, fi);
            cg.Add(r, gi);
            ff[i - 1] = (long)(cf.Low & LimbMask);
            gg[i - 1] = (long)(cg.Low & LimbMask);
            cf.Shift();
            cg.Shift();
        }

        ff[4] = (long)cf.Low;
        gg[4] = (long)cg.Low;
    }

    // (d, e) = matrix * (d, e) / 2^62 modulo p; both stay in (-2p, p).
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void ApplyModulo(long* dd, long* ee, long* p)
    {
        long signD = dd[4] >> 63, signE = ee[4] >> 63;
        long md = (u & signD) + (v & signE), me = (q & signD) + (r & signE);
        Sum cd = default, ce = default;
        cd.Add(u, dd[0]);
        cd.Add(v, ee[0]);
        ce.Add(q, dd[0]);
        ce.Add(r, ee[0]);
        md -= (long)(((ulong)inverse * cd.Low + (ulong)md) & LimbMask);
        me -= (long)(((ulong)inverse * ce.Low + (ulong)me) & LimbMask);
        cd.Add(p[0], md);
        ce.Add(p[0], me);
        cd.Shift();
        ce.Shift();
        for (int i = 1; i < Limbs; i++)
        {
            long di = dd[i], ei = ee[i];
            cd.Add(u, di);
            cd.Add(v, ei);
            cd.Add(p[i], md);
            ce.Add(q, di);
            ce.Add(r, ei);
            ce.Add(p[i], me);
            dd[i - 1] = (long)(cd.Low & LimbMask);
            ee[i - 1] = (long)(ce.Low & LimbMask);
            cd.Shift();
            ce.Shift();
        }

        dd[4] = (long)cd.Low;
        ee[4] = (long)ce.Low;
    }

    // (-2p, p) to [0, p), negated before when asked.
    private static void Normalize(long* x, long* p, bool negate)
    {
        AddPrime(x, p, x[4] >> 63);
        if (negate)
        {
            for (int i = 0; i < Limbs; i++) x[i] = -x[i];
            Carry(x);
        }

        AddPrime(x, p, x[4] >> 63);
    }

    private static void AddPrime(long* x, long* p, long mask)
    {
        for (int i = 0; i < Limbs; i++) x[i] += p[i] & mask;
        Carry(x);
    }

    private static void Carry(long* x)
    {
        for (int i = 0; i < Limbs - 1; i++)
        {
            x[i + 1] += x[i] >> LimbBits;
            x[i] &= (long)LimbMask;
        }
    }

    /// <summary>A signed sum of 128 bits.</summary>
    private struct Sum
    {
        internal ulong Low;
        private long high;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal void Add(long a, long b)
        {
            long top = Math.BigMul(a, b, out long low);
            Low += (ulong)low;
            high += top + (Low < (ulong)low ? 1 : 0);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal void Shift()
        {
            Low = Low >> LimbBits | (ulong)high << (64 - LimbBits);
            high >>= LimbBits;
        }
    }
}
