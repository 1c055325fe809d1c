// zk_device (frame and engine of configuration link) against the plain host of host.h: registers, ECHO, pauses, flipped, dropped
// and doubled bytes, garbage, resets inside frames, more data than there is credit for. Argument: rounds of each kind of fault (6).
#include "tb.h"

#include <algorithm>

#include "host.h"
#include "../../../data/zk_registers.h"

using namespace tb;

namespace {

struct Device {
  Bench bench;
  Rng rng;
  Source<CData> &rx;
  Sink<CData> &tx;
  FrameHost host;
  unsigned label = 0;

  Device(int argc, char **argv)
      : bench(argc, argv), rng(bench.rng()), rx(TB_SOURCE_NO_LAST(bench, rx, 8)), tx(TB_SINK(bench, tx, 8)),
        host(bench.rng(), [this](uint8_t byte) { rx.send({byte}); }) {
    bench.dut.link_error_i = 0;
  }

  void tick() {
    bench.tick();
    while (!tx.beats.empty()) {
      host.got(uint8_t(tx.beats.front().data[0]));
      tx.beats.pop_front();
    }
    host.step(rx.waiting() < 64);
  }
  template <class Condition> bool wait(Condition done, const char *what, uint64_t limit = 3000000) {
    const uint64_t end = bench.cycles() + limit;
    while (!done()) {
      if (bench.cycles() > end) return bench.check(false, "%s: not within %llu cycles", what, (unsigned long long)limit);
      tick();
    }
    return true;
  }

  bool hello() {
    host.hello();
    return wait([&] { return host.hello_done(); }, "HELLO");
  }
  std::vector<uint32_t> read(uint16_t address, unsigned words, unsigned status = 0) {
    host.read(address, words);
    wait([&] { return host.control_done(); }, "READ");
    bench.check(host.status() == status, "READ %03x: status %02x, want %02x", address, host.status(), status);
    auto out = host.words();
    if (bench.check(out.size() == (status & 0x80 ? 0 : words), "READ %03x: %zu words, want %u", address, out.size(), words) && !out.empty()) return out;
    return std::vector<uint32_t>(words);
  }
  uint32_t read(uint16_t address) { return read(address, 1)[0]; }
  void write(uint16_t address, const std::vector<uint32_t> &words, unsigned status = 0) {
    host.write(address, words);
    wait([&] { return host.control_done(); }, "WRITE");
    bench.check(host.status() == status, "WRITE %03x: status %02x, want %02x", address, host.status(), status);
  }
  void task(unsigned op, uint32_t count) { write(ZK_TASK_OP, {op, count, 0, ++label, 0}); }
  /// Checks the oldest result and drops it.
  void result(unsigned want_label, unsigned error, bool data) {
    std::vector<uint32_t> words;
    for (int i = 0; i < 400; ++i) {
      words = read(ZK_RESULT_PENDING, 3);
      if (words[0] != 0) break;
      for (int k = 0; k < 500; ++k) tick();
    }
    bench.check(words[0] > 0, "no result for label %u", want_label);
    bench.check(words[1] == want_label, "label %u, want %u", words[1], want_label);
    bench.check((words[2] & 15) == error, "label %u: error %u, want %u", want_label, words[2] & 15, error);
    bench.check((words[2] >> 8 & 1) == data, "label %u: data %u, want %d", want_label, words[2] >> 8 & 1, data);
    write(ZK_RESULT_POP, {0});
  }
  Bytes random_bytes(size_t count) {
    Bytes out(count);
    for (auto &byte : out) byte = uint8_t(rng.next());
    if (rng.chance(30))  // payload that looks like frames
      for (size_t i = 0; i + 1 < count; i += 7) out[i] = 0x5a, out[i + 1] = 0xc3;
    return out;
  }
  void echo(unsigned tasks, unsigned most) {
    std::vector<Bytes> sent;
    std::vector<unsigned> labels;
    for (unsigned i = 0; i < tasks; ++i) {
      const unsigned count = 1 + unsigned(rng.below(most));
      task(kEcho, count);
      labels.push_back(label);
      sent.push_back(random_bytes(32 * count));
      host.send_packet(sent.back());
    }
    host.expecting = true;
    wait([&] { return host.packets.size() >= tasks; }, "packets of ECHO", 20000000);
    host.expecting = false;
    bench.check(host.packets.size() == tasks, "%zu packets, want %u", host.packets.size(), tasks);
    for (unsigned i = 0; i < tasks && !host.packets.empty(); ++i) {
      const Packet packet = host.packets.front();
      host.packets.pop_front();
      size_t at = 0;
      while (at < packet.bytes.size() && at < sent[i].size() && packet.bytes[at] == sent[i][at]) ++at;
      bench.check(packet.bytes == sent[i] && !packet.error, "ECHO %u of %u: %zu bytes, want %zu, equal to byte %zu%s", i, tasks, packet.bytes.size(), sent[i].size(), at, packet.error ? ", error" : "");
    }
    for (unsigned i = 0; i < tasks; ++i) result(labels[i], 0, true);
    bench.check(read(ZK_RESULT_PENDING) == 0, "a result too many");
  }
  void clear_errors() { write(ZK_ERR, {0xffffffff}); }
};

void registers(Device &d) {
  auto &bench = d.bench;
  bench.check(d.read(ZK_ID) == ZK_ID_VALUE, "ID");
  const auto words = d.read(ZK_ID, 5);
  bench.check(words[1] == (ZK_MAP_MAJOR << 16 | ZK_MAP_MINOR), "VERSION %08x", words[1]);
  bench.check((words[2] & 15) == 0 && (words[2] >> 4 & 15) == 4 && (words[2] >> 8 & 255) == 2, "CAPS %08x", words[2]);
  bench.check(words[3] == 0x08080000, "LIMITS %08x", words[3]);
  bench.check(words[4] == 0x12345678, "SRC_HASH %08x", words[4]);
  bench.check(d.read(ZK_ERR) == 0, "ERR after HELLO");
  d.read(0x014, 1, 2);                     // nothing there
  d.read(ZK_TASK_OP, 1, 2);                // cannot be read
  d.write(ZK_ID, {1}, 2);                  // cannot be written
  d.read(ZK_SRC_HASH, 2, 2);               // the second of two is missing
  d.read(ZK_ID, 0, 0x80);                  // malformed: no words
  d.read(ZK_ID, 9, 0x80);                  // malformed: too many
  bench.check(d.read(ZK_ERR) == ZK_ERR_BAD_ADDRESS_MASK, "ERR.bad_address");
  d.clear_errors();
  bench.check(d.read(ZK_ERR) == 0, "ERR cleared");
  const uint64_t before = bench.cycles();
  const uint32_t total = d.read(ZK_TOTAL);
  for (int i = 0; i < 1000; ++i) d.tick();
  const uint32_t passed = d.read(ZK_TOTAL) - total, cycles = uint32_t(bench.cycles() - before);
  bench.check(passed >= 1000 - 64 && passed <= cycles + 64, "TOTAL: %u of at most %u cycles", passed, cycles);
  d.write(ZK_CTRL, {ZK_CTRL_CLEAR_COUNTERS_MASK});
  bench.check(d.read(ZK_TOTAL) < 3000, "counters cleared");
  d.write(ZK_RESULT_POP, {0});
  bench.check(d.read(ZK_ERR) == ZK_ERR_RESULT_UNDERFLOW_MASK, "ERR.result_underflow");
  d.clear_errors();
}

void task_errors(Device &d) {
  auto &bench = d.bench;
  const struct { unsigned op, count; size_t bytes; unsigned error; bool data; } cases[] = {
      {kEcho, 2, 64, 0, true},   {kEcho, 2, 32, kBadLength, true}, {kEcho, 1, 64, kBadLength, true}, {kEcho, 1, 31, kBadLength, true},
      {kEcho, 1, 33, kBadLength, true}, {kEcho, 0, 32, kBadCount, false}, {kMsm, 1, 320, kUnknownOp, false}, {0, 1, 1, kUnknownOp, false},
      {15, 1, 2, kUnknownOp, false}, {kEcho, 3, 96, 0, true}};
  for (const auto &c : cases) {
    const Bytes bytes = d.random_bytes(c.bytes);
    d.host.send_packet(bytes);
    d.task(c.op, c.count);
    d.result(d.label, c.error, c.data);
    if (c.data) {
      d.host.expecting = true;
      d.wait([&] { return !d.host.packets.empty(); }, "packet of a task");
      d.host.expecting = false;
      if (!d.host.packets.empty()) {
        const Packet packet = d.host.packets.front();
        d.host.packets.pop_front();
        if (c.error == 0) bench.check(packet.bytes == bytes && !packet.error, "ECHO of %zu bytes", c.bytes);
      }
    }
    bench.check(d.host.packets.empty(), "op %u, %zu bytes: a packet too many", c.op, c.bytes);
  }
  bench.check(d.read(ZK_ERR) == ZK_ERR_TASK_FAILED_MASK, "ERR.task_failed");
  // Queue full: 8 wait and one runs, which has no data.
  for (int i = 0; i < 9; ++i) d.task(kEcho, 1);
  for (int i = 0; i < 300; ++i) d.tick();
  bench.check(d.read(ZK_TASK_PENDING) == 8, "TASK_PENDING %u", d.read(ZK_TASK_PENDING));
  d.clear_errors();
  d.task(kEcho, 1);
  bench.check(d.read(ZK_ERR) == ZK_ERR_TASK_OVERFLOW_MASK, "ERR.task_overflow");
  d.write(ZK_CTRL, {ZK_CTRL_SOFT_RESET_MASK});
  for (int i = 0; i < 100; ++i) d.tick();
  bench.check(d.read(ZK_TASK_PENDING) == 0 && d.read(ZK_STATUS) == 0, "soft reset");
  d.clear_errors();
}

void garbage(Device &d) {
  auto &bench = d.bench;
  for (int round = 0; round < 12; ++round) {
    Bytes noise = d.random_bytes(1 + d.rng.below(400));
    if (round % 3 == 0) {  // a frame that ends in the middle
      Bytes cut = Frame{kData, 0, 0, 0, d.random_bytes(d.host.max_payload())}.encode();
      cut.resize(1 + d.rng.below(cut.size() - 1));
      noise.insert(noise.end(), cut.begin(), cut.end());
    }
    d.host.raw(noise);
    if (round % 4 == 3) d.hello();
    d.echo(2, 8);
  }
  // A length beyond the largest payload is refused at once, not waited for.
  d.clear_errors();
  d.host.raw({0x5a, 0xc3, 1, kData, 0, 0, 0, 0xff, 0xff});
  bench.check(d.read(ZK_ERR) == ZK_ERR_LINK_CRC_MASK, "ERR.link_crc after a bad length");
  d.host.raw({0x5a, 0xc3, 2, kData});
  d.clear_errors();
}

/// Sends data beyond the limit; the device keeps what it acknowledged and drops the rest.
void credit(Device &d) {
  auto &bench = d.bench;
  d.hello();
  const unsigned window = 1u << d.host.log_slots;
  // No task, so nothing is taken beyond what the slots and the registers behind them hold.
  for (unsigned i = 0; i < window + 3; ++i) {
    Frame frame{kData, uint8_t(i), 0, 16, d.random_bytes(d.host.max_payload())};
    d.host.raw(frame.encode());
    for (unsigned k = 0; k < 400; ++k) d.tick();
  }
  bench.check(d.read(ZK_ERR) & ZK_ERR_LINK_CREDIT_MASK, "ERR.link_credit");
  d.hello();
  d.echo(3, 10);
}

/// HELLO at any moment: in the middle of data both ways, of a frame, of a write.
void restart(Device &d) {
  for (int round = 0; round < 40; ++round) {
    d.task(kEcho, 20);
    d.host.send_packet(d.random_bytes(640));
    for (uint64_t i = d.rng.below(6000); i > 0; --i) d.tick();
    if (round % 2) d.host.raw({0x5a, 0xc3, 1});
    d.hello();
    d.bench.check(d.read(ZK_TASK_PENDING) == 0, "tasks after HELLO");
    d.echo(1, 6);
  }
  // The reset pin in the middle of a frame.
  for (int round = 0; round < 6; ++round) {
    d.task(kEcho, 20);
    d.host.send_packet(d.random_bytes(640));
    for (uint64_t i = d.rng.below(4000); i > 0; --i) d.tick();
    d.rx.clear();
    d.bench.reset();
    d.hello();
    d.echo(1, 6);
  }
}

}  // namespace

int main(int argc, char **argv) {
  Device d(argc, argv);
  const int rounds = d.bench.given.own.empty() ? 6 : std::atoi(d.bench.argument(0).c_str());
  d.bench.reset();
  // Before HELLO nothing is answered.
  d.host.raw(Frame{kRead, 1, 0, 16, {0, 0, 1, 0}}.encode());
  for (int i = 0; i < 2000; ++i) d.tick();
  d.bench.check(d.tx.beats.empty() && d.host.parser().skipped == 0, "an answer before HELLO");
  d.hello();
  d.bench.check(d.host.beat == 2, "HELLO: beat of %u bytes", d.host.beat);
  registers(d);
  task_errors(d);

  for (const unsigned idle : {0u, 50u, 95u})
    for (const unsigned busy : {0u, 50u, 95u}) {
      d.rx.pause = Pause::random(idle, d.bench.rng());
      d.tx.pause = Pause::random(busy, d.bench.rng());
      d.echo(3, 24);
    }
  d.rx.pause = Pause::none();
  d.tx.pause = Pause::until(20000);
  d.echo(4, 24);

  garbage(d);
  credit(d);
  restart(d);

  // Both directions, one kind of fault after the other, then all of them.
  const Faults kinds[] = {{2000, 0, 0}, {0, 2000, 0}, {0, 0, 2000}, {1000, 1000, 1000}, {3000, 3000, 3000}};
  for (const Faults &faults : kinds) {
    for (int side = 1; side <= 3; ++side) {
      d.host.down = side & 1 ? faults : Faults();
      d.host.up = side & 2 ? faults : Faults();
      for (int round = 0; round < rounds; ++round) d.echo(3, 24);
    }
    d.host.down = d.host.up = Faults();
  }
  d.echo(8, 40);
  d.bench.check(d.host.resent > 0 && d.host.naks > 0, "the faults did not lead to repeats");
  std::printf("%llu frames sent, %llu repeats, %llu NAKs, %zu bytes stepped over\n", (unsigned long long)d.host.frames,
              (unsigned long long)d.host.resent, (unsigned long long)d.host.naks, d.host.parser().skipped);
  return d.bench.finish();
}
