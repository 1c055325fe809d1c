// A multiplier bank with two clients that take turns: the bench itself as point adder (A), and MUL tasks (C).
//   zk_alu_tb fq_mul.vec fr_mul.vec DATA_WIDTH LANES PRODUCTS TURNS
#include <deque>

#include "tb.h"
#include "../vectors/reference.h"

namespace {

zk::U256 number(const tb::Word &w) { return zk::U256::load(w); }
tb::Word word(const zk::U256 &x) {
  tb::Word w;
  x.store(w);
  return w;
}
template <class Port> void put_lane(Port &port, int lane, const tb::Word &w) {
  for (int i = 0; i < 8; ++i) port[8 * lane + i] = w[i];
}
template <class Port> tb::Word get_lane(const Port &port, int lane) {
  tb::Word w;
  for (int i = 0; i < 8; ++i) w[i] = port[8 * lane + i];
  return w;
}
template <class T> std::enable_if_t<std::is_integral<T>::value> put_tag(T &port, int lane, unsigned tag) {
  port = T((port & ~(T(0xff) << (8 * lane))) | T(tag) << (8 * lane));
}
template <class T> std::enable_if_t<!std::is_integral<T>::value> put_tag(T &port, int lane, unsigned tag) {
  port[lane / 4] = (port[lane / 4] & ~(0xffu << (8 * (lane % 4)))) | tag << (8 * (lane % 4));
}
template <class T> std::enable_if_t<std::is_integral<T>::value, unsigned> get_tag(const T &port, int lane) { return port >> (8 * lane) & 0xff; }
template <class T> std::enable_if_t<!std::is_integral<T>::value, unsigned> get_tag(const T &port, int lane) { return port[lane / 4] >> (8 * (lane % 4)) & 0xff; }

struct Pair {
  tb::Word a, b, c;
};

// Client A: every lane offers products at random times, keeps them until they are taken, and counts them back.
class Adder : public tb::Agent {
 public:
  size_t left = 0, back = 0;
  unsigned eagerness = 100;

  Adder(tb::Bench &bench, int lanes, std::vector<Pair> edges) : bench_(bench), edges_(std::move(edges)), rng_(bench.rng()), offered_(lanes), flying_(lanes) {
    bench_.dut.a_valid_i = 0;
  }
  bool idle() const {
    for (const auto &f : flying_)
      if (!f.empty()) return false;
    return left == 0 && bench_.dut.a_valid_i == 0;
  }

  void drive() override {
    auto &dut = bench_.dut;
    for (size_t lane = 0; lane < offered_.size(); ++lane) {
      if (dut.a_valid_i >> lane & 1) continue;
      if (left == 0 || !rng_.chance(eagerness)) continue;
      --left;
      Offer &o = offered_[lane];
      o.tag = unsigned(rng_.below(256));
      if (at_ < edges_.size()) {
        static_cast<Pair &>(o) = edges_[at_++];
      } else {
        o.a = below_2p(), o.b = below_2p();
        o.c = word(zk::Fq.mul(number(o.a), number(o.b)));
      }
      dut.a_valid_i |= 1u << lane;
      put_lane(dut.a_a_i, int(lane), o.a);
      put_lane(dut.a_b_i, int(lane), o.b);
      put_tag(dut.a_tag_i, int(lane), o.tag);
    }
  }
  void sample() override {
    auto &dut = bench_.dut;
    if (!dut.rst_ni) return;
    for (size_t lane = 0; lane < offered_.size(); ++lane) {
      if (dut.a_valid_o >> lane & 1) {
        if (bench_.check(!flying_[lane].empty(), "A: a product that nobody asked for")) {
          const Offer want = flying_[lane].front();
          flying_[lane].pop_front();
          bench_.check_equal(tb::canonical(get_lane(dut.a_p_o, int(lane)), tb::kFq), want.c, "A", back);
          bench_.check(get_tag(dut.a_tag_o, int(lane)) == want.tag, "A: tag %u, not %u", get_tag(dut.a_tag_o, int(lane)), want.tag);
          ++back;
        }
      }
      if ((dut.a_valid_i >> lane & 1) && (dut.a_ready_o >> lane & 1) && dut.to_a_i) {
        flying_[lane].push_back(offered_[lane]);
        taken_ |= 1u << lane;
      }
    }
  }
  /// After the edge: what was taken is no longer offered.
  void release() {
    bench_.dut.a_valid_i &= ~taken_;
    taken_ = 0;
  }

 private:
  struct Offer : Pair {
    unsigned tag;
  };
  tb::Bench &bench_;
  std::vector<Pair> edges_;
  tb::Rng rng_;
  std::vector<Offer> offered_;
  std::vector<std::deque<Offer>> flying_;
  size_t at_ = 0;
  unsigned taken_ = 0;

  tb::Word below_2p() {
    const tb::Word x = rng_.field(tb::kFq);
    return rng_.chance(50) ? x : word(zk::plus(number(x), zk::Fq.p));
  }
};

std::vector<Pair> read_pairs(const std::string &path, const tb::Word &p, bool canonical_only) {
  std::vector<Pair> out;
  for (const auto &row : tb::read_vectors(path))
    if (!canonical_only || (tb::less(row[0], p) && tb::less(row[1], p))) out.push_back({row[0], row[1], row[2]});
  return out;
}

}  // namespace

int main(int argc, char **argv) {
  tb::Bench bench(argc, argv);
  auto &dut = bench.dut;
  const unsigned width = unsigned(std::stoul(bench.argument(2)));
  const int lanes = std::stoi(bench.argument(3));
  const size_t products = std::stoul(bench.argument(4)), turns = std::stoul(bench.argument(5));
  const std::vector<Pair> fq = read_pairs(bench.argument(0), tb::kFq, true), fr = read_pairs(bench.argument(1), tb::kFr, true);
  Adder &adder = bench.own(new Adder(bench, lanes, read_pairs(bench.argument(0), tb::kFq, false)));
  TB_CORE(bench, core, width);
  tb::Rng rng = bench.rng();
  size_t host_products = 0;
  const auto tick = [&] {
    bench.tick();
    adder.release();
  };

  dut.to_a_i = 0;
  bench.reset();

  const auto multiply = [&](const std::vector<Pair> &pairs, bool field) {
    std::vector<tb::Word> data;
    for (const auto &p : pairs) data.push_back(p.a), data.push_back(p.b);
    const auto result = core.run(tb::kMul, uint32_t(pairs.size()), field, data, 200000);
    bench.check(result.done && result.error == 0 && result.elements.size() == pairs.size(), "MUL: done %d, error %u, %zu of %zu", result.done, result.error,
                result.elements.size(), pairs.size());
    for (size_t i = 0; i < pairs.size() && i < result.elements.size(); ++i) bench.check_equal(result.elements[i], pairs[i].c, "MUL", i);
    host_products += pairs.size();
  };
  const auto random_pairs = [&](size_t count, bool field) {
    const auto &f = field ? zk::Fr : zk::Fq;
    std::vector<Pair> pairs(count);
    for (auto &p : pairs) {
      p.a = rng.field(field ? tb::kFr : tb::kFq), p.b = rng.field(field ? tb::kFr : tb::kFq);
      p.c = word(f.mul(number(p.a), number(p.b)));
    }
    return pairs;
  };
  const auto refuse = [&](unsigned op, uint32_t count, uint32_t arg, std::vector<tb::Word> data, unsigned error, const char *what) {
    const auto result = core.run(op, count, arg, data, 200000);
    bench.check(result.done && result.error == error, "%s: done %d, error %u instead of %u", what, result.done, result.error, error);
    bench.check(result.elements.size() < count || count == 0, "%s: everything came out", what);
    multiply(random_pairs(3, arg & 1), arg & 1);
  };

  for (size_t turn = 0; turn < turns; ++turn) {
    dut.to_a_i = 1;
    adder.left = products / turns;
    adder.eagerness = turn % 3 == 0 ? 100 : unsigned(5 + rng.below(95));
    uint64_t patience = 10'000'000;
    while (!adder.idle() && patience-- > 0) tick();
    bench.check(adder.idle(), "A: no end");

    dut.to_a_i = 0;
    core_in.pause = turn % 2 ? tb::Pause::random(unsigned(rng.below(80)), bench.rng()) : tb::Pause::none();
    core_out.pause = turn % 4 > 1 ? tb::Pause::burst(20, 100, bench.rng()) : tb::Pause::none();
    if (turn == 0) multiply(fq, false), multiply(fr, true);
    const bool field = turn & 1;
    multiply(random_pairs(1 + rng.below(120), field), field);
    const tb::Word &p = field ? tb::kFr : tb::kFq;
    tb::Word ones;
    ones.fill(~0u);
    std::vector<tb::Word> data(8);
    for (auto &d : data) d = rng.field(p);
    refuse(4, 4, field, data, tb::kUnknownOp, "another op");
    refuse(tb::kMul, 0, field, data, tb::kBadCount, "no pairs");
    refuse(tb::kMul, 5, field, data, tb::kBadLength, "too short");
    for (size_t length : {size_t(1), size_t(5), size_t(7)}) refuse(tb::kMul, 4, field, std::vector<tb::Word>(data.begin(), data.begin() + length), tb::kBadLength, "too short");
    for (const auto &bad : {p, ones})
      for (size_t at : {size_t(0), size_t(3), size_t(7)}) {
        auto broken = data;
        broken[at] = bad;
        refuse(tb::kMul, 4, field, broken, tb::kNotCanonical, "not canonical");
      }
    bench.progress(turn + 1, turns);
  }
  std::printf("%zu products for client A, %zu for the host, %zu turns\n", adder.back, host_products, turns);
  bench.check(adder.back + host_products >= products, "fewer products than asked for");
  return bench.finish();
}
