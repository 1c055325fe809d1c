#!/usr/bin/env node
// npm's solc as the program that forge and `zkaccel evm` call: `--version`, `--standard-json`.
import solc from 'solc';

if (process.argv.includes('--version')) {
    console.log(`solc, the solidity compiler commandline interface\nVersion: ${solc.version().replace(/\.Emscripten\.clang$/, '.Linux.g++')}`);
} else if (process.argv.includes('--standard-json')) {
    const chunks = [];
    for await (const chunk of process.stdin) chunks.push(chunk);
    process.stdout.write(solc.compile(Buffer.concat(chunks).toString('utf8')));
} else {
    console.error('solc.mjs knows --version and --standard-json');
    process.exitCode = 1;
}
