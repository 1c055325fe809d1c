// zk_crc against a bitwise CRC-32 and known sums. Arguments: bits a word, cycles a word.
#include "tb.h"

#include "../../zk_frame/tb/host.h"

using namespace tb;

int main(int argc, char **argv) {
  Bench bench(argc, argv);
  const unsigned width = unsigned(std::stoul(bench.argument(0))), cycles = unsigned(std::stoul(bench.argument(1)));
  auto &in = TB_SOURCE_NO_LAST(bench, in, width);
  Rng rng = bench.rng();
  bench.dut.start_i = 0;
  bench.reset();
  const auto sum = [&](const Bytes &bytes) {
    bench.dut.start_i = 1;
    bench.tick();
    bench.dut.start_i = 0;
    for (size_t at = 0; at < bytes.size(); at += width / 8) {
      Word word{};
      for (unsigned i = 0; i < width / 8; ++i) word[i / 4] |= uint32_t(bytes[at + i]) << 8 * (i % 4);
      in.send(word);
    }
    const uint64_t begin = bench.cycles();
    bench.wait([&] { return in.empty() && !bench.dut.busy_o; }, 100000, "the sum");
    if (!bytes.empty() && in.sent() > 0) bench.check(bench.cycles() - begin <= bytes.size() * 8 / width * (cycles + (cycles > 1)) + 2, "%zu bytes took %llu cycles", bytes.size(), (unsigned long long)(bench.cycles() - begin));
    bench.eval();
    return uint32_t(bench.dut.crc_o);
  };
  if (width == 8) {
    const Bytes check = {'1', '2', '3', '4', '5', '6', '7', '8', '9'};
    bench.check(sum(check) == 0xcbf43926, "the check value of CRC-32");
    bench.check(sum({}) == 0, "the sum of nothing");
  }
  for (int round = 0; round < 200; ++round) {
    Bytes bytes((1 + rng.below(20)) * width / 8);
    for (auto &byte : bytes) byte = uint8_t(rng.next());
    const uint32_t want = crc32(bytes.data(), bytes.size());
    bench.check(sum(bytes) == want, "round %d: %08x, want %08x", round, bench.dut.crc_o, want);
    bench.check(!bench.dut.residue_o || want == 0, "residue without the sum");
    if (width <= 32) {
      for (int i = 0; i < 4; ++i) bytes.push_back(uint8_t(want >> 8 * i));
      sum(bytes);
      bench.check(bench.dut.residue_o, "residue of a sound message");
      bytes[rng.below(bytes.size())] ^= uint8_t(1u << rng.below(8));
      sum(bytes);
      bench.check(!bench.dut.residue_o, "residue of a damaged message");
    }
  }
  return bench.finish();
}
