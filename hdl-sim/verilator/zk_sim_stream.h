// The host's ends of the two streams of a simulated device: queues of beats, pauses, faults.
#pragma once
#include <cstdint>
#include <cstring>
#include <deque>
#include <vector>

#include "zk_sim.h"

namespace zk {

struct Random {
  uint64_t state;
  uint32_t below(uint32_t bound) {  // SplitMix64
    uint64_t z = state += 0x9e3779b97f4a7c15ull;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
    return uint32_t((z ^ (z >> 31)) % bound);
  }
};

struct Fault {
  int kind;
  uint64_t beat;  // in beats of the stream since create
  uint32_t value;
};

/// Pauses and faults, common to both directions. `count` is the number of the next beat.
class End {
 public:
  Random random{1};
  uint64_t count = 0;

  void pause(int pattern, uint32_t a, uint32_t b) {
    pattern_ = pattern;
    a_ = a;
    b_ = b;
    resting_ = false;
    left_ = 0;
  }
  void fault(int kind, uint64_t after, uint32_t value) { faults_.push_back({kind, count + after, value}); }
  void clear_faults() {
    faults_.clear();
    stall_ = 0;
    forever_ = false;
  }

  /// Whether the host's end rests in this cycle.
  bool rests() {
    if (pattern_ == ZK_SIM_PAUSE_NONE && faults_.empty() && stall_ == 0 && !forever_) return false;
    Fault fault;
    while (take(ZK_SIM_FAULT_STALL, fault)) {
      stall_ += fault.value;
      forever_ = forever_ || fault.value == 0;
    }
    if (forever_) return true;
    if (stall_ > 0) return --stall_, true;
    if (pattern_ == ZK_SIM_PAUSE_RANDOM) return random.below(100) < a_;
    if (pattern_ != ZK_SIM_PAUSE_BURST) return false;
    if (left_ == 0) {
      resting_ = !resting_;
      left_ = 1 + random.below(resting_ ? b_ : a_);
    }
    --left_;
    return resting_;
  }

  /// Takes a waiting fault of this kind for the next beat.
  bool take(int kind, Fault &fault) {
    for (auto it = faults_.begin(); it != faults_.end(); ++it) {
      if (it->kind != kind || it->beat != count) continue;
      fault = *it;
      faults_.erase(it);
      return true;
    }
    return false;
  }

  void flip(uint8_t *beat, size_t bytes) {
    Fault fault;
    while (!faults_.empty() && take(ZK_SIM_FAULT_FLIP, fault)) beat[fault.value / 8 % bytes] ^= uint8_t(1u << (fault.value % 8));
  }

 private:
  std::vector<Fault> faults_;
  int pattern_ = ZK_SIM_PAUSE_NONE;
  uint32_t a_ = 0, b_ = 0, left_ = 0;
  uint64_t stall_ = 0;
  bool forever_ = false, resting_ = false;
};

/// Bytes that wait, with the ends of packets among them.
class Queue {
 public:
  size_t size() const { return bytes_.size() - head_; }
  bool empty() const { return size() == 0; }
  size_t packets() const { return ends_.size(); }
  const uint8_t *front() const { return bytes_.data() + head_; }
  void append(const void *from, size_t count) {
    if (head_ > (1u << 16) && head_ > bytes_.size() / 2) {
      bytes_.erase(bytes_.begin(), bytes_.begin() + ptrdiff_t(head_));
      head_ = 0;
    }
    const auto *first = static_cast<const uint8_t *>(from);
    bytes_.insert(bytes_.end(), first, first + count);
    added_ += count;
  }
  void end_packet(uint32_t flags) { ends_.push_back({added_, flags}); }
  /// Bytes up to the end of the first packet, all of them when none has ended.
  size_t packet_size() const { return ends_.empty() ? size() : size_t(ends_.front().at - taken_); }
  bool ends_with(size_t count) const { return !ends_.empty() && packet_size() == count; }
  /// Removes `count` bytes, at most packet_size(); the packet's flags when they were its last.
  uint32_t take(size_t count) {
    head_ += count;
    taken_ += count;
    if (head_ == bytes_.size()) {
      bytes_.clear();
      head_ = 0;
    }
    if (ends_.empty() || ends_.front().at != taken_) return 0;
    const uint32_t flags = ends_.front().flags;
    ends_.pop_front();
    return flags;
  }
  void clear() {
    bytes_.clear();
    ends_.clear();
    head_ = 0;
    added_ = taken_ = 0;
  }

 private:
  struct Mark {
    uint64_t at;
    uint32_t flags;
  };
  std::vector<uint8_t> bytes_;
  std::deque<Mark> ends_;
  size_t head_ = 0;
  uint64_t added_ = 0, taken_ = 0;
};

}  // namespace zk
