"""Ready/valid stream source and sink with pauses (hdl/README.md, Streams), clock and reset."""
import random

import cocotb
from cocotb.clock import Clock
from cocotb.queue import Queue
from cocotb.triggers import ClockCycles, ReadOnly, RisingEdge

PERIOD_NS = 10

# Pauses of the test matrix: name, and the chance to rest as a function of the cycle.
PATTERNS = ["none", "some", "most", "bursts"]


def pattern(name, seed):
    """Yields True in cycles of rest."""
    rng = random.Random(f"{name}/{seed}")
    if name == "bursts":
        while True:
            yield from [False] * rng.randint(1, 20)
            yield from [True] * rng.randint(1, 60)
    chance = {"none": 0.0, "some": 0.3, "most": 0.9}[name]
    while True:
        yield rng.random() < chance


class StreamSource:
    """Drives valid, data and last; holds them until ready."""

    def __init__(self, dut, name, rests=None):
        self.clk = dut.clk_i
        self.valid, self.ready = getattr(dut, f"{name}_valid_i"), getattr(dut, f"{name}_ready_o")
        self.data, self.last = getattr(dut, f"{name}_data_i"), getattr(dut, f"{name}_last_i", None)
        self.rests, self.queue, self.task = rests or pattern("none", 0), Queue(), None
        self.idle()

    def idle(self):
        self.valid.value = 0

    def send(self, beats):
        for i, beat in enumerate(beats):
            self.queue.put_nowait((beat, int(i == len(beats) - 1)))

    def start(self):
        self.task = cocotb.start_soon(self.run())
        return self

    def stop(self):
        """Leaves the stream at once, in the middle of whatever it was sending."""
        self.task.cancel()
        self.idle()
        while not self.queue.empty():
            self.queue.get_nowait()

    async def run(self):
        while True:
            beat, last = await self.queue.get()
            while next(self.rests):
                await RisingEdge(self.clk)
            self.data.value, self.valid.value = beat, 1
            if self.last is not None:
                self.last.value = last
            while True:  # values just before an edge decide that edge's transfer
                await ReadOnly()
                taken = int(self.ready.value)
                await RisingEdge(self.clk)
                if taken:
                    break
            self.valid.value = 0


class StreamSink:
    """Collects packets; checks that a beat that waits stays as it is."""

    def __init__(self, dut, name, rests=None):
        self.name, self.clk = name, dut.clk_i
        self.valid, self.ready = getattr(dut, f"{name}_valid_o"), getattr(dut, f"{name}_ready_i")
        self.data, self.last = getattr(dut, f"{name}_data_o"), getattr(dut, f"{name}_last_o", None)
        self.rests, self.packets, self.beats, self.task = rests or pattern("none", 0), Queue(), [], None
        self.ready.value = 0

    def start(self):
        self.task = cocotb.start_soon(self.run())
        return self

    def stop(self):
        self.task.cancel()
        self.ready.value = 0
        self.beats = []
        while not self.packets.empty():
            self.packets.get_nowait()

    async def run(self):
        held = None
        while True:
            self.ready.value = int(not next(self.rests))
            await ReadOnly()
            valid, ready = int(self.valid.value), int(self.ready.value)
            now = (int(self.data.value), int(self.last.value) if self.last is not None else 0) if valid else None
            assert held is None or now == held, f"{self.name}: a beat changed or went away while it waited"
            held = now if valid and not ready else None
            await RisingEdge(self.clk)
            if valid and ready:
                self.beats.append(now[0])
                if now[1]:
                    self.packets.put_nowait(self.beats)
                    self.beats = []


async def start_clock(dut, period_ns=PERIOD_NS):
    """Clock and reset; inputs of the unit have to be idle already."""
    Clock(dut.clk_i, period_ns, unit="ns").start()
    await reset(dut)


async def reset(dut, cycles=4):
    dut.rst_ni.value = 0
    await ClockCycles(dut.clk_i, cycles)
    dut.rst_ni.value = 1
    await RisingEdge(dut.clk_i)
