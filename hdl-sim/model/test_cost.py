#!/usr/bin/env python3
"""Holds the cost model to the simulation: builds the benches (or takes what `make sim` built), lets them print cycles without
pauses, and compares every task within 2 %. Ends with `N passed, N failed, N skipped`; --verbose shows every task.
"""
import argparse
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "hdl-sim"))
import ntt_cost  # noqa: E402
from build import BuildError, build  # noqa: E402
from run import cases  # noqa: E402

TOLERANCE = 0.02


def measured(block: str, config: str) -> list[list[int]]:
    """The numbers behind `cycles` in the lines that the bench prints."""
    case = next(c for c in cases() if c.block == block and c.config == config)
    binary, _ = build(case.model)
    done = subprocess.run([str(binary), *map(str, case.vectors), *case.args, "--cycles"], cwd=case.folder, capture_output=True, text=True, timeout=600)
    rows = [[int(word) for word in line.split()[1:]] for line in done.stdout.splitlines() if line.startswith("cycles ")]
    if done.returncode or not rows:
        raise BuildError(f"{block}/{config} --cycles: exit code {done.returncode}, {len(rows)} tasks\n{done.stdout[-500:]}{done.stderr[-500:]}")
    return rows


def ntt(config: str):
    """(what, predicted, measured) of every transform that the bench runs."""
    model = ntt_cost.CONFIGS[config]
    built = False
    for log_n, inverse, coset, known, *phases, total in measured("ntt_core", config):
        guess = ntt_cost.cycles(model, log_n, bool(inverse), bool(coset), bool(known or not inverse))
        if not built:
            guess += ntt_cost.twiddles(model, 1)
            built = True
        kind = ("inverse" if inverse else "forward") + (", coset" if coset else "") + (", shift known" if known else "")
        yield f"NTT {config} 2^{log_n} {kind}", guess, total


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--verbose", "-v", action="store_true")
    verbose = parser.parse_args().verbose
    passed = failed = 0
    for config in ntt_cost.CONFIGS:
        worst = 0.0
        try:
            for what, guess, cycles in ntt(config):
                error = guess / cycles - 1
                worst = max(worst, abs(error))
                good = abs(error) <= TOLERANCE
                passed, failed = passed + good, failed + (not good)
                if verbose or not good:
                    print(f"{'passed' if good else 'FAILED'}  {what:45} {guess:12,.0f} predicted {cycles:12,} simulated {100 * error:+.2f} %")
        except BuildError as error:
            print(f"FAILED  {error}")
            failed += 1
        print(f"NTT {config}: worst {100 * worst:.2f} %")
    print(f"{passed} passed, {failed} failed, 0 skipped")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
