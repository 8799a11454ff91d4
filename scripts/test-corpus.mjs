/**
 * `npm run test:corpus`: the tests on real documents, in the folder that EDA_CORPUS names. The last line is
 * `N passed, N failed`. Arguments are passed to vitest.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureInstalled } from './ensure-installed.mjs';
import { runVitest } from './run-vitest.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const corpus = process.env.EDA_CORPUS ?? '';
if (!existsSync(join(corpus, 'PAIRS.tsv'))) {
  process.stderr.write('EDA_CORPUS names no folder with PAIRS.tsv and pairs/\n0 passed, 1 failed\n');
  process.exit(1);
}
ensureInstalled();
const built = spawnSync(process.execPath, [join(root, 'scripts/build.mjs'), '--no-bundle'], {
  cwd: root,
  stdio: 'inherit',
});
const { passed, failed } = runVitest(
  'corpus',
  '--config',
  'vitest.corpus.config.ts',
  ...process.argv.slice(2),
);
process.stdout.write(`${passed} passed, ${failed + (built.status === 0 ? 0 : 1)} failed\n`);
process.exitCode = failed > 0 || built.status !== 0 ? 1 : 0;
