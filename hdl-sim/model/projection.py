#!/usr/bin/env python3
"""Writes hdl/doc/projection.md and projection.svg: what `large` would do at an assumed clock, beside published designs.

  projection.py            writes them
  projection.py --check    exit code 1 if the committed files differ
"""
import json
import sys
import tomllib
from dataclasses import replace
from math import ceil, log10
from pathlib import Path

import msm_cost
import ntt_cost
from svg import Picture

ROOT = Path(__file__).resolve().parents[2]
DOC = ROOT / "hdl" / "doc"
ASSUMED = tomllib.loads((Path(__file__).parent / "assumptions.toml").read_text())
COUNTED = json.loads((Path(__file__).parent / "large_cells.json").read_text())
MSM_SIZES, NTT_SIZES = (12, 16, 20, 24, 26), (10, 12, 14, 16, 18)
MSM_SMALL, MSM_BIG = msm_cost.LARGE, replace(msm_cost.LARGE, window_bits=13)


def msm_config(log_n: int) -> msm_cost.MsmConfig:
    """8-bit windows as simulated; 13-bit ones from where they are faster."""
    return min((MSM_SMALL, MSM_BIG), key=lambda c: msm_cost.cycles(c, 2**log_n))


def msm_seconds(log_n: int, clock_mhz: float) -> float:
    return msm_cost.cycles(msm_config(log_n), 2**log_n) / (clock_mhz * 1e6)


def ntt_seconds(log_n: int, clock_mhz: float) -> float:
    return ntt_cost.cycles(ntt_cost.LARGE, log_n) / (clock_mhz * 1e6)


def memory_bits(msm: msm_cost.MsmConfig, log_points: int, log_ntt: int) -> dict[str, int]:
    return {"points": 508 << log_points, "buckets": 765 * msm.buckets, "transform": 3 * (256 << log_ntt) // 2}


def uram(msm: msm_cost.MsmConfig, log_points: int, log_ntt: int) -> int:
    """Memories of 4096 words of 72 bits; each bank by itself."""
    points = ceil(508 / 72) * ceil(2**log_points / 4096)
    buckets = ceil(765 / 72) * ceil(msm.buckets / 4096)
    banks = 16 * ceil(256 / 72) * ceil(2 ** (log_ntt - 4) / 4096)
    twiddles = 8 * ceil(256 / 72) * ceil(2 ** (log_ntt - 4) / 4096)
    return points + buckets + banks + twiddles


def time(seconds: float) -> str:
    for unit, scale in (("s", 1), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= scale:
            return f"{seconds / scale:.3g} {unit}"
    return f"{seconds / 1e-9:.3g} ns"


def page() -> str:
    fpga, asic = ASSUMED["fpga"], ASSUMED["asic"]
    lanes = COUNTED["lanes"]
    lut, ff, dsp = (COUNTED["multiplier"][key] * lanes + sum(o.get(key, 0) for o in COUNTED["others"]) for key in ("lut", "ff", "dsp"))
    others = "; ".join(f"`{o['name']}` ({o['what']}) {o['lut']:,} LUT, {o['ff']:,} FF" for o in COUNTED["others"])
    gates = COUNTED["multiplier"]["transistors"] / 4 * lanes
    bits = memory_bits(MSM_BIG, 12, 16)
    logic_mm2 = gates * asic["nand2_um2"] / asic["utilisation"] / 1e6
    sram_mm2 = sum(bits.values()) * asic["sram_um2_a_bit"] * asic["ports"] / 1e6
    urams = uram(MSM_BIG, 12, 16)

    lines = [
        "# What `large` would do", "",
        "Written by `hdl-sim/model/projection.py`; do not edit.", "",
        "**Nothing on this page was measured on hardware.** Cycles come from the cost model, which a test holds to the simulation within 2 % (`hdl-sim/model/test_cost.py`); the clock is an assumption; time is cycles divided by it. Published figures are their",
        "authors' measurements (or, where noted, extrapolations) on other curves or fields: they show the order of magnitude, not a race.", "",
        "![MSM and NTT: projected and published](projection.svg)", "",
        "## MSM", "",
        f"One complete mixed addition of 11 products a cycle; buckets go to the host, which adds them while the next MSM runs. Up to where it is slower, 8-bit windows as simulated ({MSM_SMALL.windows} windows); above, 13-bit windows ({MSM_BIG.windows} windows, {MSM_BIG.buckets:,} buckets).", "",
        f"| scalars | windows | cycles | {fpga['name']} at {fpga['clock_mhz']} MHz | ASIC at {asic['clock_mhz']} MHz |", "|---|---|---|---|---|",
    ]
    for k in MSM_SIZES:
        c = msm_config(k)
        lines.append(f"| 2^{k} | {c.windows} of {c.window_bits} bits | {msm_cost.cycles(c, 2**k):,.0f} | {time(msm_seconds(k, fpga['clock_mhz']))} | {time(msm_seconds(k, asic['clock_mhz']))} |")
    lines += [
        "", "The simulated machine keeps 2^12 points in on-chip memory. Larger tables have to come from DRAM, a point of 64 bytes every 20 cycles: 0.8 GB/s at 250 MHz, a twentieth of one DDR4 channel. That controller is not part of this repository.", "",
        "## NTT", "",
        "Eight butterflies a cycle, an element a cycle in and out, all on chip. Sizes beyond the memory need a four-step transform over DRAM, which is not built and not projected.", "",
        f"| elements | cycles | of them transform | {fpga['name']} at {fpga['clock_mhz']} MHz | ASIC at {asic['clock_mhz']} MHz |", "|---|---|---|---|---|",
    ]
    for k in NTT_SIZES:
        lines.append(f"| 2^{k} | {ntt_cost.cycles(ntt_cost.LARGE, k):,.0f} | {ntt_cost.transform(ntt_cost.LARGE, k):,.0f} | {time(ntt_seconds(k, fpga['clock_mhz']))} | {time(ntt_seconds(k, asic['clock_mhz']))} |")
    lines += [
        "", "## Does it fit?", "",
        f"Cells of synthesis ({COUNTED['tool']}, `synth_xilinx -family xcup`), which is no placement: {lanes} multipliers of {COUNTED['multiplier']['lut']:,} LUT, {COUNTED['multiplier']['ff']:,} FF and {COUNTED['multiplier']['dsp']} DSP each; {others}. Scheduler, control and links come on top; they need no DSP.", "",
        f"| | {fpga['name']} has | these need | |", "|---|---|---|---|",
        f"| LUT | {fpga['lut']:,} | {lut:,} | {100 * lut / fpga['lut']:.0f} % |",
        f"| FF | {fpga['ff']:,} | {ff:,} | {100 * ff / fpga['ff']:.0f} % |",
        f"| DSP48E2 | {fpga['dsp']:,} | {dsp:,} | {100 * dsp / fpga['dsp']:.0f} % |",
        f"| UltraRAM (memories) | {fpga['uram']} | {urams} | {100 * urams / fpga['uram']:.0f} % |", "",
        f"UltraRAM: 13-bit windows, 2^12 points, transforms up to 2^16 (counted, not synthesised). Parts: {fpga['parts_source']}. Clock: {fpga['clock_source']}.", "",
        f"**ASIC**, {asic['name']}: the multipliers are {gates / 1e6:.1f} M gates (NAND2 equivalents: transistors of `yosys stat -tech cmos` divided by 4; gates as written, not optimised: an upper bound) or {logic_mm2:.1f} mm² at {100 * asic['utilisation']:.0f} % utilisation; memories of {sum(bits.values()) / 1e6:.0f} Mbit are",
        f"{sram_mm2:.0f} mm². All other logic and routing come on top. NAND2: {asic['nand2_source']}. SRAM: {asic['sram_source']}, two ports counted twice. Clock: {asic['clock_source']}. A current node would be far smaller and faster; this one has a public library to check the figures with.", "",
        "## Published", "",
        "| design | | field or curve | device | clock | size | time | | source |", "|---|---|---|---|---|---|---|---|---|",
    ]
    for p in ASSUMED["published"]:
        clock = f"{p['clock_mhz']} MHz" if "clock_mhz" in p else ""
        lines.append(f"| {p['design']} | {p['what']} | {p['curve']} | {p.get('device', '')} | {clock} | 2^{p['log_n']} | {time(p['seconds'])} | {p['note']} | {p['source']} |")
    lines += [
        "", f"Projected, for comparison: MSM 2^26 over BN254 {time(msm_seconds(26, fpga['clock_mhz']))}, 2^24 {time(msm_seconds(24, fpga['clock_mhz']))} (one adder). BN254 has prime order and no twisted Edwards form, so an addition is 11 products of 254 bits where BLS12-377 takes 7 of 377; a product of",
        "377 bits costs about twice one of 254.", "",
        "The NTT designs of 64-bit fields do 20 to 26 times less multiplication a butterfly.", "",
    ]
    return "\n".join(lines)


def plot() -> Picture:
    picture = Picture(790, 470, "Time of MSM and NTT by size, projected and published")
    left, right, top, bottom = 70, 560, 40, 420
    low, high, first, last = -6, 2, 8, 28

    def at(log_n, seconds):
        return left + (right - left) * (log_n - first) / (last - first), bottom - (bottom - top) * (log10(seconds) - low) / (high - low)

    for power in range(low, high + 1):
        _, y = at(first, 10.0**power)
        picture.line((left, y), (right, y), cls="grid", stroke="#e4e4e4")
        picture.text(left - 8, y + 4, time(10.0**power), "small", "end")
    for log_n in range(first, last + 1, 2):
        x, _ = at(log_n, 1)
        picture.line((x, bottom), (x, bottom + 4))
        picture.text(x, bottom + 18, f"2^{log_n}", "small", "middle")
    picture.line((left, top), (left, bottom), (right, bottom))
    picture.text(left, 22, "lines: projected, cycles of the cost model ÷ assumed clock; points: published, other curves and fields", "small")

    fpga, asic = ASSUMED["fpga"]["clock_mhz"], ASSUMED["asic"]["clock_mhz"]
    for seconds, sizes, clock, colour, dash, label in (
            (msm_seconds, range(10, 27), fpga, "#d1495b", "", f"MSM at {fpga} MHz"), (msm_seconds, range(10, 27), asic, "#d1495b", "5 4", f"MSM at {asic} MHz"),
            (ntt_seconds, range(10, 19), fpga, "#2a6f97", "", f"NTT at {fpga} MHz"), (ntt_seconds, range(10, 19), asic, "#2a6f97", "5 4", f"NTT at {asic} MHz")):
        points = [at(k, seconds(k, clock)) for k in sizes]
        picture.line(*points, cls="", stroke=colour, width=2, dash=dash)
        ntt = seconds is ntt_seconds
        x, y = at(18 if ntt else 14, seconds(18 if ntt else 14, clock))
        if not dash:
            picture.text(x + (8 if ntt else -8), y - (4 if ntt else 10), label, "small", "start" if ntt else "end")
    for index, p in enumerate(ASSUMED["published"]):
        colour = "#d1495b" if p["what"] == "MSM" else "#2a6f97"
        x, y = at(p["log_n"], p["seconds"])
        picture.circle(x, y, 4, colour)
        side = -1 if index % 2 else 1  # neighbours in the list are neighbours in the plot
        picture.text(x + 7 * side, y + 4, str(index + 1), "small", "start" if side > 0 else "end")
        note = f"{index + 1}  {p['design']} {p['what']} 2^{p['log_n']}"
        picture.text(right + 14, top + 16 + 17 * index, note, "small")
    picture.text(right + 14, bottom - 30, "solid: FPGA clock", "small")
    picture.text(right + 14, bottom - 14, "dashed: ASIC clock", "small")
    return picture


def main() -> int:
    wanted = {DOC / "projection.md": page(), DOC / "projection.svg": str(plot())}
    if "--check" in sys.argv:
        stale = [p.name for p, text in wanted.items() if not p.exists() or p.read_text() != text]
        if stale:
            print(f"{', '.join(stale)}: not what {Path(__file__).name} writes; run it", file=sys.stderr)
        return int(bool(stale))
    for path, text in wanted.items():
        path.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
