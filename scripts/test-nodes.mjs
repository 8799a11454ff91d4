/**
 * `npm run test:nodes`: builds and tests on every version of Node that the package runs on. Each comes as a package of npm
 * for this platform, without an install script. The last line is `N passed, N failed`.
 *
 *     npm run test:nodes                    what touches Node the most, on each
 *     npm run test:nodes -- 22 26           on these
 *     npm run test:nodes -- --whole         every test that needs Node alone
 */
import { spawnSync } from 'node:child_process';
import { delimiter, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ensureInstalled } from './ensure-installed.mjs';
import { installNode, nodeVersions } from './install-node.mjs';
import { runVitestOn } from './run-vitest.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Files, processes, workers, sockets, streams, modules, SQL: where versions of Node differ. */
const selection = [
  'src/write',
  'src/dev/guard.test.ts',
  'src/dev/postgres.test.ts',
  'src/dev/supervisor.test.ts',
  'src/runtime/typescript/service.test.ts',
  'src/runtime/typescript/http-client.test.ts',
  'tests/cli/doctor.test.ts',
  'tests/cli/two-processes.test.ts',
  'tests/cli/watch.test.ts',
  'tests/dev/system.test.ts',
  'tests/lsp/protocol.test.ts',
  'tests/mcp',
];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { whole: { type: 'boolean', default: false } },
});
const majors = positionals.length > 0 ? positionals : Object.keys(nodeVersions);
const unknown = majors.find((major) => !Object.hasOwn(nodeVersions, major));
if (unknown !== undefined) {
  process.stderr.write(`there is no Node ${unknown} here: ${Object.keys(nodeVersions).join(', ')}\n`);
  process.exit(2);
}

ensureInstalled();
const rows = [];
let passed = 0;
let failed = 0;
for (const major of majors) {
  const version = nodeVersions[major];
  process.stderr.write(`— Node ${version}\n`);
  const result = testOn(version);
  passed += result.passed;
  failed += result.failed;
  rows.push(`  Node ${version.padEnd(8)} ${result.says}`);
}
process.stdout.write(`${rows.join('\n')}\n${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;

function testOn(version) {
  const node = installNode(version);
  if (node === undefined) return { passed: 0, failed: 1, says: 'cannot be installed here' };
  const run = (...args) =>
    spawnSync(node, args, { cwd: root, stdio: ['ignore', 'ignore', 2], env: envOf(node) });
  if (run('scripts/build.mjs').status !== 0) return { passed: 0, failed: 1, says: 'does not build' };
  const smoke = [
    ['--version'],
    ['validate', '--cwd', 'examples/todo'],
    ['diagram', '--cwd', 'examples/todo'],
  ];
  const broken = smoke.find((args) => run('bin/eda.js', ...args).status !== 0);
  if (broken !== undefined) return { passed: 0, failed: 1, says: `eda ${broken.join(' ')} fails` };
  const filters = values.whole ? [] : selection;
  const sum = runVitestOn({ node, env: envOf(node) }, `node-${version}`, ...filters);
  return { ...sum, passed: sum.passed + smoke.length, says: `${sum.passed} passed, ${sum.failed} failed` };
}

/** What the tests start by name is this Node as well. */
function envOf(node) {
  return { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH}` };
}
