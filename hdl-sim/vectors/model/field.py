"""BN254's two prime fields in Montgomery form with R = 2^256, on plain integers."""

BITS = 256
R = 1 << BITS


class Field:
    """Z/p. Values that cross an interface are Montgomery residues x·R mod p."""

    def __init__(self, name, p):
        self.name = name
        self.p = p
        self.r1 = R % p
        self.r2 = R * R % p
        self.r_inverse = pow(R, -1, p)

    def negated_inverse(self, bits):
        """-p^-1 mod 2^bits: the factor of Montgomery's quotient digit."""
        return -pow(self.p, -1, 1 << bits) % (1 << bits)

    def enter(self, x):
        return x * R % self.p

    def leave(self, x):
        return x * self.r_inverse % self.p

    def mul(self, a, b):
        """a·b·R^-1, of residues."""
        return a * b * self.r_inverse % self.p


FQ = Field("fq", 0x30644E72E131A029B85045B68181585D97816A916871CA8D3C208C16D87CFD47)
FR = Field("fr", 0x30644E72E131A029B85045B68181585D2833E84879B9709143E1F593F0000001)

GENERATOR = 5
TWO_ADICITY = 28


def root_of_unity(log_n):
    """5^((r-1)/2^log_n), not in Montgomery form."""
    if not 0 <= log_n <= TWO_ADICITY:
        raise ValueError(f"no root of unity of order 2^{log_n}: 0 to {TWO_ADICITY} exist")
    return pow(GENERATOR, (FR.p - 1) >> log_n, FR.p)
