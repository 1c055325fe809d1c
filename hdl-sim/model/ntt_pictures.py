#!/usr/bin/env python3
"""Draws hdl/rtl/ntt_core/doc/{banks,blocks}.svg. --check: exit code 1 if the committed pictures differ."""
import sys
from pathlib import Path

from svg import Picture

DOC = Path(__file__).resolve().parents[2] / "hdl" / "rtl" / "ntt_core" / "doc"
COLOURS = ["#8ecae6", "#ffb703", "#90be6d", "#f28482"]


def bank(i: int, log_banks: int) -> int:
    """Exclusive or of the digits of i, as in ntt_place."""
    out = 0
    while i:
        out ^= i % (1 << log_banks)
        i >>= log_banks
    return out


def block(t: int, stage: int, log_banks: int) -> list[int]:
    """Elements of block t of a stage."""
    w = max(stage - log_banks + 1, 0)
    low, high = t & ((1 << w) - 1), t >> w
    return [high << (w + log_banks) | v << w | low for v in range(1 << log_banks)]


def banks() -> Picture:
    log_n, log_banks, cell = 6, 2, 26
    picture = Picture(3 * 250 + 20, 330, "Banks of a transform of 64 elements on 4 banks")
    picture.text(20, 22, "element i in bank  i[5:4] ^ i[3:2] ^ i[1:0]:  every block of every stage has one of each colour", "title")
    for panel, stage in enumerate((5, 3, 1)):
        left, top = 20 + 250 * panel, 62
        first = block(5, stage, log_banks)
        w = max(stage - log_banks + 1, 0)
        picture.text(left, top - 12, f"stage {stage}, window {w + log_banks - 1}..{w}; block 5: {str(first)[1:-1]}", "small")
        for i in range(1 << log_n):
            x, y = left + cell * (i % 8), top + cell * (i // 8)
            ring = i in first
            picture.rect(x + 1, y + 1, cell - 2, cell - 2, COLOURS[bank(i, log_banks)], "#111" if ring else "none", cls="", rx=3, width=3 if ring else 0)
            picture.add(f'<text x="{x + cell / 2}" y="{y + 17}" text-anchor="middle" style="font-size:10px;fill:#111">{i}</text>')
        for t in range((1 << log_n) >> log_banks):
            assert len({bank(i, log_banks) for i in block(t, stage, log_banks)}) == 4
    for b in range(4):
        picture.rect(20 + 90 * b, 292, 16, 16, COLOURS[b], "none", cls="", rx=3)
        picture.text(42 + 90 * b, 304, f"bank {b}")
    picture.text(400, 304, "butterflies join ringed elements i and i + 2^stage", "small")
    return picture


def blocks() -> Picture:
    picture = Picture(860, 404, "Block diagram of ntt_core")
    boxes = {
        "in": (20, 60, 120, 46, "zk_elem_in", "beats, canonical?"),
        "control": (20, 190, 120, 60, "ntt_control", "phases, hazards"),
        "banks": (220, 190, 130, 110, "ntt_banks", "B banks in place"),
        "twiddles": (220, 110, 130, 46, "ntt_twiddles", "one table"),
        "powers": (220, 40, 130, 46, "powers", "s^j, 2^-k·s^-i"),
        "operands": (420, 60, 90, 240, "operands", "lane 0: choice"),
        "mul": (580, 60, 110, 240, "zk_alu", "MulLatency"),
        "add": (740, 190, 100, 110, "butterflies", "x + ζy, x - ζy"),
        "out": (740, 60, 100, 60, "zk_elem_out", "canonical, beats"),
        "delay": (420, 330, 270, 40, "delay of x and of the command", ""),
    }
    for name, (x, y, w, h, title, note) in boxes.items():
        picture.rect(x, y, w, h, "#fff3d6" if name == "mul" else "#f2f2f2")
        picture.text(x + w / 2, y + h / 2 - (2 if note else -4), title, anchor="middle")
        if note:
            picture.text(x + w / 2, y + h / 2 + 13, note, "small", "middle")
    arrows = [
        [(140, 83), (165, 83), (165, 24), (465, 24), (465, 60)], [(350, 63), (420, 70)], [(350, 133), (420, 133)], [(350, 230), (420, 230)],
        [(510, 180), (580, 180)], [(690, 90), (740, 90)], [(690, 230), (740, 230)], [(790, 300), (790, 385), (285, 385), (285, 300)],
        [(350, 280), (385, 280), (385, 350), (420, 350)], [(690, 350), (715, 350), (715, 275), (740, 275)],
        [(140, 220), (220, 220)], [(180, 220), (180, 125), (220, 125)], [(80, 106), (80, 190)],
        [(640, 300), (640, 316), (200, 316), (200, 70), (220, 70)],
    ]
    for points in arrows:
        picture.line(*points, arrow=True)
    picture.text(784, 396, "back to the same places", "small", "end")
    picture.text(400, 312, "products make the tables", "small")
    picture.text(20, 50, "stream in", "small")
    picture.text(745, 50, "stream out", "small")
    return picture


def main() -> int:
    wanted = {DOC / "banks.svg": str(banks()), DOC / "blocks.svg": str(blocks())}
    if "--check" in sys.argv:
        stale = [p.name for p, text in wanted.items() if not p.exists() or p.read_text() != text]
        if stale:
            print(f"{', '.join(stale)}: not what {Path(__file__).name} draws; run it", file=sys.stderr)
        return int(bool(stale))
    DOC.mkdir(exist_ok=True)
    for path, text in wanted.items():
        path.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
