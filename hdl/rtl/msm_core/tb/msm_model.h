// What the benches of both MSM cores know of the answer: points, digits, buckets, from hdl-sim/vectors/reference.h alone.
#pragma once
#include "tb.h"
#include "../../../../hdl-sim/vectors/reference.h"

#include <map>
#include <string>
#include <vector>

namespace msm {

using zk::Affine;
using zk::Jacobian;
using zk::U256;

inline U256 from(const tb::Word &word) { return U256::load(word); }
inline tb::Word word(const U256 &x) {
  tb::Word w{};
  x.store(w);
  return w;
}

struct Case {
  std::string name;
  uint32_t first = 0, bits = 0;  // bits 0: any scalar
  std::vector<U256> scalars;
  Affine sum;  // of a vector file
};

struct Vectors {
  std::vector<Affine> points;
  std::vector<Case> cases;

  explicit Vectors(const std::string &path) {
    for (const auto &row : tb::read_vectors(path)) {
      if (row.keyword == "point") points.push_back({from(row[0]), from(row[1])});
      else if (row.keyword == "msm") {
        cases.emplace_back();
        cases.back().name = "vector case " + std::to_string(cases.size());
        cases.back().first = row[0][0];
        cases.back().bits = row[1][0];
      } else if (row.keyword == "scalar") cases.back().scalars.push_back(from(row[0]));
      else if (row.keyword == "sum") cases.back().sum = {from(row[0]), from(row[1])};
    }
  }
};

/// A chain of multiples of the generator; `mixed` with some at infinity, equal and opposite ones between them.
inline std::vector<Affine> points(size_t count, bool mixed, tb::Rng rng) {
  std::vector<Affine> out;
  Jacobian p = Jacobian::of(zk::generator()).times(from(rng.field(tb::kFr))), step = p.twice().plus(Jacobian::of(zk::generator()));
  while (out.size() < count) {
    const uint64_t kind = mixed ? rng.below(64) : 64;
    if (kind == 0) out.push_back({});
    else if (kind == 1 && !out.empty()) out.push_back(out.back());
    else if (kind == 2 && !out.empty()) out.push_back({out.back().x, zk::Fq.negate(out.back().y)});
    else {
      p = p.plus(step);
      out.push_back(p.affine());
    }
  }
  return out;
}

inline unsigned windows(unsigned bits, unsigned window_bits) { return (bits == 0 ? 254 : bits) / window_bits + 1; }

/// Digits in (-2^(c-1), 2^(c-1)], lowest first.
inline std::vector<int> digits(const U256 &k, unsigned c, unsigned count) {
  std::vector<int> out;
  int carry = 0;
  for (unsigned w = 0; w < count; ++w) {
    int d = carry;
    for (unsigned i = 0; i < c && c * w + i < 256; ++i) d += int(k.bit(int(c * w + i))) << i;
    carry = d > 1 << (c - 1);
    out.push_back(carry ? d - (1 << c) : d);
  }
  return out;
}

struct Buckets {
  std::vector<std::vector<Jacobian>> sums;  // window, bucket - 1
  uint64_t additions = 0;

  Buckets(const Case &c, const std::vector<Affine> &points, unsigned window_bits)
      : sums(windows(c.bits, window_bits), std::vector<Jacobian>(size_t(1) << (window_bits - 1))) {
    for (size_t i = 0; i < c.scalars.size(); ++i) {
      const Affine &p = points[c.first + i];
      if (p.identity()) continue;
      const auto ds = digits(c.scalars[i], window_bits, unsigned(sums.size()));
      for (size_t w = 0; w < ds.size(); ++w) {
        if (ds[w] == 0) continue;
        Jacobian &sum = sums[w][size_t(std::abs(ds[w]) - 1)];
        sum = sum.plus(Jacobian::of({p.x, ds[w] < 0 ? zk::Fq.negate(p.y) : p.y}));
        ++additions;
      }
    }
  }

  Jacobian sum(unsigned window_bits) const {
    Jacobian total;
    for (size_t w = sums.size(); w-- > 0;) {
      for (unsigned i = 0; i < window_bits; ++i) total = total.twice();
      Jacobian running, inner;
      for (size_t b = sums[w].size(); b-- > 0;) {
        running = running.plus(sums[w][b]);
        inner = inner.plus(running);
      }
      total = total.plus(inner);
    }
    return total;
  }
};

/// Homogeneous, canonical (X : Y : Z) against a Jacobian point; the identity has to be (0 : Y : 0), Y != 0.
inline bool same(const U256 &x, const U256 &y, const U256 &z, const Jacobian &p) {
  const zk::Field &f = zk::Fq;
  if (!(x < f.p && y < f.p && z < f.p)) return false;
  if (z.zero() || p.z.zero()) return z.zero() && p.z.zero() && x.zero() && !y.zero();
  const U256 zz = f.mul(p.z, p.z);
  return f.mul(p.x, z) == f.mul(x, zz) && f.mul(p.y, z) == f.mul(y, f.mul(zz, p.z));
}

/// Scalars of one kind: uniform, all equal, few distinct, short, sparse, extreme digits.
inline Case random_case(tb::Rng &rng, size_t count, size_t points, unsigned window_bits) {
  Case c;
  c.first = uint32_t(rng.below(points - count + 1));
  const unsigned kind = unsigned(rng.below(7));
  const U256 one = from(rng.field(tb::kFr));
  for (size_t i = 0; i < count; ++i) {
    U256 k = from(rng.field(tb::kFr));
    if (kind == 1) k = one;
    if (kind == 2) k = rng.chance(50) ? one : zk::minus(zk::Fr.p, one);
    if (kind == 3 || kind == 4) {
      c.bits = kind == 3 ? 8 : 1 + uint32_t(one.limb[0] % 64);
      for (int limb = 1; limb < 4; ++limb) k.limb[limb] = 0;
      k.limb[0] &= c.bits == 64 ? ~0ull : (1ull << c.bits) - 1;
    }
    if (kind == 5 && rng.chance(90)) k = zk::small(rng.below(2));
    if (kind == 6) {  // every digit at an end of its range
      k = U256();
      for (unsigned bit = 0; bit + window_bits <= 252; bit += window_bits) {
        const uint64_t half = 1ull << (window_bits - 1), digit = half + rng.below(3) - 1;
        for (unsigned i = 0; i < window_bits; ++i) k.limb[(bit + i) / 64] |= ((digit >> i) & 1) << ((bit + i) % 64);
      }
    }
    c.scalars.push_back(k);
  }
  static const char *const names[] = {"uniform", "all equal", "k and -k", "8 bits", "short", "zeros and ones", "extreme digits"};
  c.name = names[kind];
  return c;
}

/// A few scalars of one to three values, so that few buckets get everything; short ones unless `whole`, which keeps the answer short.
inline Case few_buckets(tb::Rng &rng, size_t points, bool whole) {
  Case c;
  c.name = "few buckets";
  const size_t count = 2 + rng.below(rng.chance(20) ? 300 : 40), kinds = 1 + rng.below(3);
  c.first = uint32_t(rng.below(points - count + 1));
  c.bits = whole ? 0 : 1 + uint32_t(rng.below(64));
  std::vector<U256> values;
  for (size_t i = 0; i < kinds; ++i) {
    U256 k = from(rng.field(tb::kFr));
    if (!whole) k = zk::small(c.bits == 64 ? k.limb[0] : k.limb[0] & ((1ull << c.bits) - 1));
    values.push_back(k);
  }
  const bool turns = rng.chance(50);
  for (size_t i = 0; i < count; ++i) c.scalars.push_back(values[turns ? i % kinds : rng.below(kinds)]);
  return c;
}

inline std::vector<tb::Word> words(const std::vector<U256> &values) {
  std::vector<tb::Word> out;
  for (const auto &v : values) out.push_back(word(v));
  return out;
}
inline std::vector<tb::Word> words(const std::vector<Affine> &values) {
  std::vector<tb::Word> out;
  for (const auto &p : values) {
    out.push_back(word(p.x));
    out.push_back(word(p.y));
  }
  return out;
}

inline uint32_t argument(const Case &c) { return c.first | c.bits << 24; }

/// What both cores have to refuse, each followed by an MSM that has to come out right.
template <class Core, class Check>
void refusals(tb::Bench &bench, Core &core, const std::vector<Affine> &points, size_t capacity, uint64_t limit, Check msm_is_right) {
  auto rng = bench.rng();
  const auto q = zk::Fq.p, r = zk::Fr.p;
  const std::vector<U256> good = {from(rng.field(tb::kFr)), from(rng.field(tb::kFr)), from(rng.field(tb::kFr))};
  auto expect = [&](const char *what, unsigned op, uint32_t count, uint32_t arg, const std::vector<U256> &data, unsigned code) {
    const auto result = core.run(op, count, arg, words(data), limit);
    bench.check(result.done && result.error == code, "%s: error %u, want %u", what, result.error, code);
    bench.check(result.elements.empty(), "%s: data came out", what);
    msm_is_right();
  };
  auto with = [&](std::vector<U256> data, size_t at, const U256 &value) {
    data[at] = value;
    return data;
  };
  expect("unknown op", 9, 3, 0, good, tb::kUnknownOp);
  expect("no scalars", tb::kMsm, 0, 0, good, tb::kBadCount);
  expect("past the end", tb::kMsm, 3, uint32_t(capacity - 2), good, tb::kBadCount);
  expect("too many points", tb::kLoad, uint32_t(capacity + 1), 0, good, tb::kBadCount);
  expect("255 bits", tb::kMsm, 3, 255u << 24, good, tb::kBadCount);
  expect("scalar r", tb::kMsm, 3, 0, with(good, 1, r), tb::kNotCanonical);
  expect("scalar 2^256 - 1", tb::kMsm, 3, 0, with(good, 2, zk::minus(zk::U256(), zk::small(1))), tb::kNotCanonical);
  expect("scalar 2^bits", tb::kMsm, 3, 12u << 24, {zk::small(4095), zk::small(4096), zk::small(1)}, tb::kNotCanonical);
  expect("too few scalars", tb::kMsm, 4, 0, good, tb::kBadLength);
  expect("too many scalars", tb::kMsm, 2, 0, good, tb::kBadLength);
  const U256 x = points[0].x, y = points[0].y;
  expect("x = q", tb::kLoad, 1, 0, {q, y}, tb::kNotCanonical);
  expect("y = q", tb::kLoad, 1, 0, {x, q}, tb::kNotCanonical);
  expect("half a point", tb::kLoad, 1, 0, {x}, tb::kBadLength);
  expect("one point too many", tb::kLoad, 1, 0, {x, y, x, y}, tb::kBadLength);
}

}  // namespace msm
