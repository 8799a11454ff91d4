/**
 * The official comparison of two documents, `@asyncapi/diff`, behind the official parser, which is what `asyncapi diff`
 * does: `node peer-diff.mjs <folder of @asyncapi/diff> <old.yaml> <new.yaml>`. Without the start of that program.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Parser } from '@asyncapi/parser';

const [peers, ...documents] = process.argv.slice(2);
const { diff } = createRequire(join(peers, 'package.json'))('@asyncapi/diff');
const parser = new Parser();
const [old, now] = await Promise.all(
  documents.map(async (path) => (await parser.parse(readFileSync(path, 'utf8'))).document?.json()),
);
const { changes } = diff(old, now).getOutput();
console.log(`${changes.length} changes`);
