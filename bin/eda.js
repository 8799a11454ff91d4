#!/usr/bin/env node
import module from 'node:module';
import { setFlagsFromString } from 'node:v8';

// Node 22 and later keep compiled code between runs; 20 has no such cache.
module.enableCompileCache?.();
// Most commands end within a second or two. V8 would spend a quarter of their time on optimising functions that run a
// little longer; it gets to those that run much longer. What stays up is left to V8's own judgement.
if (!process.argv.includes('dev')) setFlagsFromString('--interrupt-budget=1000000');
const { main } = await import('../dist/main.js');
process.exitCode = await main(process.argv.slice(2));
