// Σ α^j C_j at ζ (protocol.md: Constraints). Opened columns are numbers, the others stay symbols: an element is a constant and multiples of columns.
import { Fr, ORDER, Refused } from './encoding.js';

export const mod = x => Fr.create(x);

/** x^0 … x^last. */
export function powers(x, last) {
    const list = [1n];
    for (let i = 1; i <= last; i++) list.push(mod(list[i - 1] * x));
    return list;
}

class Form {
    constructor(constant, terms = new Map()) {
        this.constant = mod(constant);
        this.terms = terms;
    }

    scale(factor) {
        return new Form(this.constant * factor, new Map([...this.terms].map(([column, c]) => [column, mod(c * factor)])));
    }
}

const form = x => x instanceof Form ? x : new Form(x);

function add(...all) {
    const terms = new Map();
    let constant = 0n;
    for (const part of all.map(form)) {
        constant += part.constant;
        for (const [column, c] of part.terms) terms.set(column, mod((terms.get(column) ?? 0n) + c));
    }
    return new Form(constant, terms);
}

function mul(...all) {
    return all.map(form).reduce((a, b) => {
        if (a.terms.size && b.terms.size) throw new Refused('a product of two columns that are not opened');
        return a.terms.size ? a.scale(b.constant) : b.scale(a.constant);
    });
}

const sub = (a, b) => add(a, form(b).scale(ORDER - 1n));

/** The constraints, combined. key: shift, stride, rangeKey, weightKey; c: challenges; here and next: opened values by column, and X, L0, PI. */
export function combined(profile, key, c, here, next) {
    const S = profile.slots, M = profile.lanes, K = profile.lookups;
    const rho = powers(c.Rho, S), stride = powers(Fr.pow(c.Rho, BigInt(key.stride)), S), r = powers(c.R, M), theta2 = mod(c.Theta * c.Theta);
    const at = column => column in here ? new Form(here[column]) : new Form(0n, new Map([[column, 1n]]));
    const after = column => new Form(next[column]);
    const sum = (count, term) => add(0n, ...Array.from({ length: count }, (_, i) => term(i)));

    const gate = sub(after('c'), add(
        mul(at('qO'), at('c')), mul(at('qM'), at('a'), at('b')), mul(at('qL'), at('a')), mul(at('qW'), at('dW')), mul(at('qA'), at('dA')), mul(at('qB'), at('dB')), at('PI')));

    const weightForm = profile.ranged ? sum(M, i => mul(r[M - 1 - i], at('w' + i))) : at('wsum');
    const weights = sub(after('dW'), add(mul(at('kW'), r[M], at('dW')), weightForm));

    const plain = sub(sub(1n, at('qr')), at('q2'));
    const raw = s => {
        const whole = add(mul(1n << BigInt(key.shift), at('hi' + s)), at('rem' + s));
        return add(whole, mul(at('qP'), sub(mul(at('hi' + s), at('out' + s)), whole)));
    };
    const rawMultiplier = mul(at('kA'), add(mul(plain, rho[S]), mul(at('q2'), stride[S]), mul(at('qr'), r[1])));
    const rawForm = add(
        raw(S - 1), mul(plain, sum(S - 1, s => mul(rho[S - 1 - s], raw(s)))), mul(at('q2'), sum(S - 1, s => mul(stride[S - 1 - s], raw(s)))));
    const raws = sub(after('dA'), add(mul(rawMultiplier, at('dA')), rawForm));

    const outForm = sum(S, s => mul(at('g' + s), rho[S - 1 - s], add(at('out' + s), mul(c.TauC, at('qP'), at('hi' + s)))));
    const outs = sub(after('dB'), add(mul(at('kB'), rho[S], at('dB')), outForm));

    const lookup = i => i < S ? add(c.Beta, at('p'), mul(c.Theta, at('hi' + i)), mul(theta2, at('out' + i)))
        : i < 2 * S ? add(c.Beta, BigInt(key.rangeKey), mul(c.Theta, at('rem' + (i - S))))
            : add(c.Beta, BigInt(key.weightKey), mul(c.Theta, at('w' + (i - 2 * S))));
    const product = (first, end, skip) => mul(1n, ...Array.from({ length: end - first }, (_, i) => first + i).filter(i => i !== skip).map(lookup));
    const numerator = (first, end) => sum(end - first, i => mul(first + i < S ? sub(1n, at('qP')) : 1n, product(first, end, first + i)));
    const helpers = Array.from({ length: profile.helpers }, (_, j) => {
        const first = 2 + 3 * j, end = Math.min(first + 3, K);
        return sub(mul(product(first, end), at('h' + j)), numerator(first, end));
    });
    const table = add(c.Beta, at('t'));
    const step = sub(sub(after('phi'), at('phi')), sum(profile.helpers, j => at('h' + j)));
    const sums = sub(mul(step, table, product(0, 2)), sub(mul(table, numerator(0, 2)), mul(at('m'), product(0, 2))));

    const wires = ['a', 'b', 'c'], cosets = [1n, 5n, 25n];
    const from = mul(...wires.map((w, i) => add(at(w), mul(c.Delta, cosets[i], at('X')), c.Gamma)));
    const to = mul(...wires.map((w, i) => add(at(w), mul(c.Delta, at('sigma' + i)), c.Gamma)));
    const copies = sub(mul(at('z'), from), mul(after('z'), to));
    const start = mul(at('L0'), sub(at('z'), 1n));

    const all = [gate, weights, raws, outs, ...helpers, sums, copies, start], alpha = powers(c.Alpha, all.length);
    return add(...all.map((constraint, j) => mul(alpha[j], constraint)));
}
