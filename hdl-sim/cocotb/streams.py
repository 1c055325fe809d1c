"""Ready/valid stream source and sink with pauses, and the port that every core has (hdl/README.md, Streams and Core port)."""
import random

import cocotb
from cocotb.clock import Clock
from cocotb.queue import Queue
from cocotb.triggers import ClockCycles, ReadOnly, RisingEdge, with_timeout

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


def to_beats(elements, width):
    return [(e >> at) & ((1 << width) - 1) for e in elements for at in range(0, 256, width)]


def to_elements(beats, width):
    each = 256 // width
    assert len(beats) % each == 0, f"{len(beats)} beats are no whole elements"
    return [sum(b << (width * k) for k, b in enumerate(beats[i:i + each])) for i in range(0, len(beats), each)]


class Core:
    """The core port: a task, its elements, its answer."""

    def __init__(self, dut, idle="none", busy="none", seed=1):
        self.dut, self.width = dut, len(dut.in_data_i)
        dut.task_valid_i.value = 0
        self.source = StreamSource(dut, "in", pattern(idle, seed))
        self.sink = StreamSink(dut, "out", pattern(busy, seed + 1))
        self.done = Queue()

    async def start(self):
        await start_clock(self.dut)
        self.source.start()
        self.sink.start()
        cocotb.start_soon(self.watch())
        return self

    async def watch(self):
        while True:
            await ReadOnly()
            if int(self.dut.done_o.value):
                self.done.put_nowait(int(self.dut.err_code_o.value) if int(self.dut.err_o.value) else 0)
            await RisingEdge(self.dut.clk_i)

    async def task(self, op, count, arg=0):
        dut = self.dut
        dut.task_op_i.value, dut.task_count_i.value, dut.task_arg_i.value, dut.task_valid_i.value = op, count, arg, 1
        while True:
            await ReadOnly()
            taken = int(dut.task_ready_o.value)
            await RisingEdge(dut.clk_i)
            if taken:
                break
        dut.task_valid_i.value = 0

    async def run(self, op, count, arg, elements, answers=True, limit_us=20000):
        """Error code and elements of one task."""
        self.source.send(to_beats(elements, self.width))
        await with_timeout(self.task(op, count, arg), limit_us, "us")
        error = await with_timeout(self.done.get(), limit_us, "us")
        if error or not answers:
            return error, []
        beats = await with_timeout(self.sink.packets.get(), limit_us, "us")
        return error, to_elements(beats, self.width)
