#!/usr/bin/env python3
"""Builds what tests.toml lists with Verilator and Icarus and runs its cocotb tests.

  run.py                              everything but the slow ones (LONG=only for those)
  run.py --block csr --sim icarus     one entry, one simulator; also BLOCK=, SIM=
  run.py --block csr --test walk      tests whose name contains `walk`; also TEST=
  run.py --block csr --waves          Verilator: FST, Icarus: VCD, and how to open it; also WAVES=1

Needs .cache/hdl-venv (hdl/scripts/venv.sh, which `make cocotb` runs) and iverilog.
"""
import argparse
import hashlib
import os
import shutil
import sys
import time
import tomllib
import xml.etree.ElementTree as xml
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
VENV = ROOT / ".cache" / "hdl-venv"
CACHE = ROOT / ".cache" / "hdl" / "cocotb"
REQUIREMENTS = ROOT / "hdl" / "scripts" / "requirements.txt"
SIMS = ["verilator", "icarus"]
KEYS = {"top", "sources", "closure", "config", "extra", "block", "params", "module", "sims", "long_sims", "env", "timescale", "includes"}

if Path(sys.prefix) != VENV:
    if not (VENV / "bin" / "python").exists():
        sys.exit("cocotb tests need .cache/hdl-venv: run hdl/scripts/venv.sh, or make cocotb")
    os.execv(VENV / "bin" / "python", [str(VENV / "bin" / "python"), *sys.argv])

os.environ["PATH"] = f"{VENV / 'bin'}:{os.environ['PATH']}"
os.environ.pop("VERILATOR_ROOT", None)  # Verilator finds its own
from cocotb_tools.runner import get_runner  # noqa: E402  (only the environment has it)

sys.path += [str(ROOT / "hdl" / "scripts"), str(ROOT / "hdl-sim" / "vectors")]  # the runner hands the path on to the simulator
from sources import closure  # noqa: E402

VERILATOR = ["-O3", "--assert", "--x-assign", "unique", "--x-initial", "unique", "-Wno-fatal", "-CFLAGS", "-O2"]


def listed():
    """Entries of tests.toml with paths and parameters resolved; `block = "zk_csr/mid"` takes them from block.toml."""
    with open(HERE / "tests.toml", "rb") as file:
        table = tomllib.load(file)
    for name, entry in table.items():
        unknown = set(entry) - KEYS
        if unknown:
            sys.exit(f"tests.toml: [{name}] has unknown keys: {', '.join(sorted(unknown))}")
        entry["name"] = name
        entry["sources"] = [ROOT / path for path in entry.get("sources", [])]
        if "closure" in entry:
            entry["top"] = entry.get("top", entry["closure"])
            entry["sources"] = closure([entry["closure"]], config=entry.get("config", "link"), extra=[ROOT / path for path in entry.get("extra", [])])
        if "block" in entry:
            block, config = entry["block"].split("/")
            folder = ROOT / "hdl" / "rtl" / block
            with open(folder / "block.toml", "rb") as file:
                source = tomllib.load(file)["config"][config]
            entry["sources"] += [folder / path for path in source["sources"]]
            entry["top"] = entry.get("top", source["top"])
            entry["params"] = source.get("params", {}) | entry.get("params", {})
            entry["includes"] = [folder / path for path in source.get("includes", [])]
        missing = [str(path) for path in entry["sources"] if not path.exists()]
        if missing or not entry["sources"]:
            sys.exit(f"tests.toml: [{name}] names sources that are not there: {', '.join(missing) or 'none at all'}")
    return list(table.values())


def digest(entry, sim, waves):
    sha = hashlib.sha256(repr((entry["top"], sorted(entry.get("params", {}).items()), sim, waves, VERILATOR, entry.get("timescale"))).encode())
    for path in [*entry["sources"], REQUIREMENTS]:
        sha.update(path.read_bytes())
    return sha.hexdigest()[:12]


def run(entry, sim, options):
    """(passed, failed, skipped, words) of one entry on one simulator."""
    waves = options.waves
    build = CACHE / f"{entry['name']}-{sim}-{digest(entry, sim, waves)}"
    results = build / "results.xml"
    runner = get_runner(sim)
    arguments = []
    if sim == "verilator":
        arguments = VERILATOR + (["--trace-fst", "--trace-structs"] if waves else [])
    log = CACHE / f"{entry['name']}-{sim}.log"
    try:
        fresh = not (build / ".complete").exists()
        if fresh:
            for stale in CACHE.glob(f"{entry['name']}-{sim}-*"):
                shutil.rmtree(stale)
            build.mkdir(parents=True)
            print(f"building {entry['name']} for {sim}", file=sys.stderr, flush=True)
            runtime = CACHE / "runtime" / hashlib.sha256(repr((VERILATOR, waves, REQUIREMENTS.read_bytes())).encode()).hexdigest()[:12]
            if sim == "verilator":  # Verilator's own objects are the same for every model
                for path in runtime.glob("*.o"):
                    shutil.copy(path, build)
        runner.build(sources=entry["sources"], hdl_toplevel=entry["top"], parameters=entry.get("params", {}), build_dir=build, build_args=arguments,
                     includes=entry.get("includes", []), timescale=tuple(entry.get("timescale", ["1ns", "1ps"])), always=fresh, waves=waves, log_file=log)
        if fresh and sim == "verilator" and not runtime.exists():
            runtime.mkdir(parents=True)
            for path in build.glob("verilated*.o"):
                shutil.copy(path, runtime)
        (build / ".complete").touch()
        results.unlink(missing_ok=True)
        runner.test(hdl_toplevel=entry["top"], test_module=entry["module"], test_dir=build, build_dir=build, results_xml=str(results), waves=waves,
                    test_filter=options.test or None, seed=options.seed, log_file=log,
                    extra_env={"COCOTB_LOG_LEVEL": "WARNING", "PYTHONWARNINGS": "ignore", **entry.get("env", {})})
        error = "no results"
    except (Exception, SystemExit) as raised:  # the runner raises, or exits, with a simulator's status
        error = raised
    if not results.exists():
        return 0, 1, 0, f"{sim} stopped: {error}; log in {log.relative_to(ROOT)}\n" + "\n".join(log.read_text(errors="replace").splitlines()[-12:] if log.exists() else [])
    passed = failed = skipped = 0
    words = []
    for case in xml.parse(results).iter("testcase"):
        failure = case.find("failure") if case.find("failure") is not None else case.find("error")
        if failure is not None:
            failed += 1
            words.append(f"{case.get('name')}: {failure.get('message') or failure.get('error_msg') or 'failed'}")
        elif case.find("skipped") is not None:
            skipped += 1
        else:
            passed += 1
    if waves:
        dump = next(iter(sorted(build.glob("*.fst")) + sorted(build.glob("*.vcd"))), None)
        if dump:
            words.append(f"open the waves with: gtkwave {dump.relative_to(ROOT)}")
    return passed, failed, skipped, "\n".join(words)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--block", default=os.environ.get("BLOCK"), help="an entry of tests.toml")
    parser.add_argument("--sim", choices=["verilator", "icarus"], default=os.environ.get("SIM") or None)
    parser.add_argument("--test", default=os.environ.get("TEST"), help="a regular expression for names of tests")
    parser.add_argument("--waves", action="store_true", default=os.environ.get("WAVES") == "1")
    parser.add_argument("--long", choices=["no", "yes", "only"], default=os.environ.get("LONG") or "no")
    parser.add_argument("--seed", type=int, default=int(os.environ.get("SEED", "1")))
    parser.add_argument("--list", action="store_true")
    options = parser.parse_args()

    entries = listed()
    chosen = [e for e in entries if options.block in (None, "", e["name"])]
    if options.list:
        for entry in chosen:
            slow = entry.get("long_sims")
            print(f"{entry['name']:14} {entry['top']:16} {entry['module']:20} {' '.join(entry.get('sims', SIMS))}{'  (long: ' + ' '.join(slow) + ')' if slow else ''}")
        return 0
    if not chosen:
        sys.exit(f"no entry {options.block}; there are: {', '.join(e['name'] for e in entries)}")

    total = [0, 0, 0]
    for entry in chosen:
        fast, slow = entry.get("sims", SIMS), entry.get("long_sims", [])
        if options.sim:
            sims = [options.sim]
        else:
            sims = (fast if options.long != "only" else []) + (slow if options.long != "no" else [])
        for sim in sims:
            started = time.monotonic()
            passed, failed, skipped, words = run(entry, sim, options)
            if passed + failed + skipped == 0:
                failed, words = 1, "no test ran"
            print(f"{'FAILED' if failed else 'passed'}  {entry['name'] + '/' + sim:30} {passed:3} tests passed{f', {failed} failed' if failed else ''}{f', {skipped} skipped' if skipped else ''}"
                  f"  {time.monotonic() - started:.0f} s", flush=True)
            for line in words.splitlines():
                print(f"        {line}", flush=True)
            total = [a + b for a, b in zip(total, (passed, failed, skipped))]
    print(f"{total[0]} passed, {total[1]} failed, {total[2]} skipped")
    return int(total[1] > 0)


if __name__ == "__main__":
    sys.exit(main())
