#!/usr/bin/env python3
"""Write the golden vectors and the field package, or check that the committed ones are what would be written.

    generate.py            write *.vec here and hdl/rtl/zk_field/zk_field_pkg.sv
    generate.py --check    compare instead; exit code 1 and the names of files that differ
"""

import argparse
import pathlib
import sys

from model import cases, package

VERSION = 1
SEED = 2026
HERE = pathlib.Path(__file__).resolve().parent
PACKAGE = HERE.parents[1] / "hdl/rtl/zk_field/zk_field_pkg.sv"


def vector_text(meaning, rows):
    lines = [f"# ZkAccel vectors, version {VERSION}, seed {SEED}. {meaning}"]
    for keyword, *values in rows:
        lines.append(" ".join([keyword, *(f"{v:x}" for v in values)]))
    return "\n".join(lines) + "\n"


def outputs():
    yield PACKAGE, "\n".join(package.lines()) + "\n"
    for name, (meaning, rows) in cases.FILES.items():
        yield HERE / name, vector_text(meaning, rows(SEED))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    check = parser.parse_args().check
    differing = []
    for path, text in outputs():
        if check:
            if not path.exists() or path.read_bytes() != text.encode():
                differing.append(path)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
    for path in differing:
        print(f"{path.name} differs from what the model gives: run hdl-sim/vectors/generate.py", file=sys.stderr)
    if check and not differing:
        print(f"{len(cases.FILES)} vector files and {PACKAGE.name} are what the model gives")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
