#!/usr/bin/env node
// Usage: test.mjs PAGE.html FOLDER [SCREENSHOT.png]
// Drops the files of FOLDER (NAME.zkproof, NAME.zkvk and where there is one NAME.zkcommit, for each NAME) into the page in headless Chromium: good ones must be valid, changed ones not.
// Prints a line a case; exit code 1 on the first surprise.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const [page, folder, screenshot] = process.argv.slice(2);
const executablePath = process.env.CHROMIUM ?? ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
let failures = 0;
try {
    const tab = await browser.newPage({ viewport: { width: 900, height: 1100 } });
    const problems = [];
    tab.on('pageerror', error => problems.push(error.message));
    tab.on('request', request => request.url().startsWith('file:') || request.url().startsWith('data:') || problems.push(`asked the network for ${request.url()}`));
    const names = readdirSync(folder).filter(f => f.endsWith('.zkproof')).map(f => f.slice(0, -'.zkproof'.length)).sort();
    const read = file => ({ name: file, buffer: readFileSync(join(folder, file)) });

    const give = files => tab.setInputFiles('#input', files.map(f => ({ ...f, mimeType: 'application/json' })));
    const answer = () => tab.waitForFunction(() => /^(in)?valid$/.test(document.getElementById('result').className), undefined, { timeout: 60_000 }).catch(() => problems.push('no answer'));

    /** files: those of one drop, or { first, then } of two. listed: the names that the page shows after them. */
    async function expect(title, files, className, text, insecure = true, listed = undefined) {
        problems.length = 0;
        await tab.goto(pathToFileURL(resolve(page)).href);
        if (insecure) await tab.check('#insecure');
        await give(files.first ?? files);
        await answer();
        if (files.then) {
            await tab.evaluate(() => (document.getElementById('result').className = 'before'));
            await give(files.then);
            await answer();
        }
        const result = await tab.evaluate(() => ({
            className: document.getElementById('result').className, text: document.getElementById('result').innerText, names: Array.from(document.querySelectorAll('#files span'), s => s.innerText).join(' '),
        }));
        const good = result.className === className && result.text.includes(text) && problems.length === 0 && (listed === undefined || result.names === listed);
        console.log(`${good ? 'ok  ' : 'FAIL'} ${title}: ${result.text.split('\n')[0]}${good ? '' : ` ${JSON.stringify(result)} ${problems}`}`);
        if (!good) failures++;
    }

    const change = (file, edit) => ({ ...file, buffer: Buffer.from(edit(file.buffer.toString('utf8'))) });
    const json = (file, edit) => change(file, text => {
        const content = JSON.parse(text);
        edit(content);
        return JSON.stringify(content, null, 2);
    });
    const flip = (text, at) => text.slice(0, at) + (text[at] === '0' ? '1' : '0') + text.slice(at + 1);
    for (const name of names) {
        const proof = read(`${name}.zkproof`), key = read(`${name}.zkvk`), commitment = existsSync(join(folder, `${name}.zkcommit`)) ? [read(`${name}.zkcommit`)] : [];
        const scale = JSON.parse(key.buffer).tensors[0].scales[0], value = JSON.parse(proof.buffer).public[0].values[0];
        await expect(`${name}`, [proof, key, ...commitment], 'valid', (scale * value).toPrecision(6));
        if (screenshot && name === names[0]) await tab.screenshot({ path: screenshot, fullPage: true });
        if (JSON.parse(key.buffer).key.slice(48, 50) === '01') await expect(`${name}, development setup not accepted`, [proof, key, ...commitment], 'invalid', 'insecure-setup', false);
        const end = JSON.parse(proof.buffer).proof.length;
        await expect(`${name}, a point changed`, [json(proof, p => (p.proof = flip(p.proof, end - 1))), key, ...commitment], 'invalid', 'point-encoding');
        await expect(`${name}, two points exchanged`, [json(proof, p => (p.proof = p.proof.slice(128, 256) + p.proof.slice(0, 128) + p.proof.slice(256))), key, ...commitment], 'invalid', 'equation');
        await expect(`${name}, a point at infinity`, [json(proof, p => (p.proof = p.proof.slice(0, end - 128) + '0'.repeat(128))), key, ...commitment], 'invalid', 'equation');
        await expect(`${name}, truncated`, [json(proof, p => (p.proof = p.proof.slice(0, -2))), key, ...commitment], 'invalid', 'proof-length');
        await expect(`${name}, another output`, [json(proof, p => p.public.at(-1).values[0]++), key, ...commitment], 'invalid', 'equation');
        await expect(`${name}, another context`, [json(proof, p => (p.context = flip(p.context, 5))), key, ...commitment], 'invalid', 'equation');
        await expect(`${name}, another key`, [proof, change(key, text => text.replace(String(JSON.parse(text).key), k => flip(k, 40))), ...commitment], 'invalid', 'other-key');
        const scaled = change(key, text => text.replace(/("scales":\s*\[\s*)([^\],\s]+)/, (_, head, number) => head + 2 * number));
        if (JSON.parse(scaled.buffer).tensors[0].scales[0] !== 2 * scale) throw new Error('the scale did not change');
        await expect(`${name}, another scale`, [proof, scaled, ...commitment], 'invalid', 'other-key');
        await expect(`${name}, half a file`, [change(proof, text => text.slice(0, text.length / 2)), key, ...commitment], 'invalid', 'no JSON');
        if (commitment.length) {
            await expect(`${name}, no commitment`, [proof, key], 'invalid', 'commitment-missing');
            await expect(`${name}, registration changed`, [proof, key, json(commitment[0], c => (c.registration = c.registration.slice(128, 256) + c.registration.slice(0, 128) + c.registration.slice(256)))], 'invalid', 'model-not-registered');
            await expect(`${name}, the commitment is no object`, [proof, key, change(commitment[0], () => '[]')], 'invalid', 'Not readable');
            await expect(`${name}, the commitment is a number`, [proof, key, json(commitment[0], c => (c.commitment = 7))], 'invalid', "'commitment' is not hexadecimal");
            await expect(`${name}, another commitment`, [proof, key, json(commitment[0], c => (c.commitment = c.commitment.slice(0, 20) + '0'.repeat(128) + c.commitment.slice(148)))], 'invalid', 'other-model');
        }
    }

    // Values of a wrong type: every file gets an answer that says what is wrong with it.
    const [name] = names, proof = read(`${name}.zkproof`), key = read(`${name}.zkvk`), others = existsSync(join(folder, `${name}.zkcommit`)) ? [read(`${name}.zkcommit`)] : [];
    const damage = {
        public: [null, {}, 'abc', 5, [null], [{}], [[]], ['abc']], keyDigest: [null, 5, 'xyz', 'abc', [], {}], modelDigest: [5, {}, 'xyz', true], context: [null, 5, '00', 'xyz', []], proof: [null, 5, {}, 'xyz'], insecure: [null, 'no', 0],
    };
    for (const [property, values] of Object.entries(damage)) {
        for (const value of values) await expect(`proof, ${property}: ${JSON.stringify(value)}`, [json(proof, p => (p[property] = value)), key, ...others], 'invalid', `${name}.zkproof: is damaged: '${property}' is not `);
    }
    for (const values of [null, 'abc', {}, 5, [null], ['1'], [0.5], [{}]]) {
        await expect(`proof, values: ${JSON.stringify(values)}`, [json(proof, p => (p.public[0].values = values)), key, ...others], 'invalid', "is damaged: 'public' is not a list of tensors with whole numbers as values");
    }
    await expect('proof, one value less', [json(proof, p => p.public[0].values.pop()), key, ...others], 'invalid', 'public-value-count');
    await expect('proof, a value beyond 64 bits', [change(proof, text => text.replace(/("values":\s*\[\s*)-?\d+/, '$199999999999999999999')), key, ...others], 'invalid', 'public-value-range');
    await expect('proof, no context', [json(proof, p => delete p.context), key, ...others], 'invalid', "'context' is missing");
    await expect('proof, version 2', [json(proof, p => (p.version = 2)), key, ...others], 'invalid', 'another version');
    for (const [property, values] of Object.entries({ tensors: [null, {}, [null], [{}], 'abc'], key: [null, 5, 'xyz'], registrationKey: [5, {}, 'xyz'], model: [null, 5] })) {
        for (const value of values) await expect(`key, ${property}: ${JSON.stringify(value)}`, [proof, json(key, k => (k[property] = value)), ...others], 'invalid', `${name}.zkvk: is damaged: '${property}' is not `);
    }
    for (const [property, values] of Object.entries({ scales: [null, 'abc', [null], ['1'], {}], offsets: ['a', [null], {}], name: [null, 5], role: [5], dims: [null, ['1']] })) {
        for (const value of values) await expect(`key, ${property}: ${JSON.stringify(value)}`, [proof, json(key, k => (k.tensors[0][property] = value)), ...others], 'invalid', "is damaged: 'tensors' is not ");
    }
    for (const text of ['null', '5', '"abc"', '[]', '{}', '{"format":"constructor"}', '{"format":null}', '{"format":["zkaccel proof"]}', '']) {
        await expect(`a file that is ${text || 'empty'}`, [change(proof, () => text), key, ...others], 'invalid', 'Not readable');
    }

    // A broken file after good ones, and what is listed beside the answer.
    const first = [proof, key, ...others], last = others[0]?.name ?? '–', broken = { name: 'broken.zkproof', buffer: Buffer.from('{') };
    await expect('a broken file after good ones', { first, then: [broken] }, 'invalid', 'broken.zkproof: is not a file of zkaccel', true, `broken.zkproof ${key.name} ${last}`);
    await expect('a broken file before a good one in one drop', [broken, key, ...others], 'invalid', 'broken.zkproof: ', true, `broken.zkproof ${key.name} ${last}`);
    await expect('a good file after a broken one', { first: [broken, key, ...others], then: [proof] }, 'valid', 'Valid', true, `${proof.name} ${key.name} ${last}`);
    await expect('a file of nobody after good ones', { first, then: [{ name: 'x.pdf', buffer: Buffer.from('%PDF') }] }, 'invalid', 'x.pdf: is not a file of zkaccel');
} finally {
    await browser.close();
}
process.exitCode = failures === 0 ? 0 : 1;
