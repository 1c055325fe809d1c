// Ready/valid stream sources and sinks with pauses. Both check the rules of hdl/README.md: a beat that waits for ready stays
// as it is, and valid does not depend on ready within a cycle.
#pragma once
#include <cstdio>
#include <deque>
#include <functional>
#include <string>
#include <type_traits>
#include <vector>

#include "tb_word.h"

namespace tb {

/// Takes part in every cycle of a bench: drive before the clock is low, sample just before it rises.
class Agent {
 public:
  virtual ~Agent() = default;
  virtual void drive() = 0;
  virtual void probe() {}
  virtual void sample() = 0;
  virtual void in_reset(bool) {}
};

/// When a side of a stream rests. Each call is one cycle; true means rest.
class Pause {
 public:
  static Pause none() { return Pause([] { return false; }); }
  static Pause always() { return Pause([] { return true; }); }
  /// Rests in `percent` of the cycles, independently.
  static Pause random(unsigned percent, Rng rng) {
    return Pause([=]() mutable { return rng.chance(percent); });
  }
  /// Runs of 1 to `run` cycles and rests of 1 to `rest` cycles, both of random length.
  static Pause burst(unsigned run, unsigned rest, Rng rng) {
    bool resting = false;
    uint64_t left = 1 + rng.below(run);
    return Pause([=]() mutable {
      if (left-- == 0) {
        resting = !resting;
        left = rng.below(resting ? rest : run);
      }
      return resting;
    });
  }
  /// Rests for the first `cycles` cycles only: longer than the unit under test takes.
  static Pause until(uint64_t cycles) {
    return Pause([=]() mutable { return cycles > 0 && cycles-- > 0; });
  }
  bool operator()() { return rests_(); }

 private:
  explicit Pause(std::function<bool()> rests) : rests_(std::move(rests)) {}
  std::function<bool()> rests_;
};

struct Beat {
  Word data{};
  bool last = false;
  bool operator==(const Beat &other) const { return data == other.data && last == other.last; }
};

/// Hooks of the bench that a stream agent needs.
struct Host {
  std::function<void(bool, const std::string &)> check;
  std::function<void()> eval;
};

template <class Data> struct Stream {
  CData &valid, &ready;
  Data &data;
  CData *last;  // null for a stream without last
};

template <class Data> class Source : public Agent {
 public:
  Pause pause = Pause::none();

  Source(Stream<Data> port, unsigned width) : port_(port), width_(width) { idle(); }

  void send(const Word &data, bool last = false) { queue_.push_back({data, last}); }
  /// An element in 256/width beats, lowest first; `last` marks the last of them.
  void send_element(const Word &element, bool last = false) {
    for (unsigned at = 0; at < 256; at += width_) send(slice(element, at), last && at + width_ == 256);
  }
  void send_elements(const std::vector<Word> &elements) {
    for (size_t i = 0; i < elements.size(); ++i) send_element(elements[i], i + 1 == elements.size());
  }
  bool empty() const { return queue_.empty(); }
  size_t waiting() const { return queue_.size(); }
  size_t sent() const { return sent_; }
  void clear() {
    queue_.clear();
    idle();
  }

  void drive() override {
    if (held_) return;
    if (reset_ || queue_.empty() || pause()) return idle();
    port_.valid = 1;
    put(port_.data, queue_.front().data);
    if (port_.last) *port_.last = queue_.front().last;
    held_ = true;
  }
  void sample() override {
    if (!held_ || !port_.ready) return;
    queue_.pop_front();
    held_ = false;
    ++sent_;
  }
  void in_reset(bool active) override {
    reset_ = active;
    if (active) idle();
  }

 private:
  Stream<Data> port_;
  unsigned width_;
  std::deque<Beat> queue_;
  bool held_ = false, reset_ = false;
  size_t sent_ = 0;

  void idle() {
    held_ = false;
    port_.valid = 0;
    Word junk;  // what a unit must not look at
    junk.fill(0xdeadbeef);
    put(port_.data, low(junk, width_));
    if (port_.last) *port_.last = 1;
  }
  /// A port must hold no bits above its width.
  static Word low(Word word, unsigned width) {
    for (unsigned i = 0; i < 8; ++i)
      if (32 * i >= width) word[i] = 0;
      else if (32 * (i + 1) > width) word[i] &= (1u << (width - 32 * i)) - 1;
    return word;
  }
  Word slice(const Word &element, unsigned at) const {
    Word out{};
    for (unsigned bit = 0; bit < width_; bit += 16) {
      const unsigned from = at + bit;
      out[bit / 32] |= ((element[from / 32] >> (from % 32)) & 0xffff) << (bit % 32);
    }
    return low(out, width_);
  }
};

template <class Data> class Sink : public Agent {
 public:
  Pause pause = Pause::none();
  std::deque<Beat> beats;

  Sink(Stream<Data> port, unsigned width, std::string name, Host host)
      : port_(port), width_(width), name_(std::move(name)), host_(std::move(host)) {
    port_.ready = 0;
  }

  size_t elements() const { return beats.size() / (256 / width_); }
  /// Takes an element (256/width beats, lowest first); `last`, if wanted, says whether its last beat ended a packet.
  Word take_element(bool *last = nullptr) {
    Word out{};
    bool end = false;
    for (unsigned at = 0; at < 256 && !beats.empty(); at += width_) {
      for (unsigned bit = 0; bit < width_; bit += 16)
        out[(at + bit) / 32] |= ((beats.front().data[bit / 32] >> (bit % 32)) & 0xffff) << ((at + bit) % 32);
      if (end) host_.check(false, name_ + ": last inside an element");
      end = beats.front().last;
      beats.pop_front();
    }
    if (last) *last = end;
    return out;
  }
  bool packet() const { return packets_ > 0; }
  /// Beats of the oldest whole packet.
  std::vector<Beat> take_packet() {
    std::vector<Beat> out;
    while (!beats.empty()) {
      out.push_back(beats.front());
      beats.pop_front();
      if (out.back().last) {
        --packets_;
        break;
      }
    }
    return out;
  }
  void clear() {
    beats.clear();
    packets_ = 0;
  }

  void drive() override { port_.ready = !reset_ && !pause(); }
  void probe() override {
    if (reset_ || ++probes_ % 61 != 0) return;
    const CData ready = port_.ready, valid = port_.valid;
    port_.ready = !ready;
    host_.eval();
    const bool same = port_.valid == valid;
    port_.ready = ready;
    host_.eval();
    if (!same && !depends_) {
      depends_ = true;
      host_.check(false, name_ + ": valid depends on ready within a cycle");
    }
  }
  void sample() override {
    if (reset_) return;
    const Beat now{get(port_.data), port_.last && *port_.last};
    if (waits_ && !(port_.valid && now == held_)) host_.check(false, name_ + ": a beat changed or went away while it waited");
    if (port_.valid && port_.ready) {
      beats.push_back(now);
      packets_ += now.last;
    }
    waits_ = port_.valid && !port_.ready;
    held_ = now;
  }
  void in_reset(bool active) override {
    reset_ = active;
    waits_ = false;
  }

 private:
  Stream<Data> port_;
  unsigned width_;
  std::string name_;
  Host host_;
  bool reset_ = false, waits_ = false, depends_ = false;
  Beat held_;
  size_t packets_ = 0, probes_ = 0;
};

}  // namespace tb

#define TB_PORT_(bench, name, v, r, last) \
  tb::Stream<std::remove_reference_t<decltype((bench).dut.name##_data##v)>> { \
    (bench).dut.name##_valid##v, (bench).dut.name##_ready##r, (bench).dut.name##_data##v, last }
/// References to agents of the stream `name`, `width` bits a beat (a multiple of 16 where elements are sent); the bench owns them.
#define TB_SOURCE(bench, name, width) (bench).source(TB_PORT_(bench, name, _i, _o, &(bench).dut.name##_last_i), width)
#define TB_SINK(bench, name, width) (bench).sink(TB_PORT_(bench, name, _o, _i, &(bench).dut.name##_last_o), width, #name)
/// The same without last.
#define TB_SOURCE_NO_LAST(bench, name, width) (bench).source(TB_PORT_(bench, name, _i, _o, nullptr), width)
#define TB_SINK_NO_LAST(bench, name, width) (bench).sink(TB_PORT_(bench, name, _o, _i, nullptr), width, #name)
