/* As much of BN254 G1 as a host needs to judge and to finish an MSM: Montgomery products in Fq (R = 2^256, canonical), complete additions
 * (Renes, Costello, Batina 2015, algorithm 7, b3 = 9) of homogeneous projective points. Four limbs, lowest first. */
#ifndef BN254_H
#define BN254_H

#include <stdint.h>
#include <string.h>

typedef struct { uint64_t limb[4]; } fq;
typedef struct { fq x, y, z; } g1;

static const fq fq_p = {{0x3c208c16d87cfd47u, 0x97816a916871ca8du, 0xb85045b68181585du, 0x30644e72e131a029u}};
static const fq fq_one = {{0xd35d438dc58f0d9du, 0x0a78eb28f5c70b3du, 0x666ea36f7879462cu, 0x0e0a77c19a07df2fu}};

static int fq_equal(fq a, fq b) { return !memcmp(&a, &b, sizeof a); }

static fq fq_reduce(fq a) { /* of a < 2p */
    fq d;
    uint64_t borrow = 0;
    for (int i = 0; i < 4; i++) {
        const unsigned __int128 x = (unsigned __int128)a.limb[i] - fq_p.limb[i] - borrow;
        d.limb[i] = (uint64_t)x;
        borrow = (uint64_t)(x >> 64) & 1;
    }
    return borrow ? a : d;
}

static fq fq_add(fq a, fq b) {
    unsigned __int128 carry = 0;
    for (int i = 0; i < 4; i++) {
        carry += (unsigned __int128)a.limb[i] + b.limb[i];
        a.limb[i] = (uint64_t)carry;
        carry >>= 64;
    }
    return fq_reduce(a);
}

static fq fq_sub(fq a, fq b) {
    fq negative;
    uint64_t borrow = 0;
    for (int i = 0; i < 4; i++) {
        const unsigned __int128 x = (unsigned __int128)fq_p.limb[i] - b.limb[i] - borrow;
        negative.limb[i] = (uint64_t)x;
        borrow = (uint64_t)(x >> 64) & 1;
    }
    return fq_add(a, negative);
}

static fq fq_mul(fq a, fq b) { /* a b / R */
    uint64_t t[6] = {0};
    for (int i = 0; i < 4; i++) {
        unsigned __int128 carry = 0;
        for (int j = 0; j < 4; j++) {
            carry += (unsigned __int128)a.limb[i] * b.limb[j] + t[j];
            t[j] = (uint64_t)carry;
            carry >>= 64;
        }
        carry += t[4];
        t[4] = (uint64_t)carry;
        t[5] = (uint64_t)(carry >> 64);
        const uint64_t q = t[0] * 0x87d20782e4866389u; /* -p^-1 mod 2^64 */
        carry = ((unsigned __int128)q * fq_p.limb[0] + t[0]) >> 64;
        for (int j = 1; j < 4; j++) {
            carry += (unsigned __int128)q * fq_p.limb[j] + t[j];
            t[j - 1] = (uint64_t)carry;
            carry >>= 64;
        }
        carry += t[4];
        t[3] = (uint64_t)carry;
        t[4] = t[5] + (uint64_t)(carry >> 64);
    }
    return fq_reduce((fq){{t[0], t[1], t[2], t[3]}});
}

static fq fq_nine(fq a) {
    const fq two = fq_add(a, a), four = fq_add(two, two);
    return fq_add(fq_add(four, four), a);
}

static g1 g1_add(g1 p, g1 q) {
    const fq t0 = fq_mul(p.x, q.x), t1 = fq_mul(p.y, q.y), t2 = fq_mul(p.z, q.z);
    const fq xy = fq_sub(fq_mul(fq_add(p.x, p.y), fq_add(q.x, q.y)), fq_add(t0, t1));
    const fq yz = fq_sub(fq_mul(fq_add(p.y, p.z), fq_add(q.y, q.z)), fq_add(t1, t2));
    const fq xz = fq_nine(fq_sub(fq_mul(fq_add(p.x, p.z), fq_add(q.x, q.z)), fq_add(t0, t2)));
    const fq x3 = fq_add(fq_add(t0, t0), t0), z9 = fq_nine(t2), high = fq_add(t1, z9), low = fq_sub(t1, z9);
    return (g1){fq_sub(fq_mul(xy, low), fq_mul(yz, xz)), fq_add(fq_mul(low, high), fq_mul(xz, x3)), fq_add(fq_mul(high, yz), fq_mul(x3, xy))};
}

static const g1 g1_zero = {{{0}}, {{0xd35d438dc58f0d9du, 0x0a78eb28f5c70b3du, 0x666ea36f7879462cu, 0x0e0a77c19a07df2fu}}, {{0}}};

/* Whether a projective point is the affine (x, y), (0, 0) being the identity. */
static int g1_is(g1 p, fq x, fq y) {
    const fq zero = {{0}};
    if (fq_equal(p.z, zero)) return fq_equal(x, zero) && fq_equal(y, zero) && !fq_equal(p.y, zero);
    return fq_equal(p.x, fq_mul(x, p.z)) && fq_equal(p.y, fq_mul(y, p.z)) && !(fq_equal(x, zero) && fq_equal(y, zero));
}

#endif
