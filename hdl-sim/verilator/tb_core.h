// Drives the port that every core has (zk_tiny, msm_core, ntt_core, the loop-back of zk_dispatch).
#pragma once
#include <vector>

namespace tb {

enum Op : unsigned { kEcho = 1, kLoad = 2, kMsm = 3, kNtt = 4, kMul = 5 };
enum Error : unsigned { kNone = 0, kUnknownOp = 1, kBadCount = 2, kNotCanonical = 3, kBadLength = 4, kInternal = 5 };

struct TaskResult {
  bool done = false;
  unsigned error = 0;  // code, 0 when the task succeeded
  std::vector<Word> elements;
  uint64_t cycles = 0, busy = 0, work = 0, stall = 0, empty = 0;
};

/// TB_CORE(bench, core, 32) declares `core` and its streams `core_in` and `core_out`; elements travel in 256/32 beats.
template <class B, class In, class Out> class Core {
 public:
  Source<In> &in;
  Sink<Out> &out;

  Core(B &bench, Source<In> &source, Sink<Out> &sink) : in(source), out(sink), bench_(bench) {
    bench_.dut.task_valid_i = 0;
    bench_.watch([this] {
      const auto &dut = bench_.dut;
      taken_ = taken_ || (dut.task_valid_i && dut.task_ready_o);
      now_.busy += dut.busy_o;
      now_.work += dut.work_o;
      now_.stall += dut.stall_o;
      now_.empty += dut.empty_o;
      if (dut.err_o && !dut.done_o) bench_.check(false, "err without done");
      if (dut.done_o) {
        if (now_.done) bench_.check(false, "done twice");
        now_.done = true;
        now_.error = dut.err_o ? unsigned(dut.err_code_o) : 0;
        if (dut.err_o && dut.err_code_o == 0) bench_.check(false, "err with code 0");
      }
    });
  }

  /// Hands in a task; data has to be queued at `in` before or after. False when the core does not take it.
  bool start(unsigned op, uint32_t count, uint32_t arg, uint64_t limit = 100000) {
    now_ = TaskResult();
    begin_ = bench_.cycles();
    taken_ = false;
    bench_.dut.task_op_i = op;
    bench_.dut.task_count_i = count;
    bench_.dut.task_arg_i = arg;
    bench_.dut.task_valid_i = 1;
    const bool good = bench_.wait([&] { return taken_; }, limit, "task taken");
    bench_.dut.task_valid_i = 0;
    return good;
  }

  /// Waits for the end of the task and for all its data. What the sink holds then belongs to the task.
  TaskResult finish(uint64_t limit) {
    bench_.wait([&] { return now_.done; }, limit, "task done");
    uint64_t patience = 10000;  // a sink that pauses may still have a beat to take
    while (now_.done && (bench_.dut.out_valid_o || !in.empty()) && patience-- > 0) bench_.tick();
    bench_.check(in.empty(), "the core left %zu beats of its input", in.waiting());
    if (!in.empty()) in.clear();
    TaskResult result = now_;
    result.cycles = bench_.cycles() - begin_;
    while (!out.beats.empty()) {
      bool last = false;
      result.elements.push_back(out.take_element(&last));
      if (result.error == 0) bench_.check(last == out.beats.empty(), "last has to end the output, and only there");
    }
    out.clear();
    return result;
  }

  /// One whole task: elements in, elements out.
  TaskResult run(unsigned op, uint32_t count, uint32_t arg, const std::vector<Word> &elements, uint64_t limit) {
    in.send_elements(elements);
    if (!start(op, count, arg)) {
      in.clear();
      return TaskResult();
    }
    return finish(limit);
  }

 private:
  B &bench_;
  TaskResult now_;
  uint64_t begin_ = 0;
  bool taken_ = false;
};

}  // namespace tb

#define TB_CORE(bench, name, width) \
  auto &name##_in = TB_SOURCE(bench, in, width); \
  auto &name##_out = TB_SINK(bench, out, width); \
  tb::Core<tb::Bench, std::remove_reference_t<decltype((bench).dut.in_data_i)>, std::remove_reference_t<decltype((bench).dut.out_data_o)>> name(bench, name##_in, name##_out)
