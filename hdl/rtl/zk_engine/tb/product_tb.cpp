// zk_product against the field vectors, with pauses, factors that are not canonical, packets of the wrong length, resets.
#include "tb.h"
#include "tb_core.h"

using namespace tb;

int main(int argc, char **argv) {
  Bench bench(argc, argv);
  TB_CORE(bench, core, 16);
  Rng rng = bench.rng();
  bench.reset();
  for (unsigned field = 0; field < 2; ++field) {
    const Word p = field ? kFr : kFq;
    // Vectors may hold factors up to 2p; MUL takes canonical ones and gives the canonical product.
    std::vector<Word> in, want;
    for (const auto &row : read_vectors(bench.argument(field)))
      if (row.keyword == "mul" && less(row[0], p) && less(row[1], p)) {
        in.push_back(row[0]);
        in.push_back(row[1]);
        want.push_back(row[2]);
      }
    bench.check(want.size() > 30, "only %zu vectors", want.size());
    for (const unsigned pause : {0u, 40u}) {
      core_in.pause = Pause::random(pause, bench.rng());
      core_out.pause = Pause::random(pause, bench.rng());
      const auto result = core.run(kMul, uint32_t(want.size()), field, in, 4000000);
      bench.check(result.error == 0 && result.elements.size() == want.size(), "error %u, %zu products", result.error, result.elements.size());
      for (size_t i = 0; i < want.size() && i < result.elements.size(); ++i) bench.check_equal(result.elements[i], want[i], "product", i);
    }
    const Word one = from_u64(1), zero{};
    const std::vector<Word> some(in.end() - 2, in.end());
    const struct { uint32_t count; std::vector<Word> in; unsigned error; } bad[] = {
        {0, {one}, kBadCount}, {1, {p, one}, kNotCanonical}, {1, {one, p}, kNotCanonical}, {1, {one}, kBadLength}, {1, {one, one, one}, kBadLength},
        {2, {one, zero, one}, kBadLength}, {1, {minus(zero, one), zero}, kNotCanonical}, {2, {one, one}, kBadLength}};
    for (const auto &c : bad) {
      const auto result = core.run(kMul, c.count, field, c.in, 100000);
      bench.check(result.error == c.error, "count %u, %zu elements: error %u, want %u", c.count, c.in.size(), result.error, c.error);
      const auto good = core.run(kMul, 1, field, some, 100000);
      bench.check(good.error == 0 && good.elements.size() == 1, "the task after a bad one");
      if (good.elements.size() == 1) bench.check_equal(good.elements[0], want.back(), "product after a bad task", 0);
    }
    // A reset at any time, with results of the old product still on their way when the next factors come.
    core_in.pause = core_out.pause = Pause::none();
    for (unsigned at = 0; at < 330; ++at) {
      core_in.send_elements(some);
      core.start(kMul, 1, field);
      bench.ticks(at);
      core_in.clear();
      bench.reset(1);
      core_out.clear();
      const auto result = core.run(kMul, 1, field, some, 100000);
      bench.check(result.error == 0 && result.elements.size() == 1, "reset after %u cycles: error %u", at, result.error);
      if (result.elements.size() == 1) bench.check_equal(result.elements[0], want.back(), "product after a reset", at);
    }
  }
  return bench.finish();
}
