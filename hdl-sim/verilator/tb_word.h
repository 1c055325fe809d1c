// 256-bit words, their way into and out of Verilator ports of any width, random numbers, vector files.
#pragma once
#include <array>
#include <cctype>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

#include "verilated.h"

namespace tb {

/// 256 bits, least significant limb first.
using Word = std::array<uint32_t, 8>;

template <class Port> constexpr unsigned limbs() { return sizeof(Port) <= 4 ? 1 : sizeof(Port) / 4; }

/// Bits of a port, rounded up to 8, 16, 32, 64 or a multiple of 32.
template <class Port> constexpr unsigned bits(const Port &) { return 8 * sizeof(Port); }

/// Writes the low bits of a word into a port (CData, SData, IData, QData or VlWide).
template <class Port> std::enable_if_t<std::is_integral<Port>::value> put(Port &port, const Word &word) {
  port = sizeof(Port) == 8 ? Port(word[0] | uint64_t(word[1]) << 32) : Port(word[0]);
}
template <class Port> std::enable_if_t<!std::is_integral<Port>::value> put(Port &port, const Word &word) {
  for (unsigned i = 0; i < limbs<Port>(); ++i) port[i] = i < word.size() ? word[i] : 0;
}

/// The low 256 bits of a port.
template <class Port> std::enable_if_t<std::is_integral<Port>::value, Word> get(const Port &port) {
  return Word{uint32_t(port), uint32_t(uint64_t(port) >> 32)};
}
template <class Port> std::enable_if_t<!std::is_integral<Port>::value, Word> get(const Port &port) {
  Word word{};
  for (unsigned i = 0; i < limbs<Port>() && i < word.size(); ++i) word[i] = port[i];
  return word;
}

inline bool less(const Word &a, const Word &b) {
  for (int i = 7; i >= 0; --i)
    if (a[i] != b[i]) return a[i] < b[i];
  return false;
}

inline Word minus(const Word &a, const Word &b) {
  Word out{};
  int64_t borrow = 0;
  for (int i = 0; i < 8; ++i) {
    borrow += int64_t(a[i]) - b[i];
    out[i] = uint32_t(borrow);
    borrow >>= 32;
  }
  return out;
}

inline Word from_u64(uint64_t value) { return Word{uint32_t(value), uint32_t(value >> 32)}; }

inline std::string hex(const Word &word) {
  char text[65];
  for (int i = 0; i < 8; ++i) std::snprintf(text + 8 * i, 9, "%08x", word[7 - i]);
  return text;
}

inline Word from_hex(const std::string &text) {
  Word word{};
  if (text.empty() || text.size() > 64) throw std::runtime_error("not a number of at most 64 hexadecimal digits: " + text);
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = char(std::tolower(text[text.size() - 1 - i]));
    if (!std::isxdigit(c)) throw std::runtime_error("not a hexadecimal number: " + text);
    word[i / 8] |= uint32_t(c <= '9' ? c - '0' : c - 'a' + 10) << (4 * (i % 8));
  }
  return word;
}

/// BN254: modulus of the base field (points) and of the scalar field (NTT).
constexpr Word kFq = {0xd87cfd47, 0x3c208c16, 0x6871ca8d, 0x97816a91, 0x8181585d, 0xb85045b6, 0xe131a029, 0x30644e72};
constexpr Word kFr = {0xf0000001, 0x43e1f593, 0x79b97091, 0x2833e848, 0x8181585d, 0xb85045b6, 0xe131a029, 0x30644e72};

/// The canonical form of a value below 2p; a value of 2p or more stays as it is, so that comparing it fails.
inline Word canonical(const Word &lazy, const Word &modulus) {
  if (less(lazy, modulus)) return lazy;
  const Word reduced = minus(lazy, modulus);
  return less(reduced, modulus) ? reduced : lazy;
}

/// SplitMix64.
class Rng {
 public:
  explicit Rng(uint64_t seed) : state_(seed) {}
  uint64_t next() {
    uint64_t z = state_ += 0x9e3779b97f4a7c15ull;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
    return z ^ (z >> 31);
  }
  uint64_t below(uint64_t bound) { return next() % bound; }
  bool chance(unsigned percent) { return below(100) < percent; }
  Word word() {
    Word out;
    for (auto &limb : out) limb = uint32_t(next());
    return out;
  }
  /// Uniform in [0, modulus).
  Word field(const Word &modulus) {
    for (;;) {
      Word out = word();
      out[7] &= 0x3fffffff;
      if (less(out, modulus)) return out;
    }
  }

 private:
  uint64_t state_;
};

/// A vector file: a case a line, a keyword and then hexadecimal numbers between blanks; what follows # is a comment.
struct Row {
  std::string keyword;
  std::vector<Word> values;
  const Word &operator[](size_t index) const { return values.at(index); }
  size_t size() const { return values.size(); }
};

inline std::vector<Row> read_vectors(const std::string &path) {
  std::ifstream file(path);
  if (!file) {
    std::fprintf(stderr, "cannot read %s; hdl-sim/vectors/generate.py makes the vectors\n", path.c_str());
    std::exit(2);
  }
  std::vector<Row> rows;
  std::string line;
  for (size_t number = 1; std::getline(file, line); ++number) {
    std::istringstream words(line.substr(0, line.find('#')));
    Row row;
    if (!(words >> row.keyword)) continue;
    try {
      for (std::string word; words >> word;) row.values.push_back(from_hex(word));
    } catch (const std::runtime_error &error) {
      std::fprintf(stderr, "%s:%zu: %s\n", path.c_str(), number, error.what());
      std::exit(2);
    }
    rows.push_back(std::move(row));
  }
  if (rows.empty()) {
    std::fprintf(stderr, "%s holds no vectors\n", path.c_str());
    std::exit(2);
  }
  return rows;
}

}  // namespace tb
