/**
 * `npm run bench [-- --rounds 5] [--sizes 10,100,1000,5000] [--only validate] [--no-peers] [--out results.json]
 * [--page docs/benchmarks.md]`: CPU time and peak memory of eda beside the floors and its peers. Commands of a series are interleaved, so that a busy
 * machine hits all alike; what counts are the ratios. No test fails on a time: goals that are missed are marked.
 *
 * `@asyncapi/parser` is a development dependency; `@asyncapi/modelina` and `@asyncapi/diff` come by
 * `npm run bench:peers`, and are left out where they are not. `TMPDIR=/dev/shm` takes the state of the disk's file system out of the figures.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { peersFolder } from './install-peers.mjs';
import { writeSystem } from './make-system.mjs';
import { median } from './median.mjs';
import { watchEdits } from './watch-edits.mjs';
import { describeMachine, writePage } from './write-page.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    sizes: { type: 'string', default: '10,100,1000,5000' },
    out: { type: 'string' },
    page: { type: 'string' },
    only: { type: 'string', default: 'start,validate,diff,watch,generate,brokers,install' },
    'no-peers': { type: 'boolean', default: false },
  },
});
const rounds = Number(values.rounds);
const sizes = values.sizes.split(',').map(Number);
const eda = join(root, 'bin/eda.js');
const floors = join(root, 'tests/bench/floors.mjs');
const peerScript = join(root, 'tests/bench/peer-modelina.mjs');
const modelina = peerFolder('@asyncapi/modelina');
const folder = mkdtempSync(join(tmpdir(), 'eda-bench-'));
const results = [];
const loadBefore = describeMachine().load;
const wants = (part) => values.only.split(',').includes(part);

try {
  execFileSync(process.execPath, [join(root, 'scripts/build.mjs')], { stdio: 'inherit' });
  for (const size of sizes) writeSystem(size, join(folder, String(size)));
  if (wants('start')) start();
  if (wants('validate')) {
    for (const size of sizes) validate(size);
    for (const size of sizes) validateDocument(size);
    growth();
    defects();
  }
  if (wants('diff')) diff(1000);
  if (wants('watch')) await watch();
  if (wants('generate')) {
    for (const size of sizes.filter((size) => size === 100 || size === 1000)) generate(size);
  }
  if (wants('brokers')) {
    const project = join(folder, '1000-brokers');
    writeSystem(1000, project, { everyBroker: true });
    generate(1000, '1000-brokers', 'generate for a broker of each type, 3 environments: 1000 events', 4);
  }
  if (wants('install')) install();
  if (values.page !== undefined) writePage(values.page, { results, rounds, loadBefore });
  if (values.out !== undefined) writeFileSync(values.out, `${JSON.stringify(results, null, 2)}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** One field of every fourth domain takes longer texts: most files are the same, as between two revisions. */
function diff(size) {
  const old = join(folder, String(size));
  const now = join(folder, `${size}-next`);
  if (!existsSync(old)) writeSystem(size, old);
  cpSync(old, now, { recursive: true });
  const longer = (path) =>
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll('maxLength: 200', 'maxLength: 201'));
  const parts = readdirSync(join(now, 'domains')).filter((_, index) => index % 4 === 0);
  for (const part of parts) longer(join(now, 'domains', part));
  longer(join(now, 'asyncapi.yaml'));
  const commands = [
    [floors, 'validate', old],
    [eda, 'diff', old, now],
  ];
  const peers = peerFolder('@asyncapi/diff');
  if (peers !== undefined) {
    const documents = [join(old, 'asyncapi.yaml'), join(now, 'asyncapi.yaml')];
    commands.push([join(root, 'tests/bench/peer-diff.mjs'), peers, ...documents]);
  }
  const [floor, own, peer] = series(...commands);
  report(`diff ${size} events / 2 floors`, own, { cpu: 2 * floor.cpu, rss: floor.rss }, 1.5);
  if (peer !== undefined) report(`diff ${size} events / @asyncapi/diff`, own, peer, 0.08);
}

function start() {
  const [floor, own, first] = series(['-e', '0'], [eda, '--version'], firstTime([eda, '--version']));
  report('start: eda --version / node -e 0', own, floor, 1.8);
  report('start, the first time', first, floor, 1.8);
}

/** A command that finds no code that an earlier start compiled, as in a container that is made anew. */
function firstTime(command) {
  return Object.assign([...command], { env: { NODE_DISABLE_COMPILE_CACHE: '1' } });
}

function validate(size) {
  const project = join(folder, String(size));
  const commands = [
    [floors, 'validate', project],
    [eda, 'validate', '--cwd', project],
  ];
  commands.push(firstTime(commands[1]));
  const withPeer = !values['no-peers'] && size <= 1000;
  if (withPeer) commands.push([join(root, 'tests/bench/peer-parser.mjs'), join(project, 'asyncapi.yaml')]);
  const [floor, own, first, peer] = series(...commands);
  report(`validate ${size} events / floor`, own, floor, 2);
  report(`validate ${size} events, the first time`, first, floor, 2);
  line(
    `validate ${size} events, peak memory / floor`,
    own.rss / floor.rss,
    1.5,
    `${Math.round(own.rss)} MiB / ${Math.round(floor.rss)} MiB`,
  );
  if (peer !== undefined)
    report(`validate ${size} events / @asyncapi/parser`, own, peer, size === 10 ? 0.08 : 0.1);
}

/** The same system as one AsyncAPI document. */
function validateDocument(size) {
  const document = join(folder, String(size), 'asyncapi.yaml');
  const commands = [
    [floors, 'asyncapi', document],
    [eda, 'validate', document],
  ];
  const withPeer = !values['no-peers'] && size <= 1000;
  if (withPeer) commands.push([join(root, 'tests/bench/peer-parser.mjs'), document]);
  const [floor, own, peer] = series(...commands);
  report(`validate AsyncAPI, ${size} events / floor`, own, floor, 2);
  if (peer === undefined) return;
  report(`validate AsyncAPI, ${size} events / @asyncapi/parser`, own, peer, 0.1);
  line(
    `validate AsyncAPI, ${size} events, peak memory / @asyncapi/parser`,
    own.rss / peer.rss,
    0.4,
    `${Math.round(own.rss)} MiB / ${Math.round(peer.rss)} MiB`,
  );
}

function growth() {
  const of = (size) => results.find(({ title }) => title === `validate ${size} events / floor`)?.own;
  if (of(1000) !== undefined && of(5000) !== undefined) {
    line('validate: growth from 1000 to 5000 events', of(5000) / of(1000), 5.5, '');
  }
}

function defects() {
  const project = join(folder, 'defects');
  writeSystem(1000, project, { defects: true });
  const { stdout } = spawnSync(process.execPath, [eda, 'validate', '--cwd', project, '--format', 'json'], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  const errors = JSON.parse(stdout).diagnostics.filter(({ severity }) => severity === 'error').length;
  line('errors for 20 planted defects', errors / 20, 1, `${errors} errors`);
}

function generate(size, name = String(size), title = `generate ${size} events`, goal = 2.5) {
  const project = join(folder, name);
  // Nothing is deleted between measurements: creating files soon after many were deleted is slow on ext4.
  const [first, ...trees] = Array.from({ length: rounds + 1 }, (_, round) => {
    const tree = join(folder, `${name}-full-${round}`);
    cpSync(project, tree, { recursive: true });
    return tree;
  });
  run([eda, 'generate', '--cwd', first]);
  const files = listFiles(first).filter(
    (path) => !/^(eda\.yaml|asyncapi\.yaml|domains\/|\.eda\/)/.test(path),
  );
  const plan = join(folder, 'plan.json');
  writeFileSync(
    plan,
    JSON.stringify({
      design: join(first, '.eda/cache/spec.json'),
      files: files.map((path) => [path, statSync(join(first, path)).size]),
    }),
  );
  const full = { own: [], floor: [], nothing: [], hash: [], one: [], peer: [], touched: {} };
  for (const [round, tree] of trees.entries()) {
    const read = run([floors, 'validate', tree]);
    const written = run([floors, 'write', plan, join(folder, `${name}-written-${round}`)]);
    full.floor.push({ cpu: read.cpu + written.cpu, rss: Math.max(read.rss, written.rss) });
    full.own.push(run([eda, 'generate', '--cwd', tree]));
    full.hash.push(run([floors, 'hash', plan, tree]));
    const made = timesOf(tree, files);
    full.nothing.push(run([eda, 'generate', '--cwd', tree]));
    full.touched.nothing = countNewer(tree, made);
    changeOneEvent(tree);
    full.one.push(run([eda, 'generate', '--cwd', tree]));
    full.touched.one = countNewer(tree, made);
    if (modelina !== undefined && round < 3) {
      const output = join(folder, `${name}-modelina-${round}`);
      full.peer.push(run([peerScript, modelina, join(project, 'asyncapi.yaml'), output]));
    }
  }
  const middle = (key) => ({
    cpu: median(full[key].map(({ cpu }) => cpu)),
    rss: median(full[key].map(({ rss }) => rss)),
  });
  report(
    `${title}, ${files.length} files / (validate floor + write floor)`,
    middle('own'),
    middle('floor'),
    goal,
  );
  report(`${title}, nothing changed / (cached parse + hash floor)`, middle('nothing'), middle('hash'), 2);
  line('  files written', full.touched.nothing, 0, 'of nothing changed');
  report(`${title}, one event changed / full run`, middle('one'), middle('own'), 0.25);
  line(
    '  files written',
    full.touched.one,
    files.length / size,
    `of ${files.length}; goal: an event's share`,
  );
  if (full.peer.length > 0) report(`${title} / @asyncapi/modelina`, middle('own'), middle('peer'), 0.1);
}

/** Edits of one event below `eda validate --watch`, against a whole pass of the floor in a process that is warm. */
async function watch() {
  const edits = 40;
  for (const size of sizes.filter((size) => size === 1000)) {
    const tree = join(folder, `${size}-watched`);
    cpSync(join(folder, String(size)), tree, { recursive: true });
    const passes = spawnSync(process.execPath, [floors, 'again', tree, String(edits)], { encoding: 'utf8' });
    const floor = median(JSON.parse(passes.stdout).slice(edits / 2));
    const answers = (await watchEdits(eda, tree, edits)).slice(edits / 2);
    report(
      `validate --watch ${size} events, one edited / warm floor`,
      { cpu: median(answers.map(({ cpu }) => cpu)) },
      { cpu: floor },
      0.7,
    );
    const shown = median(answers.map(({ shown }) => shown));
    line('  time to answer, ms / 100', shown / 100, 1, `${Math.round(shown)} ms as the verdict says`);
  }
}

/** What a user gets: packed, installed into an empty folder, counted. */
function install() {
  const target = join(folder, 'install');
  mkdirSync(target);
  writeFileSync(join(target, 'package.json'), '{ "private": true }\n');
  const npm = (args) => execFileSync('npm', args, { cwd: target, encoding: 'utf8' });
  const [{ filename }] = JSON.parse(npm(['pack', '--json', '--ignore-scripts', root]));
  npm([
    'install',
    '--no-audit',
    '--no-fund',
    '--omit=dev',
    '--omit=optional',
    '--omit=peer',
    `./${filename}`,
  ]);
  const modules = join(target, 'node_modules');
  const bytes = listFiles(modules).reduce((sum, path) => sum + statSync(join(modules, path)).size, 0);
  line('install size, MB', bytes / 1e6, 10, 'production install of the packed package');
  const { packages } = JSON.parse(readFileSync(join(modules, '.package-lock.json'), 'utf8'));
  line('installed packages', Object.keys(packages).length, 12, '');
}

function timesOf(tree, files) {
  return new Map(files.map((path) => [path, statSync(join(tree, path)).mtimeMs]));
}

/** Generated files that were written since; the lock notes hashes of all, and is not counted. */
function countNewer(tree, times) {
  return [...times].filter(
    ([path, time]) => path !== 'eda.lock' && statSync(join(tree, path)).mtimeMs !== time,
  ).length;
}

/** Another limit of one field: the smallest change that reaches generated code. */
function changeOneEvent(tree) {
  const path = join(tree, 'domains', readdirSync(join(tree, 'domains')).sort()[3]);
  writeFileSync(path, readFileSync(path, 'utf8').replace('maxLength: 200', 'maxLength: 201'));
}

function listFiles(tree) {
  return readdirSync(tree, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(tree, join(entry.parentPath, entry.name)));
}

/** Runs commands in turn, round after round; medians of each. What they compile is there before the first round. */
function series(...commands) {
  const runs = commands.map(() => []);
  for (const command of commands) if (command[0] === eda && command.env === undefined) run(command);
  for (let round = 0; round < rounds; round++) {
    for (const [index, command] of commands.entries()) runs[index].push(run(command));
  }
  return runs.map((list) => ({
    cpu: median(list.map(({ cpu }) => cpu)),
    rss: median(list.map(({ rss }) => rss)),
  }));
}

function run(args) {
  const usage = join(folder, 'usage.json');
  const { NODE_EXTRA_CA_CERTS: _, NODE_OPTIONS: __, ...env } = process.env;
  const preload = ['--require', join(root, 'tests/bench/report-usage.cjs')];
  const { status, stderr } = spawnSync(process.execPath, [...preload, ...args], {
    env: { ...env, EDA_USAGE: usage, NO_COLOR: '1', XDG_CACHE_HOME: join(folder, 'caches'), ...args.env },
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`);
  return JSON.parse(readFileSync(usage, 'utf8'));
}

function report(title, own, other, goal) {
  line(title, own.cpu / other.cpu, goal, `${Math.round(own.cpu)} ms / ${Math.round(other.cpu)} ms CPU`);
  results.at(-1).own = own.cpu;
}

function line(title, ratio, goal, detail) {
  results.push({ title, ratio, goal, detail });
  const verdict = ratio <= goal ? 'reached' : 'MISSED';
  process.stdout.write(
    `${title.padEnd(72)} ${ratio.toFixed(2).padStart(6)}  goal ${String(goal).padEnd(5)} ${verdict}  ${detail}\n`,
  );
}

/** The folder that a peer is installed below, if it is. */
function peerFolder(name) {
  const peers = peersFolder();
  if (values['no-peers']) return undefined;
  return existsSync(join(peers, 'node_modules', name)) ? peers : undefined;
}
