/**
 * `npm run bench [-- --rounds 5] [--sizes 10,100,1000,5000] [--only validate] [--no-peers] [--largest] [--page docs/benchmarks.md]`:
 * CPU time and peak memory of eda beside the floors and its peers. Commands of a series are interleaved, so that a busy
 * machine hits all alike; what counts are the ratios. No test fails on a time: goals that are missed are marked.
 *
 * `@asyncapi/parser` is a development dependency; other peers come by `npm run bench:peers`, and are left out where they did
 * not. They read up to 1,000 events, with `--largest` once more than that, which takes minutes. `TMPDIR=/dev/shm` takes the
 * state of the disk's file system out of the figures.
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
import { ensureBuilt } from '../../scripts/ensure-built.mjs';
import { installedSize } from './installed-size.mjs';
import { writeSystem } from './make-system.mjs';
import { createMeasure, middle } from './measure.mjs';
import { median } from './median.mjs';
import { documentPeers, installPeers, peerFolder, startPeers } from './peers.mjs';
import { reportRow } from './report-row.mjs';
import { watchEdits } from './watch-edits.mjs';
import { describeMachine, writePage } from './write-page.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    sizes: { type: 'string', default: '10,100,1000,5000' },
    page: { type: 'string' },
    only: { type: 'string', default: 'start,validate,diff,watch,generate,brokers,install' },
    'no-peers': { type: 'boolean', default: false },
    largest: { type: 'boolean', default: false },
  },
});
const rounds = Number(values.rounds);
const sizes = values.sizes.split(',').map(Number);
const eda = join(root, 'bin/eda.js');
const floors = join(root, 'tests/bench/floors.mjs');
const peerScript = join(root, 'tests/bench/peer-modelina.mjs');
const withPeers = !values['no-peers'];
const modelina = withPeers ? peerFolder('@asyncapi/modelina') : undefined;
const folder = mkdtempSync(join(tmpdir(), 'eda-bench-'));
const { run, series } = createMeasure(folder);
const sections = [];
const loadBefore = describeMachine().load;
/** Sizes that comparing and generating are measured at: those of the page, or what a small run asks for. */
const sizesOr = (...usual) => {
  const asked = sizes.filter((size) => usual.includes(size));
  return asked.length > 0 ? asked : [Math.min(...sizes)];
};
const wants = (part) => values.only.split(',').includes(part);

try {
  ensureBuilt();
  for (const size of sizes) writeSystem(size, join(folder, String(size)));
  if (wants('start')) section('Starting', start);
  if (wants('validate')) {
    section('Checking', () => {
      growth(sizes.map((size) => [size, validate(size)]));
      defects();
    });
    section('Checking AsyncAPI documents', () => {
      for (const size of sizes) validateDocument(size);
    });
  }
  if (wants('watch')) await section('Watching', watch);
  if (wants('diff'))
    section('Comparing', () => {
      for (const size of sizesOr(1000)) diff(size);
    });
  if (wants('generate'))
    section('Generating', () => {
      for (const size of sizesOr(100, 1000)) generate(size);
    });
  if (wants('brokers'))
    section('Generating for a broker of each type, in three environments', () => {
      writeSystem(1000, join(folder, '1000-brokers'), { everyBroker: true });
      generate(1000, '1000-brokers', 'every broker: generate 1000 events', 4);
    });
  if (wants('install')) section('Installing', install);
  if (values.page !== undefined) writePage(values.page, { command: 'bench', sections, loadBefore });
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** What a part measures stands below one title on the page. */
function section(title, measure) {
  sections.push({ title, rows: [] });
  return measure();
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
  const commands = [[floors, 'validate', old], warm(eda, 'diff', old, now)];
  const peers = withPeers ? peerFolder('@asyncapi/diff') : undefined;
  if (peers !== undefined) {
    const documents = [join(old, 'asyncapi.yaml'), join(now, 'asyncapi.yaml')];
    commands.push([join(root, 'tests/bench/peer-diff.mjs'), peers, ...documents]);
  }
  const [floor, own, peer] = series(rounds, ...commands);
  report(`diff ${size} events / 2 floors`, own, { cpu: 2 * floor.cpu, rss: floor.rss }, 1.5);
  if (peer !== undefined) report(`diff ${size} events / @asyncapi/diff`, own, peer, 0.08);
}

function start() {
  const command = warm(eda, '--version');
  const peers = withPeers ? startPeers() : [];
  const commands = [['-e', '0'], command, firstTime(command), ...peers.map((peer) => peer.command)];
  const [floor, own, first, ...theirs] = series(rounds, ...commands);
  report('start: eda --version / node -e 0', own, floor, 1.8);
  report('start, the first time', first, floor, 1.8);
  for (const [index, { name }] of peers.entries()) report(`start / ${name}`, own, theirs[index]);
}

/** A command that finds the code that an earlier start compiled. */
function warm(...command) {
  return Object.assign(command, { warm: true });
}

/** One that finds none, as in a container that is made anew. */
function firstTime(command) {
  return Object.assign([...command], { env: { NODE_DISABLE_COMPILE_CACHE: '1' } });
}

/** @returns CPU time, in ms */
function validate(size) {
  const project = join(folder, String(size));
  const command = warm(eda, 'validate', '--cwd', project);
  const commands = [[floors, 'validate', project], command, firstTime(command)];
  const peer = withPeers && size <= 1000 ? documentPeers(join(project, 'asyncapi.yaml'))[0] : undefined;
  if (peer !== undefined) commands.push(peer.command);
  const [floor, own, first, theirs] = series(rounds, ...commands);
  report(`validate ${size} events / floor`, own, floor, 2);
  report(`validate ${size} events, the first time`, first, floor, 2);
  memory(`validate ${size} events, peak memory / floor`, own, floor, 1.5);
  if (theirs !== undefined)
    report(`validate ${size} events / @asyncapi/parser`, own, theirs, size === 10 ? 0.08 : 0.1);
  return own.cpu;
}

/** The same system as one AsyncAPI document. */
function validateDocument(size) {
  const document = join(folder, String(size), 'asyncapi.yaml');
  const isLargest = size > 1000;
  const peers = withPeers && (!isLargest || values.largest) ? documentPeers(document) : [];
  const commands = [[floors, 'asyncapi', document], warm(eda, 'validate', document)];
  const beside = peers.map(({ command }) => command);
  const [floor, own, ...theirs] = series(rounds, ...commands, ...(isLargest ? [] : beside));
  if (isLargest) theirs.push(...series(1, ...beside));
  report(`validate AsyncAPI, ${size} events / floor`, own, floor, 2);
  for (const [index, { name, goals }] of peers.entries())
    report(
      `validate AsyncAPI, ${size} events / ${name}`,
      own,
      theirs[index],
      isLargest ? goals.largest : goals.usual,
    );
  if (peers.length > 0)
    memory(
      `validate AsyncAPI, ${size} events, peak memory / @asyncapi/parser`,
      own,
      theirs[0],
      size === 1000 ? 0.4 : undefined,
    );
}

/** @param costs CPU time by the number of events */
function growth(costs) {
  const of = new Map(costs);
  if (!of.has(1000) || !of.has(5000)) return;
  line('validate: growth from 1000 to 5000 events', of.get(5000) / of.get(1000), 5.5, '');
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
  report(
    `${title}, ${files.length} files / (validate floor + write floor)`,
    middle(full.own),
    middle(full.floor),
    goal,
  );
  report(
    `${title}, nothing changed / (cached parse + hash floor)`,
    middle(full.nothing),
    middle(full.hash),
    2,
  );
  line('  files written', full.touched.nothing, 0, 'of nothing changed');
  report(`${title}, one event changed / full run`, middle(full.one), middle(full.own), 0.25);
  line(
    '  files written',
    full.touched.one,
    files.length / size,
    `of ${files.length}; goal: an event's share`,
  );
  if (full.peer.length > 0) report(`${title} / @asyncapi/modelina`, middle(full.own), middle(full.peer), 0.1);
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
  const packages = Object.keys(
    JSON.parse(readFileSync(join(modules, '.package-lock.json'), 'utf8')).packages,
  ).length;
  line('installed packages', packages, 12, '');
  for (const { name, folder: place } of withPeers ? installPeers() : []) {
    const theirs = installedSize(place, name);
    line(
      `install size / ${name}`,
      bytes / theirs.bytes,
      undefined,
      `${megabytes(bytes)} / ${megabytes(theirs.bytes)}; packages: ${packages} / ${theirs.packages}`,
    );
  }
}

function megabytes(bytes) {
  return `${(bytes / 1e6).toFixed(1)} MB`;
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
  const parts = readdirSync(join(tree, 'domains')).sort();
  const path = join(tree, 'domains', parts[Math.min(3, parts.length - 1)]);
  writeFileSync(path, readFileSync(path, 'utf8').replace('maxLength: 200', 'maxLength: 201'));
}

function listFiles(tree) {
  return readdirSync(tree, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(tree, join(entry.parentPath, entry.name)));
}

function report(title, own, other, goal) {
  line(title, own.cpu / other.cpu, goal, `${Math.round(own.cpu)} ms / ${Math.round(other.cpu)} ms CPU`);
}

function memory(title, own, other, goal) {
  line(title, own.rss / other.rss, goal, `${Math.round(own.rss)} MiB / ${Math.round(other.rss)} MiB`);
}

function line(title, ratio, goal, detail) {
  const row = { title, ratio, ...(goal === undefined ? {} : { goal }), detail };
  reportRow(row);
  sections.at(-1).rows.push(row);
}
