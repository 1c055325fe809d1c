"""Cells of single blocks after synthesis, into hdl/synth/blocks.json and hdl/doc/area.md; hdl/synth/run.py --blocks calls it."""
import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

from area import CELLS, write_area
from sources import closure

ROOT = Path(__file__).resolve().parent.parent.parent
RESULT = ROOT / "hdl" / "synth" / "blocks.json"

# Block, configuration, parameters; on which families.
BLOCKS = [
    ("zk_link_uart", "link", {}, ("ice40", "ecp5")),
    ("zk_frame", "link", {}, ("ice40",)),
    ("zk_frame", "link", {"DataW": 32, "LogSlots": 3, "LogPayload": 10, "CrcStep": 4}, ("ecp5",)),
    ("zk_csr", "link", {}, ("ice40", "ecp5")),
    ("zk_dispatch", "link", {}, ("ice40", "ecp5")),
    ("zk_product", "link", {}, ("ice40", "ecp5")),
    ("zk_tiny", "link", {}, ("ice40",)),
    ("zk_engine", "tiny", {}, ("ice40",)),
    ("zk_alu_row", "mid", {}, ("ecp5",)),
    ("zk_cores", "mid", {}, ("ecp5",)),
]
# Cells that are counted under another's name.
SAME = {"ice40": {r"SB_DFF.*": "SB_DFF"}, "ecp5": {}, "xcup": {r"LUT\d": "LUT", r"FD.E": "FF", r"RAMB36.*": "BRAM36"}}


def cells(top, config, params, family):
    files = closure([top], config, family)
    chparam = "".join(f"chparam -set {k} {v} {top}; " for k, v in params.items())
    flags = {"ice40": "-dsp", "ecp5": "", "xcup": "-family xcup"}[family]
    command = "synth_xilinx" if family == "xcup" else f"synth_{family}"
    target = ROOT / "out" / "synth" / f"block-{family}.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    script = (f"read_verilog -sv {' '.join(map(str, files))}; {chparam}hierarchy -top {top}; {command} {flags} -top {top}; "
              f"setattr -mod -unset keep_hierarchy A:keep_hierarchy; flatten; opt_clean; write_json {target}")
    subprocess.run(["yosys", "-q", "-p", script], cwd=ROOT, check=True, capture_output=True)
    module = json.loads(target.read_text())["modules"][top]
    counts = Counter()
    for cell in module["cells"].values():
        name = next((to for pattern, to in SAME[family].items() if re.fullmatch(pattern, cell["type"])), cell["type"])
        counts[name] += 1
    return {name: counts[name] for name in CELLS[family]}


def measure():
    version = subprocess.run(["yosys", "-V"], capture_output=True, text=True).stdout.split()[1]
    rows = []
    for top, config, params, families in BLOCKS:
        for family in families:
            print(f"counting {top} on {family}", file=sys.stderr, flush=True)
            try:
                found = cells(top, config, params, family)
            except subprocess.CalledProcessError as error:
                print(f"FAILED  {top} on {family}: {(error.stdout + error.stderr).decode().strip().splitlines()[-1]}")
                return 1
            rows.append({"top": top, "config": config, "params": ", ".join(f"{k} {v}" for k, v in params.items()), "family": family, "tool": f"Yosys {version}", "cells": found})
    RESULT.write_text(json.dumps(rows, indent=1) + "\n")
    write_area()
    print(f"{len(rows)} passed, 0 failed, 0 skipped")
    return 0
