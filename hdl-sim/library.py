#!/usr/bin/env python3
"""Builds the simulated devices as shared libraries with the C ABI of hdl-sim/verilator/zk_sim.h.

  library.py                       link, tiny, mid and large, as engine and as link
  library.py --config tiny --kind link --trace
  library.py --example             and runs the C example over each engine
  library.py --list                what there is, without building

A library lies in .cache/hdl/sim/<top>-<hash>/; the link out/sim/libzk_sim_<config>[-link][-trace].so points at the newest. The last
lines of output name them. Needs Verilator, make and g++.
"""
import argparse
import os
import re
import subprocess
import sys
from pathlib import Path

from build import BENCH, ROOT, BuildError, Model, compile_cached, digest, step, verilate

sys.path.append(str(ROOT / "hdl" / "scripts"))
from sources import CONFIGS, SourceError, closure  # noqa: E402

TOPS = {"engine": "zk_engine", "link": "zk_link_sim_top"}
MACHINES = ("link", "tiny", "mid", "large")
OUT = ROOT / "out" / "sim"
REGISTERS = ROOT / "hdl" / "data"


def package(config: str, name: str) -> int:
    """A localparam of the configuration's package."""
    text = (ROOT / "hdl" / "rtl" / "zk_engine" / config / "zk_config_pkg.sv").read_text()
    return int(re.search(rf"\b{name} = (\d+)", text).group(1))


def there(config: str, kind: str) -> list[Path] | None:
    """Sources of a machine, or None when the configuration is not there."""
    if not all((ROOT / "hdl" / "rtl" / "zk_engine" / config / f"{name}.sv").exists() for name in ("zk_config_pkg", "zk_cores")):
        return None
    try:
        return closure([TOPS[kind]], config=config)
    except (SourceError, KeyError):
        return None


def library(config: str, kind: str, trace=False, jobs=1) -> tuple[Path, float]:
    top = TOPS[kind]
    beat = 1 if kind == "link" else package(config, "DataW") // 8
    model = Model(top=top, sources=there(config, kind), cpp=[BENCH / "zk_sim.cpp", BENCH / "zk_sim.map"], headers=[BENCH, REGISTERS])
    options = ["--x-assign", "fast", "--x-initial", "fast", *(["--trace-fst", "--trace-structs", "--timescale", "1ns/1ns"] if trace else [])]
    flags = ["-fPIC", "-DVL_USER_FATAL", "-DVL_USER_STOP", "-DVL_USER_FINISH"]
    defines = [f"-DTOP=V{top}", f"-DTOP_HEADER=\"V{top}.h\"", f"-DZK_SIM_CONFIG={package(config, 'Config')}", f"-DZK_SIM_IS_LINK={int(kind == 'link')}", f"-DZK_SIM_BEAT_BYTES={beat}"]
    name = f"libzk_sim_{config}{'-link' if kind == 'link' else ''}{'-trace' if trace else ''}.so"

    def make(scratch: Path, log: Path) -> None:
        verilate(model, scratch, log, options, flags, jobs, f"V{top}__ALL.a verilated.o verilated_threads.o" + (" verilated_fst_c.o" if trace else ""))
        include = re.search(r"^VERILATOR_ROOT = (.*)$", (scratch / f"V{top}.mk").read_text(), re.M).group(1) + "/include"
        step(["g++", "-shared", "-o", str(scratch / name), "-std=c++17", "-O3", "-march=native", *flags, *defines, f"-DVM_TRACE={int(trace)}", f"-DVM_TRACE_FST={int(trace)}",
              "-DVM_COVERAGE=0", "-DVM_SC=0", f"-I{scratch}", f"-I{BENCH}", f"-I{REGISTERS}", f"-isystem{include}", f"-isystem{include}/vltstd", str(BENCH / "zk_sim.cpp"),
              *map(str, sorted(scratch.glob("verilated*.o"))), str(scratch / f"V{top}__ALL.a"),
              f"-Wl,--version-script={BENCH / 'zk_sim.map'}", "-Wl,--no-undefined", "-pthread", "-latomic", *(["-lz"] if trace else [])], log, name)

    path, seconds = compile_cached(f"{top}-{config}", digest(model, options + flags + defines), name, f"{name}", make)
    OUT.mkdir(parents=True, exist_ok=True)
    link = OUT / name
    fresh = OUT / f"{name}.{os.getpid()}"
    fresh.symlink_to(os.path.relpath(path, OUT))
    fresh.rename(link)
    return link, seconds


def program(source: str, machine: Path) -> Path:
    """A C program linked with a machine's library."""
    machine = machine.resolve()
    name = f"{Path(source).stem}-{machine.stem}"
    model = Model(top=name, sources=[], cpp=[BENCH / source], headers=[BENCH, REGISTERS], data=[machine])
    return compile_cached(name, digest(model, []), name, name, lambda scratch, log: step(
        ["gcc", "-std=gnu11", "-O2", "-Wall", "-Wextra", "-Werror", f"-I{BENCH}", f"-I{REGISTERS}", str(BENCH / source), str(machine),
         f"-Wl,-rpath,{machine.parent}", "-pthread", "-o", str(scratch / name)], log, name))[0]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--config", choices=CONFIGS, default=os.environ.get("CONFIG") or None)
    parser.add_argument("--kind", choices=sorted(TOPS))
    parser.add_argument("--trace", action="store_true", default=os.environ.get("WAVES") == "1", help="able to write waves; also WAVES=1")
    parser.add_argument("--jobs", "-j", type=int, default=int(os.environ.get("JOBS", "1")))
    parser.add_argument("--example", action="store_true", help="run hdl-sim/verilator/example.c and abi_test.c over each engine")
    parser.add_argument("--list", action="store_true")
    options = parser.parse_args()

    machines = [(c, k) for c in (CONFIGS if options.config else MACHINES) for k in TOPS if options.config in (None, c) and options.kind in (None, k) and there(c, k)]
    if not machines:
        print("no such machine; library.py --list", file=sys.stderr)
        return 2
    if options.list:
        for config, kind in machines:
            print(f"{config:6} {kind}")
        return 0
    passed = failed = 0

    def judge(name: str, command: list) -> None:
        nonlocal passed, failed
        print(f"$ {os.path.relpath(command[0], ROOT)} {' '.join(os.path.relpath(c, ROOT) if isinstance(c, Path) else c for c in command[1:])}", flush=True)
        good = subprocess.run([str(c) for c in command], cwd=ROOT).returncode == 0
        passed, failed = passed + good, failed + (not good)
        print(f"{'passed' if good else 'FAILED'}  {name}", flush=True)

    for config, kind in machines:
        try:
            path, seconds = library(config, kind, options.trace, options.jobs)
        except BuildError as error:
            print(f"FAILED  {config} {kind}: {error}", flush=True)
            failed += 1
            continue
        print(f"{os.path.relpath(path, ROOT)}{f'  (built in {seconds:.0f} s)' if seconds else ''}", flush=True)
        if options.example:
            judge(f"abi {config} {kind}", [program("abi_test.c", path)])
            if kind == "engine" and config not in ("link", "field"):
                judge(f"example {config}", [program("example.c", path), ROOT / "hdl-sim" / "vectors", *(["8"] if config == "tiny" else [])])
    if options.example:
        print(f"{passed} passed, {failed} failed, 0 skipped")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
