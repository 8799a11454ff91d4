/**
 * `npm run bench:runtime|bench:studio|bench:lsp [-- --smoke] [--page docs/benchmarks.md]`: runs the benchmarks of one part
 * of eda, one after the other. `--smoke` only shows that each runs: what it measures then says nothing. `--page` writes
 * what was measured into a page.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ensureBuilt } from '../../scripts/ensure-built.mjs';
import { readRows } from './report-row.mjs';
import { describeMachine, writePage } from './write-page.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Of each suite what it is called on the page, and its scripts with the least that shows that they run. */
const suites = {
  runtime: {
    title: 'Running',
    scripts: {
      'runtime.mjs': ['--rounds', '1', '--requests', '200'],
      'relay.mjs': ['--rounds', '1', '--rows', '1000'],
      'sagas.mjs': ['--rounds', '1', '--runs', '10', '--finished', '1000'],
      'event-store.mjs': ['--rounds', '1', '--events', '1000', '--appends', '20'],
      'python.mjs': ['--rounds', '1', '--rows', '400', '--deliveries', '100'],
    },
  },
  studio: {
    title: 'Designing',
    scripts: {
      'studio.mjs': ['--rounds', '1', '--layouts', '70', '--events', '70', '--large', '100', '--soak', '6'],
    },
  },
  lsp: { title: 'Editing', scripts: { 'lsp.mjs': ['--rounds', '1', '--events', '100'] } },
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { smoke: { type: 'boolean', default: false }, page: { type: 'string' } },
});
const [name] = positionals;
const suite = suites[name];
if (suite === undefined) {
  process.stderr.write(`there is no suite ${name}: ${Object.keys(suites).join(', ')}\n`);
  process.exit(2);
}
const loadBefore = describeMachine().load;
const folder = mkdtempSync(join(tmpdir(), 'eda-bench-rows-'));
try {
  ensureBuilt();
  const file = join(folder, 'rows.jsonl');
  for (const [script, least] of Object.entries(suite.scripts)) {
    const args = [join(root, 'tests/bench', script), ...(values.smoke ? least : [])];
    const env = { ...process.env, EDA_BENCH_ROWS: file };
    const before = readRows(file).length;
    const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit', env });
    if (status === 0 && readRows(file).length > before) continue;
    process.stderr.write(`${script} ${status === 0 ? 'measured nothing' : `ended with ${status}`}\n`);
    process.exitCode = 1;
  }
  if (values.page !== undefined && process.exitCode === undefined)
    writePage(values.page, {
      command: `bench:${name}`,
      sections: [{ title: suite.title, rows: readRows(file) }],
      loadBefore,
    });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
