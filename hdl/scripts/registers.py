#!/usr/bin/env python3
"""Writes everything that follows from hdl/data/registers.json: SystemVerilog package and register block, C#, C header, table.

    hdl/scripts/registers.py            write the files
    hdl/scripts/registers.py --check    fail if a file is not what would be written

Access of a register or field: const (a value of the description), ro (an input of the block), wo (a strobe when written),
w1p (a pulse for each 1 written), w1c (kept; set by hardware, cleared by writing 1).
"""
import argparse
import json
import re
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SOURCE = ROOT / "hdl" / "data" / "registers.json"
NOTE = "Written by hdl/scripts/registers.py from hdl/data/registers.json; change those."


class DescriptionError(Exception):
    """Says which register is wrong and why."""


@dataclass
class Field:
    name: str
    low: int
    width: int
    about: str
    value: int
    values: dict

    @property
    def mask(self):
        return ((1 << self.width) - 1) << self.low


@dataclass
class Register:
    name: str
    offset: int
    access: str
    about: str
    value: int
    fields: list

    @property
    def port(self):
        return self.name.lower()


@dataclass
class Entry:
    name: str
    offset: int
    stride: int
    about: str


@dataclass
class Window:
    name: str
    offset: int
    size: int
    about: str
    entries: list


@dataclass
class Map:
    title: str
    major: int
    minor: int
    about: list
    registers: list
    windows: list


def number(text):
    return int(text, 0) if isinstance(text, str) else int(text)


def field(owner, table):
    bits = [int(b) for b in str(table["bits"]).split(":")]
    low, high = bits[-1], bits[0]
    if not 0 <= low <= high <= 31:
        raise DescriptionError(f"{owner}.{table['name']}: bits {table['bits']} are not high:low within 31:0")
    values = table.get("values", {})
    if any(v >> (high - low + 1) for v in values.values()):
        raise DescriptionError(f"{owner}.{table['name']}: a value does not fit {high - low + 1} bits")
    return Field(table["name"], low, high - low + 1, table["about"], number(table.get("value", 0)), values)


def load(path):
    """The description, checked: known keys, aligned and disjoint addresses, disjoint fields."""
    table = json.loads(path.read_text())
    registers, taken = [], {}
    for entry in table["registers"]:
        name = entry["name"]
        unknown = set(entry) - {"name", "offset", "access", "about", "value", "fields"}
        if unknown:
            raise DescriptionError(f"{name}: unknown keys {', '.join(sorted(unknown))}")
        if entry["access"] not in ("const", "ro", "wo", "w1p", "w1c"):
            raise DescriptionError(f"{name}: unknown access {entry['access']}")
        fields = [field(name, f) for f in entry.get("fields", [])]
        used = 0
        for f in fields:
            if used & f.mask:
                raise DescriptionError(f"{name}.{f.name}: overlaps another field")
            used |= f.mask
        value = number(entry["value"]) if "value" in entry else sum(f.value << f.low for f in fields)
        register = Register(name, number(entry["offset"]), entry["access"], entry["about"], value, fields)
        if register.offset % 4 or not 0 <= register.offset < 4096 or register.offset in taken:
            raise DescriptionError(f"{name}: offset {register.offset:#05x} is not a free word below 0x1000")
        if register.access in ("w1p", "w1c") and not fields:
            raise DescriptionError(f"{name}: {register.access} wants fields")
        taken[register.offset] = name
        registers.append(register)
    windows = []
    for entry in table["windows"]:
        window = Window(entry["name"], number(entry["offset"]), entry["bytes"], entry["about"],
                        [Entry(e["name"], number(e["offset"]), number(e.get("stride", 0)), e["about"]) for e in entry["entries"]])
        if window.size & (window.size - 1) or window.offset % window.size:
            raise DescriptionError(f"{window.name}: a window is a power of two, aligned to its size")
        if any(window.offset <= offset < window.offset + window.size for offset in taken):
            raise DescriptionError(f"{window.name}: a register lies in it")
        windows.append(window)
    major, minor = table["version"]
    version = next(r for r in registers if r.name == "VERSION")
    if version.value != major << 16 | minor:
        raise DescriptionError("VERSION: its fields differ from the version of the map")
    return Map(table["title"], major, minor, table["about"], registers, windows)


def camel(name):
    return "".join(part.capitalize() for part in name.split("_"))


def plain(text):
    return re.sub(r"`", "", text)


def package(m):
    lines = ["// " + NOTE, "`default_nettype none", "", "package zk_csr_pkg;"]
    for r in m.registers:
        lines.append(f"  localparam logic [11:0] Addr{camel(r.name)} = 12'h{r.offset:03x};")
    for w in m.windows:
        lines.append(f"  localparam logic [11:0] Addr{camel(w.name)} = 12'h{w.offset:03x};")
    for r in m.registers:
        for f in r.fields:
            for key, value in f.values.items():
                lines.append(f"  localparam logic [{f.width - 1}:0] {camel(f.name)}{camel(key)} = {f.width}'d{value};")
    return "\n".join(lines + ["endpackage", "", "`default_nettype wire", ""])


def width(bits):
    return f"[{bits - 1}:0] " if bits > 1 else ""


def block(m):
    """The register block: decoder, kept bits, read multiplexer. Combinational but for the w1c bits."""
    ports, decls, logic, reads, seq_reset, seq = [], [], [], [], [], []
    for r in m.registers:
        hit = f"{r.port}_hit"
        if r.access == "ro":
            if r.fields:
                parts, at = [], 32
                for f in sorted(r.fields, key=lambda f: -f.low):
                    if at > f.low + f.width:
                        parts.append(f"{at - f.low - f.width}'h0")
                    parts.append(f"{r.port}_{f.name}_i")
                    at = f.low
                    ports.append(f"  input  wire  {width(f.width):7}{r.port}_{f.name}_i,")
                parts += [f"{at}'h0"] if at else []
                reads.append((r, "{" + ", ".join(parts) + "}" if len(parts) > 1 else parts[0]))
            else:
                ports.append(f"  input  wire  [31:0] {r.port}_i,")
                reads.append((r, f"{r.port}_i"))
        elif r.access == "const":
            reads.append((r, f"32'h{r.value:08x}"))
        elif r.access == "wo":
            ports.append(f"  output logic        {r.port}_we_o,")
            logic.append(f"  assign {r.port}_we_o = write_i && addr_i == zk_csr_pkg::Addr{camel(r.name)};")
        elif r.access == "w1p":
            for f in r.fields:
                ports.append(f"  output logic {width(f.width):7}{r.port}_{f.name}_o,")
            decls.append(f"  wire {hit} = write_i && addr_i == zk_csr_pkg::Addr{camel(r.name)};")
            for f in r.fields:
                bits = f"data_i[{f.low + f.width - 1}:{f.low}]" if f.width > 1 else f"data_i[{f.low}]"
                gate = f"{{{f.width}{{{hit}}}}} & " if f.width > 1 else f"{hit} && "
                logic.append(f"  assign {r.port}_{f.name}_o = {gate}{bits};")
            reads.append((r, "32'h0"))
        elif r.access == "w1c":
            mask = 0
            parts, at = [], 32
            for f in sorted(r.fields, key=lambda f: -f.low):
                ports.append(f"  input  wire  {width(f.width):7}{r.port}_{f.name}_set_i,")
                mask |= f.mask
                if at > f.low + f.width:
                    parts.append(f"{at - f.low - f.width}'h0")
                parts.append(f"{r.port}_{f.name}_set_i")
                at = f.low
            parts += [f"{at}'h0"] if at else []
            decls += [f"  wire {hit} = write_i && addr_i == zk_csr_pkg::Addr{camel(r.name)};",
                      f"  wire [31:0] {r.port}_set = {{{', '.join(parts)}}};", f"  logic [31:0] {r.port}_q;"]
            seq_reset.append(f"      {r.port}_q <= 32'h0;")
            seq.append(f"      {r.port}_q <= ({r.port}_q & ~({hit} ? data_i : 32'h0) | {r.port}_set) & 32'h{mask:08x};")
            reads.append((r, f"{r.port}_q"))
    writable = [r for r in m.registers if r.access in ("wo", "w1p", "w1c")]
    out = [f"// {NOTE}", "//", f"// {m.title}: decoder, kept bits and read multiplexer. write_i: one access with addr_i and data_i.",
           "// readable_o and writable_o judge addr_i in the same cycle; data_o is what a read of addr_i gives; window_o: addr_i lies",
           "// in a window, whose words come from elsewhere.", "`default_nettype none", "", "module zk_csr_regs (",
           "  input  wire         clk_i,", "  input  wire         rst_ni,", "  input  wire         write_i,",
           "  input  wire  [11:0] addr_i,", "  input  wire  [31:0] data_i,", "  output logic        readable_o,",
           "  output logic        writable_o,", "  output logic        window_o,", *ports, "  output logic [31:0] data_o", ");", *decls, "", *logic, "",
           "  always_ff @(posedge clk_i)", "    if (!rst_ni) begin", *seq_reset, "    end else begin", *seq, "    end", "",
           "  always_comb begin", "    readable_o = 1'b1;", "    data_o = 32'h0;", "    case (addr_i)"]
    for r, expression in reads:
        out.append(f"      zk_csr_pkg::Addr{camel(r.name)}: data_o = {expression};")
    out += ["      default: readable_o = 1'b0;", "    endcase", "  end", "", "  always_comb", "    case (addr_i)"]
    out.append("      " + ",\n      ".join(f"zk_csr_pkg::Addr{camel(r.name)}" for r in writable) + ": writable_o = 1'b1;")
    out += ["      default: writable_o = 1'b0;", "    endcase", ""]
    tests = []
    for w in m.windows:
        low = w.size.bit_length() - 1
        tests.append(f"(addr_i[11:{low}] == {12 - low}'h{w.offset >> low:x} && addr_i[1:0] == 2'b00)")
    out += [f"  assign window_o = {' || '.join(tests)};", "endmodule", "", "`default_nettype wire", ""]
    return "\n".join(out)


def header(m):
    out = [f"/* {NOTE} */", "#ifndef ZK_REGISTERS_H", "#define ZK_REGISTERS_H", "",
           f"#define ZK_MAP_MAJOR {m.major}u", f"#define ZK_MAP_MINOR {m.minor}u", ""]
    for r in m.registers:
        out.append(f"#define ZK_{r.name} 0x{r.offset:03x}u /* {r.access}: {plain(r.about)} */")
        if r.access == "const" and not r.fields:
            out.append(f"#define ZK_{r.name}_VALUE 0x{r.value:08x}u")
        for f in r.fields:
            name = f"ZK_{r.name}_{f.name.upper()}"
            out.append(f"#define {name}_SHIFT {f.low}")
            out.append(f"#define {name}_MASK 0x{f.mask:08x}u")
            out += [f"#define {name}_{key.upper()} {value}u" for key, value in f.values.items()]
    for w in m.windows:
        for e in w.entries:
            out.append(f"#define ZK_{e.name}{'(n)' if e.stride else ''} "
                       + (f"(0x{e.offset:03x}u + 0x{e.stride:x}u * (n))" if e.stride else f"0x{e.offset:03x}u") + f" /* {plain(e.about)} */")
    return "\n".join(out + ["", "#endif", ""])


def escape(text):
    return plain(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def csharp(m):
    out = [f"// <auto-generated>{NOTE}</auto-generated>", "#nullable enable", "namespace ZkAccel.Fpga;", "",
           f"/// <summary>{m.title}, version {m.major}.{m.minor}: byte addresses of 32-bit words, and fields in them.</summary>",
           "public static class Registers", "{",
           "    /// <summary>Major version of this map; a device with another one is refused.</summary>",
           f"    public const int Major = {m.major};", "", "    /// <summary>Minor version of this map.</summary>", f"    public const int Minor = {m.minor};"]
    for r in m.registers:
        out += ["", f"    /// <summary>{escape(r.about)} Access: {r.access}.</summary>", f"    public const ushort {camel(r.name)} = 0x{r.offset:03x};"]
        if r.access == "const" and not r.fields:
            out += ["", f"    /// <summary>What <see cref=\"{camel(r.name)}\"/> reads.</summary>", f"    public const uint {camel(r.name)}Value = 0x{r.value:08x};"]
        for f in r.fields:
            out += ["", f"    /// <summary>{escape(f.about)}</summary>",
                    f"    public static RegisterField {camel(r.name)}{camel(f.name)} => new({camel(r.name)}, {f.low}, {f.width});"]
    for w in m.windows:
        for e in w.entries:
            out += ["", f"    /// <summary>{escape(e.about)} {escape(w.about)}</summary>"]
            out.append(f"    public static ushort {camel(e.name)}(int core) => (ushort)(0x{e.offset:03x} + (0x{e.stride:x} * core));" if e.stride
                       else f"    public const ushort {camel(e.name)} = 0x{e.offset:03x};")
    out.append("}")
    for r in m.registers:
        for f in r.fields:
            if f.values:
                out += ["", f"/// <summary>Values of <see cref=\"Registers.{camel(r.name)}{camel(f.name)}\"/>.</summary>", f"public enum {camel(r.name)}{camel(f.name)}", "{"]
                if 0 not in f.values.values():
                    out += ["    /// <summary>No value of the field.</summary>", "    None = 0,", ""]
                for key, value in f.values.items():
                    out += [f"    /// <summary><c>{key}</c></summary>", f"    {camel(key)} = {value},", ""]
                out[-1] = "}"
    return "\n".join(out + [""])


def table(m):
    out = [f"# {m.title}", "", f"{NOTE} Version {m.major}.{m.minor}.", "", *sum([[p, ""] for p in m.about], []),
           "Access: `const` and `ro` are read, `wo` acts when written, `w1p` acts where a 1 is written and reads 0, `w1c` is set by the device and cleared by writing 1.", "",
           "| address | name | access | bits | field | meaning |", "|---|---|---|---|---|---|"]
    for r in m.registers:
        value = f" Value `0x{r.value:08x}`." if r.access == "const" else ""
        out.append(f"| `0x{r.offset:03x}` | **{r.name}** | {r.access} | {'31:0' if not r.fields else ''} | | {r.about}{value} |")
        for f in r.fields:
            bits = f"{f.low + f.width - 1}:{f.low}" if f.width > 1 else f"{f.low}"
            values = " " + ", ".join(f"{v} {k}" for k, v in f.values.items()) + "." if f.values else ""
            out.append(f"| | | | {bits} | {f.name} | {f.about}{values} |")
    for w in m.windows:
        out.append(f"| `0x{w.offset:03x}`-`0x{w.offset + w.size - 1:03x}` | **{w.name}** | ro | | | {w.about} |")
        for e in w.entries:
            out.append(f"| `0x{e.offset:03x}`{f' + `0x{e.stride:x}`·n' if e.stride else ''} | {e.name} | | | | {e.about} |")
    return "\n".join(out + [""])


TARGETS = {
    "hdl/rtl/zk_csr/zk_csr_pkg.sv": package,
    "hdl/rtl/zk_csr/zk_csr_regs.sv": block,
    "hdl/data/zk_registers.h": header,
    "hdl/doc/registers.md": table,
    "driver/ZkAccel.Fpga/Registers.g.cs": csharp,
}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if a file differs")
    options = parser.parse_args()
    try:
        description = load(SOURCE)
    except (DescriptionError, KeyError, json.JSONDecodeError) as error:
        print(f"{SOURCE.relative_to(ROOT)}: {error}", file=sys.stderr)
        return 2
    stale = []
    for name, write in TARGETS.items():
        path, text = ROOT / name, write(description)
        if path.exists() and path.read_text() == text:
            continue
        stale.append(name)
        if not options.check:
            path.write_text(text)
    if options.check and stale:
        print(f"not what hdl/data/registers.json says: {', '.join(stale)}. Run hdl/scripts/registers.py and commit.", file=sys.stderr)
        return 1
    print(f"{len(description.registers)} registers, {len(TARGETS)} files {'as they should be' if options.check else f'({len(stale)} changed)'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
