"""Where multipliers and block RAMs of configuration `mid` go on an ECP5-85F.

The data paths are 256 bits wide, a few dozen of them, and multipliers and block RAMs lie in rows over the whole width of the part. Left to
itself nextpnr spreads these blocks without regard to the bits that they hold, and every word then crosses the part several times: after
legalisation the wires are twice as long as with this plan, and cannot be routed. So each block goes where its bits belong: bit 0 to the left,
bit 255 to the right, in every row of blocks the same. Words then run up and down only; carries and digits run to the right.

nextpnr takes the places from the attribute BEL of a cell. Everything else it places itself.
"""
import re
from collections import Counter, defaultdict

# Columns of LFE5U-85F: thirteen groups of nine, with a gap after the seventh; a group has four multipliers and four block RAMs a row.
GROUPS = [9 * g + 4 + (2 if g >= 7 else 0) for g in range(13)]
MULTIPLIERS = [(x + offset, name) for x in GROUPS for offset, name in ((0, "MULT18_0"), (1, "MULT18_1"), (4, "MULT18_4"), (5, "MULT18_5"))]
RAMS = [(x + 2 * i, f"EBR{i}") for x in GROUPS for i in range(4)]
LEFT, RIGHT = 4.0, 120.0

# Three rows of multipliers for four row multipliers: the fourth has a third of its words in each.
MULTIPLIER_ROWS = (10, 34, 58)
# Memories of wide words: (name, values a word, parts of a value with memories of their own, row). Yosys numbers the block RAMs of a memory from its lowest bits on: name.0.0, name.0.1 ..
WIDE = (
    (re.compile(r"u_msm\.gen_buckets\[(?P<part>\d)\]\."), 1, 8, 70),
    (re.compile(r"u_msm\.u_front\.u_points\.gen_points\[(?P<part>\d)\]\."), 2, 2, 82),
    (re.compile(r"u_msm\.u_sequencer\.u_[ab]\."), 1, 1, 46),
    (re.compile(r"u_ntt\.u_(banks|twiddles)\."), 1, 1, 22),
    (re.compile(r"u_ntt\.u_wait\."), 1, 1, 46),
)
# Narrow memories keep together, the link's near its pins: (name, column, row).
NARROW = (
    (re.compile(r"u_frame\.u_(in|out)\.u_slots\.|^u_fifo\."), 55, 22),
    (re.compile(r"u_front\.u_scheduler\.|u_points\.u_flags\."), 30, 46),
    (re.compile(r"u_ntt\.u_to_product\."), 55, 46),
)
SPILL_ROW = 46  # takes what is too much for another row


def column(share):
    """Of a bit, by how much of its word lies below it."""
    return LEFT + (RIGHT - LEFT) * share


def match(wanted, sites):
    """Places in order for cells in order, least squares: {cell: site} for wanted [(x, cell)] and sites [(x, name)]."""
    if len(wanted) > len(sites):
        raise ValueError(f"a row of the floor plan has {len(wanted)} blocks, the part {len(sites)}")
    wanted, sites = sorted(wanted), sorted(sites)
    infinity = float("inf")
    best, taken = [[0.0] * (len(sites) + 1)], []
    for x, _ in wanted:
        row, choice = [infinity], [False]
        for j, (at, _) in enumerate(sites):
            here = best[-1][j] + (x - at) ** 2
            choice.append(here <= row[j])
            row.append(min(here, row[j]))
        best.append(row)
        taken.append(choice)
    found, j = {}, len(sites)
    for i in range(len(wanted) - 1, -1, -1):
        while not taken[i][j]:
            j -= 1
        j -= 1
        found[wanted[i][1]] = sites[j]
    return found


def spill(rows, narrow, room):
    """Moves wide memories that do not fit in a row to SPILL_ROW, evenly over the width, and adds the narrow ones."""
    for row in [r for r in rows if r != SPILL_ROW]:
        cells = sorted(rows[row])
        excess = len(cells) + len(narrow[row]) - room
        if excess > 0:
            moved = {int(len(cells) * (i + 0.5) / excess) for i in range(excess)}
            rows[SPILL_ROW] += [cells[i] for i in sorted(moved)]
            rows[row] = [cell for i, cell in enumerate(cells) if i not in moved]
    for row, cells in narrow.items():
        rows[row] += cells


def plan(module):
    """Sets the attribute BEL of cells of a flat netlist (Yosys' JSON, one module); how many it placed."""
    memory = re.compile(r"(.*)\.0\.(\d+)$")
    size = Counter(found[1] for name, cell in module["cells"].items() if cell["type"] == "DP16KD" and (found := memory.match(name)))

    multipliers, rams, narrow = defaultdict(list), defaultdict(list), defaultdict(list)
    for name, cell in module["cells"].items():
        if cell["type"] == "MULT18X18D":
            found = re.search(r"gen_row\[(\d+)\]\.u_row\.gen_mul\[(\d+)\]\.u_(ab|mp)\.", name)
            if found:
                row, word = int(found[1]), int(found[2])
                y = MULTIPLIER_ROWS[row] if row < 3 else MULTIPLIER_ROWS[word % 3]
                multipliers[y].append((column((word + 0.5) / 16) + (0.3 if found[3] == "mp" else 0), name))
        elif cell["type"] == "DP16KD":
            for pattern, values, parts, y in WIDE:
                if (found := pattern.search(name)) and (part := memory.match(name)):
                    share = (int(part[2]) + 0.5) / size[part[1]] * values % 1
                    if parts > 1:
                        share = (int(found["part"]) + share) / parts
                    rams[y].append((column(share), name))
            for pattern, x, y in NARROW:
                if pattern.search(name):
                    narrow[y].append((x, name))
    spill(rams, narrow, len(RAMS))

    placed = 0
    for rows, sites in ((multipliers, MULTIPLIERS), (rams, RAMS)):
        for y, wanted in rows.items():
            for name, (x, site) in match(wanted, sites).items():
                module["cells"][name]["attributes"]["BEL"] = f"X{x}/Y{y}/{site}"
                placed += 1
    return placed
