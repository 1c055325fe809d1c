// msm_sequencer: the vectors of mixed and full additions, exact coordinates; one at a time, and as many as fit with pauses; the
// share of multiplier slots that a stream of mixed additions uses.
#include "msm_model.h"

#include <deque>

namespace {

struct Addition {
  bool full;
  std::vector<tb::Word> operands, sum;
};

struct Host {
  tb::Bench &bench;
  std::deque<std::pair<unsigned, const Addition *>> flying;
  unsigned next_tag = 1;
  uint64_t products = 0, right = 0, latest = 0;

  explicit Host(tb::Bench &b) : bench(b) {
    auto &dut = bench.dut;
    dut.load_valid_i = 0;
    dut.slot_i = 0;
    bench.watch([this] {
      auto &d = bench.dut;
      products += d.work_o;
      if (!d.sum_valid_o) return;
      for (auto it = flying.begin(); it != flying.end(); ++it) {
        if (it->first != d.sum_tag_o) continue;
        // Sums may reach 2p and a little.
        tb::Word got = tb::get(d.sum_data_o);
        if (!tb::less(got, tb::kFq)) got = tb::minus(got, tb::kFq);
        if (!tb::less(got, tb::kFq)) got = tb::minus(got, tb::kFq);
        right += bench.check_equal(got, it->second->sum[d.sum_index_o], it->second->full ? "full addition, coordinate" : "mixed addition, coordinate", d.sum_index_o);
        latest = bench.cycles();
        if (d.sum_index_o == 2) flying.erase(it);
        return;
      }
      bench.check(false, "a sum with the tag %u", unsigned(d.sum_tag_o));
    });
  }

  void add(const Addition &a) {
    auto &dut = bench.dut;
    bench.wait([&] { return bool(dut.free_o); }, 5000, "a free context");
    const unsigned tag = next_tag = next_tag % 4000 + 1;
    flying.emplace_back(tag, &a);
    for (size_t i = 0; i < a.operands.size(); ++i) {
      dut.load_valid_i = 1;
      dut.load_index_i = i;
      tb::put(dut.load_data_i, a.operands[i]);
      dut.load_last_i = i + 1 == a.operands.size();
      dut.load_full_i = a.full;
      dut.load_tag_i = tag;
      for (bool taken = false; !taken;) {
        bench.eval();
        taken = dut.load_ready_o;
        bench.tick();
      }
    }
    dut.load_valid_i = 0;
  }
  void drain() {
    bench.wait([&] { return flying.empty(); }, 20000, "the end of all additions");
    bench.ticks(4);
    bench.check(bench.dut.idle_o, "not idle");
  }
};

}  // namespace

int main(int argc, char **argv) {
  tb::Bench bench(argc, argv);
  std::vector<Addition> additions;
  for (size_t file = 0; file < 2; ++file)
    for (const auto &row : tb::read_vectors(bench.argument(file))) {
      const size_t operands = file == 0 ? 5 : 6;
      additions.push_back({file == 1, {row.values.begin(), row.values.begin() + long(operands)}, {row.values.begin() + long(operands), row.values.end()}});
    }
  Host host(bench);
  auto rng = bench.rng();
  bench.reset();
  bench.ticks(140);

  uint64_t alone[2] = {0, 0};
  for (size_t i = 0; i < additions.size(); i += 17) {
    const uint64_t begin = bench.cycles();
    host.add(additions[i]);
    host.drain();
    alone[additions[i].full] = std::max(alone[additions[i].full], host.latest - begin);
  }
  std::printf("alone: a mixed addition at most %llu cycles, a full one %llu\n", (unsigned long long)alone[0], (unsigned long long)alone[1]);

  for (int round = 0; round < 3; ++round)
    for (const auto &a : additions) {
      host.add(a);
      if (rng.chance(10)) bench.ticks(rng.below(300));
    }
  host.drain();

  std::vector<const Addition *> mixed;
  for (const auto &a : additions)
    if (!a.full) mixed.push_back(&a);
  const uint64_t begin = bench.cycles(), before = host.products;
  const size_t count = 400;
  for (size_t i = 0; i < count; ++i) host.add(*mixed[i % mixed.size()]);
  const double cycles = double(bench.cycles() - begin);
  std::printf("%zu mixed additions: one in %.2f cycles, %.1f %% of the multiplier slots\n", count, cycles / double(count), 400 * double(host.products - before) / cycles);
  bench.check(cycles / double(count) < 46, "an addition in %.2f cycles", cycles / double(count));
  host.drain();
  return bench.finish();
}
