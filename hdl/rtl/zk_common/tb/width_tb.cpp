// zk_widen or zk_narrow: packets of any length, marks of short ones, pauses. Arguments: bits of the narrow
// side, ratio, which of the two.
#include "tb.h"

using namespace tb;

// Only zk_narrow has this input.
template <class T> auto set_error(T &dut, int) -> decltype((void)dut.in_error_i) { dut.in_error_i = 0; }
template <class T> void set_error(T &, long) {}

int main(int argc, char **argv) {
  Bench bench(argc, argv);
  const unsigned narrow = unsigned(std::stoul(bench.argument(0))), ratio = unsigned(std::stoul(bench.argument(1)));
  const bool widen = bench.argument(2) == "widen";
  auto &in = TB_SOURCE(bench, in, widen ? narrow : narrow * ratio);
  auto &out = TB_SINK(bench, out, widen ? narrow * ratio : narrow);
  Rng rng = bench.rng();
  const auto part = [&](const Word &word, unsigned at) {
    Word w{};
    for (unsigned bit = 0; bit < narrow; ++bit) w[bit / 32] |= ((word[(at * narrow + bit) / 32] >> ((at * narrow + bit) % 32)) & 1) << (bit % 32);
    return w;
  };
  std::vector<bool> errors;
  bench.watch([&] {
    if (bench.dut.out_valid_o && bench.dut.out_ready_i) errors.push_back(bench.dut.out_error_o);
  });
  set_error(bench.dut, 0);
  bench.reset();
  for (const unsigned idle : {0u, 50u, 90u})
    for (const unsigned busy : {0u, 50u, 90u}) {
      in.pause = Pause::random(idle, bench.rng());
      out.pause = Pause::random(busy, bench.rng());
      std::vector<Beat> want;
      std::vector<bool> want_error;
      errors.clear();
      for (int p = 0; p < 60; ++p) {
        const size_t beats = 1 + rng.below(widen ? 5 * ratio : 5);  // of the input
        Word word{};
        for (size_t i = 0; i < beats; ++i) {
          const bool last = i + 1 == beats;
          if (widen) {
            const unsigned at = unsigned(i % ratio);
            const Word digit = part(rng.word(), 0);
            in.send(digit, last);
            if (at == 0) word = Word{};
            for (unsigned bit = 0; bit < narrow; ++bit) word[(at * narrow + bit) / 32] |= ((digit[bit / 32] >> (bit % 32)) & 1) << ((at * narrow + bit) % 32);
            if (last || at + 1 == ratio) {
              want.push_back({word, last});
              want_error.push_back(last && at + 1 != ratio);
            }
          } else {
            Word wide{};
            for (unsigned k = 0; k < ratio; ++k) {
              const Word digit = part(rng.word(), 0);
              for (unsigned bit = 0; bit < narrow; ++bit) wide[(k * narrow + bit) / 32] |= ((digit[bit / 32] >> (bit % 32)) & 1) << ((k * narrow + bit) % 32);
              want.push_back({digit, last && k + 1 == ratio});
              want_error.push_back(false);
            }
            in.send(wide, last);
          }
        }
      }
      bench.wait([&] { return out.beats.size() >= want.size(); }, 200000, "all beats");
      bench.ticks(20);
      bench.check(out.beats.size() == want.size(), "%zu beats, want %zu", out.beats.size(), want.size());
      for (size_t i = 0; i < want.size() && i < out.beats.size(); ++i) {
        bench.check(out.beats[i] == want[i], "beat %zu: %s, want %s", i, hex(out.beats[i].data).c_str(), hex(want[i].data).c_str());
        bench.check(errors[i] == want_error[i], "mark of beat %zu", i);
      }
      out.clear();
    }
  return bench.finish();
}
