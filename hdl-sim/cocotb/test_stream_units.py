"""Skid buffer, FIFO, width converters: what goes in comes out, for every pattern of pauses on both sides, and after a reset in mid-frame."""
import random

import cocotb
from cocotb.triggers import ClockCycles, with_timeout
from streams import PATTERNS, StreamSink, StreamSource, pattern, reset, start_clock


def model(dut):
    """What a packet of input beats comes out as."""
    wide, narrow = len(dut.out_data_o), len(dut.in_data_i)
    mask = (1 << wide) - 1

    def convert(beats):
        if wide >= narrow:
            each = wide // narrow
            padded = beats + [0] * (-len(beats) % each)
            return [sum(b << (narrow * k) for k, b in enumerate(padded[i:i + each])) for i in range(0, len(padded), each)]
        return [(beat >> at) & mask for beat in beats for at in range(0, narrow, wide)]
    return convert


def has_last(dut):
    return hasattr(dut, "in_last_i")


async def collect(sink, count):
    while len(sink.beats) < count:
        await ClockCycles(sink.clk, 1)


@cocotb.test()
@cocotb.parametrize(idle=PATTERNS, busy=PATTERNS)
async def matrix(dut, idle, busy):
    rng = random.Random(f"{idle} {busy}")
    source, sink = StreamSource(dut, "in", pattern(idle, 1)), StreamSink(dut, "out", pattern(busy, 2))
    await start_clock(dut)
    source.start(), sink.start()
    convert, width = model(dut), len(dut.in_data_i)
    packets = [[rng.getrandbits(width) for _ in range(rng.choice([1, 2, 3, 8, 32]))] for _ in range(20)]
    if not has_last(dut):
        packets = [sum(packets, [])]
    for packet in packets:
        source.send(packet)
    for packet in packets:
        if has_last(dut):
            assert await with_timeout(sink.packets.get(), 200, "us") == convert(packet)
        else:
            await with_timeout(collect(sink, len(packet)), 200, "us")
            assert sink.beats == packet
    await ClockCycles(dut.clk_i, 20)
    assert sink.packets.empty() and (not has_last(dut) or not sink.beats), "more came out than went in"


@cocotb.test()
async def long_stall(dut):
    """The sink sleeps until everything is full: nothing is lost, and what is full says so."""
    source, sink = StreamSource(dut, "in"), StreamSink(dut, "out")
    await start_clock(dut)
    source.start()
    beats = [(7 * i + 1) % (1 << len(dut.in_data_i)) for i in range(600)]
    source.send(beats)
    await ClockCycles(dut.clk_i, 800)
    assert int(dut.in_ready_o.value) == 0, "takes beats without end"
    sink.start()
    want = model(dut)(beats)
    if has_last(dut):
        assert await with_timeout(sink.packets.get(), 200, "us") == want
    else:
        await with_timeout(collect(sink, len(want)), 200, "us")
        assert sink.beats == want


@cocotb.test()
async def reset_in_frame(dut):
    """A reset in the middle of a packet leaves nothing of it."""
    for at in (1, 3, 4, 7, 11):
        source, sink = StreamSource(dut, "in"), StreamSink(dut, "out", pattern("some", at))
        if at == 1:
            await start_clock(dut)
        source.start(), sink.start()
        source.send([0x55 + i & 0xff for i in range(64)])
        await ClockCycles(dut.clk_i, at)
        source.stop(), sink.stop()
        await reset(dut)
        assert int(dut.out_valid_o.value) == 0
        source, sink = StreamSource(dut, "in").start(), StreamSink(dut, "out").start()
        beats = [0xa0 + i for i in range(32)]
        source.send(beats)
        want = model(dut)(beats)
        if has_last(dut):
            assert await with_timeout(sink.packets.get(), 50, "us") == want
        else:
            await with_timeout(collect(sink, len(want)), 50, "us")
            assert sink.beats == want
        source.stop(), sink.stop()
