// msm_core_mid: golden vectors, random MSMs of every kind with pauses on both sides, use of the multipliers, refusals, reset.
#include "msm_model.h"

namespace {

constexpr unsigned kWindowBits = 6;
constexpr size_t kCapacity = 2048;

struct Mid {
  tb::Bench &bench;
  std::vector<msm::Affine> points = std::vector<msm::Affine>(kCapacity);
  uint64_t additions = 0;  // of the latest MSM
  size_t msms = 0;

  explicit Mid(tb::Bench &b) : bench(b) {}

  template <class Core> void load(Core &core, size_t first, const std::vector<msm::Affine> &some) {
    std::copy(some.begin(), some.end(), points.begin() + long(first));
    const auto result = core.run(tb::kLoad, uint32_t(some.size()), uint32_t(first), msm::words(some), 100 * some.size() + 20000);
    bench.check(result.done && !result.error && result.elements.empty(), "LOAD of %zu points", some.size());
  }

  template <class Core> tb::TaskResult run(Core &core, const msm::Case &c, bool has_sum) {
    const auto result = core.run(tb::kMsm, uint32_t(c.scalars.size()), msm::argument(c), msm::words(c.scalars), 20000000);
    const char *name = c.name.c_str();
    ++msms;
    bench.check(result.done && !result.error, "%s: error %u", name, result.error);
    if (!bench.check(result.elements.size() == 3, "%s: %zu elements", name, result.elements.size())) return result;
    const msm::Buckets buckets(c, points, kWindowBits);
    const auto want = has_sum ? msm::Jacobian::of(c.sum) : buckets.sum(kWindowBits);
    const auto &e = result.elements;
    bench.check(msm::same(msm::from(e[0]), msm::from(e[1]), msm::from(e[2]), want), "%s, %zu scalars from %u", name, c.scalars.size(), c.first);
    additions = buckets.additions;
    return result;
  }
};

}  // namespace

int main(int argc, char **argv) {
  tb::Bench bench(argc, argv);
  TB_CORE(bench, core, 32);
  const msm::Vectors vectors(bench.argument(0));
  const size_t vector_stride = std::stoul(bench.argument(1)), random_cases = std::stoul(bench.argument(2));
  auto rng = bench.rng();
  Mid mid(bench);
  bench.reset();

  mid.load(core, 0, vectors.points);
  core_in.pause = tb::Pause::random(40, bench.rng());
  core_out.pause = tb::Pause::random(30, bench.rng());
  for (size_t i = 0; i < vectors.cases.size(); i += vector_stride) {
    mid.run(core, vectors.cases[i], true);
    bench.progress(i, vectors.cases.size());
  }

  // Without pauses the cycles are those of the model in README.md.
  core_in.pause = core_out.pause = tb::Pause::none();
  mid.load(core, 0, msm::points(kCapacity, false, bench.rng()));
  for (const size_t n : {1, 16, 256}) {
    msm::Case c;
    c.name = "uniform scalars";
    for (size_t i = 0; i < n; ++i) c.scalars.push_back(msm::from(rng.field(tb::kFr)));
    const auto result = mid.run(core, c, false);
    std::printf("%zu uniform scalars: %llu cycles, %llu additions to buckets, %llu products, stall %llu, empty %llu\n", n,
                (unsigned long long)result.cycles, (unsigned long long)mid.additions, (unsigned long long)result.work,
                (unsigned long long)result.stall, (unsigned long long)result.empty);
  }

  // Digits of the same few buckets back to back, new ones and stalled ones at once.
  for (unsigned i = 0; i < 6; ++i) mid.run(core, msm::few_buckets(rng, kCapacity, false), false);

  mid.load(core, 0, msm::points(kCapacity, true, bench.rng()));
  for (size_t i = 0; i < random_cases; ++i) {
    core_in.pause = rng.chance(50) ? tb::Pause::random(unsigned(rng.below(90)), bench.rng()) : tb::Pause::burst(40, 400, bench.rng());
    core_out.pause = rng.chance(50) ? tb::Pause::random(unsigned(rng.below(60)), bench.rng()) : tb::Pause::burst(40, 40, bench.rng());
    const size_t count = 1 + rng.below(rng.chance(20) ? 100 : 16);
    mid.run(core, msm::random_case(rng, count, kCapacity, kWindowBits), false);
    bench.progress(i, random_cases);
  }

  core_in.pause = core_out.pause = tb::Pause::random(20, bench.rng());
  auto short_msm = [&] {
    msm::Case c;
    c.name = "after a refusal";
    c.bits = 5;
    for (int i = 0; i < 3; ++i) c.scalars.push_back(zk::small(rng.below(32)));
    mid.run(core, c, false);
  };
  msm::refusals(bench, core, mid.points, kCapacity, 100000, short_msm);

  // A reset in the middle of accumulation, in the middle of the reduction.
  msm::Case some;
  for (size_t i = 0; i < 8; ++i) some.scalars.push_back(msm::from(rng.field(tb::kFr)));
  for (const uint64_t after : {3000u, 60000u}) {
    core_in.send_elements(msm::words(some.scalars));
    core.start(tb::kMsm, 8, 0);
    bench.ticks(after);
    core_in.clear();
    bench.reset();
    core_out.clear();
    short_msm();
  }
  std::printf("%zu MSMs\n", mid.msms);
  return bench.finish();
}
