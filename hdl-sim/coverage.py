#!/usr/bin/env python3
"""Line, branch and toggle coverage of the simulation lane: `make coverage` runs the benches with COVERAGE=1, then this.

  coverage.py            writes out/coverage/index.html and prints a table
  coverage.py --check    exit code 1 when a line or branch was never reached and hdl-sim/coverage.md does not say why

Counts of all benches and configurations are added up per source position, so a module is judged by everything that uses it.
"""
import argparse
import html
import re
import sys
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / ".cache" / "hdl" / "coverage"
OUT = ROOT / "out" / "coverage"
GAPS = ROOT / "hdl-sim" / "coverage.md"
POINT = re.compile(r"^C '(.*)' (\d+)$")
STYLE = """body{font:14px/1.45 system-ui,sans-serif;margin:2em auto;max-width:1100px;color:#222}table{border-collapse:collapse;width:100%}
td,th{padding:2px 8px;text-align:right;border-bottom:1px solid #eee}td:first-child,th:first-child{text-align:left}
.bar{display:inline-block;height:9px;background:#4a9d5b}.rest{display:inline-block;height:9px;background:#e0b0a8}
pre{line-height:1.35;font-size:12.5px}.hit{background:#eaf5ec}.miss{background:#fbdcd6}.why{background:#fdf3d3}.n{color:#999}.note{color:#96600a}"""


class File:
    def __init__(self):
        self.lines = defaultdict(int)    # (line, kind, what) -> count
        self.toggles = defaultdict(int)  # (line, signal) -> count

    def missed_lines(self):
        return sorted(point for point, count in self.lines.items() if not count)

    def missed_toggles(self):
        return sorted(point for point, count in self.toggles.items() if not count)


def load():
    files = defaultdict(File)
    for path in sorted(DATA.glob("*.dat")):
        for line in path.read_text(errors="replace").splitlines():
            match = POINT.match(line)
            if not match:
                continue
            keys = dict(part.split("\x02", 1) for part in match[1].split("\x01") if "\x02" in part)
            source = Path(keys.get("f", ""))
            source = (source if source.is_absolute() else ROOT / source).resolve()
            if not source.is_relative_to(ROOT / "hdl") or "tb" in source.parts or not source.exists():
                continue
            file = files[source.relative_to(ROOT).as_posix()]
            kind, _, _ = keys.get("page", "").partition("/")
            at, what = int(keys["l"]), keys.get("o", "")
            if kind == "v_toggle":
                file.toggles[at, what] += int(match[2])
            elif kind in ("v_line", "v_branch"):
                file.lines[at, kind, what] += int(match[2])
    return files


def gaps():
    """Rows `| file | line or toggle | `regular expression` | why |` of coverage.md."""
    found = []
    for line in GAPS.read_text().splitlines() if GAPS.exists() else []:
        row = re.match(r"\| `([^`]+)` \| (line|toggle) \| `([^`]*)` \| (.+) \|$", line)
        if row:
            found.append((re.compile(row[1]), row[2], re.compile(row[3].replace("\\|", "|")), row[4]))
    return found


def why(explained, name, kind, text):
    return next((reason for file, of, pattern, reason in explained if of == kind and file.fullmatch(name) and pattern.search(text)), None)


def share(points):
    return 100 * sum(1 for count in points.values() if count) / len(points) if points else 100.0


def page(name, file, source, explained):
    misses = defaultdict(list)
    for at, kind, what in file.missed_lines():
        misses[at].append((what, why(explained, name, "line", source[at - 1])))
    still = defaultdict(list)
    for at, signal in file.missed_toggles():
        still[at].append(signal)
    reached = {at for (at, _, _), count in file.lines.items() if count}
    rows = []
    for number, text in enumerate(source, 1):
        notes, style = [], "hit" if number in reached else ""
        for what, reason in misses[number]:
            style = "why" if reason else "miss"
            notes.append(f"{what}: {reason or 'never reached'}")
        if still[number]:
            notes.append("never changed: " + " ".join(still[number][:12]) + (" …" if len(still[number]) > 12 else ""))
        note = f'  <span class="note">{html.escape("; ".join(notes))}</span>' if notes else ""
        rows.append(f'<span class="n">{number:4}</span> <span class="{style}">{html.escape(text) or " "}</span>{note}')
    return f"<!doctype html><meta charset=utf-8><title>{name}</title><style>{STYLE}</style><h2>{name}</h2><pre>" + "\n".join(rows) + "</pre>"


def bar(value):
    return f'<span class="bar" style="width:{value * 0.6:.0f}px"></span><span class="rest" style="width:{60 - value * 0.6:.0f}px"></span> {value:.1f} %'


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    files = load()
    if not files:
        sys.exit("no coverage data: COVERAGE=1 hdl-sim/run.py writes it (make coverage does both)")
    explained = gaps()
    OUT.mkdir(parents=True, exist_ok=True)
    rows, open_total = [], 0
    print(f"{'file':58} {'lines':>8} {'toggles':>8}  gaps without a reason")
    for name in sorted(files):
        file = files[name]
        source = (ROOT / name).read_text().splitlines()
        unexplained = [p for p in file.missed_lines() if not why(explained, name, "line", source[p[0] - 1])]
        dull = sum(1 for _, signal in file.missed_toggles() if why(explained, name, "toggle", signal))
        open_total += len(unexplained)
        target = name.replace("/", "_") + ".html"
        (OUT / target).write_text(page(name, file, source, explained))
        print(f"{name:58} {share(file.lines):7.1f}% {share(file.toggles):7.1f}%  {', '.join(f'{at} ({what})' for at, _, what in unexplained[:8])}")
        rows.append(f"<tr><td><a href={target}>{name}</a><td>{bar(share(file.lines))}<td>{bar(share(file.toggles))}<td>{len(unexplained) or ''}<td>{len(file.missed_toggles()) - dull or ''}")
    lines, toggles = ({(n, *k): c for n, f in files.items() for k, c in getattr(f, part).items()} for part in ("lines", "toggles"))
    total = f"lines and branches {share(lines):.1f} % of {len(lines)}, toggles {share(toggles):.1f} % of {len(toggles)}"
    (OUT / "index.html").write_text(f"<!doctype html><meta charset=utf-8><title>Coverage</title><style>{STYLE}</style><h1>Coverage of the RTL</h1><p>{total}. Reasons for gaps: "
                                    f"hdl-sim/coverage.md.<table><tr><th>file<th>lines and branches<th>toggles<th>lines open<th>toggles open{''.join(rows)}</table>")
    print(f"{total}; {open_total} gaps without a reason; page in {(OUT / 'index.html').relative_to(ROOT)}")
    if options.check:
        print(f"{int(open_total == 0)} passed, {int(open_total > 0)} failed, 0 skipped")
    return int(options.check and open_total > 0)


if __name__ == "__main__":
    sys.exit(main())
