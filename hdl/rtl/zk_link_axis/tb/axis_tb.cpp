// zk_link_axis: beats with any tkeep in, frames out, pauses on all four sides.
#include "tb.h"

using namespace tb;

namespace {

/// The AXI side, whose names the agents of tb.h do not fit.
class Axi : public Agent {
 public:
  struct Beat {
    uint32_t data;
    uint8_t keep;
    bool last;
  };
  std::deque<Beat> in;
  std::vector<Beat> out;
  Pause in_pause = Pause::none(), out_pause = Pause::none();
  size_t unstable = 0;

  explicit Axi(DUT &dut) : dut_(dut) { dut_.s_axis_tvalid = dut_.m_axis_tready = 0; }
  void drive() override {
    if (!held_) {
      held_ = !in.empty() && !in_pause();
      dut_.s_axis_tvalid = held_;
      dut_.s_axis_tdata = held_ ? in.front().data : 0xdeadbeef;
      dut_.s_axis_tkeep = held_ ? in.front().keep : 0xf;
    }
    dut_.m_axis_tready = !out_pause();
  }
  void sample() override {
    if (held_ && dut_.s_axis_tready) {
      in.pop_front();
      held_ = false;
    }
    const Beat now{dut_.m_axis_tdata, uint8_t(dut_.m_axis_tkeep), bool(dut_.m_axis_tlast)};
    if (waits_ && !(dut_.m_axis_tvalid && now.data == was_.data && now.keep == was_.keep && now.last == was_.last)) ++unstable;
    waits_ = dut_.m_axis_tvalid && !dut_.m_axis_tready;
    was_ = now;
    if (dut_.m_axis_tvalid && dut_.m_axis_tready) out.push_back(now);
  }

 private:
  DUT &dut_;
  bool held_ = false, waits_ = false;
  Beat was_{};
};

}  // namespace

int main(int argc, char **argv) {
  Bench bench(argc, argv);
  auto &rx = TB_SINK_NO_LAST(bench, rx, 8);
  auto &tx = TB_SOURCE(bench, tx, 8);
  Axi &axi = bench.own(new Axi(bench.dut));
  Rng rng = bench.rng();
  bench.reset();
  for (const unsigned idle : {0u, 50u, 90u})
    for (const unsigned busy : {0u, 50u, 90u}) {
      axi.in_pause = Pause::random(idle, bench.rng());
      axi.out_pause = Pause::random(busy, bench.rng());
      rx.pause = Pause::random(busy, bench.rng());
      tx.pause = Pause::random(idle, bench.rng());
      std::vector<uint8_t> down;
      for (int i = 0; i < 1500; ++i) {
        const uint8_t keep = rng.chance(60) ? 15 : uint8_t(rng.below(16));
        const uint32_t data = uint32_t(rng.next());
        axi.in.push_back({data, keep, false});
        for (int k = 0; k < 4; ++k)
          if (keep >> k & 1) down.push_back(uint8_t(data >> 8 * k));
      }
      std::vector<std::vector<uint8_t>> frames;
      size_t beats = 0;
      for (int i = 0; i < 300; ++i) {
        std::vector<uint8_t> frame(1 + rng.below(20));
        for (auto &byte : frame) byte = uint8_t(rng.next());
        for (size_t k = 0; k < frame.size(); ++k) tx.send({frame[k]}, k + 1 == frame.size());
        beats += (frame.size() + 3) / 4;
        frames.push_back(frame);
      }
      axi.out.clear();
      bench.wait([&] { return rx.beats.size() >= down.size() && axi.out.size() >= beats; }, 400000, "all bytes");
      bench.ticks(50);
      bench.check(rx.beats.size() == down.size() && axi.out.size() == beats, "%zu bytes in, %zu beats out", rx.beats.size(), axi.out.size());
      for (size_t i = 0; i < down.size() && i < rx.beats.size(); ++i) bench.check(rx.beats[i].data[0] == down[i], "byte %zu in", i);
      size_t at = 0;
      for (size_t f = 0; f < frames.size(); ++f) {
        std::vector<uint8_t> got;
        bool last = false;
        while (at < axi.out.size() && !last) {
          const auto &beat = axi.out[at++];
          bench.check(beat.keep == 1 || beat.keep == 3 || beat.keep == 7 || beat.keep == 15, "keep %x", beat.keep);
          for (int k = 0; k < 4; ++k)
            if (beat.keep >> k & 1) got.push_back(uint8_t(beat.data >> 8 * k));
          last = beat.last;
        }
        bench.check(got == frames[f], "frame %zu", f);
      }
      rx.clear();
    }
  bench.check(axi.unstable == 0, "%zu beats changed while they waited", axi.unstable);
  return bench.finish();
}
