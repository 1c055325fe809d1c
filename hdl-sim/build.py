"""Verilates and compiles; the result lies in .cache/hdl/sim/<top>-<hash>, the hash being of everything that went in."""
import hashlib
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BENCH = ROOT / "hdl-sim" / "verilator"
CACHE = ROOT / ".cache" / "hdl"
WAIVERS = ROOT / "hdl" / "lint" / "waivers.vlt"
# Modules of which a design has many: Verilated and compiled once instead of once an instance (eight times less code in `large`). Not with waves or
# coverage, which want one piece; for coverage their copies go without counters, which would take longer to compile than all the rest.
BLOCKS = BENCH / "blocks.vlt"
UNCOUNTED = BENCH / "coverage.vlt"
KEEP_DAYS = 30  # what has not been used for so long is removed
FEEBLE = ["OPT_FAST=-O1", "OPT_SLOW=-O0", "OPT_GLOBAL=-O1"]  # counters make models large, and a model with them runs once
OPTIMISE = ["OPT_FAST=-O3 -march=native", "OPT_SLOW=-O1", "OPT_GLOBAL=-O2"]


class BuildError(Exception):
    """Says what is wrong and where."""


@dataclass
class Model:
    top: str
    sources: list[Path]
    cpp: list[Path]
    params: dict = field(default_factory=dict)
    defines: dict = field(default_factory=dict)
    includes: list[Path] = field(default_factory=list)
    headers: list[Path] = field(default_factory=list)
    data: list[Path] = field(default_factory=list)


@cache
def tools() -> str:
    """Versions and the processor: what else decides the bytes of a build."""
    text = ""
    for command in (["verilator", "--version"], ["g++", "--version"]):
        text += subprocess.run(command, capture_output=True, text=True).stdout
    try:
        cpu = Path("/proc/cpuinfo").read_text()
        text += "".join(sorted({line for line in cpu.splitlines() if line.startswith(("model name", "flags"))}))
    except OSError:
        text += os.uname().machine
    return text


def digest(model: Model, options: list[str]) -> str:
    sha = hashlib.sha256()
    files = list(model.sources) + list(model.cpp) + list(model.data)
    for folder in model.includes:
        files += sorted(p for p in folder.rglob("*") if p.is_file())
    for folder in model.headers:
        files += sorted(folder.glob("*.h"))
    for path in files:
        try:
            content = path.read_bytes()
        except OSError:
            raise BuildError(f"{model.top}: {path} is not there") from None
        sha.update(f"{os.path.relpath(path, ROOT)}\0{len(content)}\0".encode() + content)
    if repeated(model):
        sha.update((UNCOUNTED if "--coverage-line" in options else BLOCKS).read_bytes())
    sha.update(repr((model.top, sorted(model.params.items()), sorted(model.defines.items()), options, OPTIMISE, tools())).encode())
    return sha.hexdigest()[:16]


def parameter(name: str, value) -> str:
    return f"-G{name}=" + (f'"{value}"' if isinstance(value, str) and not re.match(r"^\d*'", value) else str(int(value) if isinstance(value, bool) else value))


class Progress:
    """`building <what> … <seconds> s`, on one line of a terminal, or once where there is none."""

    def __init__(self, what: str):
        self.what, self.started, self.stop = what, time.monotonic(), threading.Event()
        self.thread = threading.Thread(target=self.run, daemon=True)

    def run(self):
        if not sys.stderr.isatty():
            print(f"building {self.what}", file=sys.stderr, flush=True)
            return
        while not self.stop.wait(0.5):
            print(f"\rbuilding {self.what} … {time.monotonic() - self.started:.0f} s ", end="", file=sys.stderr, flush=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.stop.set()
        self.thread.join()
        if sys.stderr.isatty():
            print("\r\033[K", end="", file=sys.stderr, flush=True)


def step(command: list[str], log: Path, what: str) -> None:
    with open(log, "a") as file:
        file.write(" ".join(command) + "\n")
        file.flush()
        status = subprocess.run(command, stdout=file, stderr=subprocess.STDOUT, cwd=ROOT).returncode
    if status:
        lines = log.read_text(errors="replace").splitlines()
        errors = [line for line in lines if re.search(r"%(Error|Warning)|error:|undefined reference", line)] or lines[-20:]
        raise BuildError(f"{what}: {command[0]} failed, log in {os.path.relpath(log, ROOT)}\n" + "\n".join("        " + e for e in errors[:20]))


def compile_cached(name: str, key: str, target: str, what: str, make) -> tuple[Path, float]:
    """Lets `make(scratch, log)` fill a scratch folder, then puts it in its place; (path of target, seconds; 0 when it was there)."""
    folder = CACHE / "sim" / f"{name}-{key}"
    if (folder / target).exists():
        os.utime(folder)
        return folder / target, 0.0
    started = time.monotonic()
    scratch = folder.with_name(f"{folder.name}.{os.getpid()}")
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    log = CACHE / "sim" / f"{folder.name}.log"
    log.write_text("")
    with Progress(what):
        make(scratch, log)
    for path in [*scratch.rglob("*.o"), *scratch.rglob("*.a")]:
        path.unlink()
    shutil.rmtree(folder, ignore_errors=True)
    scratch.rename(folder)
    for old in folder.parent.iterdir():
        if old.is_dir() and time.time() - old.stat().st_mtime > KEEP_DAYS * 86400:
            shutil.rmtree(old, ignore_errors=True)
    return folder / target, time.monotonic() - started


def repeated(model: Model) -> bool:
    """Whether the design has a module of blocks.vlt below its top. Parameters of the top would be looked for in the blocks, too."""
    if model.params:
        return False
    names = re.findall(r'^hier_block -module "(\w+)"', BLOCKS.read_text(), re.M)
    return any(path.stem in names and path.stem != model.top for path in model.sources)


def verilate(model: Model, scratch: Path, log: Path, options: list[str], flags: list[str], jobs: int, target: str) -> None:
    """Verilator, then make. Verilator's own objects are the same for every model of one set of options, so they are kept."""
    own = [o for o in options if "trace" in o or "coverage" in o]
    runtime = CACHE / "runtime" / hashlib.sha256(repr((tools(), OPTIMISE, own, [f for f in flags if f.startswith(("-f", "-DVL_"))])).encode()).hexdigest()[:16]
    prefix = f"V{model.top}"
    blocks = []
    if repeated(model):
        blocks = [str(UNCOUNTED)] if "--coverage-line" in own else ["--hierarchical", str(BLOCKS)] if not own else []
    step(["verilator", "--cc", *blocks, "--top-module", model.top, "--Mdir", str(scratch), "--prefix", prefix, "-O3", "--threads", "1", "-Wno-fatal", *options,
          *(parameter(k, v) for k, v in model.params.items()), *(f"-D{k}={v}" for k, v in model.defines.items()),
          *(f"-I{p}" for p in model.includes), "-CFLAGS", " ".join(["-std=c++17", *flags]),
          *([str(WAIVERS)] if WAIVERS.exists() else []), *map(str, model.sources), *(map(str, model.cpp) if "--exe" in options else [])], log, model.top)
    for path in runtime.glob("*.o"):
        shutil.copy(path, scratch)
    step(["make", "-C", str(scratch), "-f", f"{prefix}.mk", f"-j{jobs}", *(FEEBLE if own and "--coverage-line" in own else OPTIMISE), *target.split()], log, model.top)
    if not runtime.exists():
        fresh = runtime.with_name(f"{runtime.name}.{os.getpid()}")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True)
        for path in scratch.glob("verilated*.o"):
            shutil.copy(path, fresh)
        if runtime.exists():
            shutil.rmtree(fresh)
        else:
            fresh.rename(runtime)


def build(model: Model, waves=False, coverage=False, jobs=1) -> tuple[Path, float]:
    """The binary of a bench."""
    bench = model.cpp[0]
    options = ["--exe", "--assert", "--x-assign", "unique", "--x-initial", "unique"]
    if waves:
        options += ["--trace-fst", "--trace-structs", "--timescale", "1ns/1ns"]
    if coverage:
        options += ["--coverage-line", "--coverage-toggle", "--coverage-max-width", "64"]  # bit 200 of an operand tells no more than bit 20
    flags = [f"-I{BENCH}", f"-I{bench.parent}", f"-DDUT=V{model.top}", f"-DDUT_HEADER='\"V{model.top}.h\"'"]
    return compile_cached(model.top, digest(model, options + flags), f"V{model.top}", f"{model.top} with {bench.name}",
                          lambda scratch, log: verilate(model, scratch, log, options, flags, jobs, f"V{model.top}"))
