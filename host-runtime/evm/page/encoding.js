// Field elements, points and integers as bytes (formats.md); what is not canonical is refused.
import { bn254 } from '@noble/curves/bn254.js';
import { keccak_256 } from '@noble/hashes/sha3.js';

export const { Fr, Fp, Fp2 } = bn254.fields;
export const G1 = bn254.G1.Point;
export const G2 = bn254.G2.Point;
export const ORDER = Fr.ORDER;
export const keccak = keccak_256;

/** Input that is refused, with a reason in kebab case or a sentence. */
export class Refused extends Error {}

export const ascii = text => new TextEncoder().encode(text);

export function concat(...parts) {
    const all = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
    let at = 0;
    for (const part of parts) {
        all.set(part, at);
        at += part.length;
    }
    return all;
}

export const hex = bytes => Array.from(bytes, b => b.toString(16).padStart(2, '0')).join('');

export function unhex(text) {
    if (typeof text !== 'string' || text.length % 2 || !/^[0-9a-fA-F]*$/.test(text)) throw new Refused('a field is not hexadecimal');
    return Uint8Array.from(text.match(/../g) ?? [], pair => parseInt(pair, 16));
}

export const equal = (a, b) => a.length === b.length && a.every((x, i) => x === b[i]);

export const integer = bytes => bytes.length === 0 ? 0n : BigInt('0x' + hex(bytes));

export const signed = bytes => BigInt.asIntN(8 * bytes.length, integer(bytes));

export const word = value => unhex(value.toString(16).padStart(64, '0'));

/** 64 bytes: x, y; zeros for infinity. */
export function point(bytes, reason = 'point-encoding') {
    const x = integer(bytes.subarray(0, 32)), y = integer(bytes.subarray(32, 64));
    if (x === 0n && y === 0n) return G1.ZERO;
    if (x >= Fp.ORDER || y >= Fp.ORDER) throw new Refused(reason);
    try {
        const p = G1.fromAffine({ x, y });
        p.assertValidity();
        return p;
    } catch {
        throw new Refused(reason);
    }
}

/** 128 bytes, the imaginary parts first; on the twist, in the subgroup, not infinity. */
export function point2(bytes) {
    const [x1, x0, y1, y0] = [0, 32, 64, 96].map(i => integer(bytes.subarray(i, i + 32)));
    if ([x1, x0, y1, y0].some(c => c >= Fp.ORDER)) throw new Refused('a G2 point of the key is not canonical');
    try {
        const p = G2.fromAffine({ x: { c0: x0, c1: x1 }, y: { c0: y0, c1: y1 } });
        p.assertValidity();
        if (p.is0() || !p.isTorsionFree()) throw new Error('subgroup');
        return p;
    } catch {
        throw new Refused('a G2 point of the key is not in the group');
    }
}
