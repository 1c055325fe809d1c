// Golden vectors for BN254 from an independent implementation. Run: npm install && node generate.mjs
// The draws are SHA-256 of the seed and a counter, so the files are reproducible byte for byte.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { bn254 } from '@noble/curves/bn254.js';

const SEED = 'zkaccel-bn254-vectors-1';
const library = JSON.parse(readFileSync(new URL('./node_modules/@noble/curves/package.json', import.meta.url))).version;
const { Fr, Fp, Fp2, Fp12 } = bn254.fields;
const G1 = bn254.G1.Point, G2 = bn254.G2.Point;
const r = Fr.ORDER, q = Fp.ORDER;

let counter = 0;
const draw = () => BigInt('0x' + ['a', 'b'].map((half) =>
  createHash('sha256').update(`${SEED}/${counter}/${half}`).digest('hex')).join('')) + 0n * BigInt(counter++);
const below = (m) => draw() % m;
const hex = (x, bytes = 32) => x.toString(16).padStart(2 * bytes, '0');
const isZero = (...parts) => parts.every((c) => c === 0n);

// Ethereum encodings: big-endian, imaginary part first, infinity all zeros.
const g1Hex = (p) => { const a = p.toAffine(); return p.is0() ? hex(0n, 64) : hex(a.x) + hex(a.y); };
const g2Hex = (p) => {
  if (p.is0()) return hex(0n, 128);
  const { x, y } = p.toAffine();
  return hex(x.c1) + hex(x.c0) + hex(y.c1) + hex(y.c0);
};
const times = (p, k) => { k %= r; return k === 0n ? p.constructor.ZERO : p.multiplyUnsafe(k); };

const words = (input, from, count) => Array.from({ length: count }, (_, i) => BigInt('0x' + input.slice(64 * (from + i), 64 * (from + i + 1))));
const readG1 = (input, at) => {
  const [x, y] = words(input, at, 2);
  if (x >= q || y >= q) throw new Error('coordinate not below q');
  if (isZero(x, y)) return G1.ZERO;
  const p = G1.fromAffine({ x, y });
  p.assertValidity();
  return p;
};
const readG2 = (input, at) => {
  const [x1, x0, y1, y0] = words(input, at, 4);
  if ([x1, x0, y1, y0].some((c) => c >= q)) throw new Error('coordinate not below q');
  if (isZero(x1, x0, y1, y0)) return G2.ZERO;
  const p = G2.fromAffine({ x: { c0: x0, c1: x1 }, y: { c0: y0, c1: y1 } });
  p.assertValidity(); // on the curve and of order r
  return p;
};
const padded = (input, bytes) => input.padEnd(2 * bytes, '0').slice(0, 2 * bytes);

const precompiles = {
  ecAdd: (input) => { input = padded(input, 128); return g1Hex(readG1(input, 0).add(readG1(input, 2))); },
  ecMul: (input) => { input = padded(input, 96); return g1Hex(times(readG1(input, 0), words(input, 2, 1)[0])); },
  ecPairing: (input) => {
    if (input.length % 384 !== 0) throw new Error('length is not a multiple of 192');
    const pairs = [];
    for (let at = 0; at < input.length / 64; at += 6) pairs.push({ g1: readG1(input, at), g2: readG2(input, at + 2) });
    const finite = pairs.filter(({ g1, g2 }) => !g1.is0() && !g2.is0());
    const product = finite.length === 0 ? Fp12.ONE : bn254.pairingBatch(finite);
    return hex(Fp12.eql(product, Fp12.ONE) ? 1n : 0n);
  },
};
const run = (name, comment, input) => {
  try { return { name, comment, input, output: precompiles[name](input) }; }
  catch (e) { return { name, comment, input, output: null }; }
};

const P = G1.BASE, Q = G2.BASE;
const randomG1 = () => times(P, below(r)), randomG2 = () => times(Q, below(r));

/** A point of the twist outside the group of order r. */
const wrongSubgroup = () => {
  for (;;) {
    const x = { c0: below(q), c1: below(q) };
    try {
      const y = Fp2.sqrt(Fp2.add(Fp2.mul(Fp2.sqr(x), x), G2.CURVE().b));
      return hex(x.c1) + hex(x.c0) + hex(y.c1) + hex(y.c0);
    } catch { /* not a square: next x */ }
  }
};

const fieldCases = (F) => {
  const edge = [0n, 1n, 2n, F.ORDER - 1n, F.ORDER - 2n, F.ORDER >> 1n, (1n << 256n) % F.ORDER];
  const pairs = [...edge.map((a, i) => [a, edge[(3 * i + 1) % edge.length]]), ...Array.from({ length: 20 }, () => [below(F.ORDER), below(F.ORDER)])];
  return pairs.map(([a, b]) => ({
    a: hex(a), b: hex(b), sum: hex(F.add(a, b)), difference: hex(F.sub(a, b)), product: hex(F.mul(a, b)),
    inverse: a === 0n ? null : hex(F.inv(a)),
  }));
};

const scalars = [0n, 1n, 2n, 3n, r - 1n, r - 2n, 1n << 128n, (1n << 253n) - 1n, ...Array.from({ length: 8 }, () => below(r))];
const sums = [1, 2, 5, 40].map((n) => {
  const points = Array.from({ length: n }, (_, i) => (i % 7 === 3 ? G1.ZERO : randomG1()));
  const factors = points.map((_, i) => (i % 5 === 4 ? r - 1n : i % 6 === 5 ? 0n : below(r)));
  const sum = points.reduce((acc, p, i) => acc.add(times(p, factors[i])), G1.ZERO);
  return { points: points.map(g1Hex), scalars: factors.map((k) => hex(k)), sum: g1Hex(sum) };
});

const coefficients = (f) => [f.c0, f.c1].flatMap((s) => [s.c0, s.c1, s.c2]).flatMap((c) => [hex(c.c0), hex(c.c1)]);
const pairings = [[P, Q], [P.negate(), Q], ...Array.from({ length: 4 }, () => [randomG1(), randomG2()])]
  .map(([p, s]) => ({ g1: g1Hex(p), g2: g2Hex(s), result: coefficients(bn254.pairing(p, s)) }));

const a = randomG1(), b = randomG1();
const all = hex((1n << 256n) - 1n);
const additions = [
  ['generator twice', g1Hex(P) + g1Hex(P)], ['random', g1Hex(a) + g1Hex(b)], ['opposite', g1Hex(a) + g1Hex(a.negate())],
  ['equal', g1Hex(a) + g1Hex(a)], ['infinity left', hex(0n, 64) + g1Hex(a)], ['infinity right', g1Hex(a) + hex(0n, 64)],
  ['both infinity', hex(0n, 128)], ['empty input', ''], ['short input is padded', g1Hex(a)],
  ['cut inside y: the padded point is off the curve', g1Hex(a).slice(0, 126)], ['extra bytes are ignored', g1Hex(a) + g1Hex(b) + 'ffff'],
  ['x = q', hex(q) + hex(0n) + g1Hex(a)], ['y = q', hex(0n) + hex(q) + g1Hex(a)], ['x + q', hex(q + 1n) + hex(2n) + g1Hex(a)],
  ['y + q in the second', g1Hex(a) + hex(1n) + hex(q + 2n)], ['off the curve', hex(1n) + hex(3n) + g1Hex(a)],
  ['second off the curve', g1Hex(a) + hex(1n) + hex(1n)], ['x only', hex(1n) + hex(0n) + g1Hex(a)], ['all ones', all.repeat(4)],
].map(([comment, input]) => run('ecAdd', comment, input));
const products = [
  ['by zero', g1Hex(a) + hex(0n)], ['by one', g1Hex(a) + hex(1n)], ['by two', g1Hex(P) + hex(2n)], ['by nine', g1Hex(P) + hex(9n)],
  ['by 2^128', g1Hex(P) + hex(1n << 128n)], ['by r - 1', g1Hex(a) + hex(r - 1n)], ['by r', g1Hex(a) + hex(r)], ['by r + 1', g1Hex(a) + hex(r + 1n)],
  ['by q', g1Hex(a) + hex(q)], ['by 2^256 - 1', g1Hex(a) + all], ['infinity by 2^256 - 1', hex(0n, 64) + all], ['random', g1Hex(b) + hex(below(r))],
  ['empty input', ''], ['scalar left out', g1Hex(a)], ['scalar cut to its first byte', g1Hex(a) + '02'], ['extra bytes are ignored', g1Hex(a) + hex(7n) + '01'],
  ['x = q', hex(q) + hex(0n) + hex(1n)], ['x + q', hex(q + 1n) + hex(2n) + hex(1n)], ['off the curve by zero', hex(1n) + hex(1n) + hex(0n)],
].map(([comment, input]) => run('ecMul', comment, input));

const k = below(r), l = below(r);
const good = g1Hex(times(P, k)) + g2Hex(times(Q, l)), opposite = g1Hex(times(P, k * l % r).negate()) + g2Hex(Q);
const g1 = g1Hex(a), g2 = g2Hex(Q), bad = wrongSubgroup();
const checks = [
  ['empty input', ''], ['one pair', g1 + g2], ['two opposite pairs', g1 + g2 + g1Hex(a.negate()) + g2], ['bilinear', good + opposite],
  ['bilinear, other order', opposite + good], ['same pair twice', good + good], ['infinity of G1', hex(0n, 64) + g2], ['infinity of G2', g1 + hex(0n, 128)],
  ['both infinity', hex(0n, 192)], ['infinity pairs around a relation', hex(0n, 64) + g2 + good + g1 + hex(0n, 128) + opposite],
  ['ten pairs', Array.from({ length: 5 }, () => good + opposite).join('')], ['nine pairs', Array.from({ length: 4 }, () => good + opposite).join('') + good],
  ['wrong subgroup', g1 + bad], ['wrong subgroup with infinity of G1', hex(0n, 64) + bad], ['wrong subgroup second', good + g1 + wrongSubgroup()],
  ['G1 off the curve', hex(1n) + hex(3n) + g2], ['G1 off the curve with infinity of G2', hex(1n) + hex(3n) + hex(0n, 128)], ['G2 off the curve', g1 + hex(1n) + g2.slice(64)],
  ['G2 parts swapped', g1 + g2.slice(64, 128) + g2.slice(0, 64) + g2.slice(192) + g2.slice(128, 192)], ['G1 x = q', hex(q) + hex(0n) + g2],
  ...[0, 1, 2, 3].map((i) => [`G2 part ${i} = q`, g1 + [0, 1, 2, 3].map((j) => hex(i === j ? q : 0n)).join('')]),
  ['one byte short', (g1 + g2).slice(2)], ['one byte long', g1 + g2 + '00'], ['64 bytes', g1], ['all ones', all.repeat(6)],
].map(([comment, input]) => run('ecPairing', comment, input));

const header = { generator: `generate.mjs, @noble/curves ${library}`, seed: SEED };
const write = (name, body) => writeFileSync(new URL(name, import.meta.url), JSON.stringify({ ...header, ...body }, null, 1) + '\n');
write('fields.json', { Fr: fieldCases(Fr), Fq: fieldCases(Fp) });
write('curves.json', {
  g1: scalars.map((s) => ({ scalar: hex(s), point: g1Hex(times(P, s)) })),
  g2: scalars.map((s) => ({ scalar: hex(s), point: g2Hex(times(Q, s)) })),
  wrongSubgroup: Array.from({ length: 6 }, wrongSubgroup), sums,
});
write('pairings.json', { pairings });
write('precompiles.json', { cases: [...additions, ...products, ...checks] });
