#!/usr/bin/env python3
"""Prints the source files of a top module, packages first: the closure over the names that its sources use.

    hdl/scripts/sources.py zk_engine --config tiny
    hdl/scripts/sources.py zk_top_icebreaker --config tiny --tech ice40 --hash

A module is looked for as <name>.sv or <name>.v in hdl/rtl, hdl/generated, hdl/synth and hdl/tech/<tech>. The folders
hdl/rtl/zk_engine/{link,field,tiny,mid,large} hold the parts that differ between configurations; only that of --config is read.
"""
import argparse
import hashlib
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
HDL = ROOT / "hdl"
CONFIGS = ("link", "field", "tiny", "mid", "large")
TECHS = ("generic", "ice40", "ecp5", "xcup")


class SourceError(Exception):
    """Says which module is missing or ambiguous."""


def index(config, tech):
    """Module name -> file, of everything that this configuration and technology may see."""
    found = {}
    for pattern in ("rtl", "generated", "synth", "formal", "tech"):
        for path in sorted((HDL / pattern).rglob("*")):
            if path.suffix not in (".sv", ".v") or "tb" in path.parts:
                continue
            parts = path.relative_to(HDL).parts
            if parts[:2] == ("rtl", "zk_engine") and len(parts) == 4 and parts[2] != config:
                continue
            if parts[0] == "tech" and parts[1] != tech:
                continue
            if parts[0] == "formal" and not path.stem.startswith("f_"):  # stand-ins of modules, only for those who ask for them
                continue
            found.setdefault(path.stem, []).append(path)
    if tech != "generic":  # what a technology does not bring is taken from generic
        for path in sorted((HDL / "tech" / "generic").glob("*.sv")):
            found.setdefault(path.stem, [path])
    return found


def text_of(path):
    """Without comments and strings, with what it includes from beside it."""
    text = re.sub(r'^\s*`include "(.+)"', lambda found: (path.parent / found[1]).read_text(), path.read_text(), flags=re.M)
    text = re.sub(r"/\*.*?\*/", " ", text, flags=re.S)
    return re.sub(r"//[^\n]*|\"[^\"\n]*\"", " ", text)


def declared(text):
    return set(re.findall(r"\b(?:module|package)\s+(\w+)", text))


def closure(tops, config="link", tech="generic", extra=()):
    """Files of the top modules and of all they use, packages before modules, each after what it uses.
    `extra` names files that count as part of the sources (a wrapper, vendor cells)."""
    known, done, order = index(config, tech), set(), []
    local = {name: Path(path) for path in extra for name in declared(text_of(Path(path)))}

    def path_of(name):
        if name in local:
            return local[name]
        paths = known[name]
        if len(paths) > 1:
            raise SourceError(f"{name} is there more than once: {', '.join(str(p.relative_to(ROOT)) for p in paths)}")
        return paths[0]

    def visit(name):
        path = path_of(name)
        if path in done:
            return
        done.add(path)
        text = text_of(path)
        mine = declared(text)
        for word in sorted(set(re.findall(r"\b[A-Za-z_]\w*\b", text))):
            if (word in known or word in local) and word not in mine:
                visit(word)
        order.append(path)

    for top in tops:
        if top not in known and top not in local:
            raise SourceError(f"no module {top} below hdl (configuration {config}, technology {tech})")
        visit(top)
    packages = [p for p in order if re.search(r"\bpackage\s+\w+\s*;", text_of(p))]
    return packages + [p for p in order if p not in packages]


def digest(paths):
    """SHA-256 over names and contents, in the order of the names."""
    sha = hashlib.sha256()
    for path in sorted(paths):
        content = path.read_bytes()
        sha.update(f"{path.relative_to(ROOT).as_posix()}\0{len(content)}\0".encode() + content)
    return sha.hexdigest()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("top", nargs="+")
    parser.add_argument("--config", choices=CONFIGS, default="link")
    parser.add_argument("--tech", choices=TECHS, default="generic")
    parser.add_argument("--hash", action="store_true", help="print the hash of the sources instead")
    options = parser.parse_args()
    try:
        paths = closure(options.top, options.config, options.tech)
    except SourceError as error:
        print(error, file=sys.stderr)
        return 2
    print(digest(paths) if options.hash else "\n".join(str(p.relative_to(ROOT)) for p in paths))
    return 0


if __name__ == "__main__":
    sys.exit(main())
