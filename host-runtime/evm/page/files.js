// The files of the tool: what a verdict about them says, and what the numbers mean.
import { sha256 } from '@noble/hashes/sha2.js';
import { Refused, equal, hex, unhex } from './encoding.js';
import { decodeKey, decodeModel, verifyProof } from './verify.js';
import { COMMITTED } from './profile.js';

// What each property must be, and how a person would say it; a question mark allows it to be absent.
const text = [v => typeof v === 'string', 'text'];
const flag = [v => typeof v === 'boolean', 'true or false'];
const whole = v => Number.isSafeInteger(v) || typeof v === 'bigint';
const bytes = [v => typeof v === 'string' && v.length % 2 === 0 && /^[0-9a-fA-F]*$/.test(v), 'hexadecimal'];
const bytes32 = [v => bytes[0](v) && v.length === 64, '32 bytes in hexadecimal'];
const list = (of, what) => [v => Array.isArray(v) && v.every(of), `a list of ${what}`];
const object = shape => v => v !== null && typeof v === 'object' && !Array.isArray(v) && !misfit(v, shape);
const numbers = list(v => typeof v === 'number' && Number.isFinite(v), 'numbers');

const KINDS = {
    'zkaccel proof': {
        keyDigest: bytes, insecure: flag, context: bytes32, proof: bytes, 'modelDigest?': bytes,
        public: list(object({ name: text, values: list(whole, 'whole numbers') }), 'tensors with whole numbers as values'),
    },
    'zkaccel verifying key': {
        model: text, key: bytes, 'registrationKey?': bytes,
        tensors: list(object({ name: text, role: text, dims: list(whole, 'whole numbers'), scales: numbers, 'offsets?': numbers }), 'tensors with name, role, dims and scales'),
    },
    'zkaccel model commitment': { digest: bytes, commitment: bytes, registration: bytes },
};
const EXTENSIONS = { zkproof: 'zkaccel proof', zkvk: 'zkaccel verifying key', zkcommit: 'zkaccel model commitment' };

/** A file that is none of the tool's. kind: what it says or its name promises, if either. */
export class Unreadable extends Refused {
    constructor(name, kind, why) {
        super(`${name}: ${why}`);
        Object.assign(this, { file: name, kind });
    }
}

/** Parses a file; kind, content and bytes. Integers of public values are read exactly, whatever their size. Throws nothing but Unreadable. */
export function readFile(name, bytes) {
    const promised = EXTENSIONS[name.split('.').pop().toLowerCase()];
    let content;
    try {
        content = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes), (key, value, context) =>
            typeof value === 'number' && context?.source && /^-?\d+$/.test(context.source) && !Number.isSafeInteger(value) ? BigInt(context.source) : value);
    } catch {
        throw new Unreadable(name, promised, 'is not a file of zkaccel (no JSON)');
    }
    const kind = content?.format, shape = typeof kind === 'string' && Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined;
    if (!shape) throw new Unreadable(name, promised, 'is neither a proof, a verifying key nor a model commitment');
    if (content.version !== 1) throw new Unreadable(name, kind, `is of another version: this page reads version 1 of a ${kind}`);
    const wrong = misfit(content, shape);
    if (wrong) throw new Unreadable(name, kind, `is damaged: ${wrong}`);
    return { name, kind, content, bytes };
}

/** Which property is not what it must be; null if all are. */
function misfit(content, shape) {
    for (const [key, [fits, what]] of Object.entries(shape)) {
        const property = key.replace('?', ''), value = content[property];
        if (key.endsWith('?') && (value === undefined || value === null)) continue;
        if (!Object.hasOwn(content, property)) return `'${property}' is missing`;
        if (!fits(value)) return `'${property}' is not ${what}`;
    }
    return null;
}

/** The verdict on a proof, as `zkaccel verify` gives it: accepted, or why not. */
export function verdict(proofFile, keyFile, modelFile, allowInsecure = false) {
    const proof = proofFile.content, file = keyFile.content;
    try {
        const key = decodeKey(unhex(file.key)), registration = file.registrationKey ? decodeKey(unhex(file.registrationKey)) : null;
        const committed = key.profile.weights === COMMITTED;
        if (committed !== (registration !== null) || (registration && !registers(registration, key))) throw new Refused('the verifying key has no registration key that fits it');
        checkTensors(file.tensors, key.tensors);
        if (!equal(sha256(keyFile.bytes), unhex(proof.keyDigest))) throw new Refused('other-key');
        const model = modelFile ? decodeModel(unhex(modelFile.content.commitment)) : undefined;
        if (committed && !model) throw new Refused('commitment-missing');
        if (hex(model ? model.digest : []) !== (proof.modelDigest ?? '').toLowerCase()) throw new Refused('other-model');
        if (key.insecure && !allowInsecure) throw new Refused('insecure-setup');
        if (model) {
            try {
                if (!registration) throw new Refused('model-mismatch');
                verifyProof(registration, unhex(modelFile.content.registration), [], new Uint8Array(32), model);
            } catch (e) {
                throw e instanceof Refused ? new Refused('model-not-registered') : e;
            }
        }
        const values = proof.public.map(tensor => tensor.values.map(exact));
        verifyProof(key, unhex(proof.proof), values, unhex(proof.context), model);
        return { accepted: true, reason: 'accepted', insecure: key.insecure, claim: claim(file, values), key, model };
    } catch (e) {
        if (!(e instanceof Refused)) throw e;
        return { accepted: false, reason: e.message };
    }
}

/** The public tensors in the model's own units: value = integer · scale (+ offset). */
function claim(file, values) {
    return file.tensors.map((tensor, t) => {
        const { scales, offsets } = tensor, inner = Math.max(1, scales.length === 1 ? values[t].length : values[t].length / scales.length);
        return {
            name: tensor.name, role: tensor.role,
            values: values[t].map((v, i) => Number(v) * scales[Math.floor(i / inner) % scales.length] + (offsets ? offsets[offsets.length === 1 ? 0 : i] : 0)),
        };
    });
}

function checkTensors(described, declared) {
    const fits = (tensor, of) => tensor && tensor.name === of.name && ['input', 'output'].includes(tensor.role) && tensor.scales?.length >= 1
        && (tensor.scales.length === 1 || of.count % tensor.scales.length === 0) && tensor.scales.every(s => Number.isFinite(s) && s > 0)
        && (!tensor.offsets || tensor.offsets.length === 1 || tensor.offsets.length === of.count);
    if (described.length !== declared.length || !declared.every((of, i) => fits(described[i], of))) throw new Refused('the verifying key describes other tensors than it has');
}

// Ranged, over the same rows and lanes, under the same setup.
function registers(registration, key) {
    return registration.profile.weights === COMMITTED && registration.profile.ranged && registration.profile.lanes === key.profile.lanes
        && registration.logN === key.logN && registration.insecure === key.insecure && equal(registration.setup, key.setup) && registration.tensors.length === 0;
}

function exact(value) {
    if (typeof value === 'bigint') return value;
    if (!Number.isSafeInteger(value)) throw new Refused('public-value-range');
    return BigInt(value);
}
