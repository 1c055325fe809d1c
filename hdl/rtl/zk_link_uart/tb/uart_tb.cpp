// zk_link_uart at real bit timing: the line changes at times that are no multiples of the clock, with up to 2 % of error, with
// jitter, short glitches, breaks, bytes without a stop bit. Argument: ClocksPerBit.
#include "tb.h"

#include <cmath>

using namespace tb;

namespace {

/// Drives uart_rx_i from a list of level changes in clocks, and decodes uart_tx_o.
class Wire : public Agent {
 public:
  std::deque<std::pair<double, bool>> changes;
  std::vector<uint8_t> decoded;
  std::vector<double> starts;
  size_t errors = 0;
  size_t device_errors = 0, overruns = 0;

  Wire(DUT &dut, double clocks_per_bit) : dut_(dut), bit_(clocks_per_bit) {}
  double now() const { return now_; }
  void drive() override {
    while (!changes.empty() && changes.front().first <= now_) {
      level_ = changes.front().second;
      changes.pop_front();
    }
    dut_.uart_rx_i = level_;
  }
  void in_reset(bool active) override { reset_ = active; }
  void sample() override {
    now_ += 1;
    if (reset_) return;  // outputs are random before the reset
    device_errors += dut_.error_o;
    overruns += dut_.overrun_o;
    const bool line = dut_.uart_tx_o;
    if (at_ < 0) {
      if (!line) {
        at_ = 0;
        byte_ = 0;
        starts.push_back(now_);
        start_ = now_;
      }
    } else if (now_ - start_ >= (at_ + 0.5) * bit_) {
      if (at_ == 0) errors += line;
      else if (at_ <= 8) byte_ = uint8_t(byte_ | line << (at_ - 1));
      else {
        errors += !line;
        decoded.push_back(byte_);
      }
      at_ = at_ == 9 ? -1 : at_ + 1;
    }
  }

 private:
  DUT &dut_;
  double bit_, now_ = 0, start_ = 0;
  bool level_ = true;
  int at_ = -1;
  uint8_t byte_ = 0;
  bool reset_ = false;
};

}  // namespace

int main(int argc, char **argv) {
  Bench bench(argc, argv);
  const double clocks = std::atof(bench.argument(0).c_str());
  auto &rx = TB_SINK_NO_LAST(bench, rx, 8);
  auto &tx = TB_SOURCE_NO_LAST(bench, tx, 8);
  Wire &wire = bench.own(new Wire(bench.dut, clocks));
  Rng rng = bench.rng();
  bench.reset();
  bench.ticks(40);
  const int bytes = clocks > 100 ? 80 : 600;

  // Receiving: clock error x (back to back | pauses | jitter of the edges | glitches between bytes).
  for (const double error : {-0.02, -0.01, 0.0, 0.01, 0.02})
    for (int kind = 0; kind < 4; ++kind) {
      const double bit = clocks * (1 + error);
      double at = wire.now() + 5 + double(rng.below(1000)) / 1000;
      std::vector<uint8_t> sent;
      for (int i = 0; i < bytes; ++i) {
        const uint8_t byte = i < 4 ? (const uint8_t[]){0x00, 0xff, 0x55, 0xaa}[i] : uint8_t(rng.next());
        sent.push_back(byte);
        for (int k = 0; k < 10; ++k) {
          const bool level = k == 0 ? false : k == 9 ? true : byte >> (k - 1) & 1;
          const double jitter = kind == 2 ? (double(rng.below(1000)) / 1000 - 0.5) * bit / 16 : 0;
          wire.changes.push_back({at + k * bit + jitter, level});
        }
        at += 10 * bit;
        if (kind == 1) at += double(rng.below(40000)) / 1000 * bit;
        if (kind == 3) {  // a pulse of a fifth of a bit is no start bit
          at += bit;
          wire.changes.push_back({at, false});
          wire.changes.push_back({at + bit / 5, true});
          at += 3 * bit;
        }
      }
      while (wire.now() < at + 3 * bit) bench.tick();
      bench.check(rx.beats.size() == sent.size(), "error %+.0f %%, kind %d: %zu bytes of %zu", 100 * error, kind, rx.beats.size(), sent.size());
      for (size_t i = 0; i < sent.size() && i < rx.beats.size(); ++i)
        bench.check(rx.beats[i].data[0] == sent[i], "error %+.0f %%, kind %d, byte %zu: %02x, want %02x", 100 * error, kind, i, rx.beats[i].data[0], sent[i]);
      rx.clear();
    }
  bench.check(wire.device_errors == 0, "%zu framing errors", wire.device_errors);

  // A byte without a stop bit is dropped, and so is a break of any length; the next byte is sound.
  for (int round = 0; round < 50; ++round) {
    double at = wire.now() + 5 + double(rng.below(1000)) / 1000;
    const uint8_t byte = uint8_t(rng.next());
    wire.changes.push_back({at, false});
    at += (9.7 + double(rng.below(30000)) / 1000) * clocks;
    wire.changes.push_back({at, true});
    at += 2 * clocks;
    for (int k = 0; k < 10; ++k) wire.changes.push_back({at + k * clocks, k == 0 ? false : k == 9 ? true : bool(byte >> (k - 1) & 1)});
    at += 12 * clocks;
    while (wire.now() < at) bench.tick();
    bench.check(wire.device_errors == size_t(round) + 1, "break %d: %zu framing errors", round, wire.device_errors);
    bench.check(rx.beats.size() == 1 && rx.beats[0].data[0] == byte, "byte after break %d", round);
    rx.clear();
  }

  // Nobody takes the bytes: one waits, the others are lost and counted.
  rx.pause = Pause::always();
  bench.ticks(4);
  double at = wire.now() + 5;
  for (int i = 0; i < 5; ++i, at += 10 * clocks)
    for (int k = 0; k < 10; ++k) wire.changes.push_back({at + k * clocks, k == 0 ? false : k == 9 ? true : bool((0x30 + i) >> (k - 1) & 1)});
  while (wire.now() < at + 2 * clocks) bench.tick();
  bench.check(wire.overruns == 4, "%zu overruns, want 4", wire.overruns);
  rx.pause = Pause::none();
  bench.ticks(4);
  bench.check(rx.beats.size() == 1 && rx.beats[0].data[0] == 0x30, "the byte that waited");

  // Sending: without a gap while bytes wait, with the right length of each byte, and with pauses.
  for (const unsigned pause : {0u, 97u}) {
    tx.pause = Pause::random(pause, bench.rng());
    wire.decoded.clear();
    wire.starts.clear();
    std::vector<uint8_t> sent;
    for (int i = 0; i < bytes; ++i) {
      sent.push_back(uint8_t(rng.next()));
      tx.send({sent.back()});
    }
    bench.wait([&] { return wire.decoded.size() == sent.size(); }, uint64_t(bytes * clocks * 20 + 1e5), "bytes sent");
    bench.check(wire.decoded == sent, "bytes sent");
    if (pause == 0)
      for (size_t i = 1; i < wire.starts.size(); ++i)
        bench.check(std::fabs(wire.starts[i] - wire.starts[i - 1] - 10 * clocks) <= 1, "byte %zu took %.0f clocks", i, wire.starts[i] - wire.starts[i - 1]);
  }
  bench.check(wire.errors == 0, "%zu bad start or stop bits sent", wire.errors);
  return bench.finish();
}
