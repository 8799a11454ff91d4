#!/usr/bin/env node
'use strict';
// Read by Nodes of any age, to tell them so: nothing in this file is younger than ES2015, and the rest is loaded behind it.
const version = process.versions.node.split('.').map(Number);
if (version[0] < 20 || (version[0] === 20 && version[1] < 19)) {
  process.stderr.write(`eda: eda needs Node 20.19 or newer; this is ${process.versions.node}\n`);
  process.exit(2);
}
const { existsSync } = require('node:fs');
const { join } = require('node:path');
if (!existsSync(join(__dirname, '../dist/main.cjs'))) {
  process.stderr.write('eda: this clone of eda is not built; `npm ci && npm run build` there\n');
  process.exit(2);
}
const { keepCode, loadChunk, openCodeCache } = require('./load-program.js');

const args = process.argv.slice(2);
const isLong = ['dev', 'studio', 'lsp', 'mcp', '--watch'].some((word) => args.includes(word));
const isShort = !isLong && args.some((arg) => !arg.startsWith('-'));
if (args.includes('--watch') || args.includes('studio')) {
  const { setFlagsFromString } = require('node:v8');
  // A pass over a design makes much that dies with it: a nursery that holds most of it costs less copying.
  setFlagsFromString('--semi-space-growth-factor=8');
} else if (isShort && process.versions.node.startsWith('20.')) {
  // Most commands end within a second or two. V8 of Node 20 would spend up to two fifths of their CPU time on
  // optimising functions that run a little longer; with this budget it gets to those that run much longer.
  const { setFlagsFromString } = require('node:v8');
  setFlagsFromString('--interrupt-budget=1000000');
  if (args.includes('validate')) {
    // A small nursery costs checking no time and a tenth of its peak memory less; so does a heap that is collected when it
    // has doubled, and not only when it is four times what it was.
    setFlagsFromString('--semi-space-growth-factor=1');
    setFlagsFromString('--heap-growing-percent=100');
  } else if (args.includes('generate')) {
    // A nursery that grows at once costs generating less copying.
    setFlagsFromString('--semi-space-growth-factor=4');
  }
}

// After the flags: V8 takes compiled code only where they are the same.
openCodeCache(args.find((arg) => /^[a-z]+$/.test(arg)) || 'none');
loadChunk('./main.cjs')
  .main(args)
  .then((code) => {
    process.exitCode = code;
    keepCode();
  });
