/**
 * How long `eda lsp` takes to answer on a large system: `node tests/bench/lsp.mjs [events]` (default 1000). Each kind of
 * question is asked right behind a keystroke, before the design is read again, and when nothing has changed. Prints the
 * wall-clock time and the CPU time of the whole server, its checking thread included, per question (medians; Linux).
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createProtocolConnection } from 'vscode-languageserver-protocol/node';
import { writeSystem } from './make-system.mjs';
import { median } from './median.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const events = Number(process.argv[2] ?? 1000);
const rounds = 15;
const folder = mkdtempSync(join(tmpdir(), 'eda-bench-lsp-'));
writeSystem(events, folder);
const file = join('domains', readdirSync(join(folder, 'domains')).sort()[1]);
const text = readFileSync(join(folder, file), 'utf8');
const uri = pathToFileURL(join(folder, file)).href;

const child = spawn(process.execPath, [join(root, 'bin/eda.js'), 'lsp'], {
  cwd: folder,
  stdio: ['pipe', 'pipe', 'inherit'],
});
const connection = createProtocolConnection(child.stdout, child.stdin);
let published = 0;
connection.onNotification('textDocument/publishDiagnostics', () => {
  published++;
});
connection.listen();
await connection.sendRequest('initialize', { processId: process.pid, rootUri: null, capabilities: {} });
let version = 1;
const opened = performance.now();
await connection.sendNotification('textDocument/didOpen', {
  textDocument: { uri, languageId: 'yaml', version, text },
});
while (published === 0) await wait(10);
process.stdout.write(
  `first findings of ${events} events after ${(performance.now() - opened).toFixed(0)} ms\n`,
);

const lines = text.split('\n');
const line = lines.findIndex((words, index) => index > lines.indexOf('events:') && /^ {2}[a-z]/.test(words));
const taken = lines.findIndex(
  (words, index) => index > lines.indexOf('services:') && /^ {6}\S*\.\S*\.\S*/.test(words),
);
const position = { line, character: 6 };
const textDocument = { uri };
const questions = {
  completion: { textDocument, position: { line: taken === -1 ? line : taken, character: 8 } },
  hover: { textDocument, position },
  definition: { textDocument, position },
  references: { textDocument, position, context: { includeDeclaration: true } },
  prepareRename: { textDocument, position },
  documentSymbol: { textDocument },
  foldingRange: { textDocument },
  inlayHint: { textDocument, range: { start: { line: 0, character: 0 }, end: { line: 120, character: 0 } } },
};
/** CPU time of the server so far, in ms. */
const cpu = () => {
  const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
};
const type = async (round) => {
  const range = { start: { line: 0, character: 6 }, end: { line: 0, character: 6 + (round % 2) } };
  await connection.sendNotification('textDocument/didChange', {
    textDocument: { uri, version: ++version },
    contentChanges: [{ range, text: round % 2 === 0 ? ' ' : '' }],
  });
};
for (const [question, params] of Object.entries(questions)) {
  const ask = async (before) => {
    const times = [];
    await wait(1500);
    const start = cpu();
    for (let round = 0; round < rounds; round++) {
      await before(round);
      const asked = performance.now();
      await connection.sendRequest(`textDocument/${question}`, params);
      times.push(performance.now() - asked);
    }
    return `${median(times).toFixed(1)} ms (CPU ${((cpu() - start) / rounds).toFixed(0)} ms)`;
  };
  const typing = await ask(type);
  const idle = await ask(async () => {});
  process.stdout.write(`${question.padEnd(15)} while typing ${typing.padEnd(24)} idle ${idle}\n`);
}
await connection.sendRequest('shutdown');
await connection.sendNotification('exit');
child.on('close', () => rmSync(folder, { recursive: true, force: true }));
