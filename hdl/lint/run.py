#!/usr/bin/env python3
"""Lints all RTL: Verilator -Wall, Icarus, Yosys check -assert, over every module that stands at the top of something. Also: what is
written from hdl/data/registers.json is what it should be.

    hdl/lint/run.py                    everything
    hdl/lint/run.py zk_frame zk_tiny   some modules

Every module of hdl/rtl, hdl/generated and hdl/tech is either a top here or part of one; one that is not is linted by itself. The engine
is linted in each configuration, each board's top in its own. Waivers, each with its reason, are in hdl/lint/waivers.vlt.
"""
import argparse
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "hdl" / "scripts"))
from sources import CONFIGS, HDL, SourceError, closure, text_of  # noqa: E402

CELLS = HDL / "lint" / "cells.sv"
WAIVERS = HDL / "lint" / "waivers.vlt"
# What is said about constructs that are handled rightly: selects in always_comb and ports tied to '0 (Icarus 11), small memories in registers
# and the data pins of a bus (Yosys).
HARMLESS = re.compile(r"sorry: constant selects in always_\* processes|Replacing memory|declared here|: timescale|Using default timescale"
                      r"|expects \d+ bits, got 1\.|Padding \d+ high bits of the port|limited support for tri-state logic at the moment. \(hdl/synth")

UNARY_CAST = re.compile(r"(?:[~!]|[=(\[{,?:&|^<>+*]\s*-)\s*\w+'\(")


def tops():
    """(module, configuration, technology), so that every module is in the closure of at least one."""
    chosen = [("zk_link_sim_top", config, "generic") for config in CONFIGS if (HDL / "rtl" / "zk_engine" / config / "zk_cores.sv").exists()]
    for path in sorted((HDL / "synth").glob("*/board.toml")):
        with open(path, "rb") as file:
            table = tomllib.load(file)
        chosen.append((table["top"], table["config"], table["family"]))
    covered = set()
    for top, config, tech in chosen:
        covered |= set(closure([top], config, tech, [CELLS]))
    for path in sorted([*(HDL / "rtl").rglob("*.sv"), *(HDL / "generated").glob("*.sv"), *(HDL / "tech" / "generic").glob("*.sv")]):
        if path in covered or "tb" in path.parts or "synth" in path.parts or path.stem.endswith("_pkg"):
            continue
        chosen.append((path.stem, "link", "generic"))
        covered |= set(closure([path.stem]))
    return chosen


def call(command):
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    lines = [line for line in (done.stdout + done.stderr).splitlines() if line.strip() and not HARMLESS.search(line)]
    return done.returncode, lines


def lint(top, config, tech):
    """What the three tools say; empty when all is well."""
    files = closure([top], config, tech, [CELLS])
    names = [str(p.relative_to(ROOT)) for p in files]
    said = []
    status, lines = call(["verilator", "--lint-only", "-Wall", "--top-module", top, str(WAIVERS.relative_to(ROOT)), *names])
    if status or lines:
        said += ["verilator: " + line for line in lines if line.startswith("%")][:8] or ["verilator failed"]
    status, lines = call(["iverilog", "-g2012", "-Wall", "-Wno-timescale", "-s", top, "-o", "/dev/null", *names])
    if status or lines:
        said += ["iverilog: " + line for line in lines[:8]] or ["iverilog failed"]
    read = [n for n in names if n != str(CELLS.relative_to(ROOT))]
    library = f"read_verilog -lib {CELLS.relative_to(ROOT)}; " if len(read) < len(names) else ""
    status, lines = call(["yosys", "-q", "-p", f"{library}read_verilog -sv {' '.join(read)}; hierarchy -check -top {top}; proc; check -assert"])
    if status or lines:
        said += ["yosys: " + line for line in lines[:8]] or ["yosys failed"]
    return said


def style():
    """One module a file of the same name, `default_nettype none, no unary operator right before a cast."""
    said = []
    for path in sorted([*(HDL / "rtl").rglob("*.sv"), *(HDL / "synth").rglob("*.sv")]):
        text = text_of(path)
        names = re.findall(r"^\s*(?:module|package)\s+(\w+)", text, re.M)
        where = path.relative_to(ROOT)
        if names != [path.stem]:
            said.append(f"{where}: holds {', '.join(names)}, wants {path.stem} alone")
        if not path.stem.endswith("_pkg") and "default_nettype none" not in path.read_text():
            said.append(f"{where}: lacks `default_nettype none")
        for found in UNARY_CAST.finditer(text):  # Yosys 0.23 reads ~W'(1) as (~W)'(1), without a word
            said.append(f"{where}: {found[0].strip()}..: parentheses round the cast, or Yosys applies the operator to the width")
    return said


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("modules", nargs="*", help="only these")
    options = parser.parse_args()
    missing = [t for t in ("verilator", "iverilog", "yosys") if not shutil.which(t)]
    if missing:
        print(f"lint needs {', '.join(missing)}: apt-get install {' '.join(missing)}", file=sys.stderr)
        return 2
    try:
        chosen = [(m, "link", "generic") for m in options.modules] or tops()
    except SourceError as error:
        print(f"FAILED  {error}\n0 passed, 1 failed, 0 skipped")
        return 1
    passed = failed = 0
    said = [] if options.modules else style()
    if not options.modules:
        status, lines = call([sys.executable, "hdl/scripts/registers.py", "--check"])
        said += lines if status else []
    for line in said:
        print(f"FAILED  {line}")
        failed += 1
    for top, config, tech in chosen:
        said = lint(top, config, tech)
        name = f"{top} ({config}, {tech})"
        if said:
            print(f"FAILED  {name}\n        " + "\n        ".join(said), flush=True)
            failed += 1
        else:
            print(f"passed  {name}", flush=True)
            passed += 1
    print(f"{passed} passed, {failed} failed, 0 skipped")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
