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

    async function expect(title, files, className, text, insecure = true) {
        await tab.goto(pathToFileURL(resolve(page)).href);
        if (insecure) await tab.check('#insecure');
        await tab.setInputFiles('#input', files.map(f => ({ ...f, mimeType: 'application/json' })));
        await tab.waitForFunction(() => /^(in)?valid$/.test(document.getElementById('result').className), undefined, { timeout: 120_000 });
        const result = await tab.evaluate(() => ({ className: document.getElementById('result').className, text: document.getElementById('result').innerText }));
        const good = result.className === className && result.text.includes(text) && problems.length === 0;
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
        await expect(`${name}, another scale`, [proof, change(key, text => text.replace(String(JSON.parse(text).key), k => flip(k, 40))), ...commitment], 'invalid', 'other-key');
        await expect(`${name}, half a file`, [change(proof, text => text.slice(0, text.length / 2)), key, ...commitment], 'invalid', 'no JSON');
        if (commitment.length) {
            await expect(`${name}, no commitment`, [proof, key], 'invalid', 'commitment-missing');
            await expect(`${name}, registration changed`, [proof, key, json(commitment[0], c => (c.registration = c.registration.slice(128, 256) + c.registration.slice(0, 128) + c.registration.slice(256)))], 'invalid', 'model-not-registered');
            await expect(`${name}, another commitment`, [proof, key, json(commitment[0], c => (c.commitment = c.commitment.slice(0, 20) + '0'.repeat(128) + c.commitment.slice(148)))], 'invalid', 'other-model');
        }
    }
} finally {
    await browser.close();
}
process.exitCode = failures === 0 ? 0 : 1;
