// Files in, a verdict out.
import { sha256 } from '@noble/hashes/sha2.js';
import { hex } from './encoding.js';
import { Unreadable, readFile, verdict } from './files.js';
import { COMMITTED, FIXED } from './profile.js';

const PLACES = [['zkaccel proof', 'proof'], ['zkaccel verifying key', 'verifying key'], ['zkaccel model commitment', 'model commitment']];
const REASONS = {
    'other-key': 'The proof was made under another verifying key, or the key file was changed.',
    'other-model': 'The proof is about another model than this commitment.',
    'commitment-missing': 'The weights of this key are committed: add the model\'s commitment (.zkcommit).',
    'model-not-registered': 'The commitment does not show that its weights are in range, so products of them would mean nothing.',
    'insecure-setup': 'The setup of this key has a known secret: anyone could have made this proof. Tick the box to look at it all the same.',
    'point-encoding': 'A point of the proof is not on the curve.',
    'scalar-encoding': 'A number of the proof is not canonical.',
    'proof-length': 'The proof has another length than the key implies.',
    'public-value-count': 'The proof has other public values than the key.',
    'public-value-range': 'A public value is out of its range.',
    'equation': 'The equation does not hold: the proof is false, or its public values, context or model were changed.',
};
const given = new Map();
const $ = id => document.getElementById(id);

function element(tag, text, className) {
    const node = document.createElement(tag);
    if (text !== undefined) node.textContent = text;
    if (className) node.className = className;
    return node;
}

async function take(files) {
    const strangers = [];
    for (const file of files) {
        try {
            const content = await file.arrayBuffer().catch(() => {
                throw new Unreadable(file.name, undefined, 'cannot be read: is it a folder?');
            });
            const read = readFile(file.name, new Uint8Array(content));
            given.set(read.kind, read);
        } catch (e) {
            const problem = e instanceof Unreadable ? e : new Unreadable(file.name, undefined, `cannot be read: ${e.message}`);
            // A broken file takes the place of the one before it, so that no answer seems to be about that.
            if (problem.kind) given.set(problem.kind, { name: file.name, problem });
            else strangers.push(problem);
        }
    }
    refresh(strangers);
}

function list() {
    $('files').replaceChildren(...PLACES.map(([kind, title]) => {
        const file = given.get(kind), item = element('li', undefined, file?.problem ? 'broken' : file ? 'present' : '');
        item.append(element('small', title), element('span', file?.name ?? '–'));
        return item;
    }));
}

// Counts what was asked: an answer that comes after the next question is dropped.
let asked = 0;

function refresh(strangers = []) {
    const question = ++asked;
    list();
    const [proof, key, model] = PLACES.map(([kind]) => given.get(kind)), problems = [proof, key, model].map(file => file?.problem).filter(Boolean).concat(strangers);
    if (problems.length) {
        const kept = strangers.length && given.size ? [element('p', 'The files listed above stay as they were.')] : [];
        return show('invalid', 'Not readable', [...problems.map(problem => element('p', problem.message)), ...kept]);
    }
    if (!proof || !key) return show('', 'More is needed', [element('p', proof ? 'Add the verifying key (.zkvk).' : 'Add the proof (.zkproof).')]);
    show('', 'Checking …', []);
    // After a paint, so that the page says what it does.
    requestAnimationFrame(() => setTimeout(() => {
        if (question !== asked) return;
        try {
            const started = performance.now(), result = verdict(proof, key, model, $('insecure').checked), took = Math.round(performance.now() - started);
            if (result.accepted) accepted(result, proof, key, model, took);
            else show('invalid', 'Not valid', [element('p', REASONS[result.reason] ?? result.reason), element('p', result.reason, 'mono')]);
        } catch (e) {
            show('invalid', 'Not readable', [element('p', `These files do not fit together in a way that this page does not know: ${e.message}`)]);
        }
    }));
}

function accepted(result, proof, key, model, took) {
    const parts = [], { profile } = result.key;
    if (result.insecure) parts.push(element('p', 'INSECURE: the secret of this setup is known, so anyone could have made this proof.', 'warning'));
    for (const tensor of result.claim) {
        parts.push(element('h2', `${tensor.role}: ${tensor.name}`), tensor.values.length === 1 ? element('p', tensor.values[0].toPrecision(6), 'number') : bars(tensor.values));
    }
    const digests = [['model', key.content.model], ['verifying key, SHA-256', hex(sha256(key.bytes))], ['bound to context', proof.content.context]];
    if (model) digests.splice(1, 0, ['model commitment', hex(result.model.digest)]);
    for (const [title, text] of digests) parts.push(element('h2', title), element('p', text, 'mono'));
    const hidden = element('ul', undefined, 'plain');
    const roles = new Set(result.claim.map(t => t.role));
    if (!roles.has('input')) hidden.append(element('li', 'the input'));
    if (!roles.has('output')) hidden.append(element('li', 'the output'));
    hidden.append(element('li', 'every activation between input and output'));
    hidden.append(element('li', profile.weights === FIXED ? 'not the weights: they stand in the verifying key'
        : profile.weights === COMMITTED ? 'the weights: the commitment binds them and tells nothing of them' : 'the weights: any that are in range, chosen by the prover'));
    parts.push(element('h2', 'what the proof hides'), hidden, element('h2', 'what it does not say'));
    const open = element('ul', undefined, 'plain');
    open.append(element('li', 'where the input comes from'), element('li', 'that the architecture is the one you expect, unless you trust the key\'s digest'));
    parts.push(open);
    show('valid', 'Valid', parts, `checked in ${(took / 1000).toFixed(1)} s, ${proof.content.proof.length / 2} bytes, ${profile.packed ? 'packed' : 'plain'} profile ${profile.slots}×${profile.lanes}`);
}

function bars(values) {
    const box = element('div', undefined, 'bars'), top = Math.max(...values), most = Math.max(...values.map(Math.abs)) || 1;
    values.slice(0, 64).forEach((value, i) => {
        const className = value === top ? 'top' : '', bar = element('i', undefined, className);
        bar.style.width = `${100 * Math.abs(value) / most}%`;
        box.append(element('span', String(i), className), bar, element('span', value.toPrecision(6), className));
    });
    if (values.length > 64) box.append(element('span', `… ${values.length - 64} more`));
    return box;
}

function show(className, title, parts, note) {
    const heading = element('div', title, 'verdict');
    if (note) heading.append(element('small', note));
    $('result').className = className;
    $('result').hidden = false;
    $('result').replaceChildren(heading, ...parts);
}

$('input').addEventListener('change', event => take(event.target.files));
$('insecure').addEventListener('change', () => given.size && refresh());
for (const kind of ['dragover', 'dragleave', 'drop']) {
    document.addEventListener(kind, event => {
        event.preventDefault();
        $('drop').classList.toggle('over', kind === 'dragover');
        if (kind === 'drop') take(event.dataTransfer.files);
    });
}
list();
