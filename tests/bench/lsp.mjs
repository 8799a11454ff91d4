/**
 * `node tests/bench/lsp.mjs [--rounds 15] [--events 1000]`, what `npm run bench:lsp` runs: how long `eda lsp` takes to answer on a
 * large system. Each kind of
 * question is asked right behind a keystroke, before the design is read again, and when nothing has changed. Prints the
 * wall-clock time and the CPU time of the whole server, its checking thread included, per question (medians; Linux).
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { createProtocolConnection } from 'vscode-languageserver-protocol/node';
import { writeSystem } from './make-system.mjs';
import { median } from './median.mjs';
import { reportRow } from './report-row.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '15' }, events: { type: 'string', default: '1000' } },
});
const events = Number(values.events);
const rounds = Number(values.rounds);
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
/** The event there, under a name that is free. */
const renamed = `${lines[line].trim().replace(/:.*$/, '')}again`;
const questions = {
  completion: { textDocument, position: { line: taken === -1 ? line : taken, character: 8 } },
  hover: { textDocument, position },
  definition: { textDocument, position },
  references: { textDocument, position, context: { includeDeclaration: true } },
  prepareRename: { textDocument, position },
  rename: { textDocument, position, newName: renamed },
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
    return { ms: median(times), cpu: (cpu() - start) / rounds };
  };
  const typing = await ask(type);
  const idle = await ask(async () => {});
  for (const [when, { ms, cpu }] of Object.entries({
    'behind a keystroke': typing,
    'when nothing changed': idle,
  }))
    reportRow({
      title: `${question}, ${when}, ${events} events / 100 ms`,
      ratio: ms / 100,
      goal: 1,
      detail: `${ms.toFixed(1)} ms, ${cpu.toFixed(0)} ms CPU of the server`,
    });
}
await connection.sendRequest('shutdown');
await connection.sendNotification('exit');
child.on('close', () => rmSync(folder, { recursive: true, force: true }));
