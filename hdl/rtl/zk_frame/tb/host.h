// The host's end of hdl/doc/frame.md, as plain as it can be, and a line that flips, drops and doubles bytes.
#pragma once
#include <cstdint>
#include <deque>
#include <functional>
#include <vector>

#include "tb_word.h"

namespace tb {

using Bytes = std::vector<uint8_t>;

enum FrameType : uint8_t { kHello = 1, kRead = 2, kWrite = 3, kAck = 4, kNak = 5, kData = 0x10, kDataLast = 0x11, kDataError = 0x13, kReply = 0x80 };

inline uint32_t crc32(const uint8_t *data, size_t count) {
  uint32_t crc = 0xffffffff;
  for (size_t i = 0; i < count; ++i) {
    crc ^= data[i];
    for (int bit = 0; bit < 8; ++bit) crc = crc & 1 ? (crc >> 1) ^ 0xedb88320u : crc >> 1;
  }
  return ~crc;
}

struct Frame {
  uint8_t type = 0, seq = 0, ack = 0, limit = 0;
  Bytes payload;

  Bytes encode() const {
    Bytes out{0x5a, 0xc3, 1, type, seq, ack, limit, uint8_t(payload.size()), uint8_t(payload.size() >> 8)};
    out.insert(out.end(), payload.begin(), payload.end());
    const uint32_t crc = crc32(out.data() + 2, out.size() - 2);
    for (int i = 0; i < 4; ++i) out.push_back(uint8_t(crc >> 8 * i));
    return out;
  }
};

/// Finds sound frames; whatever is not one is counted and stepped over byte by byte.
class FrameParser {
 public:
  size_t skipped = 0;
  bool next(std::deque<uint8_t> &bytes, Frame &frame, size_t max_payload) {
    while (bytes.size() >= 13) {
      if (bytes[0] == 0x5a && bytes[1] == 0xc3 && bytes[2] == 1) {
        const size_t length = bytes[7] | size_t(bytes[8]) << 8;
        if (length <= max_payload) {
          if (bytes.size() < 13 + length) return false;
          const Bytes body(bytes.begin() + 2, bytes.begin() + 9 + length);
          uint32_t crc = 0;
          for (int i = 0; i < 4; ++i) crc |= uint32_t(bytes[9 + length + i]) << 8 * i;
          if (crc == crc32(body.data(), body.size())) {
            frame.type = bytes[3], frame.seq = bytes[4], frame.ack = bytes[5], frame.limit = bytes[6];
            frame.payload.assign(bytes.begin() + 9, bytes.begin() + 9 + length);
            bytes.erase(bytes.begin(), bytes.begin() + 13 + length);
            return true;
          }
        }
      }
      bytes.pop_front();
      ++skipped;
    }
    return false;
  }
};

struct Faults {
  unsigned flip = 0, drop = 0, twice = 0;  // per million bytes
};

struct Packet {
  Bytes bytes;
  bool error = false;
};

class FrameHost {
 public:
  Faults down, up;
  uint64_t patience = 20000;  // cycles without progress before something is sent again
  uint8_t log_slots = 0, log_payload = 0, beat = 0;
  uint64_t resent = 0, naks = 0, frames = 0;
  std::deque<Packet> packets;

  FrameHost(Rng rng, std::function<void(uint8_t)> put) : rng_(rng), put_(std::move(put)) {}

  size_t max_payload() const { return size_t(1) << log_payload; }
  const FrameParser &parser() const { return parser_; }

  /// Starts a session; poll until hello_done.
  void hello() {
    pending_.clear(), sending_.clear(), received_.clear(), packets.clear();
    base_ = next_ = want_ = 0;
    limit_ = 0;
    hello_ = true, control_ = false;
    tag_ = uint8_t(rng_.next());
    send({kHello, tag_, 0, kWindow, {}});
    quiet_ = 0;
  }
  bool hello_done() const { return !hello_; }

  void read(uint16_t address, unsigned words) { control(kRead, address, words, {}); }
  void write(uint16_t address, const std::vector<uint32_t> &words) { control(kWrite, address, unsigned(words.size()), words); }
  bool control_done() const { return !control_; }
  const std::vector<uint32_t> &words() const { return words_; }
  uint8_t status() const { return status_; }

  void send_packet(const Bytes &bytes) {
    for (size_t at = 0; at < bytes.size(); at += max_payload()) {
      const size_t end = std::min(bytes.size(), at + max_payload());
      pending_.push_back({uint8_t(end == bytes.size() ? kDataLast : kData), 0, 0, 0, Bytes(bytes.begin() + at, bytes.begin() + end)});
    }
  }
  bool all_taken() const { return pending_.empty(); }
  uint8_t base() const { return base_; }
  uint8_t limit() const { return limit_; }
  uint8_t want() const { return want_; }
  bool expecting = false;  // data is due: a silent line is asked to go back

  /// A byte from the device.
  void got(uint8_t byte) { faulty(up, byte, [this](uint8_t b) { line_.push_back(b); }); }

  /// One cycle; `room`: the line takes more bytes.
  void step(bool room) {
    Frame frame;
    while (parser_.next(line_, frame, hello_ ? kHelloPayload : max_payload())) take(frame);  // a longer one is a broken one, not waited for
    if (++quiet_ > patience) again();
    if (!room || hello_) return;
    if (uint8_t(next_ - base_) < pending_.size() && int8_t(limit_ - next_) > 0) {
      Frame &data = pending_[uint8_t(next_ - base_)];
      data.seq = next_++;
      send(data);
    } else if (tell_) {
      send({kAck, 0, 0, 0, {}});
    }
  }

  void raw(const Bytes &bytes) {
    for (const uint8_t byte : bytes) faulty(down, byte, put_);
  }
  void send(Frame frame) {
    frame.ack = want_;
    frame.limit = uint8_t(want_ + kWindow);
    tell_ = false;
    ++frames;
    raw(frame.encode());
  }

 private:
  static constexpr uint8_t kWindow = 16;
  static constexpr size_t kHelloPayload = 4;
  Rng rng_;
  std::function<void(uint8_t)> put_;
  FrameParser parser_;
  std::deque<uint8_t> line_;
  std::deque<Frame> pending_, sending_;
  Bytes received_;
  std::vector<uint32_t> words_;
  Frame request_;
  uint8_t base_ = 0, next_ = 0, limit_ = 0, want_ = 0, tag_ = 0, status_ = 0;
  bool hello_ = false, control_ = false, tell_ = false, nak_sent_ = false;
  uint64_t quiet_ = 0;

  void faulty(const Faults &faults, uint8_t byte, const std::function<void(uint8_t)> &put) {
    const uint64_t draw = rng_.below(1000000);
    if (draw < faults.flip) byte ^= uint8_t(1u << rng_.below(8));
    else if (draw < faults.flip + faults.drop) return;
    else if (draw < faults.flip + faults.drop + faults.twice) put(byte);
    put(byte);
  }

  void control(uint8_t type, uint16_t address, unsigned count, const std::vector<uint32_t> &words) {
    request_ = {type, ++tag_, 0, 0, {uint8_t(address), uint8_t(address >> 8), uint8_t(count), 0}};
    for (const uint32_t word : words)
      for (int i = 0; i < 4; ++i) request_.payload.push_back(uint8_t(word >> 8 * i));
    control_ = true;
    send(request_);
    quiet_ = 0;
  }

  void again() {
    quiet_ = 0;
    if (hello_) send({kHello, tag_, 0, kWindow, {}});
    else {
      if (control_) send(request_), ++resent;
      if (next_ != base_) next_ = base_, ++resent;
      if (expecting || next_ == base_) send({kNak, 0, 0, 0, {}}), ++naks;
    }
  }

  void take(const Frame &frame) {
    if (hello_) {
      if (frame.type != (kReply | kHello) || frame.seq != tag_ || frame.payload.size() != kHelloPayload) return;
      log_slots = frame.payload[1], log_payload = frame.payload[2], beat = frame.payload[3];
      limit_ = frame.limit;
      hello_ = false;
      return;
    }
    const uint8_t newly = uint8_t(frame.ack - base_);
    if (newly <= pending_.size() && newly > 0) {
      for (uint8_t i = 0; i < newly; ++i) pending_.pop_front();
      if (uint8_t(next_ - base_) < newly) next_ = frame.ack;
      base_ = frame.ack;
      quiet_ = 0;
    }
    if (int8_t(frame.limit - limit_) > 0) limit_ = frame.limit;
    if (frame.type == kNak) {
      next_ = base_;
      if (control_) send(request_), ++resent;
    } else if ((frame.type & 0xf0) == kData) {
      if (frame.seq != want_) {
        if (int8_t(frame.seq - want_) > 0 && !nak_sent_) send({kNak, 0, 0, 0, {}}), nak_sent_ = true, ++naks;
        return;
      }
      ++want_;
      nak_sent_ = false;
      tell_ = true;
      quiet_ = 0;
      received_.insert(received_.end(), frame.payload.begin(), frame.payload.end());
      if (frame.type & 1) {
        packets.push_back({received_, (frame.type & 2) != 0});
        received_.clear();
      }
    } else if (control_ && frame.type == (kReply | request_.type) && frame.seq == request_.seq && frame.payload.size() >= 4) {
      words_.clear();
      for (size_t i = 0; i + 8 <= frame.payload.size(); i += 4)
        words_.push_back(frame.payload[i] | frame.payload[i + 1] << 8 | frame.payload[i + 2] << 16 | uint32_t(frame.payload[i + 3]) << 24);
      status_ = frame.payload[frame.payload.size() - 4];
      control_ = false;
      quiet_ = 0;
    }
  }
};

}  // namespace tb
