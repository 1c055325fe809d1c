"""A machine (zk_engine of tiny, mid or large) against the Python model of hdl-sim/vectors, with pauses on every stream and resets in a task."""
import random

import cocotb
from cocotb.triggers import ClockCycles
from engine import LOAD, MSM, MUL, NTT, Engine
from model import curve, msm, ntt
from model.field import FQ, FR
from streams import PATTERNS

INVERSE, COSET = 1, 2


def pack(elements):
    return b"".join(e.to_bytes(32, "little") for e in elements)


def unpack(data):
    return [int.from_bytes(data[i:i + 32], "little") for i in range(0, len(data), 32)]


async def run(host, op, count, arg, elements, label, answers=True):
    await host.push(op, count, arg, label)
    await host.send(pack(elements))
    data, bad = await host.receive(40000) if answers else (b"", False)
    assert not bad
    error = await host.result(label)
    assert error == 0, f"operation {op} ended with error {error}"
    return unpack(data)


async def products(host, rng, label=1):
    for which, field in ((0, FQ), (1, FR)):
        pairs = [rng.choice([0, 1, field.p - 1, rng.randrange(field.p)]) for _ in range(6)]
        got = await run(host, MUL, 3, which, pairs, label)
        assert got == [field.mul(pairs[i], pairs[i + 1]) for i in (0, 2, 4)]


async def transforms(host, rng, log, label=2):
    for flags in (0, INVERSE, COSET, INVERSE | COSET):
        values = [rng.randrange(FR.p) for _ in range(1 << log)]
        shift = rng.randrange(1, FR.p) if flags & COSET else 1
        want = ntt.transform(values, shift, bool(flags & INVERSE))
        data = ([FR.enter(shift)] if flags & COSET else []) + [FR.enter(v) for v in values]
        got = await run(host, NTT, 1 << log, flags, data, label)
        assert [FR.leave(v) for v in got] == want


async def multi_exponentiation(host, rng, count, bits, label=3):
    points = [curve.multiply(rng.randrange(1, FR.p), curve.GENERATOR) for _ in range(count)]
    points[1] = points[0]
    points[-1] = (0, 0)  # the identity
    affine = [p if p != (0, 0) else None for p in points]
    await run(host, LOAD, count, 5, [FQ.enter(c) for p in points for c in p], label, answers=False)
    scalars = [rng.getrandbits(bits) for _ in range(count)]
    scalars[1] = scalars[0]
    got = await run(host, MSM, count, 5 | bits << 24, scalars, label)
    coordinates = [FQ.leave(c) for c in got]
    if await host.get("CAPS", "reduces"):
        assert len(coordinates) == 3
        total = tuple(coordinates)
    else:
        window = await host.get("CAPS", "window_bits")
        per = 3 << (window - 1)
        total = curve.ORIGIN
        for at in range(len(coordinates) - per, -1, -per):
            for _ in range(window):
                total = curve.complete(total, total)
            running = inner = curve.ORIGIN
            for k in range(at + per - 3, at - 1, -3):
                running = curve.complete(running, tuple(coordinates[k:k + 3]))
                inner = curve.complete(inner, running)
            total = curve.complete(total, inner)
    assert curve.to_affine(total) == msm.by_definition(scalars, affine)


@cocotb.test()
@cocotb.parametrize(idle=PATTERNS, busy=PATTERNS)
async def matrix(dut, idle, busy):
    rng = random.Random(f"{idle}{busy}")
    host = await Engine(dut, idle, busy).reset()
    await products(host, rng)
    await transforms(host, rng, 2)
    assert await host.get("ERR") == 0


@cocotb.test()
@cocotb.parametrize(pauses=["none", "bursts"])
async def sums(dut, pauses):
    host = await Engine(dut, pauses, pauses).reset()
    await multi_exponentiation(host, random.Random(pauses), 6, 8)
    assert await host.get("ERR") == 0


@cocotb.test()
async def refusals(dut):
    """Each error of the core contract, and the next task is well."""
    rng = random.Random(5)
    host = await Engine(dut).reset()
    most = 1 << await host.get("LIMITS", "log_max_ntt")
    for op, count, arg, data, code in (
            (MUL, 0, 0, [1], 2), (NTT, 3, 0, [1, 2, 3], 2), (NTT, 2 * most, 0, [1], 2), (MUL, 1, 0, [FQ.p, 1], 3), (MUL, 1, 0, [1, FQ.p], 3), (MUL, 1, 1, [FR.p, 0], 3),
            (NTT, 2, 0, [0, FR.p], 3), (NTT, 2, 0, [FR.p + 1, 0], 3), (LOAD, 1, 0, [FQ.p, 2], 3), (MSM, 1, 0, [FR.p], 3), (MUL, 2, 0, [1, 2, 3], 4), (MUL, 1, 0, [1, 2, 3], 4),
            (NTT, 4, 0, [1, 2, 3], 4), (NTT, 4, 0, [1, 2, 3, 4, 5], 4), (MSM, 2, 8 << 24, [1], 4), (6, 1, 0, [1], 1)):
        await host.push(op, count, arg, 7)
        await host.send(pack(data))
        error = await host.result(7)
        assert error == code, f"operation {op}, count {count}, {len(data)} elements: error {error}, not {code}"
        await ClockCycles(dut.clk_i, 100)
        while not host.sink.empty():
            await host.receive()
        await host.put("ERR", await host.get("ERR"))
        await products(host, rng)


@cocotb.test()
async def reset_in_task(dut):
    """CTRL.soft_reset and the pin rst_ni, anywhere in a task; what comes after is right."""
    rng = random.Random(9)
    host = await Engine(dut).reset()
    for wait in (3, 40, 170, 700, 3000):
        for pin in (False, True):
            op, count = (NTT, 8) if rng.random() < 0.5 else (MUL, 4)
            await host.push(op, count, 0, 4)
            await host.send(pack([rng.randrange(FR.p) for _ in range(8)]))
            if pin:
                await ClockCycles(dut.clk_i, wait)
                await host.reset()
            else:
                await host.source.wait()  # a soft reset does not stop the host, which would go on with its packet afterwards
                await ClockCycles(dut.clk_i, wait)
                await host.put("CTRL", 1)
                await host.ready()
            host.sink.clear()
            await products(host, rng)
    await transforms(host, rng, 2)
