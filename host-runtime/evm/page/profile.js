// What a profile decides: columns, packs, and the schedule of a proof (protocol.md: Columns, Rounds, Packed profiles).
export const FIXED = 0, PRIVATE = 1, COMMITTED = 2;

const family = (name, count) => Array.from({ length: count }, (_, i) => name + i);

export class Profile {
    constructor(slots, lanes, weights, ranged, packing) {
        Object.assign(this, { slots, lanes, weights, ranged, packing });
        this.packed = packing > 1;
        this.lookups = 2 * slots + (ranged ? lanes : 0);
        this.helpers = Math.floor(this.lookups / 3);
        this.masks = weights !== COMMITTED ? 0 : ranged || this.packed ? lanes : 1;
        this.weightColumns = family('w', lanes);
        this.fixed = [
            'qO', 'qM', 'qL', 'qW', 'qA', 'qB', 'kW', 'kA', 'kB', 'qr', 'q2', 'qP', 'p', ...family('g', slots), 't0', 't1', 't2', ...family('sigma', 3),
            ...(weights === FIXED ? this.weightColumns : []),
        ];
        const triples = Array.from({ length: slots }, (_, s) => ['hi' + s, 'rem' + s, 'out' + s]).flat();
        const helpers = family('h', this.helpers);
        this.roundOne = [...triples, ...(weights === PRIVATE ? this.weightColumns : []), 'm'];
        const roundTwo = ['dW', 'dA', 'dB', 'a', 'b', 'c'], masks = family('mask', this.masks);
        this.quotient = ['quotient0', 'quotient1', 'quotient2'];

        this.fixedPacks = this.#split(this.fixed);
        this.modelPacks = weights === COMMITTED ? this.#split(this.weightColumns) : [];
        const one = this.#split(this.roundOne), two = [...this.#split(roundTwo, true), ...this.#split(masks)];
        const three = this.#split(this.packed ? ['phi', 'z', ...helpers] : [...helpers, 'phi', 'z'], true), four = this.#split(this.quotient);
        const opened = [...two.filter(p => !p.lead.startsWith('mask')), ...three, ...one, ...four, ...this.fixedPacks, ...this.modelPacks];
        this.openedPacks = [...opened.filter(p => p.both), ...opened.filter(p => !p.both)];

        const here = this.packed
            ? this.openedPacks.flatMap(p => p.columns)
            : [...triples, ...(ranged ? this.weightColumns : ['wsum']), ...roundTwo, 'sigma0', 'sigma1', 't', 'p', 'qP', 'qr', 'q2'];
        const next = this.packed ? this.openedPacks.filter(p => p.both).flatMap(p => p.columns) : ['dW', 'dA', 'dB', 'c', 'phi', 'z'];
        Object.assign(this, { here, next });
        const points = packs => packs.map(p => ({ kind: 'point', column: p.lead }));
        const scalars = [...here.map(column => ({ kind: 'here', column })), ...next.map(column => ({ kind: 'next', column }))];
        const first = { kind: 'point', column: 'W' }, second = { kind: 'point', column: 'W2' };
        this.rounds = [
            { items: points(one), draws: ['Rho', 'R', 'TauC'] },
            { items: points(two), draws: ['Theta', 'Beta', 'Delta', 'Gamma'] },
            { items: points(three), draws: ['Alpha'] },
            { items: points(four), draws: ['Zeta'] },
            { items: scalars, draws: ['V'] },
            ...(this.packed ? [{ items: [first], draws: ['U'] }, { items: [second], draws: [] }] : [{ items: [first, second], draws: ['U'] }]),
        ];
        this.rounds.forEach((round, i) => {
            round.label = `round ${i + 1}`;
            round.length = round.items.reduce((n, item) => n + (item.kind === 'point' ? 64 : 32), 0);
        });
        this.proofLength = this.rounds.reduce((n, round) => n + round.length, 0);
    }

    /** Groups of k; if both, the first of them is opened in both points. */
    #split(columns, both = false) {
        const packs = [];
        for (let i = 0; i < columns.length; i += this.packing) {
            packs.push({ lead: columns[i], columns: columns.slice(i, i + this.packing), both: both && i === 0 && this.packed });
        }
        return packs;
    }
}
