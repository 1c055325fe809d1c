"""Cycles of msm_core, from its structure (hdl/rtl/msm_core/theory_of_operation.md). Uniform scalars, no pauses."""
from dataclasses import dataclass


@dataclass(frozen=True)
class MsmConfig:
    name: str
    window_bits: int
    beats: int            # of the stream for an element
    addition: float       # cycles between two additions of a point
    full_addition: float  # the same for two buckets
    alone: int            # from an addition to the next that needs its sum; in `mid` as the sequencer's bench shows it
    reduces: bool         # on the device; otherwise the buckets go out

    @property
    def windows(self) -> int:
        return 254 // self.window_bits + 1

    @property
    def buckets(self) -> int:
        return self.windows << (self.window_bits - 1)


LARGE = MsmConfig("large", window_bits=8, beats=1, addition=1, full_addition=2, alone=109, reduces=False)
MID = MsmConfig("mid", window_bits=6, beats=8, addition=44, full_addition=56, alone=583, reduces=True)
CONFIGS = {c.name: c for c in (MID, LARGE)}


def accumulate(c: MsmConfig, n: int) -> float:
    """Every digit takes its turn in `large`, zero or not; in `mid` only those that are not zero cost an addition."""
    digits = n * c.windows
    if c.addition == 1:
        return digits + c.alone + 140  # start, the stalls at its end, the last retirement
    return digits * (1 - 2.0**-c.window_bits) * c.addition + c.alone


def reduce(c: MsmConfig) -> float:
    """mid: buckets filled, running sums of all windows in turn, Horner over the windows."""
    sums = 2 * ((1 << (c.window_bits - 1)) - 1) * c.windows * c.full_addition
    horner = (c.windows - 1) * (c.window_bits + 1) * c.alone
    return 3 * c.buckets + sums + horner


def cycles(c: MsmConfig, n: int) -> float:
    """A task from its acceptance to done."""
    if c.reduces:
        return accumulate(c, n) + reduce(c) + 3 * c.beats + 100
    return accumulate(c, n) + 3 * c.buckets * c.beats + 20
