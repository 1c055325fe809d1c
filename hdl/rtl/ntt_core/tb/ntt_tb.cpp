// ntt_core on its multiplier bank: golden vectors, random transforms with pauses, refusals, reset, utilisation, cycles.
//   ntt_tb ntt.vec DATA_WIDTH LOG_MAX RANDOM LARGEST_RANDOM BUSY_FROM [--cycles]
// BUSY_FROM: log2 of the size from which butterflies have to be busy in 95 % of the transform phase.
// --cycles prints `cycles LOG_N INVERSE COSET KNOWN PREPARE LOAD TRANSFORM UNLOAD TOTAL` instead of testing (no pauses; KNOWN: the shift's inverse was kept).
#include <map>

#include "tb.h"
#include "../vectors/reference.h"

namespace {

constexpr uint64_t kPatience = 8'000'000;
enum Phase { kIdle, kPrepare, kLoad, kTransform, kUnload, kRefuse, kPhases };

zk::U256 number(const tb::Word &w) { return zk::U256::load(w); }
tb::Word word(const zk::U256 &x) {
  tb::Word w;
  x.store(w);
  return w;
}

struct Task {
  int log_n = 0;
  bool inverse = false, coset = false;
  tb::Word shift{};
  std::vector<tb::Word> values;

  uint32_t arg() const { return unsigned(inverse) | unsigned(coset) << 1; }
  std::vector<tb::Word> data() const {
    std::vector<tb::Word> all;
    if (coset) all.push_back(shift);
    all.insert(all.end(), values.begin(), values.end());
    return all;
  }
  std::vector<tb::Word> answer() const {
    std::vector<zk::U256> a;
    for (const auto &v : values) a.push_back(number(v));
    std::vector<tb::Word> out;
    for (const auto &v : zk::ntt(a, inverse, coset ? number(shift) : zk::Fr.one)) out.push_back(word(v));
    return out;
  }
};

template <class Core> class Test {
 public:
  Test(tb::Bench &bench, Core &core, int log_max) : bench_(bench), core_(core), log_max_(log_max), rng_(bench.rng()) {
    bench_.watch([this] {
      ++phases[bench_.dut.phase_o];
      if (bench_.dut.phase_o == kTransform) busy += bench_.dut.work_o, stalled += bench_.dut.stall_o;
    });
  }

  uint64_t phases[8] = {}, busy = 0, stalled = 0;

  void restart() {
    for (auto &p : phases) p = 0;
    busy = stalled = 0;
  }

  Task random(int log_n) {
    Task task;
    task.log_n = log_n;
    task.inverse = rng_.chance(50);
    task.coset = rng_.chance(50);
    if (task.coset && rng_.chance(40)) shift_ = rng_.field(tb::kFr);
    task.shift = shift_;
    task.values.resize(size_t(1) << log_n);
    const unsigned kind = unsigned(rng_.below(8));
    for (auto &v : task.values)
      v = kind == 0 ? word(zk::minus(zk::Fr.p, zk::small(1))) : kind == 1 && rng_.chance(90) ? tb::Word{} : rng_.field(tb::kFr);
    return task;
  }

  void expect(const Task &task, const std::vector<tb::Word> &answer, const char *what) {
    const auto result = core_.run(tb::kNtt, uint32_t(task.values.size()), task.arg(), task.data(), kPatience);
    bench_.check(result.done && result.error == 0, "%s: done %d, error %u", what, result.done, result.error);
    bench_.check(result.elements.size() == answer.size(), "%s: %zu elements of %zu", what, result.elements.size(), answer.size());
    for (size_t i = 0; i < answer.size() && i < result.elements.size(); ++i) bench_.check_equal(result.elements[i], answer[i], what, i);
  }

  void vectors(const std::string &path) {
    Task task;
    std::vector<tb::Word> answer;
    for (const auto &row : tb::read_vectors(path)) {
      if (row.keyword == "ntt") {
        task = Task();
        answer.clear();
        task.log_n = int(row[0][0]);
        task.inverse = row[1][0] & 1;
        task.coset = row[1][0] >> 1 & 1;
      } else if (row.keyword == "shift") task.shift = row[0];
      else if (row.keyword == "in") task.values.push_back(row[0]);
      else if (row.keyword == "out") answer.push_back(row[0]);
      if (!answer.empty() && answer.size() == size_t(1) << task.log_n) {
        expect(task, answer, "vector");
        answer.clear();
      }
    }
  }

  void pauses() {
    switch (rng_.below(5)) {
      case 0: core_.in.pause = tb::Pause::none(); break;
      case 1: core_.in.pause = tb::Pause::random(unsigned(rng_.below(90)), bench_.rng()); break;
      case 2: core_.in.pause = tb::Pause::burst(20, 60, bench_.rng()); break;
      case 3: core_.in.pause = tb::Pause::until(400); break;
      default: core_.in.pause = tb::Pause::random(20, bench_.rng());
    }
    switch (rng_.below(5)) {
      case 0: core_.out.pause = tb::Pause::none(); break;
      case 1: core_.out.pause = tb::Pause::random(unsigned(rng_.below(90)), bench_.rng()); break;
      case 2: core_.out.pause = tb::Pause::burst(30, 90, bench_.rng()); break;
      case 3: core_.out.pause = tb::Pause::until(3000); break;
      default: core_.out.pause = tb::Pause::random(20, bench_.rng());
    }
  }
  void no_pauses() {
    core_.in.pause = tb::Pause::none();
    core_.out.pause = tb::Pause::none();
  }

  void randoms(size_t count, int largest) {
    for (size_t i = 0; i < count; ++i) {
      pauses();
      const bool each = i < 2 * size_t(largest + 1);  // every size in both directions, then any
      Task task = random(each ? int(i / 2) : int(std::min(rng_.below(largest + 1), rng_.below(largest + 1))));
      if (each) task.inverse = i & 1;
      expect(task, task.answer(), "random");
      bench_.progress(i + 1, count);
    }
    no_pauses();
  }

  /// The task must end with this error and nothing else, and the next one be right.
  void refuse(unsigned op, uint32_t count, uint32_t arg, unsigned error, const char *what) {
    bench_.check(core_.start(op, count, arg), "%s: not taken", what);
    const auto result = core_.finish(kPatience);
    bench_.check(result.done && result.error == error, "%s: done %d, error %u instead of %u", what, result.done, result.error, error);
    bench_.check(result.elements.empty(), "%s: %zu elements came out", what, result.elements.size());
    const Task task = random(3);
    expect(task, task.answer(), what);
  }

  void refusals(unsigned width) {
    const auto send = [&](size_t count, size_t bad_at = ~size_t(0), tb::Word bad = {}) {
      std::vector<tb::Word> data(count);
      for (size_t i = 0; i < count; ++i) data[i] = i == bad_at ? bad : rng_.field(tb::kFr);
      core_.in.send_elements(data);
    };
    tb::Word ones;
    ones.fill(~0u);
    for (int round = 0; round < 4; ++round) {
      if (round > 1) pauses();
      for (unsigned op : {0u, 1u, 2u, 3u, 5u, 15u}) send(4), refuse(op, 4, 0, tb::kUnknownOp, "another op");
      for (uint32_t count : {0u, 3u, 6u, 7u, 2u << log_max_, 0x80000000u, 0xffffffffu}) send(5), refuse(tb::kNtt, count, 0, tb::kBadCount, "bad count");
      for (const tb::Word &bad : {tb::kFr, word(zk::plus(zk::Fr.p, zk::small(1))), ones})
        for (size_t at : {size_t(0), size_t(7), size_t(15)}) send(16, at, bad), refuse(tb::kNtt, 16, 0, tb::kNotCanonical, "not canonical");
      send(17, 0, tb::kFr), refuse(tb::kNtt, 16, 2, tb::kNotCanonical, "shift not canonical");
      send(17, 0, tb::Word{}), refuse(tb::kNtt, 16, 2 + (round & 1), tb::kBadCount, "shift zero");
      for (size_t length : {size_t(1), size_t(15), size_t(17), size_t(32), size_t(64)}) send(length), refuse(tb::kNtt, 16, 0, tb::kBadLength, "wrong length");
      for (size_t length : {size_t(1), size_t(16), size_t(18)}) send(length), refuse(tb::kNtt, 16, 3, tb::kBadLength, "wrong length, coset");
      send(2), refuse(tb::kNtt, 1, 0, tb::kBadLength, "wrong length, one element");
      if (width < 256) {  // ends inside an element
        for (int beats : {1, 5, 16 * int(256 / width) - 1, 16 * int(256 / width) + 1}) {
          for (int i = 0; i < beats; ++i) core_.in.send(tb::Word{}, i + 1 == beats);
          refuse(tb::kNtt, 16, 0, tb::kBadLength, "a piece of an element");
        }
      }
    }
    no_pauses();
  }

  void resets() {
    for (uint64_t after : {20, 300, 700, 1100, 1500, 2500, 4000}) {
      const Task victim = random(7);
      core_.in.send_elements(victim.data());
      core_.start(tb::kNtt, 128, victim.arg());
      bench_.ticks(after);
      core_.in.clear();
      bench_.reset();
      core_.out.clear();
      const Task task = random(5);
      expect(task, task.answer(), "after reset");
    }
  }

  void utilisation(int from, int to, double least) {
    for (int log_n = from; log_n <= to; ++log_n)
      for (const bool inverse : {false, true}) {
        restart();
        Task task = random(log_n);
        task.inverse = inverse;
        expect(task, task.answer(), "utilisation");
        const double part = double(busy) / double(phases[kTransform]);
        std::printf("2^%d%s: butterflies busy in %.1f %% of %llu cycles of the transform phase\n", log_n, inverse ? " inverse" : "", 100 * part,
                    (unsigned long long)phases[kTransform]);
        bench_.check(part >= least, "2^%d: busy %.3f", log_n, part);
      }
  }

  void cycles(int largest) {
    for (int log_n = 0; log_n <= largest; ++log_n)
      for (int kind = 0; kind < 6; ++kind) {
        const tb::Word kept = shift_;
        Task task = random(log_n);
        task.inverse = kind == 1 || kind >= 4;
        task.coset = kind >= 2;
        task.shift = shift_ = kind == 2 || kind == 4 ? rng_.field(tb::kFr) : kept;
        if (log_n > 0 && kind == 0) expect(task, task.answer(), "cycles");  // the twiddles are there from now on
        restart();
        const auto result = core_.run(tb::kNtt, uint32_t(task.values.size()), task.arg(), task.data(), kPatience);
        std::printf("cycles %d %d %d %d %llu %llu %llu %llu %llu\n", log_n, task.inverse, task.coset, kind == 5, (unsigned long long)phases[kPrepare],
                    (unsigned long long)phases[kLoad], (unsigned long long)phases[kTransform], (unsigned long long)phases[kUnload], (unsigned long long)result.busy);
        bench_.check(result.error == 0, "cycles: error %u", result.error);
      }
  }

 private:
  tb::Bench &bench_;
  Core &core_;
  const int log_max_;
  tb::Rng rng_;
  tb::Word shift_ = word(zk::Fr.enter(zk::small(5)));
};

}  // namespace

int main(int argc, char **argv) {
  tb::Bench bench(argc, argv);
  const unsigned width = unsigned(std::stoul(bench.argument(1)));
  const int log_max = std::stoi(bench.argument(2));
  const size_t random = std::stoul(bench.argument(3));
  const int largest = std::stoi(bench.argument(4));
  const int busy_from = std::stoi(bench.argument(5));
  TB_CORE(bench, core, width);
  Test<decltype(core)> test(bench, core, log_max);
  bench.reset();
  if (bench.given.own.size() > 6) {
    test.cycles(log_max);
    return bench.finish();
  }
  test.vectors(bench.argument(0));
  test.randoms(random, largest);
  test.refusals(width);
  test.resets();
  test.utilisation(busy_from, log_max, 0.95);
  return bench.finish();
}
