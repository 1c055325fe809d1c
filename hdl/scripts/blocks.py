#!/usr/bin/env python3
"""Draws a module as boxes and arrows: blocks.py TOP OUT.svg [--config CONFIG] [--tech TECH]

The instances inside TOP and what runs between them, from Yosys' view of the elaborated design (read_verilog, hierarchy, proc), laid out by
graphviz. Wires of one stream (valid, ready, data, last) are one arrow, and so are three or more pins of one box that go nowhere else; clock and
reset are left out.
"""
import argparse
import json
import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

from sources import CONFIGS, ROOT, TECHS, closure

STREAM = re.compile(r"_?(valid|ready|data|last|error|user|keep|tvalid|tready|tdata|tlast|tuser|tkeep)(_[io]|_n[io])?$")
SUFFIX = re.compile(r"_(n?[io])$")
HIDDEN = re.compile(r"clk|rst|reset")


def netlist(top, config, tech, params):
    files = closure([top], config=config, tech=tech)
    with tempfile.TemporaryDirectory(dir=ROOT / "out") as folder:
        out = Path(folder) / "net.json"
        script = f"read_verilog -sv {' '.join(str(f.relative_to(ROOT)) for f in files)}; hierarchy -top {top} {params}; proc; opt_clean; write_json {out.relative_to(ROOT)}"
        done = subprocess.run(["yosys", "-q", "-p", script], cwd=ROOT, capture_output=True, text=True)
        if done.returncode:
            sys.exit(f"yosys: {done.stdout[-500:]}{done.stderr[-500:]}")
        modules = json.loads(out.read_text())["modules"]
    return next(m for name, m in modules.items() if name == top or m["attributes"].get("hdlname") == top or "\\" + top + "\\" in name or name.endswith("\\" + top)), modules


def bundle(port):
    """Name of the stream or bus that a port belongs to, else of the port itself."""
    bus = re.match(r"([sm]_axi[a-z]*)_", port)
    if bus:
        return bus[1]
    return STREAM.sub("", port) or SUFFIX.sub("", port)


def stacked(names, most=10):
    """One name a line; two or three where there would be more than `most` lines."""
    across = -(-len(names) // most)
    return "\\n".join(", ".join(names[i:i + across]) for i in range(0, len(names), across))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("top")
    parser.add_argument("out", type=Path)
    parser.add_argument("--config", choices=CONFIGS, default="link")
    parser.add_argument("--tech", choices=TECHS, default="generic")
    parser.add_argument("--params", default="", help="-chparam options of yosys' hierarchy")
    options = parser.parse_args()
    (ROOT / "out").mkdir(exist_ok=True)
    module, modules = netlist(options.top, options.config, options.tech, options.params)

    drivers, readers = {}, defaultdict(set)  # bit -> (node, port), bit -> {(node, port)}
    boxes = {}
    for name, cell in module["cells"].items():
        if cell["type"] not in modules:
            continue
        shown = re.sub(r"^\$paramod(\$[0-9a-f]+)?\\+", "", cell["type"]).split("\\")[0]
        boxes[name] = shown
        for port, bits in cell["connections"].items():
            output = cell["port_directions"][port] == "output"
            for bit in bits:
                if isinstance(bit, int):
                    if output:
                        drivers[bit] = (name, port)
                    else:
                        readers[bit].add((name, port))
    for port, entry in module["ports"].items():
        for bit in entry["bits"]:
            if entry["direction"] == "input":
                drivers[bit] = ("pins:" + bundle(port), port)
            else:
                readers[bit].add(("pins:" + bundle(port), port))

    # Logic between instances: an output reaches whatever the cells in between feed.
    logic = [c for c in module["cells"].values() if c["type"] not in modules]
    feeds = defaultdict(set)
    for cell in logic:
        ins = [b for p, bits in cell["connections"].items() if cell["port_directions"][p] == "input" for b in bits if isinstance(b, int)]
        outs = [b for p, bits in cell["connections"].items() if cell["port_directions"][p] == "output" for b in bits if isinstance(b, int)]
        for bit in ins:
            feeds[bit].update(outs)

    edges = defaultdict(lambda: [0, set()])
    for bit, (node, port) in drivers.items():
        if HIDDEN.search(port):
            continue
        for target, target_port in readers[bit]:
            if target != node and not HIDDEN.search(target_port):
                entry = edges[node, target]
                entry[0] += 1
                entry[1].add(bundle(target_port))
        seen, queue = {bit}, [bit]
        while queue:  # through logic: shown dashed where there is no direct wire
            for after in feeds[queue.pop()]:
                if after not in seen and len(seen) < 4000:
                    seen.add(after)
                    queue.append(after)
                    for target, target_port in readers[after]:
                        if target != node and not HIDDEN.search(target_port):
                            edges[node, target]

    merged = {}
    for (a, b), (bits, names) in edges.items():
        if bits == 0 and ((b, a) in edges or a.startswith("pins") or b.startswith("pins")):
            continue
        reverse = merged.get((b, a))
        if reverse and reverse[0] >= bits:
            continue
        if reverse:
            del merged[b, a]
        merged[a, b] = (bits, names)
    # Pins that only one box uses stand together.
    alone = defaultdict(list)
    for a, b in merged:
        for pin, box in ((a, b), (b, a)):
            if pin.startswith("pins:") and not box.startswith("pins:") and sum(pin in edge for edge in merged) == 1:
                alone[box, pin == a].append(pin)
    for (box, into), pins in alone.items():
        if len(pins) >= 3:
            taken = [merged.pop((pin, box) if into else (box, pin)) for pin in pins]
            together = "pins:" + stacked(sorted(SUFFIX.sub("", pin[5:]) for pin in pins))
            merged[(together, box) if into else (box, together)] = (sum(bits for bits, _ in taken), set())
    lines = ['digraph g { rankdir=LR; bgcolor="white"; nodesep=0.25; ranksep=0.7; node [fontname="Helvetica", fontsize=11]; edge [fontname="Helvetica", fontsize=9, color="#4a5a6a", fontcolor="#4a5a6a"];']
    used = {n for edge in merged for n in edge}
    for name, kind in boxes.items():
        lines.append(f'"{name}" [shape=box, style="rounded,filled", fillcolor="#e8f0fb", color="#2456a6", label=<<b>{kind}</b><br/><font point-size="9" color="#7a8794">{name}</font>>];')
    for node in sorted(n for n in used if n.startswith("pins:")):
        lines.append(f'"{node}" [shape=plaintext, label="{node[5:]}"];')
    for (a, b), (bits, names) in sorted(merged.items()):
        label = ", ".join(sorted(names)[:3]) + (" …" if len(names) > 3 else "")
        lines.append(f'"{a}" -> "{b}" [{"style=dashed" if not bits else f"penwidth={1 + min(bits, 300) / 120:.1f}"}, label="{label if not (a.startswith("pins") or b.startswith("pins")) else ""}"];')
    svg = subprocess.run(["dot", "-Tsvg"], input="\n".join(lines) + "}\n", capture_output=True, text=True, check=True).stdout
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(re.sub(r"<!--.*?-->\n?", "", svg, flags=re.S))


if __name__ == "__main__":
    main()
