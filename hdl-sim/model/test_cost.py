#!/usr/bin/env python3
"""Holds the cost model to the simulation within 2 %: builds the benches (or takes what `make sim` built), lets them run without
pauses, and compares every task. What `make sim` has run is taken from there (MSM). Also checks that what this folder writes is what is committed. Ends with `N passed, N failed,
N skipped`; --verbose shows every task.
"""
import argparse
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "hdl-sim"))
import msm_cost  # noqa: E402
import ntt_cost  # noqa: E402
from build import BuildError, build  # noqa: E402
from run import cases, told  # noqa: E402

TOLERANCE = 0.02


WRITERS = ("ntt_constants.py", "ntt_pictures.py", "projection.py")


def bench(block: str, config: str, arguments: list[str], or_told=False) -> str:
    """What the bench prints, given its vectors and these arguments; or what it printed in `make sim`, where that tells as much."""
    case = next(c for c in cases() if c.block == block and c.config == config)
    binary, _ = build(case.model)
    if or_told and told(case, binary).exists():
        return told(case, binary).read_text()
    done = subprocess.run([str(binary), *map(str, case.vectors), *arguments], cwd=case.folder, capture_output=True, text=True, timeout=900)
    if done.returncode:
        raise BuildError(f"{block}/{config}: exit code {done.returncode}\n{done.stdout[-500:]}{done.stderr[-500:]}")
    return done.stdout


def ntt(config: str):
    """(what, predicted, simulated) of every transform."""
    model = ntt_cost.CONFIGS[config]
    case = next(c for c in cases() if c.block == "ntt_core" and c.config == config)
    text = bench("ntt_core", config, [*case.args, "--cycles"])
    built = 0  # the first task follows a reset and makes the first twiddle; those of larger sizes are made between tasks
    for line in re.findall(r"^cycles (.*)$", text, re.M):
        log_n, inverse, coset, known, *phases, total = map(int, line.split())
        guess = ntt_cost.cycles(model, log_n, bool(inverse), bool(coset), bool(known or not inverse), built)
        built = None
        kind = ("inverse" if inverse else "forward") + (", coset" if coset else "") + (", shift known" if known else "")
        yield f"NTT {config} 2^{log_n} {kind}", guess, total


def msm(config: str):
    """(what, predicted, simulated) of MSMs with uniform scalars."""
    model = msm_cost.CONFIGS[config]
    if config == "large":
        text = bench("msm_core", config, ["0"], or_told=True)
        for log_n, cycles in re.findall(r"^uniform scalars +2\^(\d+) scalars: (\d+) cycles to the first bucket", text, re.M):
            yield f"MSM {config} 2^{log_n} to the first bucket", msm_cost.accumulate(model, 2 ** int(log_n)), int(cycles)
    else:
        text = bench("msm_core", config, ["1000", "0"], or_told=True)
        for n, cycles in re.findall(r"^(\d+) uniform scalars: (\d+) cycles", text, re.M):
            yield f"MSM {config} {n} scalars", msm_cost.cycles(model, int(n)), int(cycles)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--verbose", "-v", action="store_true")
    verbose = parser.parse_args().verbose
    passed = failed = 0
    for name in WRITERS:
        good = subprocess.run([sys.executable, str(Path(__file__).parent / name), "--check"]).returncode == 0
        passed, failed = passed + good, failed + (not good)
        print(f"{'passed' if good else 'FAILED'}  {name} --check")
    for of, config in ((of, config) for of in (ntt, msm) for config in ("mid", "large")):
        worst, count = 0.0, 0
        try:
            for what, guess, cycles in of(config):
                error = guess / cycles - 1
                good = abs(error) <= TOLERANCE
                worst, count = max(worst, abs(error)), count + 1
                passed, failed = passed + good, failed + (not good)
                if verbose or not good:
                    print(f"{'passed' if good else 'FAILED'}  {what:45} {guess:12,.0f} predicted {cycles:12,} simulated {100 * error:+.2f} %")
            if not count:
                raise BuildError(f"{of.__name__} {config}: the bench told no cycles")
        except BuildError as error:
            print(f"FAILED  {error}")
            failed += 1
        print(f"{of.__name__.upper()} {config}: {count} tasks, worst {100 * worst:.2f} %")
    print(f"{passed} passed, {failed} failed, 0 skipped")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
