/**
 * `npm run demo`: validates and generates the todo system, starts its four services on embedded sidecars and an
 * embedded PostgreSQL, plays one person's story through them, and prints what happened: who published, who received,
 * what the tables hold, what is in the dead letters. With `--kill`, the todo service is killed (-9) between a commit
 * and its publication; the tables end the same.
 */
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ensureInstalled } from './ensure-installed.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const { values } = parseArgs({ options: { kill: { type: 'boolean' }, project: { type: 'string' } } });
const project = resolve(values.project ?? join(root, 'examples/todo'));
const begun = performance.now();

ensureInstalled();
say('build');
run('scripts/build.mjs');
say('eda validate');
run('bin/eda.js', '--cwd', project, 'validate');
say('eda generate');
run('bin/eda.js', '--cwd', project, 'generate');

say('start');
const { startSystem } = await import('../dist/index.js');
const { playStory } = await import('./demo-story.mjs');
const trace = [];
const started = await startSystem({
  root: project,
  fresh: true,
  portOffset: 'auto',
  onEvent: (event) => {
    if (event.kind === 'message') trace.push(event.message);
    if (event.kind === 'progress') process.stderr.write(`  ${event.message}\n`);
  },
});
if (!started.ok) {
  for (const { message, help } of started.diagnostics) process.stderr.write(`${message}\n  ${help ?? ''}\n`);
  process.exit(1);
}
const system = started.value;
let failed = false;
try {
  for (const { name, url } of system.services) process.stdout.write(`  ${name.padEnd(22)} ready  ${url}\n`);
  failed = !(await playStory(system, trace, { kill: values.kill === true }));
} catch (error) {
  failed = true;
  process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
} finally {
  say('stop');
  await system.stop();
}
process.stdout.write(
  `\n${failed ? 'the story did not end as it should' : 'all stopped'} · ${((performance.now() - begun) / 1000).toFixed(1)} s\n`,
);
process.exitCode = failed ? 1 : 0;

function say(what) {
  process.stdout.write(`\n— ${what}\n`);
}

function run(script, ...args) {
  const { status } = spawnSync(process.execPath, [join(root, script), ...args], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
