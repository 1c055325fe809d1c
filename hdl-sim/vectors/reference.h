// Plain C++ twin of the Python model, for runs too long to commit. Held to the vector files by reference_test.cpp.
// Field elements are canonical Montgomery residues (R = 2^256) unless a comment says otherwise.
#pragma once

#include <array>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

namespace zk {

// 256-bit integer, four limbs, lowest first.
struct U256 {
    std::array<uint64_t, 4> limb{};

    bool operator==(const U256& o) const { return limb == o.limb; }
    bool operator!=(const U256& o) const { return limb != o.limb; }
    bool operator<(const U256& o) const {
        for (int i = 3; i > 0; i--)
            if (limb[i] != o.limb[i]) return limb[i] < o.limb[i];
        return limb[0] < o.limb[0];
    }
    bool zero() const { return (limb[0] | limb[1] | limb[2] | limb[3]) == 0; }
    bool bit(int i) const { return limb[i >> 6] >> (i & 63) & 1; }

    uint32_t word(int i) const { return uint32_t(limb[i >> 1] >> (32 * (i & 1))); }
    template <class Words> void store(Words& words) const {  // to a Verilator port of 256 bits
        for (int i = 0; i < 8; i++) words[i] = word(i);
    }
    template <class Words> static U256 load(const Words& words, int first = 0) {
        U256 x;
        for (int i = 0; i < 8; i++) x.limb[i >> 1] |= uint64_t(words[first + i]) << (32 * (i & 1));
        return x;
    }
    static U256 hex(const std::string& digits) {
        U256 x;
        for (char c : digits) {
            for (int i = 3; i > 0; i--) x.limb[i] = x.limb[i] << 4 | x.limb[i - 1] >> 60;
            x.limb[0] = x.limb[0] << 4 | unsigned(c <= '9' ? c - '0' : c - 'a' + 10);
        }
        return x;
    }
    std::string hex() const {
        std::string s;
        for (int i = 63; i >= 0; i--) s += "0123456789abcdef"[limb[i >> 4] >> (4 * (i & 15)) & 15];
        return s;
    }
};

inline U256 small(uint64_t x) { return U256{{x, 0, 0, 0}}; }

inline U256 plus(const U256& a, const U256& b) {  // mod 2^256
    U256 s;
    unsigned __int128 carry = 0;
    for (int i = 0; i < 4; i++) {
        carry += (unsigned __int128)a.limb[i] + b.limb[i];
        s.limb[i] = uint64_t(carry);
        carry >>= 64;
    }
    return s;
}

inline U256 minus(const U256& a, const U256& b) {  // mod 2^256
    U256 d;
    uint64_t borrow = 0;
    for (int i = 0; i < 4; i++) {
        unsigned __int128 x = (unsigned __int128)a.limb[i] - b.limb[i] - borrow;
        d.limb[i] = uint64_t(x);
        borrow = uint64_t(x >> 64) & 1;
    }
    return d;
}

struct Field {
    U256 p;
    uint64_t inverse = 1;  // -p^-1 mod 2^64
    U256 one, r2;

    explicit Field(const char* modulus) : p(U256::hex(modulus)) {
        for (int i = 0; i < 6; i++) inverse *= 2 - p.limb[0] * inverse;
        inverse = -inverse;
        one = small(1);
        for (int i = 0; i < 256; i++) one = add(one, one);
        r2 = one;
        for (int i = 0; i < 256; i++) r2 = add(r2, r2);
    }

    U256 reduce(U256 x) const {  // any x < 2^256
        while (!(x < p)) x = minus(x, p);
        return x;
    }
    U256 add(const U256& a, const U256& b) const { return reduce(plus(a, b)); }
    U256 sub(const U256& a, const U256& b) const { return a < b ? minus(plus(a, p), b) : minus(a, b); }
    U256 negate(const U256& a) const { return a.zero() ? a : minus(p, a); }

    U256 mul(const U256& a, const U256& b) const {  // a·b·2^-256; a, b < 2p
        uint64_t t[6] = {};
        for (int i = 0; i < 4; i++) {
            row(t, a.limb[i], b);
            row(t, t[0] * inverse, p);
            for (int j = 0; j < 5; j++) t[j] = t[j + 1];
            t[5] = 0;
        }
        return reduce(U256{{t[0], t[1], t[2], t[3]}});
    }
    U256 enter(const U256& x) const { return mul(x, r2); }
    U256 leave(const U256& x) const { return mul(x, small(1)); }
    U256 power(const U256& x, const U256& e) const {  // e plain
        U256 y = one;
        for (int i = 255; i >= 0; i--) {
            y = mul(y, y);
            if (e.bit(i)) y = mul(y, x);
        }
        return y;
    }
    U256 invert(const U256& x) const { return power(x, minus(p, small(2))); }

private:
    static void row(uint64_t* t, uint64_t x, const U256& y) {  // t += x·y
        unsigned __int128 carry = 0;
        for (int j = 0; j < 4; j++) {
            carry += (unsigned __int128)x * y.limb[j] + t[j];
            t[j] = uint64_t(carry);
            carry >>= 64;
        }
        carry += t[4];
        t[4] = uint64_t(carry);
        t[5] += uint64_t(carry >> 64);
    }
};

inline const Field Fq("30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47");
inline const Field Fr("30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001");

// splitmix64: reproducible from its seed.
struct Random {
    uint64_t state;
    uint64_t next() {
        uint64_t z = state += 0x9e3779b97f4a7c15;
        z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
        z = (z ^ z >> 27) * 0x94d049bb133111eb;
        return z ^ z >> 31;
    }
    U256 below(const U256& bound) {  // bound >= 2^192
        uint64_t mask = ~uint64_t(0) >> __builtin_clzll(bound.limb[3]);
        U256 x;
        do {
            for (auto& l : x.limb) l = next();
            x.limb[3] &= mask;
        } while (!(x < bound));
        return x;
    }
};

struct Affine {
    U256 x, y;  // (0, 0) is the identity
    bool identity() const { return x.zero() && y.zero(); }
    bool operator==(const Affine& o) const { return x == o.x && y == o.y; }
};

// Jacobian coordinates with every exception spelled out; z = 0 is the identity.
struct Jacobian {
    U256 x = Fq.one, y = Fq.one, z;

    static Jacobian of(const Affine& a) {
        Jacobian p;
        if (!a.identity()) p.x = a.x, p.y = a.y, p.z = Fq.one;
        return p;
    }
    Jacobian twice() const {
        if (z.zero()) return *this;
        const Field& f = Fq;
        U256 a = f.mul(x, x), b = f.mul(y, y), c = f.mul(b, b), xb = f.add(x, b);
        U256 d = f.sub(f.sub(f.mul(xb, xb), a), c), e = f.add(f.add(a, a), a), yz = f.mul(y, z);
        d = f.add(d, d);
        c = f.add(c, c), c = f.add(c, c), c = f.add(c, c);
        Jacobian r;
        r.x = f.sub(f.mul(e, e), f.add(d, d));
        r.y = f.sub(f.mul(e, f.sub(d, r.x)), c);
        r.z = f.add(yz, yz);
        return r;
    }
    Jacobian plus(const Jacobian& o) const {
        if (z.zero()) return o;
        if (o.z.zero()) return *this;
        const Field& f = Fq;
        U256 zz = f.mul(z, z), ozz = f.mul(o.z, o.z);
        U256 u = f.mul(x, ozz), v = f.mul(o.x, zz);
        U256 s = f.mul(y, f.mul(o.z, ozz)), t = f.mul(o.y, f.mul(z, zz));
        if (u == v) return s == t ? twice() : Jacobian();
        U256 h = f.sub(v, u), r = f.sub(t, s), hh = f.mul(h, h), hhh = f.mul(h, hh), w = f.mul(u, hh);
        Jacobian q;
        q.x = f.sub(f.sub(f.mul(r, r), hhh), f.add(w, w));
        q.y = f.sub(f.mul(r, f.sub(w, q.x)), f.mul(s, hhh));
        q.z = f.mul(h, f.mul(z, o.z));
        return q;
    }
    Jacobian times(const U256& k) const {  // k plain
        Jacobian r;
        for (int i = 255; i >= 0; i--) {
            r = r.twice();
            if (k.bit(i)) r = r.plus(*this);
        }
        return r;
    }
    Affine affine() const {
        if (z.zero()) return {};
        U256 i = Fq.invert(z), ii = Fq.mul(i, i);
        return {Fq.mul(x, ii), Fq.mul(y, Fq.mul(i, ii))};
    }
};

inline Affine generator() { return {Fq.one, Fq.add(Fq.one, Fq.one)}; }

inline Affine msm(const U256* scalars, const Affine* points, size_t n) {
    Jacobian sum;
    for (size_t i = 0; i < n; i++) sum = sum.plus(Jacobian::of(points[i]).times(scalars[i]));
    return sum.affine();
}

// Whether homogeneous (X : Y : Z), canonical, is this point; the identity is exactly (0 : Y : 0), Y != 0.
inline bool same_point(const U256& x, const U256& y, const U256& z, const Affine& a) {
    if (!(x < Fq.p && y < Fq.p && z < Fq.p)) return false;
    if (z.zero()) return a.identity() && x.zero() && !y.zero();
    return !a.identity() && x == Fq.mul(a.x, z) && y == Fq.mul(a.y, z);
}

// 5^((r-1)/2^log_n), Montgomery form.
inline U256 root_of_unity(int log_n) {
    U256 w = Fr.enter(U256::hex("2a3c09f0a58a7e8500e0a7eb8ef62abc402d111e41112ed49bd61b6e725b19f0"));
    for (int i = 28; i > log_n; i--) w = Fr.mul(w, w);
    return w;
}

// t[i] = sum_j a[j]·(shift·w^i)^j, or its inverse; natural order.
inline std::vector<U256> ntt(std::vector<U256> a, bool inverse, const U256& shift = Fr.one) {
    int log_n = 0;
    while (size_t(1) << log_n < a.size()) log_n++;
    U256 root = root_of_unity(log_n), s = Fr.one;
    if (!inverse)
        for (auto& v : a) v = Fr.mul(v, s), s = Fr.mul(s, shift);
    for (size_t i = 0; i < a.size(); i++) {
        size_t j = 0;
        for (int b = 0; b < log_n; b++) j |= (i >> b & 1) << (log_n - 1 - b);
        if (i < j) std::swap(a[i], a[j]);
    }
    if (inverse) root = Fr.invert(root);
    for (size_t half = 1; half < a.size(); half *= 2) {
        U256 step = Fr.power(root, small(a.size() / (2 * half)));
        for (size_t i = 0; i < a.size(); i += 2 * half) {
            U256 w = Fr.one;
            for (size_t j = i; j < i + half; j++, w = Fr.mul(w, step)) {
                U256 t = Fr.mul(w, a[j + half]);
                a[j + half] = Fr.sub(a[j], t);
                a[j] = Fr.add(a[j], t);
            }
        }
    }
    if (inverse) {
        s = Fr.invert(Fr.enter(small(a.size())));
        U256 unshift = Fr.invert(shift);
        for (auto& v : a) v = Fr.mul(v, s), s = Fr.mul(s, unshift);
    }
    return a;
}

}  // namespace zk
