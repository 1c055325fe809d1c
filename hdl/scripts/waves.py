#!/usr/bin/env python3
"""Draws part of a waveform as SVG: waves.py FST SPEC OUT

SPEC is the waves.toml of a block:

    title = "A byte each way"
    start = { signal = "uart_rx_i", edge = 1 }   # the edge-th change of a signal after `after` ns
    before = 20                                  # ns shown before it
    length = 600                                 # ns shown
    [[signal]]
    name = "uart_rx_i"                           # path below the top; the last one of this name if it is not unique
    label = "uart_rx_i"
    kind = "bit"                                 # clock, bit, bus (hex) or text (values: { "0" = "idle" })
    group = "line"                               # a heading above it

FST files are read through fst2vcd (Debian package gtkwave); a VCD is read as it is.
"""
import html
import subprocess
import sys
import tomllib
from pathlib import Path

LEFT, WIDTH, ROW, HIGH = 150, 900, 30, 17
INK, GRID, FILL, FAINT = "#1f2a37", "#dfe4ea", "#e8f0fb", "#7a8794"
COLOURS = {"clock": "#8a94a0", "bit": "#1f6f43", "bus": "#2456a6", "text": "#7a3e9d"}


def values(path, wanted):
    """{name: [(time in ns, value)]} of the wanted signals, changes only, and {name: bits}. A value is an integer, or None where it is not known."""
    if path.suffix == ".fst":
        lines = subprocess.run(["fst2vcd", "-f", str(path)], check=True, capture_output=True, text=True).stdout.splitlines()
    else:
        lines = path.read_text().splitlines()
    scope, codes, widths, unit, at = [], {}, {}, 1.0, 0
    for at, line in enumerate(lines):
        words = line.split()
        if not words:
            continue
        if words[0] == "$scope":
            scope.append(words[2])
        elif words[0] == "$upscope":
            scope.pop()
        elif words[0] == "$timescale":
            text = "".join(words[1:-1]) or lines[at + 1].strip()
            number = "".join(c for c in text if c.isdigit())
            unit = int(number) * {"s": 1e9, "ms": 1e6, "us": 1e3, "ns": 1, "ps": 1e-3, "fs": 1e-6}[text[len(number):].strip()]
        elif words[0] == "$var":
            full = ".".join([*scope, words[4]])
            for name in wanted:
                if full == name or full.endswith("." + name):
                    codes.setdefault(name, words[3])  # the outermost of that name
                    widths.setdefault(name, int(words[2]))
        elif words[0] == "$enddefinitions":
            break
    missing = [name for name in wanted if name not in codes]
    if missing:
        sys.exit(f"{path} has no signals {', '.join(missing)}")
    names = {}
    for name, code in codes.items():
        names.setdefault(code, []).append(name)
    found, time = {name: [] for name in wanted}, 0.0
    for line in lines[at + 1:]:
        if line.startswith("#"):
            time = int(line[1:]) * unit
            continue
        value, code = line[1:].split() if line[:1] in "bBrR" else (line[:1], line[1:])
        for name in names.get(code, ()):
            number = int(value, 2) if set(value) <= set("01") else None
            if not found[name] or found[name][-1][1] != number:
                found[name].append((time, number))
    return found, widths


def pieces(changes, first, last):
    """(from, to, value) within a window."""
    out, value = [], None
    for i, (time, next_value) in enumerate([*changes, (float("inf"), None)]):
        begin = changes[i - 1][0] if i else float("-inf")
        if i and time > first and begin < last:
            out.append((max(begin, first), min(time, last), value))
        value = next_value
    return out


def draw(spec, data, widths, first, last):
    scale = WIDTH / (last - first)
    rows, y, group = [], 46, None

    def x(time):
        return LEFT + (time - first) * scale

    for signal in spec["signal"]:
        kind, name = signal.get("kind", "bit"), signal["name"]
        if signal.get("group") and signal["group"] != group:
            group = signal["group"]
            rows.append(f'<text x="8" y="{y + 12}" class="g">{html.escape(group)}</text>')
            y += 22
        colour, top, bottom = COLOURS[kind], y + 4, y + 4 + HIGH
        rows.append(f'<text x="{LEFT - 8}" y="{y + 17}" text-anchor="end">{html.escape(signal.get("label", name))}</text>')
        path, previous = [], None
        for begin, end, value in pieces(data[name], first, last):
            if kind in ("clock", "bit"):
                level = bottom if value == 0 else top
                if value is None:
                    rows.append(f'<rect x="{x(begin):.1f}" y="{top}" width="{x(end) - x(begin):.1f}" height="{HIGH}" fill="#f6d7d2"/>')
                path.append(f'{"L" if path else "M"}{x(begin):.1f} {previous if previous is not None else level}L{x(begin):.1f} {level}L{x(end):.1f} {level}')
                previous = level
            else:
                a, b, width = x(begin), x(end), x(end) - x(begin)
                slope = min(3, width / 2)
                rows.append(f'<path d="M{a:.1f} {top + HIGH / 2}L{a + slope:.1f} {top}L{b - slope:.1f} {top}L{b:.1f} {top + HIGH / 2}L{b - slope:.1f} {bottom}'
                            f'L{a + slope:.1f} {bottom}Z" fill="{FILL}" stroke="{colour}"/>')
                text = signal.get("values", {}).get(str(value), "" if kind == "text" else "x" if value is None else f"{value:0{(widths[name] + 3) // 4}x}")
                if text and width > 6.6 * len(text) + 4:
                    rows.append(f'<text x="{(a + b) / 2:.1f}" y="{y + 17}" text-anchor="middle" class="v">{html.escape(text)}</text>')
        if path:
            rows.append(f'<path d="{"".join(path)}" fill="none" stroke="{colour}" stroke-width="1.4"/>')
        y += ROW

    step = next(s for s in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000, 100000) if (last - first) / s <= 12)
    ticks = [f'<path d="M{x(first + mark):.1f} 40V{y}" stroke="{GRID}"/><text x="{x(first + mark):.1f}" y="36" text-anchor="middle" class="t">{mark} ns</text>'
             for mark in range(step, int(last - first), step)]
    return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{LEFT + WIDTH + 16}" height="{y + 10}" viewBox="0 0 {LEFT + WIDTH + 16} {y + 10}">'
            f"<style>text{{font:12px ui-monospace,Menlo,Consolas,monospace;fill:{INK}}}.g{{font-weight:600;fill:{FAINT}}}.v{{font-size:11px}}.t{{font-size:10px;fill:{FAINT}}}"
            f'.h{{font:600 14px system-ui,sans-serif}}</style><rect width="100%" height="100%" rx="6" fill="#fff"/>'
            f'<text x="8" y="20" class="h">{html.escape(spec["title"])}</text>{"".join(ticks)}{"".join(rows)}</svg>\n')


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    source, spec_path, out = map(Path, sys.argv[1:])
    spec = tomllib.loads(spec_path.read_text())
    start = spec["start"]
    data, widths = values(source, list(dict.fromkeys([s["name"] for s in spec["signal"]] + [start["signal"]])))
    edges = [time for time, _ in data[start["signal"]] if time > start.get("after", 0)]
    if len(edges) < start.get("edge", 1):
        sys.exit(f"{start['signal']} changes only {len(edges)} times")
    first = edges[start.get("edge", 1) - 1] - spec.get("before", 0)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(draw(spec, data, widths, first, first + spec["length"]))


if __name__ == "__main__":
    main()
