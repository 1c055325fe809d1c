// The C++ twin against every vector file: reference_test <folder of *.vec>. Ends with `N checks, W wrong`.
#include "reference.h"

#include <cstdio>
#include <fstream>
#include <sstream>

using namespace zk;

namespace {

struct Record {
    std::string keyword;
    std::vector<U256> v;
};

std::vector<Record> read(const std::string& path) {
    std::ifstream file(path);
    if (!file) {
        std::fprintf(stderr, "cannot read %s\n", path.c_str());
        std::exit(2);
    }
    std::vector<Record> records;
    for (std::string line, word; std::getline(file, line);) {
        if (line.empty() || line[0] == '#') continue;
        std::istringstream words(line);
        Record r;
        words >> r.keyword;
        while (words >> word) r.v.push_back(U256::hex(word));
        records.push_back(r);
    }
    return records;
}

long checks, wrong;

void check(bool ok, const std::string& what) {
    checks++;
    if (!ok && wrong++ < 5) std::printf("wrong: %s\n", what.c_str());
}

}  // namespace

int main(int argc, char** argv) {
    std::string folder = argc > 1 ? argv[1] : ".";
    for (auto* field : {&Fq, &Fr}) {
        std::string name = field == &Fq ? "fq" : "fr";
        for (auto& r : read(folder + "/" + name + "_mul.vec")) check(field->mul(r.v[0], r.v[1]) == r.v[2], name + " mul");
        for (auto& r : read(folder + "/" + name + "_add.vec")) {
            U256 a = field->reduce(r.v[0]), b = field->reduce(r.v[1]);
            check(field->add(a, b) == r.v[2] && field->sub(a, b) == r.v[3], name + " add");
        }
    }
    for (std::string name : {"g1_madd", "g1_add"})
        for (auto& r : read(folder + "/" + name + ".vec")) {
            auto point = [&](size_t i, bool affine) {
                U256 z = affine ? Fq.one : r.v[i + 2], inverse = Fq.invert(z);
                return z.zero() ? Affine{} : Affine{Fq.mul(r.v[i], inverse), Fq.mul(r.v[i + 1], inverse)};
            };
            bool mixed = name == "g1_madd";
            Affine sum = Jacobian::of(point(0, false)).plus(Jacobian::of(point(3, mixed))).affine();
            size_t o = mixed ? 5 : 6;
            check(same_point(r.v[o], r.v[o + 1], r.v[o + 2], sum), name);
        }

    std::vector<Affine> points;
    std::vector<U256> in, out;
    Record now;
    for (auto& r : read(folder + "/msm.vec")) {
        if (r.keyword == "point") points.push_back({r.v[0], r.v[1]});
        if (r.keyword == "msm") now = r, in.clear();
        if (r.keyword == "scalar") in.push_back(r.v[0]);
        if (r.keyword == "sum")
            check(in.size() == now.v[2].limb[0] && msm(in.data(), &points[now.v[0].limb[0]], in.size()) == Affine{r.v[0], r.v[1]}, "msm");
    }
    U256 shift = Fr.one;
    for (auto& r : read(folder + "/ntt.vec")) {
        if (r.keyword == "ntt") now = r, in.clear(), out.clear(), shift = Fr.one;
        if (r.keyword == "shift") shift = r.v[0];
        if (r.keyword == "in") in.push_back(r.v[0]);
        if (r.keyword != "out") continue;
        out.push_back(r.v[0]);
        if (out.size() >> now.v[0].limb[0]) check(ntt(in, now.v[1].bit(0), shift) == out, "ntt");
    }
    std::printf("%ld checks, %ld wrong\n", checks, wrong);
    return wrong || !checks;
}
