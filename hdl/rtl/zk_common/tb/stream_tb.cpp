// Skid buffer and FIFO: order, no loss, capacity, throughput, pauses on both sides, a reset with data inside. Arguments: width,
// words it holds at least, cycles from an empty input to the output.
#include "tb.h"

using namespace tb;

int main(int argc, char **argv) {
  Bench bench(argc, argv);
  const unsigned width = unsigned(std::stoul(bench.argument(0)));
  const size_t capacity = std::stoul(bench.argument(1)), latency = std::stoul(bench.argument(2));
  auto &in = TB_SOURCE_NO_LAST(bench, in, width);
  auto &out = TB_SINK_NO_LAST(bench, out, width);
  Rng rng = bench.rng();
  const auto word = [&] {
    Word w = rng.word();
    for (unsigned i = 0; i < 8; ++i)
      if (32 * i >= width) w[i] = 0;
      else if (32 * (i + 1) > width) w[i] &= (1u << (width - 32 * i)) - 1;
    return w;
  };
  bench.reset();

  // Latency and throughput without pauses.
  std::vector<Word> sent;
  for (int i = 0; i < 1000; ++i) {
    sent.push_back(word());
    in.send(sent.back());
  }
  const uint64_t begin = bench.cycles();
  bench.wait([&] { return !out.beats.empty(); }, 100, "the first word");
  bench.check(bench.cycles() - begin == latency + 1, "latency %llu, want %zu", (unsigned long long)(bench.cycles() - begin - 1), latency);
  bench.wait([&] { return out.beats.size() == 1000; }, 2000, "1000 words");
  bench.check(bench.cycles() - begin == 1000 + latency, "1000 words took %llu cycles", (unsigned long long)(bench.cycles() - begin));
  for (int i = 0; i < 1000; ++i) bench.check(out.beats[size_t(i)].data == sent[size_t(i)], "word %d", i);
  out.clear();

  // Pauses on both sides.
  for (const unsigned idle : {0u, 20u, 50u, 90u})
    for (const unsigned busy : {0u, 20u, 50u, 90u})
      for (const bool burst : {false, true}) {
        in.pause = burst ? Pause::burst(1 + idle, 1 + idle / 2, bench.rng()) : Pause::random(idle, bench.rng());
        out.pause = burst ? Pause::burst(1 + busy / 2, 1 + busy, bench.rng()) : Pause::random(busy, bench.rng());
        sent.clear();
        for (int i = 0; i < 500; ++i) {
          sent.push_back(word());
          in.send(sent.back());
        }
        bench.wait([&] { return out.beats.size() == sent.size(); }, 60000, "500 words with pauses");
        for (size_t i = 0; i < sent.size() && i < out.beats.size(); ++i) bench.check(out.beats[i].data == sent[i], "word %zu, idle %u, busy %u", i, idle, busy);
        out.clear();
      }

  // It holds what it says, and no more.
  in.pause = Pause::none();
  out.pause = Pause::always();
  const size_t before = in.sent();
  for (size_t i = 0; i < capacity + 10; ++i) in.send(word());
  bench.ticks(3 * capacity + 30);
  bench.check(in.sent() - before == capacity, "it took %zu words, want %zu", in.sent() - before, capacity);

  // A reset throws them away.
  in.clear();
  bench.reset();
  out.pause = Pause::none();
  bench.ticks(20);
  bench.check(out.beats.empty(), "%zu words after a reset", out.beats.size());
  in.send(from_u64(1));
  bench.wait([&] { return out.beats.size() == 1; }, 20, "a word after a reset");
  return bench.finish();
}
