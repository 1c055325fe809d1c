"""Reproducible randomness: SHA-256 in counter mode, the same on every Python and machine."""

import hashlib


class Source:
    def __init__(self, seed, label):
        self._key = f"{seed}/{label}".encode()
        self._counter = 0

    def below(self, bound):
        """Uniform in [0, bound) up to a bias of 2^-256, bound <= 2^256."""
        value = 0
        for _ in range(2):
            block = hashlib.sha256(self._key + self._counter.to_bytes(8, "little")).digest()
            self._counter += 1
            value = value << 256 | int.from_bytes(block, "little")
        return value % bound

    def list(self, bound, count):
        return [self.below(bound) for _ in range(count)]
