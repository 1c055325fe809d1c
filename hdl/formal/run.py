#!/usr/bin/env python3
"""Proves what hdl/formal/proofs.toml lists, with yosys-smtbmc and z3, or with ABC.

    hdl/formal/run.py               every proof
    hdl/formal/run.py skid fifo     some
    hdl/formal/run.py --list

A proof is a module f_*.sv beside this file: a unit, assumptions on its surroundings, assertions. A failed one leaves a trace in
out/formal/<name>.vcd. Ends with `N passed, N failed, N skipped`.
"""
import argparse
import os
import re
import subprocess
import sys
import time
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
HERE = ROOT / "hdl" / "formal"
OUT = ROOT / "out" / "formal"
sys.path.insert(0, str(ROOT / "hdl" / "scripts"))
from sources import closure  # noqa: E402


class Failed(Exception):
    """What did not hold, and where its trace is."""


def elaborate(proof, ending):
    """The design, flat, with stand-ins for some of its modules. `memories = "registers"`: assertions can speak of words."""
    files = closure([proof["top"]], extra=[HERE / f for f in proof.get("stand_ins", [])])
    params = "".join(f"chparam -set {k} {v} {proof['top']}; " for k, v in proof.get("params", {}).items())
    registers = "proc; opt_clean; memory -nordff -nomap; memory_map; " if proof.get("memories") == "registers" else ""
    script = (f"read_verilog -formal -sv {' '.join(map(str, files))}; {params}hierarchy -check -top {proof['top']}; {registers}"
              f"hierarchy -top {proof['top']}; setattr -mod -unset keep_hierarchy A:keep_hierarchy; prep -top {proof['top']} -flatten; opt -full; memory_nordff; {ending}")
    done = subprocess.run(["yosys", "-q", "-p", script], capture_output=True, text=True)
    if done.returncode:
        raise Failed(f"yosys: {(done.stdout + done.stderr).strip().splitlines()[-1]}")


def smt2(name, proof):
    target = OUT / f"{name}.smt2"
    elaborate(proof, f"dffunmap; check -assert; write_smt2 -wires {target}")
    return target


def check(name, target, mode, steps):
    command = ["yosys-smtbmc", "-s", "z3", "--unroll", "--presat", *mode, "-t", str(steps), "--dump-vcd", str(OUT / f"{name}.vcd"), str(target)]
    done = subprocess.run(command, capture_output=True, text=True)
    (OUT / f"{name}{''.join(mode)}.log").write_text(done.stdout + done.stderr)
    if done.returncode or "Status: PASSED" not in done.stdout:
        lines = [line for line in done.stdout.splitlines() if "failed" in line.lower() or "Unreached" in line]
        raise Failed(f"{lines[0].strip() if lines else (done.stdout + done.stderr).strip().splitlines()[-1]}; trace in out/formal/{name}.vcd")


def equal(name, proof):
    """With ABC: the design as a net of gates, written out for `depth` cycles from any state, where equal nodes are merged from the inputs on. That
    takes a second for two forms of one sum, in which a solver without such merging does not end. No assumptions, no covers."""
    target = OUT / f"{name}.aig"
    elaborate(proof, "memory_map; opt -full; techmap; dffunmap; abc -g AND -fast; opt_clean; check -assert; "
                     f"select -assert-none t:$assume t:$cover; write_aiger -zinit {target}")
    script = f"read_aiger {target}; strash; frames -i -F {proof['depth']}; orpos; fraig; iprove"
    done = subprocess.run(["yosys-abc", "-c", script], capture_output=True, text=True)
    (OUT / f"{name}.log").write_text(done.stdout + done.stderr)
    if not re.search(r"^UNSATISFIABLE", done.stdout, re.M):
        check(name, smt2(name, proof), [], proof["depth"])  # for a trace
        raise Failed(f"ABC: {(done.stdout + done.stderr).strip().splitlines()[-1]}")


def prove(name, proof):
    if proof.get("engine") == "abc":
        equal(name, proof)
        return f"{proof['depth']} cycles"
    target = smt2(name, proof)
    told = [f"{proof['depth']} cycles"]
    check(name, target, [], proof["depth"])
    if "induction" in proof:
        check(name, target, ["-i"], proof["induction"])
        told = ["any number of cycles"]
    if "cover" in proof:
        check(name, target, ["-c"], proof["cover"])
        told.append("covers reached")
    return ", ".join(told)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", help="proofs; all without any")
    parser.add_argument("--long", choices=["no", "yes", "only"], default=os.environ.get("LONG") or "yes", help="the proofs that take minutes: leave out, all, alone")
    parser.add_argument("--list", action="store_true", help="list the proofs")
    options = parser.parse_args()
    with open(HERE / "proofs.toml", "rb") as file:
        proofs = tomllib.load(file)
    unknown = set(options.names) - set(proofs)
    if unknown:
        print(f"no proof {', '.join(sorted(unknown))}; there are {', '.join(proofs)}", file=sys.stderr)
        return 2
    if options.list:
        print("\n".join(f"{name:16} {proof['top']}" for name, proof in proofs.items()))
        return 0
    OUT.mkdir(parents=True, exist_ok=True)
    passed = failed = 0
    wanted = {"no": (False,), "yes": (False, True), "only": (True,)}[options.long]
    for name in options.names or [n for n, p in proofs.items() if p.get("long", False) in wanted]:
        started = time.monotonic()
        try:
            told = prove(name, proofs[name])
            print(f"passed  {name:16} {told} ({time.monotonic() - started:.0f} s)", flush=True)
            passed += 1
        except Failed as error:
            print(f"FAILED  {name:16} {error} ({time.monotonic() - started:.0f} s)", flush=True)
            failed += 1
    print(f"{passed} passed, {failed} failed, 0 skipped")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
