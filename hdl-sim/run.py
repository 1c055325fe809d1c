#!/usr/bin/env python3
"""Builds the benches of hdl/rtl/*/block.toml with Verilator and runs them.

  run.py                                  every block and configuration (without the long ones)
  run.py --block msm_core --config mid    one of them
  run.py --block msm_core --waves         writes an FST and says how to open it
  run.py --coverage                       line and toggle coverage into .cache/hdl/coverage
  run.py --list                           what there is

Needs Python 3.11, Verilator, make and g++. What was built is kept in .cache/hdl/sim under a hash of sources and options.
"""
import argparse
import hashlib
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "hdl" / "scripts"))
from sources import closure  # noqa: E402
from build import ROOT, BuildError, CACHE, Model, build

BLOCKS = ROOT / "hdl" / "rtl"
BENCH_HEADERS = ROOT / "hdl-sim" / "verilator"
VECTORS = ROOT / "hdl-sim" / "vectors"
SUMMARY = re.compile(r"^(\d+) checks, (\d+) wrong, (\d+) cycles\s*$", re.M)
KEYS = {"top", "sources", "variant", "tech", "params", "bench", "vectors", "long", "includes", "defines", "args", "coverage_args", "timeout", "data"}


class Case:
    """One [config.<name>] of a block.toml."""

    def __init__(self, folder: Path, name: str, table: dict):
        unknown = set(table) - KEYS
        if unknown:
            raise BuildError(f"{folder / 'block.toml'}: [config.{name}] has unknown keys: {', '.join(sorted(unknown))}")
        missing = {"top", "bench"} - set(table)
        if missing:
            raise BuildError(f"{folder / 'block.toml'}: [config.{name}] lacks: {', '.join(sorted(missing))}")
        self.block, self.config, self.folder = folder.name, name, folder
        self.long = table.get("long", False)
        self.timeout = table.get("timeout", 3600 if self.long else 600)
        self.bench = folder / table["bench"]
        self.vectors = [VECTORS / name for name in table.get("vectors", [])]
        self.args = [str(a) for a in table.get("args", [])]
        self.coverage_args = [str(a) for a in table.get("coverage_args", self.args)]
        self.data = [folder / name for name in table.get("data", [])]
        self.model = Model(
            top=table["top"],
            sources=[folder / name for name in table["sources"]] if "sources" in table
            else closure([table["top"]], table.get("variant", "link"), table.get("tech", "generic")),
            cpp=[self.bench],
            params=table.get("params", {}),
            defines=table.get("defines", {}),
            includes=[folder / name for name in table.get("includes", [])],
            headers=[BENCH_HEADERS, self.bench.parent],
            data=self.data,
        )

    @property
    def name(self) -> str:
        return f"{self.block}/{self.config}"


def cases() -> list[Case]:
    found = []
    for path in sorted(BLOCKS.glob("*/block.toml")):
        with open(path, "rb") as file:
            try:
                table = tomllib.load(file)
            except tomllib.TOMLDecodeError as error:
                raise BuildError(f"{path}: {error}") from None
        found += [Case(path.parent, name, config) for name, config in table.get("config", {}).items()]
    return found


def told(case: Case, binary: Path, seed: int = 1) -> Path:
    """Where what a bench printed is kept when it passed, beside its binary: for this binary, seed, arguments and vectors."""
    sha = hashlib.sha256(repr((case.args, seed)).encode() + b"".join(p.read_bytes() for p in case.vectors))
    return binary.parent / f"passed-{sha.hexdigest()[:16]}.txt"


def run(case: Case, options: argparse.Namespace) -> dict:
    """Builds and runs one case; returns what is told about it."""
    outcome = {"block": case.block, "config": case.config, "status": "failed"}
    try:
        binary, built = build(case.model, waves=options.waves, coverage=options.coverage, jobs=options.jobs)
    except BuildError as error:
        return outcome | {"why": str(error)}

    command = [str(binary), f"--seed={options.seed}"]
    if options.waves:
        fst = ROOT / "out" / "waves" / f"{case.block}-{case.config}.fst"
        fst.parent.mkdir(parents=True, exist_ok=True)
        command += [f"--waves={fst}", *([f"--waves-cycles={options.cycles}"] if options.cycles else [])]
        outcome["waves"] = str(fst.relative_to(ROOT))
    if options.coverage:
        data = CACHE / "coverage" / f"{case.block}-{case.config}.dat"
        data.parent.mkdir(parents=True, exist_ok=True)
        command.append(f"--coverage={data}")
    command += [str(p) for p in case.vectors] + (case.coverage_args if options.coverage else case.args)

    timeout = case.timeout * (4 if options.coverage else 1)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    try:
        # The bench runs in the folder of the block, so that relative paths in $readmemh and arguments mean the same everywhere.
        done = subprocess.run(command, cwd=case.folder, stdout=subprocess.PIPE, stderr=None if sys.stderr.isatty() else subprocess.PIPE, text=True, timeout=timeout)
    except subprocess.TimeoutExpired as expired:
        text = expired.stdout.decode(errors="replace") if isinstance(expired.stdout, bytes) else expired.stdout or ""
        return outcome | {"why": f"no end within {timeout} s", "output": text}
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = max(after.ru_utime - before.ru_utime, 1e-3)

    outcome |= {"output": done.stdout, "built_seconds": built, "seconds": seconds}
    summary = SUMMARY.search(done.stdout)
    if not summary:
        return outcome | {"why": f"exit code {done.returncode} without a summary\n{(done.stderr or '')[-2000:]}"}
    checks, wrong, cycles = (int(group) for group in summary.groups())
    outcome |= {"checks": checks, "wrong": wrong, "cycles": cycles, "cycles_per_second": cycles / seconds}
    if done.returncode != 0 or wrong or not checks:
        return outcome | {"why": f"{wrong} of {checks} checks wrong, exit code {done.returncode}\n{(done.stderr or '')[-2000:]}"}
    if not options.coverage:
        told(case, binary, options.seed).write_text(done.stdout)
    return outcome | {"status": "passed"}


def human(value: float) -> str:
    for unit in ("", "k", "M"):
        if value < 1000:
            return f"{value:.3g} {unit}".strip()
        value /= 1000
    return f"{value:.3g} G"


def tell(outcome: dict, options: argparse.Namespace) -> None:
    name = f"{outcome['block']}/{outcome['config']}"
    if outcome["status"] == "passed":
        built = f"  (built in {outcome['built_seconds']:.0f} s)" if outcome["built_seconds"] else ""
        print(f"passed  {name:28} {outcome['checks']:>9,} checks {outcome['cycles']:>12,} cycles {human(outcome['cycles_per_second']):>7} cycles/s{built}", flush=True)
    else:
        print(f"FAILED  {name:28} {outcome['why'].rstrip()}", flush=True)
    if options.verbose or outcome["status"] == "failed":
        for line in outcome.get("output", "").splitlines()[-30:]:
            print(f"        {line}", flush=True)
    if "waves" in outcome and (ROOT / outcome["waves"]).exists():
        layout = BLOCKS / outcome["block"] / "waves.gtkw"
        extra = f" {layout.relative_to(ROOT)}" if layout.exists() else ""
        print(f"        open it with: gtkwave {outcome['waves']}{extra}    (or surfer {outcome['waves']})", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    environment = os.environ
    parser.add_argument("--block", default=environment.get("BLOCK"), help="one block (a folder of hdl/rtl); also BLOCK=")
    parser.add_argument("--config", default=environment.get("CONFIG"), help="one configuration; also CONFIG=")
    parser.add_argument("--waves", action="store_true", default=environment.get("WAVES") == "1", help="write an FST; also WAVES=1")
    parser.add_argument("--cycles", type=int, default=int(environment.get("CYCLES") or 0), help="waves of the first so many cycles only; also CYCLES=")
    parser.add_argument("--coverage", action="store_true", default=environment.get("COVERAGE") == "1", help="count lines and toggles; also COVERAGE=1")
    parser.add_argument("--long", choices=["no", "yes", "only"], default=environment.get("LONG", "no"), help="the long configurations (default no)")
    parser.add_argument("--seed", type=int, default=int(environment.get("SEED", "1")), help="of the random parts of the benches; also SEED=")
    parser.add_argument("--jobs", "-j", type=int, default=int(environment.get("JOBS", "1")), help="C++ compilers at once (default 1)")
    parser.add_argument("--verbose", "-v", action="store_true", help="show what the benches print")
    parser.add_argument("--json", metavar="FILE", help="write the results there")
    parser.add_argument("--list", action="store_true", help="list blocks and configurations")
    options = parser.parse_args()

    try:
        every = cases()
        chosen = [c for c in every if options.block in (None, "", c.block) and options.config in (None, "", c.config)]
        if options.list:
            for case in chosen:
                print(f"{case.name:28} {case.model.top:24} {case.bench.name}{'  (long)' if case.long else ''}")
            return 0
        explicit = bool(options.block and options.config)
        chosen = [c for c in chosen if explicit or options.long == "yes" or c.long == (options.long == "only")]
        if not chosen:
            names = ", ".join(sorted({c.name for c in every})) or "none"
            print(f"No bench matches block {options.block or '*'}, configuration {options.config or '*'}. There are: {names}", file=sys.stderr)
            return 2
        for tool in ("verilator", "g++", "make"):
            if not shutil.which(tool):
                print(f"Simulation needs {tool}, which is not on the PATH: apt-get install verilator g++ make", file=sys.stderr)
                return 2

        if options.coverage and not options.block:
            shutil.rmtree(CACHE / "coverage", ignore_errors=True)
        outcomes = []
        for case in chosen:
            outcomes.append(run(case, options))
            tell(outcomes[-1], options)
    except BuildError as error:
        print(error, file=sys.stderr)
        return 2

    if options.json:
        Path(options.json).write_text(json.dumps([{k: v for k, v in o.items() if k != "output"} for o in outcomes], indent=1) + "\n")
    failed = sum(o["status"] == "failed" for o in outcomes)
    print(f"{len(outcomes) - failed} passed, {failed} failed, 0 skipped")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
