"""Writes hdl/doc/area.md from bitstreams/manifest.json (boards) and hdl/synth/blocks.json (blocks)."""
import json
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
CELLS = {"ice40": ["SB_LUT4", "SB_CARRY", "SB_DFF", "SB_RAM40_4K", "SB_MAC16"], "ecp5": ["LUT4", "CCU2C", "TRELLIS_FF", "DP16KD", "MULT18X18D"],
         "xcup": ["LUT", "CARRY8", "FF", "BRAM36", "DSP48E2"]}
NAMES = {"ICESTORM_LC": "logic cells", "ICESTORM_RAM": "RAM 4K", "ICESTORM_DSP": "MAC16", "ICESTORM_SPRAM": "SPRAM", "TRELLIS_COMB": "LUT4", "TRELLIS_FF": "FF",
         "DP16KD": "RAM 16K", "MULT18X18D": "MULT18"}


def write_area():
    manifest_path = ROOT / "bitstreams" / "manifest.json"
    manifest = json.loads(manifest_path.read_text()) if manifest_path.exists() else {}
    blocks_path = ROOT / "hdl" / "synth" / "blocks.json"
    lines = ["# Area and clock", "", "Written by `make bitstream` (boards) and `hdl/synth/run.py --blocks` (blocks); do not edit.", "", "## Boards", "",
             "After place and route. The clock is the one the board runs at; what place and route says it could reach stands beside it. Thresholds are in each `board.toml`.", "",
             "| board | configuration | clock | reached | cells | tools |", "|---|---|---|---|---|---|"]
    for entry in manifest.values():
        cells = ", ".join(f"{NAMES[k]} {v['used']} of {v['available']} ({100 * v['used'] / v['available']:.0f} %)" for k, v in entry["utilisation"].items() if k in NAMES)
        reached = ", ".join(f"{k} {v:.1f} MHz" for k, v in entry["fmax_mhz"].items())
        lines.append(f"| {entry['board']} ({entry['part']}) | `{entry['configuration']}` | {entry['clock_mhz']} MHz | {reached} | {cells} | {', '.join(f'{k} {v}' for k, v in entry['tools'].items())} |")
    if blocks_path.exists():
        blocks = json.loads(blocks_path.read_text())
        for family, cells in CELLS.items():
            rows = [b for b in blocks if b["family"] == family]
            if rows:
                lines += ["", f"## Blocks on {family}", "", f"Synthesis alone ({rows[0]['tool']}), each block by itself.", "",
                          f"| block | parameters | {' | '.join(cells)} |", "|---|---|" + "---|" * len(cells)]
                lines += [f"| `{b['top']}`{' (' + b['config'] + ')' if b['config'] != 'link' else ''} | {b['params']} | {' | '.join(str(b['cells'].get(c, 0)) for c in cells)} |" for b in rows]
    (ROOT / "hdl" / "doc" / "area.md").write_text("\n".join(lines) + "\n")
