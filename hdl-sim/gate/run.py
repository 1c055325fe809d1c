#!/usr/bin/env python3
"""Synthesises cells with Yosys and runs the benches of the RTL on the netlists, with the same vectors.

  run.py                        every cell, both technologies
  run.py word ecp5/row          those of this name, that one
  run.py --list

Refuses a netlist whose DSP inputs hold x, and a log with "Driver-driver" or "Resolved using constant": synth_ice40 -dsp has
lost multiplier operands silently (hdl/tech/README.md). Netlists and binaries are kept in .cache/hdl under a hash of what went in.
Ends with `N passed, N failed, N skipped`. Needs yosys, verilator, g++, make.
"""
import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent / "hdl/scripts"))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from sources import closure  # noqa: E402
import build as builder  # noqa: E402
from build import CACHE, ROOT, BuildError, Model, build  # noqa: E402

builder.OPTIMISE[0] = "OPT_FAST=-O1"  # thousands of one-bit assignments: -O3 takes minutes and saves seconds

HERE = Path(__file__).resolve().parent
RTL, TECH, VECTORS = ROOT / "hdl/rtl", ROOT / "hdl/tech", ROOT / "hdl-sim/vectors"

# cell: top, parameters that are not the default, sources (None: all that the top uses, configuration link), bench, vectors, arguments of the bench
# (fewer random cases than on the RTL: a netlist is slow). uart is the link, device what is behind it: frames, registers, dispatcher, ECHO.
FIELD = RTL / "zk_field"
SERIAL = [FIELD / "zk_field_pkg.sv", FIELD / "zk_delay.sv", "zk_mul16", FIELD / "zk_mont_serial.sv"]
ADD = [FIELD / f"{name}.sv" for name in ("zk_field_pkg", "../zk_common/zk_copy", "../zk_common/zk_choice", "zk_delay", "zk_mod_addsub", "zk_mod_add", "zk_mod_sub", "zk_canonical", "tb/add_harness")]
TINY = [RTL / f"zk_tiny/{name}.sv" for name in ("zk_tiny_pkg", "zk_tiny_rom", "zk_tiny_file", "zk_tiny_memory", "zk_tiny_alu", "zk_tiny")]
MUL, SUM = ["fq_mul.vec", "fr_mul.vec"], ["fq_add.vec", "fr_add.vec"]
CELLS = {
    "word": ("zk_mont_word", {}, SERIAL + [FIELD / "zk_mont_word.sv"], FIELD / "tb/mont_tb.cpp", MUL, [3, 135, 400]),
    "row": ("zk_mont_row", {}, [FIELD / "zk_field_pkg.sv", RTL / "zk_common/zk_copy.sv", "zk_mul16", FIELD / "zk_mont_row.sv"], FIELD / "tb/mont_tb.cpp", MUL, [3, 73, 2000]),
    "add": ("add_harness", {"Stages": 4}, ADD, FIELD / "tb/add_tb.cpp", SUM, [4, 3, 2000]),
    "far": ("add_harness", {"Stages": 7}, ADD, FIELD / "tb/add_tb.cpp", SUM, [7, 3, 2000]),
    "tiny": ("zk_tiny", {}, SERIAL + ["zk_spram"] + TINY, RTL / "zk_tiny/tb/tiny_tb.cpp", MUL + ["msm.vec", "ntt.vec"], [0, 1, 2, 16]),
    "uart": ("zk_link_uart", {"ClocksPerBit": 8}, None, RTL / "zk_link_uart/tb/uart_tb.cpp", [], [8]),
    "device": ("zk_device", {"SrcHash": "32'h12345678", "LogIdle": 12, "CrcStep": 1}, None, RTL / "zk_frame/tb/device_tb.cpp", [], [2]),
}
# On ECP5 block RAM is left out, since Yosys has no model of it.
TECHNOLOGIES = {"ice40": "synth_ice40 -dsp -top {top}", "ecp5": "synth_ecp5 -nobram -top {top}"}
DEFINES = {"NO_ICE40_DEFAULT_ASSIGNMENTS": 1}
RUNS = [("ice40", "word"), ("ice40", "add"), ("ice40", "tiny"), ("ice40", "uart"), ("ice40", "device"),
        ("ecp5", "word"), ("ecp5", "row"), ("ecp5", "add"), ("ecp5", "far"), ("ecp5", "tiny"), ("ecp5", "uart"), ("ecp5", "device")]
DSP = re.compile(r"^\s*(SB_MAC16|MULT18X18D)\s+(?:#\(.*?\)\s*)?(\S+)\s*\((.*?)\);", re.S | re.M)
BAD_LOG = re.compile(r"driver-driver|resolved using constant", re.I)


def leaf(technology, name):
    special = TECH / technology / f"{name}.sv"
    return special if special.exists() else TECH / "generic" / f"{name}.sv"


def share():
    tool = shutil.which("yosys")
    path = Path(tool).resolve().parent.parent / "share/yosys" if tool else None
    if not path or not path.exists():
        raise BuildError("Yosys or its data (share/yosys beside its bin) is not there")
    return path


def reject(netlist, log):
    """Raises when the log or the netlist shows a miscompiled multiplier; returns how many there are."""
    if found := BAD_LOG.search(log):
        raise BuildError(f"the log of Yosys says \"{found[0]}\"")
    cells = DSP.findall(netlist)
    for kind, name, ports in cells:
        for port, value in re.findall(r"\.([AB]\d*)\(([^)]*)\)", ports):
            if re.search(r"'[hbd]\w*x", value, re.I):
                raise BuildError(f"{kind} {name} has x at {port}: {value}")
    return len(cells)


def synthesise(technology, top, params, sources):
    """The netlist, cached by sources, tool and commands."""
    command = TECHNOLOGIES[technology]
    kept = [s for s in sources if s.stem == "zk_spram" and technology == "ecp5"]  # stays behavioural
    chparam = "".join(f" -chparam {k} {v}" for k, v in params.items())
    script = (f"read_verilog -sv {' '.join(os.path.relpath(s, ROOT) for s in sources)}; hierarchy -top {top}{chparam}; "
              + (f"rename -top {top}; " if params else "") + "".join(f"blackbox {s.stem}; " for s in kept) + command.format(top=top)
              + "; setattr -mod -unset keep_hierarchy zk_mul16; flatten; opt_clean; check -assert")
    version = subprocess.run(["yosys", "-V"], capture_output=True, text=True).stdout
    key = hashlib.sha256((version + script).encode() + b"".join(s.read_bytes() for s in sources)).hexdigest()[:16]
    folder = CACHE / "gate"
    folder.mkdir(parents=True, exist_ok=True)
    netlist, log = folder / f"{technology}-{top}-{key}.v", folder / f"{technology}-{top}-{key}.log"
    if not netlist.exists():
        fresh = netlist.with_suffix(f".{os.getpid()}.tmp")
        done = subprocess.run(["yosys", "-q", "-l", str(log), "-p", f"{script}; tee -o {log}.stat stat; write_verilog -noattr {fresh}"],
                              cwd=ROOT, capture_output=True, text=True)
        if done.returncode:
            raise BuildError(f"yosys failed, log in {os.path.relpath(log, ROOT)}: {done.stderr.strip()[-500:]}")
        fresh.rename(netlist)
    return netlist, kept, reject(netlist.read_text(), log.read_text())


def run(technology, cell):
    top, params, names, bench, vectors, arguments = CELLS[cell]
    sources = [leaf(technology, s) if isinstance(s, str) else s for s in names] if names else closure([top], "link", technology)
    netlist, kept, multipliers = synthesise(technology, top, params, sources)
    cells = share() / technology / "cells_sim.v"
    models = [cells, HERE / "ecp5_mult18x18d.v"] if technology == "ecp5" else [cells]
    binary, _ = build(Model(top, [netlist, *kept, *models], [bench], defines=DEFINES, includes=[cells.parent]))
    done = subprocess.run([binary, *(VECTORS / v for v in vectors), *map(str, arguments)], capture_output=True, text=True, timeout=3600)
    summary = re.search(r"^(\d+) checks, (\d+) wrong, (\d+) cycles$", done.stdout, re.M)
    if done.returncode or not summary or int(summary[1]) == 0 or int(summary[2]):
        raise BuildError("the netlist computes something else\n" + done.stdout[-2000:] + done.stderr[-500:])
    return f"{int(summary[1]):>7,} checks {int(summary[3]):>10,} cycles, {multipliers} multipliers"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cells", nargs="*", help="a cell (word), a technology (ice40) or both (ecp5/row)")
    parser.add_argument("--list", action="store_true", help="what there is")
    options = parser.parse_args()
    names = {f"{technology}/{cell}": (technology, cell) for technology, cell in RUNS}
    chosen = [n for n in names if not options.cells or any(c in (n, *names[n]) for c in options.cells)]
    if options.list or not chosen:
        print("\n".join(names))
        return 0 if options.list else 2
    failed = 0
    for name in chosen:
        try:
            print(f"passed  gate {name:11} {run(*names[name])}", flush=True)
        except (BuildError, subprocess.TimeoutExpired) as error:
            failed += 1
            print(f"FAILED  gate {name:11} {error}", flush=True)
    print(f"{len(chosen) - failed} passed, {failed} failed, 0 skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
