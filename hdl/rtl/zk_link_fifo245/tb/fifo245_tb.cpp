// zk_link_fifo245 against a model of the FT232H's synchronous FIFO: two clocks, both sides with pauses, the chip full or empty at
// any moment. Argument: cycles a byte at most, without pauses. The model checks the bus: no fight, OE# before RD#, data stable while WR# waits.
#include "tb.h"

using namespace tb;

namespace {

/// Runs on a clock of its own: `ratio` cycles in one of the bench's.
struct Chip : Agent {
  Bench &bench;
  Rng rng;
  std::deque<uint8_t> to_device, from_device;
  unsigned empty_percent = 0, full_percent = 0;
  size_t bus_errors = 0, short_packets = 0;
  double ratio = 1, phase = 0;
  bool reset = true, oe_was_low = false, was_waiting = false;
  uint8_t waiting = 0;
  size_t turn_reads = 0, turn_writes = 0;

  Chip(Bench &b) : bench(b), rng(b.rng()) { idle(); }
  void idle() {
    bench.dut.ft_rxf_ni = 1;
    bench.dut.ft_txe_ni = 1;
    bench.dut.ft_data_i = 0xee;
    bench.dut.ft_clk_i = 0;
    bench.dut.ft_rst_ni = 0;
  }
  void drive() override {}
  void sample() override {
    for (phase += ratio; phase >= 1; phase -= 1) cycle();
  }
  /// One cycle of the chip's clock.
  void cycle() {
    auto &dut = bench.dut;
    dut.ft_clk_i = 0;
    dut.ft_rst_ni = !reset;
    dut.eval();
    const bool oe = !dut.ft_oe_no, rd = !dut.ft_rd_no, wr = !dut.ft_wr_no;
    dut.ft_data_i = oe && !to_device.empty() ? to_device.front() : 0xee;
    dut.eval();
    if (!reset) {
      if (oe && dut.ft_drive_o) ++bus_errors;           // both drive
      if (rd && !(oe && oe_was_low)) ++bus_errors;      // OE# a cycle before RD#
      if (wr && !dut.ft_drive_o) ++bus_errors;
      if (rd && wr) ++bus_errors;
      if (wr && was_waiting && dut.ft_data_o != waiting) ++bus_errors;
      if (rd && !dut.ft_rxf_ni) {
        to_device.pop_front();
        ++turn_reads;
      }
      if (wr && !dut.ft_txe_ni) {
        from_device.push_back(dut.ft_data_o);
        ++turn_writes;
      }
      was_waiting = wr && dut.ft_txe_ni;
      waiting = dut.ft_data_o;
      short_packets += !dut.ft_siwu_no;
    }
    oe_was_low = oe;
    dut.ft_clk_i = 1;
    dut.eval();
    // The flags change after the edge.
    dut.ft_rxf_ni = to_device.empty() || rng.chance(empty_percent);
    dut.ft_txe_ni = rng.chance(full_percent);
    dut.eval();
  }
};

}  // namespace

int main(int argc, char **argv) {
  Bench bench(argc, argv);
  auto &rx = TB_SINK_NO_LAST(bench, rx, 8);
  auto &tx = TB_SOURCE(bench, tx, 8);
  Chip &chip = bench.own(new Chip(bench));
  Rng rng = bench.rng();
  for (int i = 0; i < 8; ++i) bench.reset();
  chip.reset = false;
  bench.ticks(20);

  const struct { double ratio; unsigned empty, full, sink, source; } cases[] = {
      {1.0, 0, 0, 0, 0},  {0.97, 0, 0, 0, 0},   {2.4, 0, 0, 0, 0},    {0.31, 0, 0, 0, 0},   {1.03, 40, 0, 0, 0},
      {1.0, 0, 40, 0, 0}, {0.93, 30, 30, 0, 0}, {1.1, 30, 30, 60, 0}, {2.4, 0, 0, 90, 0},   {0.9, 60, 60, 30, 60},
      {1.3, 5, 5, 5, 5},  {0.4, 20, 80, 0, 0},  {1.0, 80, 20, 0, 90}, {1.9, 10, 97, 50, 0}};
  for (const auto &c : cases) {
    chip.ratio = c.ratio;
    chip.empty_percent = c.empty;
    chip.full_percent = c.full;
    rx.pause = Pause::random(c.sink, bench.rng());
    tx.pause = Pause::random(c.source, bench.rng());
    std::vector<uint8_t> down, up;
    size_t frames = 0;
    for (int i = 0; i < 4000; ++i) {
      down.push_back(uint8_t(rng.next()));
      chip.to_device.push_back(down.back());
      up.push_back(uint8_t(rng.next()));
      const bool last = i == 3999 || rng.chance(1);
      frames += last;
      tx.send({up.back()}, last);
    }
    chip.from_device.clear();
    chip.short_packets = 0;
    const uint64_t begin = bench.cycles();
    bench.wait([&] { return rx.beats.size() >= down.size() && chip.from_device.size() >= up.size(); }, 400000, "all bytes");
    const double cycles = double(bench.cycles() - begin) * c.ratio;
    bench.ticks(200);
    bench.check(rx.beats.size() == down.size(), "%zu bytes in, want %zu", rx.beats.size(), down.size());
    bench.check(chip.from_device.size() == up.size(), "%zu bytes out, want %zu", chip.from_device.size(), up.size());
    for (size_t i = 0; i < down.size() && i < rx.beats.size(); ++i) bench.check(rx.beats[i].data[0] == down[i], "byte %zu in", i);
    for (size_t i = 0; i < up.size() && i < chip.from_device.size(); ++i) bench.check(chip.from_device[i] == up[i], "byte %zu out", i);
    bench.check(chip.short_packets == frames, "%zu short packets, want %zu", chip.short_packets, frames);
    if (c.ratio == 1.0 && c.empty + c.full + c.sink + c.source == 0) {
      std::printf("8000 bytes, both directions at once, in %.0f cycles of the chip\n", cycles);
      bench.check(cycles < 8000 * std::atof(bench.argument(0).c_str()), "%.0f cycles for 8000 bytes", cycles);
    }
    rx.clear();
  }

  // The chip is full for good, the host sends on: reading goes on all the same.
  chip.full_percent = 100;
  chip.empty_percent = 0;
  for (int i = 0; i < 300; ++i) tx.send({uint8_t(i)}, i == 299);
  for (int i = 0; i < 2000; ++i) chip.to_device.push_back(uint8_t(i));
  bench.wait([&] { return rx.beats.size() >= 2000; }, 20000, "bytes in while the chip is full");
  chip.full_percent = 0;
  chip.from_device.clear();
  bench.wait([&] { return chip.from_device.size() >= 300; }, 20000, "bytes out afterwards");
  for (size_t i = 0; i < 300 && i < chip.from_device.size(); ++i) bench.check(chip.from_device[i] == uint8_t(i), "byte %zu after the pause", i);
  bench.check(chip.bus_errors == 0, "%zu violations of the bus", chip.bus_errors);
  return bench.finish();
}
