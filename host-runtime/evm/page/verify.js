// The verifier (protocol.md: The verifier; Packed profiles): key and model from bytes, then one proof.
import { pippenger } from '@noble/curves/abstract/curve.js';
import { bn254 } from '@noble/curves/bn254.js';
import { Fr, G1, ORDER, Refused, ascii, concat, equal, integer, keccak, point, point2, signed, word } from './encoding.js';
import { COMMITTED, PRIVATE, Profile } from './profile.js';
import { combined, mod, powers } from './constraints.js';

const isPacking = k => k === 1 || k === 8 || k === 16 || k === 32;
const refuse = what => {
    throw new Refused(what);
};

function decoded(utf8) {
    try {
        return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(utf8);
    } catch {
        return null;
    }
}

/** A verifying key from its encoding. */
export function decodeKey(bytes) {
    const bad = () => refuse('the verifying key is not canonical');
    if (bytes.length < 315 || !equal(bytes.subarray(0, 8), ascii('ZKVKEY01'))) bad();
    const [slots, lanes, weights, flags, logN, shift] = bytes.subarray(8, 14), packing = 1 << (flags >> 1), ranged = (flags & 1) === 1;
    if (slots < 1 || slots > 64 || lanes < 1 || lanes > 128 || weights > 2 || flags > 11 || !isPacking(packing) || (weights === PRIVATE && !ranged)) bad();
    if (logN < 5 || logN > 26 || shift < 1 || shift > 30 || bytes[24] > 1) bad();
    const key = {
        profile: new Profile(slots, lanes, weights, ranged, packing), logN, shift, stride: Number(integer(bytes.subarray(14, 16))),
        rangeKey: Number(signed(bytes.subarray(16, 20))), weightKey: Number(signed(bytes.subarray(20, 24))), insecure: bytes[24] === 1,
        setup: bytes.slice(25, 57), one: point2(bytes.subarray(57, 185)), tau: point2(bytes.subarray(185, 313)), digest: keccak(bytes), tensors: [],
    };
    if (key.stride === 0) bad();
    let at = 315;
    for (let i = Number(integer(bytes.subarray(313, 315))); i > 0; i--) {
        const length = bytes[at], end = at + 1 + length;
        if (end + 32 > bytes.length) bad();
        const name = decoded(bytes.subarray(at + 1, end)) ?? bad();
        const [outer, height, width, pitch] = [0, 4, 8, 12].map(o => Number(signed(bytes.subarray(end + o, end + o + 4))));
        const [min, max] = [16, 24].map(o => signed(bytes.subarray(end + o, end + o + 8)));
        const count = outer * height * width;
        if (length === 0 || outer < 1 || height < 1 || width < 1 || count > 1 << 24 || pitch < 1 || (height > 1 && pitch < width) || min > max) bad();
        key.tensors.push({ name, outer, height, width, pitch, min, max, count });
        at = end + 32;
    }
    if (4 + key.tensors.length >= 2 ** logN || bytes.length !== at + 64 * key.profile.fixedPacks.length) bad();
    key.commitments = key.profile.fixedPacks.map((_, i) => point(bytes.subarray(at + 64 * i, at + 64 * i + 64), 'the verifying key has a point off the curve'));
    return key;
}

/** A model commitment from its encoding. */
export function decodeModel(bytes) {
    const bad = () => refuse('the model commitment is not canonical');
    if (bytes.length < 10 || !equal(bytes.subarray(0, 8), ascii('ZKMODEL1'))) bad();
    const logN = bytes[8] & 31, packing = 1 << (bytes[8] >> 5), lanes = bytes[9];
    if (logN < 5 || logN > 26 || lanes < 1 || lanes > 128 || !isPacking(packing) || bytes.length !== 10 + 64 * Math.ceil(lanes / packing)) bad();
    const encoded = bytes.slice(10), points = [];
    for (let i = 0; i < encoded.length; i += 64) points.push(point(encoded.subarray(i, i + 64), 'the model commitment has a point off the curve'));
    return { logN, packing, lanes, encoded, points, digest: keccak(bytes) };
}

/** Throws Refused with the reason unless the proof holds. values: an array of BigInt for each public tensor. */
export function verifyProof(key, bytes, values, context, model) {
    const { profile } = key;
    if (context.length !== 32) refuse('context-length');
    if (values.length !== key.tensors.length || values.some((v, i) => v.length !== key.tensors[i].count)) refuse('public-value-count');
    if (values.some((v, i) => v.some(x => x < key.tensors[i].min || x > key.tensors[i].max))) refuse('public-value-range');
    const fits = profile.weights === COMMITTED ? model && model.logN === key.logN && model.lanes === profile.lanes && model.packing === profile.packing : !model;
    if (!fits) refuse('model-mismatch');
    if (bytes.length !== profile.proofLength) refuse('proof-length');

    // Decode and draw.
    let state = new Uint8Array(32), at = 0;
    const absorb = (label, data) => (state = keccak(concat(state, ascii('absorb ' + label), data)));
    absorb('statement', concat(ascii('ZkAccel/1'), key.digest, model ? model.encoded : new Uint8Array(), ...values.flat().map(v => word(mod(v))), context));
    const points = {}, here = {}, next = {}, c = {};
    for (const round of profile.rounds) {
        const data = bytes.subarray(at, at + round.length);
        for (const item of round.items) {
            if (item.kind === 'point') points[item.column] = point(bytes.subarray(at, at += 64));
            else {
                const scalar = integer(bytes.subarray(at, at += 32));
                if (scalar >= ORDER) refuse('scalar-encoding');
                (item.kind === 'here' ? here : next)[item.column] = scalar;
            }
        }
        absorb(round.label, data);
        for (const name of round.draws) c[name] = mod(integer(keccak(concat(state, ascii('draw ' + name)))));
    }

    // Lagrange polynomials and public inputs at ζ.
    const n = 1n << BigInt(key.logN), zeta = c.Zeta, zetaN = Fr.pow(zeta, n), vanishing = mod(zetaN - 1n);
    if (vanishing === 0n) refuse('degenerate-challenge');
    const omega = Fr.pow(5n, (ORDER - 1n) / n), inputs = [1n, c.Rho, c.R, c.TauC, ...key.tensors.map((t, i) => digest(t, values[i], c))];
    let power = 1n, sum = 0n;
    inputs.forEach((input, i) => {
        const lagrange = mod(Fr.mul(power, vanishing) * Fr.inv(mod(n * (zeta - power))));
        if (i === 0) here.L0 = lagrange;
        sum += input * lagrange;
        power = mod(power * omega);
    });
    here.X = zeta;
    here.PI = mod(sum);

    const terms = [];
    const left = profile.packed ? packed() : single();
    const used = terms.filter(([p, s]) => !p.is0() && mod(s) !== 0n);
    const right = used.length ? pippenger(G1, used.map(([p]) => p), used.map(([, s]) => mod(s))) : G1.ZERO;
    if (!pairing(left, key.tau, right, key.one)) refuse('equation');

    function packed() {
        const reversed = (columns, x, value = column => here[column]) => columns.reduceRight((acc, column) => mod(acc * x + value(column)), 0n);
        here.t = reversed(['t0', 't1', 't2'], c.Theta);
        here.wsum = profile.weightColumns.reduce((acc, column) => mod(acc * c.R + here[column]), 0n);
        const identity = combined(profile, key, c, here, next);
        if (identity.terms.size || identity.constant !== mod(vanishing * reversed(profile.quotient, zetaN))) refuse('equation');
        setStatic();
        const other = mod(zeta * omega), uk = Fr.pow(c.U, BigInt(profile.packing)), fromZeta = mod(uk - zeta), fromOther = mod(uk - other), slope = Fr.mul(fromZeta, Fr.inv(mod(other - zeta)));
        const v = powers(c.V, profile.openedPacks.length);
        let value = 0n;
        profile.openedPacks.forEach((pack, p) => {
            const weight = pack.both ? v[p] : mod(v[p] * fromOther);
            value += weight * reversed(pack.columns, c.U, column => pack.both ? mod(here[column] + (next[column] - here[column]) * slope) : here[column]);
            terms.push([points[pack.lead], weight]);
            if (model && pack.lead.startsWith('w')) terms.push([points['mask' + pack.lead.slice(1)], mod(weight * vanishing)]);
        });
        terms.push([G1.BASE, mod(-value)], [points.W, mod(-fromZeta * fromOther)], [points.W2, c.U]);
        return points.W2;
    }

    function single() {
        const identity = combined(profile, key, c, here, next), coefficients = new Map(), masked = profile.weights === COMMITTED;
        setStatic();
        const put = (column, factor) => coefficients.set(column, mod((coefficients.get(column) ?? 0n) + factor));
        const expand = (column, factor) => {
            if (column === 't') powers(c.Theta, 2).forEach((t, i) => put('t' + i, mod(factor * t)));
            else if (column === 'wsum') {
                const r = powers(c.R, profile.lanes);
                profile.weightColumns.forEach((w, i) => put(w, mod(factor * r[profile.lanes - 1 - i])));
                if (masked) put('mask0', mod(factor * vanishing));
            } else {
                put(column, factor);
                if (masked && /^w\d/.test(column)) put('mask' + column.slice(1), mod(factor * vanishing));
            }
        };
        let value = -identity.constant;
        identity.terms.forEach((factor, column) => expand(column, factor));
        powers(zetaN, 2).forEach((z, i) => expand('quotient' + i, mod(-vanishing * z)));
        const v = powers(c.V, profile.here.length);
        profile.here.forEach((column, i) => {
            expand(column, v[i + 1]);
            value += v[i + 1] * here[column];
        });
        profile.next.forEach((column, i) => {
            expand(column, mod(c.U * v[i]));
            value += c.U * v[i] * next[column];
        });
        coefficients.forEach((factor, column) => terms.push([points[column], factor]));
        terms.push([points.W, zeta], [points.W2, mod(c.U * zeta * omega)], [G1.BASE, mod(-value)]);
        return c.U === 0n ? points.W : points.W.add(points.W2.multiplyUnsafe(c.U));
    }

    function setStatic() {
        profile.fixedPacks.forEach((pack, i) => (points[pack.lead] = key.commitments[i]));
        profile.modelPacks.forEach((pack, i) => (points[pack.lead] = model.points[i]));
    }
}

/** D = Σ_o r^o Σ_y ρ^(pitch y) Σ_x ρ^x v, by Horner. */
function digest(tensor, values, c) {
    const step = Fr.pow(c.Rho, BigInt(tensor.pitch));
    let at = values.length, all = 0n;
    for (let o = 0; o < tensor.outer; o++) {
        let plane = 0n;
        for (let y = 0; y < tensor.height; y++) {
            let line = 0n;
            for (let x = 0; x < tensor.width; x++) line = mod(line * c.Rho + values[--at]);
            plane = mod(plane * step + line);
        }
        all = mod(all * c.R + plane);
    }
    return all;
}

/** Whether e(a, p) = e(b, q). */
function pairing(a, p, b, q) {
    const pairs = [{ g1: a, g2: p }, { g1: b.negate(), g2: q }].filter(pair => !pair.g1.is0());
    return pairs.length === 0 || bn254.fields.Fp12.eql(bn254.pairingBatch(pairs), bn254.fields.Fp12.ONE);
}
