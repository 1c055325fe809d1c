// What every C++ bench shares. A bench includes this file (run.py defines DUT and DUT_HEADER), makes one tb::Bench and
// attaches stream sources and sinks to it. One tick is: agents drive, clock low, agents look at what the next rising edge
// will transfer, clock high.
//
//   int main(int argc, char **argv) {
//     tb::Bench bench(argc, argv);
//     auto &in = TB_SOURCE(bench, in, 32);      // in_valid_i, in_ready_o, in_data_i, in_last_i; 32 bits
//     auto &out = TB_SINK(bench, out, 32);      // out_valid_o, out_ready_i, out_data_o, out_last_o
//     in.pause = tb::Pause::random(40, bench.rng());
//     bench.reset();
//     for (const auto &row : tb::read_vectors(bench.argument(0))) { ... bench.check_equal(got, row[2], row.keyword.c_str(), i); }
//     return bench.finish();
//   }
#pragma once
#include <functional>
#include <memory>
#include <vector>

#include DUT_HEADER
#include "tb_stream.h"
#include "tb_word.h"
#include "verilated.h"
#if VM_COVERAGE
#include "verilated_cov.h"
#endif
#if VM_TRACE
#include "verilated_fst_c.h"
#endif

#include <chrono>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

namespace tb {

/// --waves=FILE, --waves-cycles=N (only the first N), --coverage=FILE, --seed=N; all others are the bench's own (vector files).
struct Arguments {
  std::string waves, coverage;
  uint64_t seed = 1, waves_cycles = ~0ull;
  std::vector<std::string> own;

  Arguments(int argc, char **argv) {
    for (int i = 1; i < argc; ++i) {
      const std::string text = argv[i];
      if (text.rfind("--waves=", 0) == 0) waves = text.substr(8);
      else if (text.rfind("--waves-cycles=", 0) == 0) waves_cycles = std::strtoull(text.c_str() + 15, nullptr, 0);
      else if (text.rfind("--coverage=", 0) == 0) coverage = text.substr(11);
      else if (text.rfind("--seed=", 0) == 0) seed = std::strtoull(text.c_str() + 7, nullptr, 0);
      else own.push_back(text);
    }
  }
};

class Bench {
 public:
  const Arguments given;
  const std::unique_ptr<VerilatedContext> context{new VerilatedContext};
  const std::unique_ptr<DUT> top;
  DUT &dut;

  Bench(int argc, char **argv) : given(argc, argv), top(make()), dut(*top) {
#if VM_TRACE
    if (!given.waves.empty()) {
      context->traceEverOn(true);
      trace_.reset(new VerilatedFstC);
      top->trace(trace_.get(), 99);
      trace_->open(given.waves.c_str());
    }
#endif
    set(dut_reset(0), 0);
  }

  ~Bench() {
    top->final();
#if VM_TRACE
    if (trace_) trace_->close();
#endif
#if VM_COVERAGE
    if (!given.coverage.empty()) context->coveragep()->write(given.coverage.c_str());
#endif
  }

  const std::string &argument(size_t index) const {
    if (index < given.own.size()) return given.own[index];
    std::fprintf(stderr, "this bench wants %zu arguments (files of hdl-sim/vectors), %zu given\n", index + 1, given.own.size());
    std::exit(2);
  }

  Rng rng() { return Rng(given.seed * 0x9e3779b97f4a7c15ull + ++streams_); }
  uint64_t cycles() const { return cycles_; }
  size_t wrong() const { return wrong_; }

  /// Agents live as long as the bench; see TB_SOURCE and TB_SINK.
  template <class Data> Source<Data> &source(Stream<Data> port, unsigned width) {
    return own(new Source<Data>(port, width));
  }
  template <class Data> Sink<Data> &sink(Stream<Data> port, unsigned width, const char *name) {
    return own(new Sink<Data>(port, width, name, {[this](bool good, const std::string &text) { check(good, "%s", text.c_str()); }, [this] { eval(); }}));
  }
  template <class A> A &own(A *agent) {
    agents_.emplace_back(agent);
    return *agent;
  }
  /// Called before each rising edge outside of a reset, after the combinational logic has settled: counters, monitors.
  void watch(std::function<void()> monitor) { monitors_.push_back(std::move(monitor)); }
  void eval() { top->eval(); }

  void tick() {
    for (auto &agent : agents_) agent->drive();
    dut.clk_i = 0;
    top->eval();
    for (auto &agent : agents_) agent->probe();
    dump();
    for (auto &agent : agents_) agent->sample();
    if (!resetting_)  // outputs are random before the reset
      for (auto &monitor : monitors_) monitor();
    dut.clk_i = 1;
    top->eval();
    dump();
    ++cycles_;
  }
  void ticks(uint64_t count) {
    while (count-- > 0) tick();
  }

  void reset(unsigned count = 4) {
    set(dut_reset(0), 0);
    resetting_ = true;
    for (auto &agent : agents_) agent->in_reset(true);
    ticks(count);
    resetting_ = false;
    set(dut_reset(0), 1);
    for (auto &agent : agents_) agent->in_reset(false);
  }

  /// Ticks until the condition holds; false (and one wrong check) when it does not within `limit` cycles.
  template <class Condition> bool wait(Condition condition, uint64_t limit, const char *what) {
    const uint64_t end = cycles_ + limit;
    while (!condition()) {
      if (cycles_ >= end) return check(false, "%s: not within %llu cycles", what, (unsigned long long)limit);
      tick();
    }
    return true;
  }

  /// Counts one check; prints the first few that fail.
  __attribute__((format(printf, 3, 4))) bool check(bool good, const char *format, ...) {
    ++checks_;
    if (good) return true;
    if (++wrong_ <= 8) {
      std::printf("WRONG in cycle %llu: ", (unsigned long long)cycles_);
      va_list arguments;
      va_start(arguments, format);
      std::vprintf(format, arguments);
      va_end(arguments);
      std::printf("\n");
    }
    return false;
  }

  bool check_equal(const Word &got, const Word &want, const char *what, size_t index) {
    return check(got == want, "%s %zu: got %s, want %s", what, index, hex(got).c_str(), hex(want).c_str());
  }

  /// A line on stderr at most once a second, for benches that run long.
  void progress(size_t done, size_t total) {
    const auto now = std::chrono::steady_clock::now();
    if (now - told_ < std::chrono::seconds(1)) return;
    told_ = now;
    std::fprintf(stderr, "\r  %zu of %zu, %llu cycles ", done, total, (unsigned long long)cycles_);
    std::fflush(stderr);
  }

  /// The summary that run.py reads; the exit code of the bench.
  int finish() {
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started_).count();
    if (wrong_ > 0) std::printf("seed %llu\n", (unsigned long long)given.seed);
    std::printf("%.3g simulated cycles a second\n", double(cycles_) / seconds);
    std::printf("%zu checks, %zu wrong, %llu cycles\n", checks_, wrong_, (unsigned long long)cycles_);
    std::fflush(stdout);
    return wrong_ > 0 || checks_ == 0;
  }

 private:
  uint64_t streams_ = 0, cycles_ = 0, time_ = 0;
  size_t checks_ = 0, wrong_ = 0;
  std::vector<std::unique_ptr<Agent>> agents_;
  std::vector<std::function<void()>> monitors_;
  bool resetting_ = false;
  std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now(), told_ = started_;
#if VM_TRACE
  std::unique_ptr<VerilatedFstC> trace_;
#endif

  DUT *make() {
    context->randReset(2);  // registers without a reset start at random, so that a design that relies on zeros fails
    context->randSeed(int(given.seed % 0x7fffffff) + 1);
    return new DUT(context.get());
  }

  void dump() {
#if VM_TRACE
    if (trace_ && cycles_ < given.waves_cycles) trace_->dump(time_);
#endif
    time_ += 5;
  }

  // Units without a reset port have no rst_ni member.
  struct None {};
  template <class T = DUT> auto dut_reset(int) -> decltype((std::declval<T &>().rst_ni)) { return static_cast<T &>(dut).rst_ni; }
  template <class T = DUT> None dut_reset(long) { return {}; }
  template <class P> static void set(P &port, int value) { port = P(value); }
  static void set(None, int) {}
};

}  // namespace tb

#include "tb_core.h"
