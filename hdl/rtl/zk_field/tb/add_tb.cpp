// Modular adders: vectors, then random operands of both fields mixed, one a cycle.
//   add_tb fq_add.vec fr_add.vec STAGES FIELDS RANDOM
#include <deque>

#include "tb.h"
#include "../vectors/reference.h"

int main(int argc, char **argv) {
  tb::Bench bench(argc, argv);
  auto &dut = bench.dut;
  const size_t stages = std::stoull(bench.argument(2)), random = std::stoull(bench.argument(4));
  const int fields = std::stoi(bench.argument(3));
  struct Case {
    zk::U256 a, sum, difference, canonical;
    bool fr;
  };
  std::deque<Case> flying;  // newest first
  constexpr size_t kCanonical = 3;  // latency of zk_canonical
  size_t index = 0;

  const auto compare = [&](const tb::Word &got, const zk::U256 &want, bool fr, bool reduce, const char *what) {
    tb::Word expected;
    want.store(expected);
    bench.check_equal(reduce ? tb::canonical(got, fr ? tb::kFr : tb::kFq) : got, expected, what, index);
  };
  const auto push = [&](const zk::U256 &a, const zk::U256 &b, const zk::U256 &sum, const zk::U256 &difference, bool fr) {
    a.store(dut.a_i), b.store(dut.b_i);
    dut.field_i = fr;
    flying.push_front({a, sum, difference, (fr ? zk::Fr : zk::Fq).reduce(a), fr});
    bench.tick();
    index++;
    if (flying.size() >= stages) {
      const Case &c = flying[stages - 1];
      compare(tb::get(dut.sum_o), c.sum, c.fr, true, "sum");
      compare(tb::get(dut.difference_o), c.difference, c.fr, true, "difference");
    }
    if (flying.size() >= kCanonical) compare(tb::get(dut.canonical_o), flying[kCanonical - 1].canonical, flying[kCanonical - 1].fr, false, "canonical");
    if (flying.size() > stages + kCanonical) flying.pop_back();
  };

  for (int field = 0; field < 2; field++) {
    if (!(fields >> field & 1)) continue;
    for (const auto &row : tb::read_vectors(bench.argument(field)))
      push(zk::U256::load(row[0]), zk::U256::load(row[1]), zk::U256::load(row[2]), zk::U256::load(row[3]), field);
  }
  tb::Rng rng = bench.rng();
  zk::Random source{rng.next()};
  for (size_t i = 0; i < random + stages; i++) {
    const bool fr = fields == 2 || (fields == 3 && rng.chance(50));
    const zk::Field &f = fr ? zk::Fr : zk::Fq;
    const zk::U256 a = source.below(zk::plus(f.p, f.p)), b = source.below(zk::plus(f.p, f.p));
    push(a, b, f.add(f.reduce(a), f.reduce(b)), f.sub(f.reduce(a), f.reduce(b)), fr);
  }
  return bench.finish();
}
