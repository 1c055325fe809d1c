#!/usr/bin/env python3
"""The model's laws, the C++ twin, and that what is committed is what generators give. Ends with `N passed, N failed, N skipped`."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
BINARY = ROOT / ".cache/hdl/reference_test"
CHECKS = {
    "laws of the model": [[sys.executable, HERE / "test_model.py"]],
    "vector files and zk_field_pkg.sv": [[sys.executable, HERE / "generate.py", "--check"]],
    "C++ twin": [["g++", "-std=c++17", "-O2", "-o", BINARY, HERE / "reference_test.cpp"], [BINARY, HERE]],
    "program of zk_tiny": [[sys.executable, ROOT / "hdl/rtl/zk_tiny/program/assemble.py", "--check"]],
}


def main():
    BINARY.parent.mkdir(parents=True, exist_ok=True)
    failed = 0
    for name, commands in CHECKS.items():
        for command in commands:
            done = subprocess.run(command, capture_output=True, text=True)
            if done.returncode:
                failed += 1
                print(f"FAILED  vectors {name}\n{done.stdout}{done.stderr}".rstrip())
                break
        else:
            print(f"passed  vectors {name}")
    print(f"{len(CHECKS) - failed} passed, {failed} failed, 0 skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
