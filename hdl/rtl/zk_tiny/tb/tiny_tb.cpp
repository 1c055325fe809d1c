// zk_tiny over its core port: products, MSMs and transforms of the vector files, random ones, errors, resets.
//   tiny_tb fq_mul.vec fr_mul.vec msm.vec ntt.vec MSMS NTTS LARGEST BITS
// MSMS and NTTS random tasks, LARGEST the log2 of their sizes. BITS below 254, for netlists, leaves out MSMs of longer scalars and
// transforms of more than 2^3.
#include <algorithm>

#include "tb.h"
#include "../vectors/reference.h"

namespace {

using tb::Word;

Word word(const zk::U256 &x) {
  Word w;
  x.store(w);
  return w;
}

struct Msm {
  uint32_t first, bits;
  std::vector<Word> scalars;
  zk::Affine sum;
};

struct Ntt {
  unsigned log, flags;
  std::vector<Word> in, out;  // in starts with the shift of a coset
};

}  // namespace

int main(int argc, char **argv) {
  tb::Bench bench(argc, argv);
  TB_CORE(bench, core, 16);
  tb::Rng rng = bench.rng();
  zk::Random source{rng.next()};
  constexpr uint64_t kLimit = 400'000'000;

  const auto pauses = [&](unsigned kind) {
    core_in.pause = kind & 1 ? tb::Pause::random(30, bench.rng()) : kind & 4 ? tb::Pause::burst(40, 400, bench.rng()) : tb::Pause::none();
    core_out.pause = kind & 2 ? tb::Pause::random(50, bench.rng()) : kind & 4 ? tb::Pause::burst(3, 200, bench.rng()) : tb::Pause::none();
  };
  const auto expect_error = [&](unsigned op, uint32_t count, uint32_t arg, const std::vector<Word> &data, unsigned code, const char *what) {
    const auto result = core.run(op, count, arg, data, kLimit);
    bench.check(result.done && result.error == code, "%s: error %u, want %u", what, result.error, code);
  };
  const auto load = [&](const std::vector<zk::Affine> &points, uint32_t first) {
    std::vector<Word> data;
    for (const auto &p : points) data.push_back(word(p.x)), data.push_back(word(p.y));
    const auto result = core.run(tb::kLoad, points.size(), first, data, kLimit);
    bench.check(result.done && !result.error && result.elements.empty(), "load: error %u", result.error);
  };
  const auto msm = [&](const Msm &task, const char *what) {
    const auto result = core.run(tb::kMsm, task.scalars.size(), task.first | task.bits << 24, task.scalars, kLimit);
    bool good = result.done && !result.error && result.elements.size() == 3;
    good = good && zk::same_point(zk::U256::load(result.elements[0]), zk::U256::load(result.elements[1]), zk::U256::load(result.elements[2]), task.sum);
    if (good && task.sum.identity()) good = zk::U256::load(result.elements[1]) == zk::Fq.one;
    bench.check(good, "msm %s, %zu scalars: error %u", what, task.scalars.size(), result.error);
    return result;
  };
  const auto ntt = [&](const Ntt &task) {
    const auto result = core.run(tb::kNtt, 1u << task.log, task.flags, task.in, kLimit);
    bench.check(result.done && !result.error && result.elements == task.out, "ntt 2^%u, flags %u: error %u", task.log, task.flags, result.error);
    return result;
  };
  const auto random_ntt = [&](unsigned log, unsigned flags) {
    Ntt task{log, flags, {}, {}};
    const zk::U256 shift = flags & 2 ? source.below(zk::Fr.p) : zk::Fr.one;
    std::vector<zk::U256> values(size_t(1) << log);
    if (flags & 2) task.in.push_back(word(shift));
    for (auto &v : values) task.in.push_back(word(v = source.below(zk::Fr.p)));
    for (const auto &v : zk::ntt(values, flags & 1, shift)) task.out.push_back(word(v));
    return task;
  };

  const unsigned bits = std::stoul(bench.argument(7));
  const bool brief = bits < 254;
  bench.reset();

  // Products, all pairs of a field in one task.
  for (unsigned field = 0; field < 2; field++) {
    const Word &p = field ? tb::kFr : tb::kFq;
    std::vector<Word> in, out;
    for (const auto &row : tb::read_vectors(bench.argument(field)))
      if (tb::less(row[0], p) && tb::less(row[1], p)) in.push_back(row[0]), in.push_back(row[1]), out.push_back(row[2]);
    pauses(field + 1);
    const auto result = core.run(tb::kMul, out.size(), field, in, kLimit);
    bench.check(result.done && !result.error && result.elements == out, "products of field %u: error %u", field, result.error);
  }

  // MSMs of the vectors, with other pauses each.
  std::vector<zk::Affine> points;
  std::vector<Msm> msms;
  for (const auto &row : tb::read_vectors(bench.argument(2))) {
    if (row.keyword == "point") points.push_back({zk::U256::load(row[0]), zk::U256::load(row[1])});
    if (row.keyword == "msm") msms.push_back({row[0][0], row[1][0], {}, {}});
    if (row.keyword == "scalar") msms.back().scalars.push_back(row[0]);
    if (row.keyword == "sum") msms.back().sum = {zk::U256::load(row[0]), zk::U256::load(row[1])};
  }
  load(points, 0);
  msms.erase(std::remove_if(msms.begin(), msms.end(), [&](const Msm &m) { return m.bits > bits; }), msms.end());
  for (size_t i = 0; i < msms.size(); i++) {
    pauses(i % 5);
    msm(msms[i], "of the vectors");
    bench.progress(i, msms.size());
  }

  // Transforms of the vectors.
  std::vector<Ntt> ntts;
  for (const auto &row : tb::read_vectors(bench.argument(3))) {
    if (row.keyword == "ntt") ntts.push_back({row[0][0], row[1][0], {}, {}});
    if (row.keyword == "shift" || row.keyword == "in") ntts.back().in.push_back(row[0]);
    if (row.keyword == "out") ntts.back().out.push_back(row[0]);
  }
  for (size_t i = 0; i < ntts.size(); i++) {
    if (brief && ntts[i].log > 3) continue;
    pauses(i % 5);
    ntt(ntts[i]);
  }

  // Errors: each leaves the machine as it was, and the points where they were.
  pauses(1);
  const Word one{1};
  expect_error(9, 1, 0, {one}, tb::kUnknownOp, "unknown operation");
  expect_error(tb::kLoad, 0, 0, {one}, tb::kBadCount, "load of nothing");
  expect_error(tb::kLoad, 2, 1023, {one, one, one, one}, tb::kBadCount, "load beyond the end");
  expect_error(tb::kLoad, 1, 1 << 16, {one, one}, tb::kBadCount, "load from far beyond the end");
  expect_error(tb::kLoad, 1, 500, {one}, tb::kBadLength, "load, short");
  expect_error(tb::kLoad, 1, 500, {one, one, one}, tb::kBadLength, "load, long");
  expect_error(tb::kLoad, 1, 500, {one, tb::kFq}, tb::kNotCanonical, "load of q");
  expect_error(tb::kMsm, 1025, 0, {one}, tb::kBadCount, "MSM of too many");
  expect_error(tb::kMsm, 1, 255u << 24, {one}, tb::kBadCount, "MSM of 255 bits");
  expect_error(tb::kMsm, 2, 0, {one, tb::kFr}, tb::kNotCanonical, "MSM of scalar r");
  expect_error(tb::kMsm, 2, 0, {one}, tb::kBadLength, "MSM, short");
  expect_error(tb::kMsm, 1, 8u << 24, {Word{1 << 20}}, tb::kNotCanonical, "a scalar larger than its bits");
  expect_error(tb::kNtt, 3, 0, {one, one, one}, tb::kBadCount, "NTT of three");
  expect_error(tb::kNtt, 4096, 0, {one}, tb::kBadCount, "NTT too large");
  expect_error(tb::kNtt, 2, 4, {one, one}, tb::kBadCount, "NTT, unknown flag");
  expect_error(tb::kNtt, 2, 2, {Word{}, one, one}, tb::kBadCount, "NTT on the coset of 0");
  expect_error(tb::kNtt, 2, 0, {one, tb::kFr}, tb::kNotCanonical, "NTT of r");
  expect_error(tb::kNtt, 2, 0, {one, one, one, one}, tb::kBadLength, "NTT, long");
  expect_error(tb::kMul, 1, 2, {one, one}, tb::kBadCount, "product in a third field");
  expect_error(tb::kMul, 1, 0, {tb::kFq, one}, tb::kNotCanonical, "product of q");
  msm(msms[msms.size() / 2], "after errors");

  // A reset in the middle of a task, at any time.
  for (int round = 0; round < (brief ? 2 : 12); round++) {
    const Ntt task = random_ntt(3, round & 3);
    core_in.send_elements(task.in);
    core.start(tb::kNtt, 1u << task.log, task.flags);
    bench.ticks(rng.below(20000));
    core_in.clear(), core_out.clear();
    bench.reset();
    core_out.clear();
    pauses(round % 3);
    ntt(task);
  }

  // Random tasks of mixed sizes.
  const size_t random_msms = std::stoull(bench.argument(4)), random_ntts = std::stoull(bench.argument(5));
  const unsigned largest = std::stoul(bench.argument(6));
  for (size_t i = 0; i < random_ntts; i++) {
    pauses(rng.below(5));
    ntt(random_ntt(i == 0 ? largest : rng.below(7), i & 3));
    bench.progress(i, random_ntts);
  }
  std::vector<zk::Affine> many(std::min<size_t>(size_t(1) << largest, 1024));
  zk::Jacobian walk = zk::Jacobian::of(zk::generator());
  for (auto &p : many) {
    walk = walk.times(source.below(zk::Fr.p));
    p = walk.affine();
  }
  if (random_msms) load(many, 0);
  for (size_t i = 0; i < random_msms; i++) {
    const size_t n = i == 0 ? many.size() : 1 + rng.below(std::min<size_t>(many.size(), 24));
    Msm task{uint32_t(rng.below(many.size() - n + 1)), i & 1 ? 8u + uint32_t(rng.below(40)) : 0u, {}, {}};
    std::vector<zk::U256> scalars(n);
    for (auto &k : scalars) {
      k = source.below(zk::Fr.p);
      for (unsigned b = task.bits ? task.bits : 256; b < 256; b++) k.limb[b >> 6] &= ~(uint64_t(1) << (b & 63));
      task.scalars.push_back(word(k));
    }
    task.sum = zk::msm(scalars.data(), &many[task.first], n);
    pauses(i ? rng.below(5) : 0);
    const auto result = msm(task, "random");
    if (i == 0) std::printf("msm of %zu: %llu cycles, %.1f %% arithmetic\n", n, (unsigned long long)result.cycles, 100.0 * result.work / result.cycles);
    bench.progress(i, random_msms);
  }

  // Cycles without pauses.
  pauses(0);
  for (unsigned log : {0u, 4u, 8u, 10u, 11u}) {
    if (log > largest) break;
    const auto result = ntt(random_ntt(log, 0));
    std::printf("ntt of 2^%u: %llu cycles, %.1f %% arithmetic\n", log, (unsigned long long)result.cycles, 100.0 * result.work / result.cycles);
  }
  return bench.finish();
}
