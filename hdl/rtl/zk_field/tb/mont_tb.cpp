// Montgomery multipliers of every shape: vectors, random products, pauses, reset in mid-flight, latency.
//   mont_tb fq_mul.vec fr_mul.vec FIELDS LATENCY RANDOM     LATENCY 0: not fixed
#include <deque>

#include "tb.h"
#include "../vectors/reference.h"

namespace {

struct Expected {
  tb::Word c;
  bool fr;
  uint64_t cycle;
};

template <class T> auto ready(T &dut, int) -> decltype(dut.in_ready_o, true) { return dut.in_ready_o; }
template <class T> bool ready(T &, long) { return true; }

tb::Word to_word(const zk::U256 &x) {
  tb::Word w;
  x.store(w);
  return w;
}

}  // namespace

int main(int argc, char **argv) {
  tb::Bench bench(argc, argv);
  auto &dut = bench.dut;
  const int fields = std::stoi(bench.argument(2));
  const uint64_t latency = std::stoull(bench.argument(3));
  const size_t random = std::stoull(bench.argument(4));
  std::deque<Expected> flying;
  uint64_t taken = 0, first_taken = 0, last_out = 0, shortest = ~0ull, longest = 0;
  bool accepted = false;
  Expected next;

  bench.watch([&] {
    if (dut.out_valid_o) {
      if (!bench.check(!flying.empty(), "a result that nobody asked for")) return;
      const Expected want = flying.front();
      flying.pop_front();
      const uint64_t took = bench.cycles() - want.cycle;
      shortest = std::min(shortest, took), longest = std::max(longest, took);
      last_out = bench.cycles();
      bench.check_equal(tb::canonical(tb::get(dut.c_o), want.fr ? tb::kFr : tb::kFq), want.c, want.fr ? "fr" : "fq", taken - flying.size());
      if (latency) bench.check(took == latency, "took %llu cycles, not %llu", (unsigned long long)took, (unsigned long long)latency);
    }
    accepted = dut.in_valid_i && ready(dut, 0);
    if (!accepted) return;
    next.cycle = bench.cycles();
    flying.push_back(next);
    if (taken++ == 0) first_taken = bench.cycles();
  });

  const auto idle = [&] {
    dut.in_valid_i = 0;
    for (int i = 0; i < 8; i++) dut.a_i[i] = dut.b_i[i] = 0xdeadbeef;
    dut.field_i = 1;
  };
  const auto push = [&](const tb::Word &a, const tb::Word &b, const tb::Word &c, bool fr) {
    next = {c, fr, 0};
    dut.in_valid_i = 1;
    dut.field_i = fr;
    tb::put(dut.a_i, a), tb::put(dut.b_i, b);
    accepted = false;
    bench.wait([&] { return accepted; }, 1000, "operands taken");
    idle();
  };
  const auto drain = [&] { bench.wait([&] { return flying.empty(); }, 2000, "results"); };

  idle();
  bench.reset();
  tb::Rng rng = bench.rng();
  for (int field = 0; field < 2; field++) {
    if (!(fields >> field & 1)) continue;
    for (int pauses = 0; pauses < 2; pauses++)
      for (const auto &row : tb::read_vectors(bench.argument(field))) {
        if (pauses) bench.ticks(rng.below(24));
        push(row[0], row[1], row[2], field);
      }
  }
  drain();

  // Both fields mixed, at full speed: also measures throughput.
  taken = 0;
  zk::Random source{rng.next()};
  for (size_t i = 0; i < random; i++) {
    const bool fr = fields == 2 || (fields == 3 && rng.chance(50));
    const zk::Field &f = fr ? zk::Fr : zk::Fq;
    const zk::U256 a = source.below(zk::plus(f.p, f.p)), b = source.below(zk::plus(f.p, f.p));
    push(to_word(a), to_word(b), to_word(f.mul(a, b)), fr);
    bench.progress(i, random);
  }
  drain();
  std::printf("latency %llu to %llu cycles, %.2f cycles a product\n", (unsigned long long)shortest, (unsigned long long)longest,
              double(last_out - first_taken - shortest) / double(random - 1));

  // A reset throws away what is in flight and leaves nothing behind.
  for (int round = 0; round < 20; round++) {
    const zk::Field &f = fields == 2 ? zk::Fr : zk::Fq;
    const zk::U256 a = source.below(f.p), b = source.below(f.p), c = f.mul(a, b);
    for (unsigned i = 0; i < 6; i++) push(to_word(a), to_word(b), to_word(c), fields == 2);
    bench.ticks(rng.below(80));
    bench.reset();
    flying.clear();
    push(to_word(b), to_word(a), to_word(c), fields == 2);
    drain();
  }
  return bench.finish();
}
