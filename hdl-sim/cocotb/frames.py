"""A host of the byte protocol (hdl/doc/frame.md), written from its description: sessions, registers, data both ways, recovery."""
import zlib

from cocotb.queue import Queue
from cocotb.triggers import SimTimeoutError, with_timeout

HELLO, READ, WRITE, ACK, NAK, DATA, REPLY = 1, 2, 3, 4, 5, 0x10, 0x80
LAST, ERROR = 1, 2  # of a DATA type
SYNC, VERSION = b"\x5a\xc3", 1
WINDOW = 16


def encode(kind, seq=0, ack=0, limit=0, payload=b"", version=VERSION, length=None):
    body = bytes([version, kind, seq, ack, limit]) + (len(payload) if length is None else length).to_bytes(2, "little") + payload
    return SYNC + body + zlib.crc32(body).to_bytes(4, "little")


class Parser:
    """Sound frames in a stream of bytes; everything else is stepped over."""

    def __init__(self, max_payload=4096):
        self.buffer, self.max_payload = bytearray(), max_payload

    def silence(self):
        """Nothing came for long: what looks like the beginning of a frame was none."""
        del self.buffer[:1]
        return self.feed(b"")

    def feed(self, data):
        self.buffer += data
        frames = []
        while len(self.buffer) >= 13:
            length = int.from_bytes(self.buffer[7:9], "little")
            if self.buffer[:3] == SYNC + bytes([VERSION]) and length <= self.max_payload:
                if len(self.buffer) < 13 + length:
                    break
                body = bytes(self.buffer[2:9 + length])
                if zlib.crc32(body) == int.from_bytes(self.buffer[9 + length:13 + length], "little"):
                    frames.append((body[1], body[2], body[3], body[4], body[7:]))
                    del self.buffer[:13 + length]
                    continue
            del self.buffer[0]
        return frames


class FrameHost:
    """`send(bytes)` puts bytes on the line; feed(bytes) is called with what came back."""

    def __init__(self, send, patience_us=60):
        self.line, self.patience = send, patience_us
        self.parser, self.frames = Parser(), Queue()
        self.resent = 0
        self.tag = 0x30
        self.forget()

    def forget(self):
        self.base = self.next = self.limit = self.want = 0
        self.packets, self.partial = [], b""

    def feed(self, data):
        self.found(self.parser.feed(data))

    def found(self, frames):
        for frame in frames:
            self.frames.put_nowait(frame)

    def put(self, kind, seq=0, payload=b""):
        self.line(encode(kind, seq, self.want, (self.want + WINDOW) & 0xFF, payload))

    async def frame(self, timeout_us=None):
        """The next sound frame, or None when the line stays silent."""
        try:
            return await with_timeout(self.frames.get(), timeout_us or self.patience, "us")
        except SimTimeoutError:
            while self.parser.buffer and self.frames.empty():
                self.found(self.parser.silence())
            return self.frames.get_nowait() if not self.frames.empty() else None

    async def exchange(self, kind, payload, tries=12):
        """A request that is repeated until its answer comes."""
        self.tag = (self.tag + 1) & 0xFF
        for attempt in range(tries):
            self.resent += attempt > 0
            self.put(kind, self.tag, payload)
            while frame := await self.frame():
                if frame[0] == REPLY | kind and frame[1] == self.tag:
                    return frame
                if frame[0] == NAK:
                    break
                self.data(frame)
        raise AssertionError(f"no answer to request {kind:#x}")

    async def hello(self):
        self.forget()
        answer = await self.exchange(HELLO, b"")
        version, slots, payload, beat = answer[4]
        self.slots, self.max_payload, self.beat, self.limit = 1 << slots, 1 << payload, beat, answer[3]
        assert version == VERSION
        return self

    async def read(self, address, words=1):
        answer = await self.exchange(READ, address.to_bytes(2, "little") + words.to_bytes(2, "little"))
        assert answer[4][-4] == 0, f"read of {address:#x}: status {answer[4][-4]}"
        return [int.from_bytes(answer[4][i:i + 4], "little") for i in range(0, 4 * words, 4)]

    async def write(self, address, *words):
        answer = await self.exchange(WRITE, address.to_bytes(2, "little") + len(words).to_bytes(2, "little") + b"".join(w.to_bytes(4, "little") for w in words))
        assert answer[4][-4] == 0, f"write to {address:#x}: status {answer[4][-4]}"

    def data(self, frame):
        """Takes what a frame tells about data, both ways."""
        kind, seq, ack, limit, payload = frame
        newly = (ack - self.base) & 0xFF
        if newly <= (self.next - self.base) & 0xFF:
            self.base = ack
        if 0 < (limit - self.limit) & 0xFF < 128:
            self.limit = limit
        if kind & 0xF0 != DATA:
            return
        if seq != self.want:
            if (seq - self.want) & 0xFF < 128:
                self.put(NAK)
            else:
                self.put(ACK)
            return
        self.want = (self.want + 1) & 0xFF
        self.partial += payload
        if kind & LAST:
            self.packets.append((self.partial, bool(kind & ERROR)))
            self.partial = b""
        self.put(ACK)

    async def send(self, data, tries=60):
        """A whole packet, sent again from the last acknowledged frame until all is acknowledged."""
        pieces = [data[i:i + self.max_payload] for i in range(0, len(data), self.max_payload)]
        first = self.base
        end = (first + len(pieces)) & 0xFF
        self.next = self.base
        silent = 0
        while self.base != end:
            while self.next != end and 0 < (self.limit - self.next) & 0xFF < 128:
                index = (self.next - first) & 0xFF
                self.put(DATA | (LAST if index == len(pieces) - 1 else 0), self.next, pieces[index])
                self.next = (self.next + 1) & 0xFF
            frame = await self.frame()
            if frame:
                self.data(frame)
            if frame is None or frame[0] == NAK:
                silent += frame is None
                assert silent < tries, "data is not acknowledged"
                self.resent += 1
                self.next = self.base
                if frame is None:
                    self.put(NAK)

    async def receive(self, tries=60):
        """The next packet from the device: (bytes, marked as bad)."""
        silent = 0
        while not self.packets:
            frame = await self.frame()
            if frame:
                self.data(frame)
            else:
                silent += 1
                assert silent < tries, "no packet comes"
                self.put(NAK)
        return self.packets.pop(0)
