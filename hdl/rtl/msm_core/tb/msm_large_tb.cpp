// msm_core_large: golden vectors, random MSMs of every kind with pauses on both sides, use of the adder, refusals, reset.
// Every bucket of every MSM is compared.
#include "msm_model.h"

namespace {

constexpr unsigned kWindowBits = 8;
constexpr size_t kCapacity = 4096;

struct Large {
  tb::Bench &bench;
  std::vector<msm::Affine> points = std::vector<msm::Affine>(kCapacity);
  uint64_t additions = 0, first_out = 0;

  explicit Large(tb::Bench &b) : bench(b) {
    bench.watch([this] {
      if (!first_out && bench.dut.out_valid_o) first_out = bench.cycles();
    });
  }

  template <class Core> void load(Core &core, size_t first, const std::vector<msm::Affine> &some) {
    std::copy(some.begin(), some.end(), points.begin() + long(first));
    const auto result = core.run(tb::kLoad, uint32_t(some.size()), uint32_t(first), msm::words(some), 100 * some.size() + 20000);
    bench.check(result.done && !result.error && result.elements.empty(), "LOAD of %zu points", some.size());
  }

  /// Runs an MSM and compares all its buckets. Returns the adder's share of the cycles from the task to the first result.
  template <class Core> double run(Core &core, const msm::Case &c, bool has_sum) {
    const msm::Buckets want(c, points, kWindowBits);
    first_out = 0;
    const uint64_t begin = bench.cycles();
    const auto result = core.run(tb::kMsm, uint32_t(c.scalars.size()), msm::argument(c), msm::words(c.scalars), 4000000);
    const char *name = c.name.c_str();
    bench.check(result.done && !result.error, "%s: error %u", name, result.error);
    const size_t per_window = want.sums[0].size(), count = want.sums.size() * per_window;
    if (!bench.check(result.elements.size() == 3 * count, "%s: %zu elements, want %zu", name, result.elements.size(), 3 * count)) return 0;
    size_t wrong = 0;
    for (size_t i = 0; i < count; ++i) {
      const auto *e = &result.elements[3 * i];
      wrong += !msm::same(msm::from(e[0]), msm::from(e[1]), msm::from(e[2]), want.sums[i / per_window][i % per_window]);
    }
    bench.check(wrong == 0, "%s, %zu scalars from %u: %zu of %zu buckets", name, c.scalars.size(), c.first, wrong, count);
    if (has_sum) bench.check(want.sum(kWindowBits).affine() == c.sum, "%s: the sum of the buckets", name);
    additions += want.additions;
    bench.check(result.work >= want.additions, "%s: %llu additions counted, %llu made", name, (unsigned long long)result.work, (unsigned long long)want.additions);
    cycles_ = first_out - begin;
    stall_ = result.stall, empty_ = result.empty, work_ = result.work;
    return double(want.additions) / double(cycles_);
  }

  /// The same scalars for all kinds of use; says the share and holds it to `least`.
  template <class Core> void use(Core &core, const msm::Case &c, double least) {
    const double share = run(core, c, false);
    std::printf("%-28s 2^%d scalars: %llu cycles to the first bucket, adder busy %.2f %% (work %llu, stall %llu, empty %llu)\n", c.name.c_str(),
                int(__builtin_ctzll(c.scalars.size())), (unsigned long long)cycles_, 100 * share, (unsigned long long)work_,
                (unsigned long long)stall_, (unsigned long long)empty_);
    bench.check(share >= least, "%s: adder busy %.4f, want %.2f", c.name.c_str(), share, least);
  }

 private:
  uint64_t cycles_ = 0, stall_ = 0, empty_ = 0, work_ = 0;
};

}  // namespace

int main(int argc, char **argv) {
  tb::Bench bench(argc, argv);
  TB_CORE(bench, core, 256);
  const msm::Vectors vectors(bench.argument(0));
  const size_t random_cases = std::stoul(bench.argument(1));
  auto rng = bench.rng();
  Large large(bench);
  bench.reset();

  large.load(core, 0, vectors.points);
  core_in.pause = tb::Pause::random(40, bench.rng());
  core_out.pause = tb::Pause::random(30, bench.rng());
  for (const auto &c : vectors.cases) large.run(core, c, true);

  core_in.pause = core_out.pause = tb::Pause::none();
  large.load(core, 0, msm::points(kCapacity, false, bench.rng()));
  msm::Case full;
  for (size_t i = 0; i < kCapacity; ++i) full.scalars.push_back(msm::from(rng.field(tb::kFr)));
  full.name = "uniform scalars";
  large.use(core, full, 0.98);
  full.name = "equal scalars";
  full.scalars.assign(kCapacity, full.scalars[1]);
  large.use(core, full, 0.90);
  full.name = "two scalars in turn";
  const msm::U256 other = msm::from(rng.field(tb::kFr));
  for (size_t i = 1; i < kCapacity; i += 2) full.scalars[i] = other;
  large.use(core, full, 0.90);
  full.name = "scalars of 8 bits";
  full.bits = 8;
  for (auto &k : full.scalars) k = zk::small(rng.below(256));
  large.use(core, full, 0);
  full.name = "zeros and ones, 1 bit";
  full.bits = 1;
  for (auto &k : full.scalars) k = zk::small(rng.below(2));
  large.use(core, full, 0);

  // Without pauses digits of hot buckets come back to back, and with few scalars some copies stay empty: an item that skips a copy
  // shows only here (copies beyond an empty one are lost when they are merged).
  for (unsigned i = 0; i < 160; ++i) {
    core_in.pause = i % 4 == 3 ? tb::Pause::burst(40, 400, bench.rng()) : tb::Pause::none();
    large.run(core, msm::few_buckets(rng, kCapacity, i % 16 == 0), false);
  }

  large.load(core, 0, msm::points(kCapacity, true, bench.rng()));
  for (size_t i = 0; i < random_cases; ++i) {
    core_in.pause = rng.chance(50) ? tb::Pause::random(unsigned(rng.below(90)), bench.rng()) : tb::Pause::burst(40, 400, bench.rng());
    core_out.pause = rng.chance(50) ? tb::Pause::random(unsigned(rng.below(60)), bench.rng()) : tb::Pause::burst(40, 40, bench.rng());
    const size_t count = 1 + rng.below(rng.chance(30) ? 500 : 60);
    large.run(core, msm::random_case(rng, count, kCapacity, kWindowBits), false);
    bench.progress(i, random_cases);
  }

  core_in.pause = core_out.pause = tb::Pause::random(20, bench.rng());
  auto small_msm = [&] { large.run(core, msm::random_case(rng, 3, kCapacity, kWindowBits), false); };
  msm::refusals(bench, core, large.points, kCapacity, 100000, small_msm);

  // A reset in the middle of an MSM, in the middle of the read-out.
  for (uint64_t after : {2000u, 9000u}) {
    core_in.send_elements(msm::words(full.scalars));
    core.start(tb::kMsm, kCapacity, 0);
    bench.ticks(after);
    core_in.clear();
    bench.reset();
    core_out.clear();
    small_msm();
  }
  std::printf("%llu point additions\n", (unsigned long long)large.additions);
  bench.check(large.additions >= 100000, "%llu point additions are too few", (unsigned long long)large.additions);
  return bench.finish();
}
