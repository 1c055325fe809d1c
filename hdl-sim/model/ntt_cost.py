"""Cycles of ntt_core, from its structure. hdl/rtl/ntt_core/theory_of_operation.md derives each line."""
from dataclasses import dataclass
from math import ceil


@dataclass(frozen=True)
class NttConfig:
    name: str
    log_banks: int      # 2^log_banks elements are read and written together, half as many butterflies
    beats: int          # of the stream for an element
    mul_latency: int    # zk_alu_pkg
    add_latency: int
    log_powers: int     # entries of the table of powers
    log_max: int
    burst: int = 1      # products are taken in `burst` cycles ..
    period: int = 1     # .. of every `period`

    @property
    def interval(self) -> float:
        """Cycles a product, on average."""
        return self.period / self.burst

    @property
    def slot_wait(self) -> float:
        """From a random cycle to the next that takes a product, on average."""
        closed = self.period - self.burst
        return closed * (closed + 1) / (2 * self.period)

    def slot(self, k: int) -> int:
        """From the first product of a burst to the k-th after it."""
        return k // self.burst * self.period + k % self.burst

    def taken(self, cycle: float) -> float:
        """The first cycle from this one on that takes a product."""
        return cycle if cycle % self.period < self.burst else ceil(cycle / self.period) * self.period

    def gap(self, cycles: int) -> float:
        """From a product somewhere in a burst to the next one that is not taken before so many cycles."""
        return sum(self.taken(i + cycles) - i for i in range(self.burst)) / self.burst

    @property
    def product_drain(self) -> int:
        return self.mul_latency + 5

    @property
    def write_drain(self) -> int:
        return self.mul_latency + self.add_latency + 6

    @property
    def dependence(self) -> int:
        """From the issue of a block to the issue of one that needs it."""
        return self.mul_latency + self.add_latency + 8

    def step(self) -> float:
        """A product that the next command needs."""
        return self.gap(self.product_drain + 1)


LARGE = NttConfig("large", log_banks=4, beats=1, mul_latency=39, add_latency=4, log_powers=6, log_max=16)
MID = NttConfig("mid", log_banks=1, beats=8, mul_latency=76, add_latency=7, log_powers=5, log_max=12, burst=4, period=16)
CONFIGS = {c.name: c for c in (MID, LARGE)}


def twiddles(c: NttConfig, log_n: int, built: int = 0) -> float:
    """Table entries for 2^log_n when those for 2^built are there (0: none, just after a reset). Later tasks find them."""
    first = c.write_drain + c.step() if built == 0 else 0
    levels = range(max(built - 1, 0), log_n - 1)
    return first + sum(2**j * c.interval + c.step() for j in levels) if log_n > built else first


def prepare(c: NttConfig, log_n: int, inverse: bool, coset: bool, kept: bool = True) -> float:
    """Coset only: s^0, s^1, .. up to the size of the table; before that the inverse of a shift that was not kept."""
    if not coset:
        return 2
    powers = 2 * c.step() + sum(c.slot(2**m) + 1 + c.step() for m in range(c.log_powers))
    copy = c.step() if inverse else 0
    invert = 254 * (c.step() + 1) if inverse and not kept else 0
    return 7 + c.beats + powers + copy + invert


def load(c: NttConfig, log_n: int, inverse: bool, coset: bool, prepared: bool) -> float:
    """prepared: the task did something before, so that the first elements wait already."""
    n = 2**log_n
    products = 2 if coset and not inverse and c.log_banks == 1 else 1
    waiting = min(n, 13) if prepared else 1
    stream = c.beats * (n - waiting)
    first = c.slot_wait if prepared else c.beats + 4
    return first + max(stream, products * c.interval * n) + c.gap(c.write_drain)


def transform(c: NttConfig, log_n: int) -> float:
    if log_n == 0:
        return 0
    blocks = max(2**log_n >> c.log_banks, 1)
    start = 0.0
    for s in range(log_n - 1, 0, -1):  # from stage s to stage s - 1
        lag = 2 ** (s - c.log_banks) if s >= c.log_banks and blocks > 1 else 0
        start = max(start + c.slot(blocks), c.taken(start + c.slot(lag) + c.dependence))
    return start + c.slot(blocks - 1) + c.gap(c.write_drain + 2)


def unload(c: NttConfig, log_n: int, inverse: bool, coset: bool) -> float:
    products = 2 if coset and inverse and c.log_banks == 1 else 1
    return max(c.beats, products * c.interval) * 2**log_n + c.mul_latency + 13


def cycles(c: NttConfig, log_n: int, inverse=False, coset=False, kept=True, built: int | None = None) -> float:
    """A task from its acceptance to done, without pauses on either side; built: see twiddles(), None when they are in place."""
    table = 0 if built is None else twiddles(c, log_n, built)
    into = prepare(c, log_n, inverse, coset, kept) + load(c, log_n, inverse, coset, coset or table > 0)
    return table + into + transform(c, log_n) + unload(c, log_n, inverse, coset)
