#!/usr/bin/env node
// Usage: build.mjs OUTPUT.html
// One file that works from disk: the page with its script inside.
import { readFile, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url)), output = process.argv[2];
if (!output) throw new Error('Usage: build.mjs OUTPUT.html');
const { outputFiles: [bundle] } = await build({ entryPoints: [join(here, 'page.js')], bundle: true, minify: true, format: 'esm', write: false, legalComments: 'eof' });
const page = await readFile(join(here, 'index.html'), 'utf8');
await mkdir(dirname(output), { recursive: true });
await writeFile(output, page.replace('/*script*/', () => bundle.text.replaceAll('</script', '<\\/script')));
