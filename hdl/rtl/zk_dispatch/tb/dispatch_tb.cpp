// zk_dispatch with two cores played by the bench: cores that behave, that end early, that leave their output open, that fail, that
// are slow; tasks without a core; broken packets; ECHO between them; pauses everywhere. Tasks, packets and results have to stay in step.
#include "tb.h"

#include "../../zk_frame/tb/host.h"

using namespace tb;

namespace {

constexpr unsigned kBeats = 16;

struct Script {
  unsigned op, count;
  size_t beats;       // length of the packet
  bool broken;        // the link marks it
  size_t consume;     // beats that the core takes before it ends
  size_t produce;     // beats that it sends
  bool ends_output;   // whether the last of them is marked
  unsigned error;     // what it says
  unsigned delay;     // cycles before it ends
};

/// Both cores; one works at a time.
class Cores : public Agent {
 public:
  std::deque<Script> scripts;  // of tasks that lead to a core, in order
  size_t wrong = 0, tasks = 0, taken = 0;
  uint32_t label_seed = 0;

  Cores(DUT &dut, Rng rng) : dut_(dut), rng_(rng) {}
  void drive() override {
    const Script *s = active_ ? &scripts.front() : nullptr;
    dut_.core_task_ready_i = active_ ? 0 : uint8_t(rng_.below(4));
    dut_.core_done_i = dut_.core_err_i = 0;
    dut_.core_err_code_i = 0xff;
    // Output first held, as a core must.
    if (s && !valid_ && made_ < s->produce && taken_beats() && rng_.chance(60)) valid_ = true;
    ready_ = s && eaten_ < s->consume && rng_.chance(70);
    dut_.core_in_ready_i = uint8_t(ready_ << core_ | (rng_.chance(50) << (1 - core_)));  // the other core's wires mean nothing
    dut_.core_out_valid_i = uint8_t(valid_ << core_ | (rng_.chance(50) << (1 - core_)));
    dut_.core_out_last_i = uint8_t((s && s->ends_output && made_ + 1 == s->produce) << core_ | 1 << (1 - core_));
    dut_.core_out_data_i = uint32_t(made_ * 3 + 1) << 16 * core_ | uint32_t(0x5555) << 16 * (1 - core_);
    done_ = s && eaten_ >= s->consume && made_ >= s->produce && !valid_ && waited_++ >= s->delay;
    if (done_) {
      dut_.core_done_i = uint8_t(1 << core_);
      dut_.core_err_i = uint8_t((s->error != 0) << core_);
      dut_.core_err_code_i = uint8_t(s->error << 4 * core_ | 9 << 4 * (1 - core_));
    }
  }
  void sample() override {
    if (reset_) return;
    if (dut_.core_task_valid_o & dut_.core_task_ready_i) {
      ++tasks;
      if (active_ || scripts.empty()) {
        ++wrong;
        return;
      }
      core_ = dut_.core_task_valid_o >> 1;
      const Script &s = scripts.front();
      if (dut_.core_task_valid_o == 3 || dut_.core_task_op_o != s.op || dut_.core_task_count_o != s.count || dut_.core_task_arg_o != ~s.count || core_ != (s.op == 4)) ++wrong;
      active_ = true;
      eaten_ = made_ = waited_ = 0;
      valid_ = false;
      return;
    }
    if (!active_) return;
    if ((dut_.core_in_valid_o & ~(1 << core_)) != 0) ++wrong;
    if (ready_ && (dut_.core_in_valid_o >> core_ & 1)) ++eaten_, ++taken;
    if (valid_ && (dut_.core_out_ready_o >> core_ & 1)) ++made_, valid_ = false;
    if (done_) {
      active_ = false;
      scripts.pop_front();
    }
  }
  void in_reset(bool active) override {
    reset_ = active;
    active_ = valid_ = false;
  }

 private:
  DUT &dut_;
  Rng rng_;
  bool reset_ = false, active_ = false, valid_ = false, ready_ = false, done_ = false;
  unsigned core_ = 0;
  size_t eaten_ = 0, made_ = 0, waited_ = 0;
  bool taken_beats() const { return eaten_ * 2 >= scripts.front().consume; }
};

}  // namespace

int main(int argc, char **argv) {
  Bench bench(argc, argv);
  auto &dut = bench.dut;
  auto &in = TB_SOURCE(bench, in, 16);
  auto &out = TB_SINK(bench, out, 16);
  Cores &cores = bench.own(new Cores(dut, bench.rng()));
  Rng rng = bench.rng();
  dut.task_write_i = dut.task_push_i = dut.result_pop_i = dut.load_crc_clear_i = dut.in_error_i = 0;

  // in_error_i goes with the beats of the source: a queue beside it.
  std::deque<bool> marks;
  size_t sent = 0;
  std::vector<bool> out_errors;
  size_t failed = 0, failures = 0;
  bench.watch([&] {
    if (dut.out_valid_o && dut.out_ready_i) out_errors.push_back(dut.out_error_o);
    failures += dut.task_failed_o;
  });
  bench.reset();
  const auto tick = [&] {
    while (sent < in.sent()) marks.pop_front(), ++sent;
    dut.in_error_i = !marks.empty() && marks.front();
    bench.tick();
  };
  const auto write = [&](unsigned word, uint32_t data) {
    dut.task_write_i = 1, dut.task_word_i = word, dut.task_data_i = data;
    tick();
    dut.task_write_i = 0;
  };

  struct Expected {
    Script script;
    unsigned label, error;
    bool core, has_data, closed;
    std::vector<Word> packet;
  };
  size_t done = 0;
  uint32_t crc_want = 0;
  Bytes loaded;
  const size_t total = 3000;
  std::deque<Expected> expected;
  size_t made = 0;
  for (uint64_t cycle = 0; done < total && cycle < 8000000; ++cycle) {
    if (cycle % 4000 == 0) {
      in.pause = Pause::random(unsigned(rng.below(4)) * 30, bench.rng());
      out.pause = Pause::random(unsigned(rng.below(4)) * 30, bench.rng());
    }
    if (made < total && dut.task_pending_o < 8 && rng.chance(30)) {
      Expected e{};
      Script &s = e.script;
      const unsigned ops[] = {1, 1, 2, 3, 3, 4, 5, 0, 9};
      s.op = ops[rng.below(9)];
      s.count = 1 + unsigned(rng.below(3));
      s.beats = 1 + rng.below(3 * kBeats);
      if (s.op == 1 && rng.chance(70)) s.beats = s.count * kBeats;
      if (s.op == 1 && rng.chance(10)) s.count = 0;
      s.broken = rng.chance(10);
      s.consume = rng.chance(70) ? s.beats : rng.below(s.beats + 1);
      s.produce = rng.chance(30) ? 0 : 1 + rng.below(20);
      s.ends_output = rng.chance(80);
      s.error = rng.chance(30) ? 1 + unsigned(rng.below(5)) : 0;
      s.delay = unsigned(rng.below(30));
      e.core = s.op >= 2 && s.op <= 5;
      e.label = unsigned(rng.below(65536));
      for (size_t i = 0; i < s.beats; ++i) {
        e.packet.push_back(from_u64(rng.below(65536)));
        in.send(e.packet.back(), i + 1 == s.beats);
        marks.push_back(s.broken && i + 1 == s.beats);
        if (s.op == 2 && i < s.consume)
          for (int k = 0; k < 2; ++k) loaded.push_back(uint8_t(e.packet.back()[0] >> 8 * k));
      }
      if (e.core) {
        cores.scripts.push_back(s);
        e.error = s.error;
        e.has_data = s.produce > 0;
        e.closed = e.has_data && !s.ends_output;
      } else if (s.op == 1) {
        const bool right = s.beats == s.count * kBeats;
        e.error = s.count == 0 ? unsigned(kBadCount) : right ? 0 : unsigned(kBadLength);
        e.has_data = s.count != 0;
      } else {
        e.error = kUnknownOp;
      }
      if (s.broken && e.error == 0) e.error = kBadLength;
      write(0, 0xabcdef0u | s.op), write(1, s.count), write(2, ~s.count), write(3, 0x77770000 | e.label);
      dut.task_push_i = 1;
      tick();
      dut.task_push_i = 0;
      bench.check(true, "pushed");
      expected.push_back(e);
      ++made;
    }
    tick();
    if (dut.result_pending_o > 0 && rng.chance(20) && !expected.empty()) {
      const Expected e = expected.front();
      expected.pop_front();
      // Its data is out before the result is there, but for what the sink of the bench has not taken: nothing, it takes at once.
      bench.check(dut.result_label_o == e.label, "label %u, want %u", dut.result_label_o, e.label);
      bench.check(dut.result_error_o == e.error, "op %u: error %u, want %u", e.script.op, dut.result_error_o, e.error);
      bench.check(dut.result_has_data_o == e.has_data, "op %u: data %u, want %d", e.script.op, dut.result_has_data_o, e.has_data);
      failed += e.error != 0;
      if (e.has_data) {
        if (bench.check(out.packet(), "op %u: no packet", e.script.op)) {
          const auto packet = out.take_packet();
          const std::vector<bool> errors(out_errors.begin(), out_errors.begin() + long(packet.size()));
          out_errors.erase(out_errors.begin(), out_errors.begin() + long(packet.size()));
          if (e.core) {
            bench.check(packet.size() == e.script.produce + e.closed, "op %u: %zu beats, want %zu", e.script.op, packet.size(), e.script.produce + e.closed);
            for (size_t i = 0; i < packet.size() && i < e.script.produce; ++i) bench.check(packet[i].data[0] == ((i * 3 + 1) & 0xffff), "beat %zu of a core", i);
            if (e.closed) bench.check(errors.back(), "the closing beat is not marked");
          } else {
            const size_t want = std::min(e.script.beats, size_t(e.script.count) * kBeats);
            bench.check(packet.size() == want, "ECHO: %zu beats, want %zu", packet.size(), want);
            for (size_t i = 0; i < packet.size() && i < want; ++i) bench.check(packet[i].data == e.packet[i], "beat %zu of ECHO", i);
            if (e.error == 0) bench.check(!errors.back(), "a sound packet is marked");
          }
          if (e.script.broken && !e.core && e.error == kBadLength && e.script.beats <= e.script.count * kBeats) bench.check(errors.back(), "a broken packet is not marked");
        }
      }
      dut.result_pop_i = 1;
      tick();
      dut.result_pop_i = 0;
      ++done;
      bench.progress(done, total);
    }
  }
  bench.check(done == total, "%zu of %zu tasks ended", done, total);
  for (int i = 0; i < 200; ++i) tick();
  bench.check(dut.result_pending_o == 0 && out.beats.empty() && in.empty(), "something is left");
  bench.check(cores.wrong == 0, "%zu violations at the cores", cores.wrong);
  bench.check(failures == failed, "%zu pulses of task_failed, want %zu", failures, failed);
  crc_want = crc32(loaded.data(), loaded.size());
  bench.check(dut.load_crc_o == crc_want, "LOAD_CRC %08x, want %08x", dut.load_crc_o, crc_want);
  dut.load_crc_clear_i = 1;
  tick();
  dut.load_crc_clear_i = 0;
  tick();
  bench.check(dut.load_crc_o == 0, "LOAD_CRC cleared");
  return bench.finish();
}
