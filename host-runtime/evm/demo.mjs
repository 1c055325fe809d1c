#!/usr/bin/env node
// Usage: demo.mjs ZKACCEL MODEL-FOLDER FOLDER
// The story of CreditLine.sol on a chain of its own: keys, contracts, a loan drawn by a proof, and attempts to cheat, each of which must fail for the reason that is written beside it.
import { spawn, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { keccak_256 } from '@noble/hashes/sha3.js';
import solc from 'solc';

const [zkaccel, model, folder] = process.argv.slice(2), here = dirname(fileURLToPath(import.meta.url));
const at = name => join(folder, name);
// The first account of anvil, whose key everybody knows.
process.env.DEMO_KEY = '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80';
const started = Date.now();
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
copyFileSync(join(model, 'model.onnx'), at('credit.onnx'));

const anvil = spawn(join(here, 'node_modules/@foundry-rs/anvil-linux-amd64/bin/anvil'), ['--host', '127.0.0.1', '--port', '0', '--hardfork', 'osaka'], { stdio: ['ignore', 'pipe', 'ignore'] });
process.on('exit', () => anvil.kill());
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(130));
const url = await new Promise((resolve, reject) => {
    let text = '';
    anvil.on('exit', code => reject(new Error(`anvil ended with ${code}`)));
    anvil.stdout.on('data', data => {
        text += data;
        const found = text.match(/Listening on (\S+)/);
        if (found) resolve(`http://${found[1]}`);
    });
});

async function rpc(method, ...params) {
    const answer = await (await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }) })).json();
    if (answer.error) throw Object.assign(new Error(answer.error.message), { data: answer.error.data });
    return answer.result;
}

const word = value => BigInt.asUintN(256, BigInt(value)).toString(16).padStart(64, '0');
const selector = signature => Buffer.from(keccak_256(new TextEncoder().encode(signature))).toString('hex').slice(0, 8);
const errors = Object.fromEntries(['NotProven()', 'LoanOpen()', 'RiskTooHigh(int64,int64)', 'WrongAmount(uint256)', 'InsecureVerifier()'].map(e => ['0x' + selector(e), e.split('(')[0]]));
const gas = value => Number(value).toLocaleString('en');

async function send(from, to, data, value = 0n) {
    const hash = await rpc('eth_sendTransaction', { from, to, data, value: '0x' + value.toString(16), gas: '0x5b8d80' });
    for (;;) {
        const receipt = await rpc('eth_getTransactionReceipt', hash);
        if (receipt) return receipt;
        await new Promise(resolve => setTimeout(resolve, 20));
    }
}

function say(text) {
    console.log(`\n${text}`);
}

function tool(...args) {
    console.log(`$ zkaccel ${args.join(' ')}`);
    const run = spawnSync(zkaccel, args, { stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8' });
    if (run.error) throw run.error;
    if (run.status !== 0) throw new Error(`zkaccel ${args[0]} ended with ${run.status}: ${run.stdout}`);
    return run.stdout;
}

const quiet = (...args) => JSON.parse(tool(...args, '--json'));
let failed = false;

/** A call that must revert, and why. */
async function refused(who, from, to, data, expected) {
    try {
        await rpc('eth_call', { from, to, data, gas: '0x5b8d80' }, 'latest');
        console.log(`  FAILED: ${who} got through`);
        failed = true;
    } catch (e) {
        const name = errors[e.data?.slice(0, 10)] ?? e.message;
        console.log(`  ${who.padEnd(66)} ${name === expected ? name : `FAILED: ${name}`}`);
        failed ||= name !== expected;
    }
}

const [lender, borrower, thief] = await rpc('eth_accounts');

say('A scoring office fixes its model and publishes keys and a commitment to its weights, never the weights:');
quiet('calibrate', '-M', at('credit.onnx'), '-D', join(model, 'testset/inputs.pb'));
quiet('srs', 'dev', '--logrows', '17', '--srs-path', at('dev.zksrs'));
const setup = quiet('setup', '-M', at('credit.zkm'), '--srs-path', at('dev.zksrs'), '--evm');
quiet('commit', '-M', at('credit.zkm'));
console.log(`  2^${setup.logRows} rows, profile ${setup.profile}, proofs of ${setup.proofBytes} bytes`);

say('A lender writes the verifier of that profile, and the keys as data; deploys both; has a first proof checked:');
quiet('evm', 'verifier', '--vk-path', at('credit.zkvk'), '-O', at('ZkAccelVerifier.sol'));
const key = quiet('evm', 'vk', '--vk-path', at('credit.zkvk'), '--allow-insecure');
quiet('prove', '-M', at('credit.zkm'), '-D', join(model, 'input.json'), '-O', at('first.zkproof'));
const chain = quiet('evm', 'verify', '--vk-path', at('credit.zkvk'), '--proof-path', at('first.zkproof'), '--rpc', url, '--key-env', 'DEMO_KEY', '--deploy', '--solc', join(here, 'solc.mjs'), '--allow-insecure');
console.log(`  accepted: ${gas(chain.gasUsed)} gas used, ${gas(chain.gasEstimate)} estimated; deployment ${gas(chain.deploymentGas)} gas, once`);

const keyFile = JSON.parse(readFileSync(at('credit.zkvk'))), scale = keyFile.tensors[0].scales[0], most = Math.floor(0.2 / scale);
const source = readFileSync(join(here, 'contracts/CreditLine.sol'), 'utf8');
const compiled = JSON.parse(solc.compile(JSON.stringify({
    language: 'Solidity', sources: { 'CreditLine.sol': { content: source } },
    settings: { evmVersion: 'cancun', optimizer: { enabled: true, runs: 1000000 }, outputSelection: { '*': { '*': ['evm.bytecode.object'] } } },
})));
const amount = 10n ** 18n, fee = 10n ** 16n;
const creation = '0x' + compiled.contracts['CreditLine.sol'].CreditLine.evm.bytecode.object
    + word(chain.verifier) + word(chain.keyAddress) + key.digest.slice(2) + word(most) + word(amount) + word(fee) + word(86400 * 30);
// The setup of this demo has a known secret, which CreditLine refuses unless it is told otherwise.
const development = creation + word(1), safe = creation + word(0);
const pool = (await send(lender, undefined, development, 5n * amount)).contractAddress, twin = (await send(lender, undefined, development, 5n * amount)).contractAddress;
say(`The lender opens CreditLine at ${pool}: 1 ETH for a risk of at most ${(most * scale).toFixed(3)}, fee 0.01 ETH, 5 ETH in the pool.`);

await refused('for real money it would not open: the setup has a known secret', lender, undefined, safe, 'InsecureVerifier');

const contextOf = async who => rpc('eth_call', { to: pool, data: '0x' + selector('context(address)') + word(who) }, 'latest');
say(`The office proves the borrower's score, bound to chain, contract, ${borrower} and nonce 0:`);
const prove = context => {
    const report = quiet('prove', '-M', at('credit.zkm'), '-D', join(model, 'input.json'), '--context', context, '-O', at('loan.zkproof'));
    const file = JSON.parse(readFileSync(at('loan.zkproof')));
    return { bytes: file.proof, risk: file.public[0].values[0], seconds: report.seconds };
};
const proof = prove(await contextOf(borrower));
console.log(`  risk ${(proof.risk * scale).toFixed(4)}, proved in ${proof.seconds.toFixed(1)} s`);
const draw = (risk, bytes) => '0x' + selector('draw(int64,bytes)') + word(risk) + word(64) + word(bytes.length / 2) + bytes.padEnd(Math.ceil(bytes.length / 64) * 64, '0');

say('Before it is mined, others try:');
await refused('a thief front-runs with the proof seen in the mempool', thief, pool, draw(proof.risk, proof.bytes), 'NotProven');
await refused('the borrower claims a lower risk than was proved', borrower, pool, draw(proof.risk - 1000, proof.bytes), 'NotProven');
await refused('the borrower claims a risk beyond the threshold', borrower, pool, draw(most + 1, proof.bytes), 'RiskTooHigh');
await refused('the borrower takes the proof to another contract', borrower, twin, draw(proof.risk, proof.bytes), 'NotProven');
quiet('commit', '-M', at('credit.zkm'), '--commitment', at('other.zkcommit'), '--secret', at('other.zksecret'));
quiet('prove', '-M', at('credit.zkm'), '-D', join(model, 'input.json'), '--context', await contextOf(borrower), '--commitment', at('other.zkcommit'), '--secret', at('other.zksecret'), '-O', at('other.zkproof'));
await refused('the borrower proves with a model that the lender did not choose', borrower, pool, draw(proof.risk, JSON.parse(readFileSync(at('other.zkproof'))).proof), 'NotProven');

say('The borrower draws:');
const drawn = await send(borrower, pool, draw(proof.risk, proof.bytes));
failed ||= drawn.status !== '0x1';
console.log(`  ${drawn.status === '0x1' ? 'paid 1 ETH' : 'FAILED'}, ${gas(drawn.gasUsed)} gas for verification, bookkeeping and payment`);
await refused('the borrower draws again', borrower, pool, draw(proof.risk, proof.bytes), 'LoanOpen');
await send(borrower, pool, '0x' + selector('repay()'), amount + fee);
await refused('paid back, the borrower replays the old proof', borrower, pool, draw(proof.risk, proof.bytes), 'NotProven');

anvil.kill();
say(failed ? 'FAILED' : `Done in ${((Date.now() - started) / 1000).toFixed(0)} s. Files are in ${folder}; CreditLine.sol is in host-runtime/evm/contracts.`);
process.exit(failed ? 1 : 0);
