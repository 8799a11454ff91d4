import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus, loadavg, totalmem, type } from 'node:os';

const require = createRequire(import.meta.url);

/** What the machine is like, and how busy it is: a sentence without anything that names it. */
export function describeMachine() {
  const [first] = cpus();
  const load = loadavg()[0] ?? 0;
  const name = (first?.model ?? 'a processor')
    .replace(/\((R|TM)\)/g, '')
    .replace(/\s+/g, ' ')
    .trim();
  return {
    name: `${cpus().length} cores of ${/^[AEIOU]/.test(name) ? 'an' : 'a'} ${name}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${type()}, Node ${process.versions.node}`,
    load: load.toFixed(1),
  };
}

/**
 * Writes what a command measured into a page, between its own seam and the next one: what people wrote above the first, and
 * what other commands measured, stay.
 * @param {string} path of the page
 * @param {{ command: string, sections: { title: string, rows: { title: string, ratio: number, goal?: number, detail: string }[] }[], loadBefore: string }} run
 * `command` as npm runs it; sections without a row are left out
 * @throws Error where the page has no seam of this command
 */
export function writePage(path, { command, sections, loadBefore }) {
  const text = readFileSync(path, 'utf8');
  const seam = `<!-- What follows is written by npm run ${command}. -->\n`;
  const start = text.indexOf(seam);
  if (start === -1) throw new Error(`${path} has no line ${seam.trim()}`);
  const next = text.indexOf('<!-- What follows is written by ', start + seam.length);
  const after = next === -1 ? '' : `\n${text.slice(next)}`;
  const tables = sections
    .filter(({ rows }) => rows.length > 0)
    .map(({ title, rows }) => `## ${title}\n\n${printRows(rows)}\n`);
  const written = [describeRun(loadBefore), ...tables].join('\n');
  writeFileSync(path, `${text.slice(0, start)}${seam}\n${written}${after}`);
}

function describeRun(loadBefore) {
  const { name, load } = describeMachine();
  const versions = ['js-yaml', '@asyncapi/parser'].map((peer) => `${peer} ${versionOf(peer)}`).join(', ');
  const day = new Date().toISOString().slice(0, 10);
  const commit = revision();
  return `${day}${commit === undefined ? '' : `, revision ${commit}`}. ${name}; ${versions}. Load ${loadBefore} before and ${load} after.\n`;
}

function printRows(rows) {
  const head = '| measured / beside | ratio | goal | of what |\n| --- | --- | --- | --- |';
  const lines = rows.map(({ title, ratio, goal, detail }) => {
    const shown = ratio.toFixed(2);
    const told = goal === undefined || ratio <= goal ? shown : `**${shown}**`;
    return `| ${title.replace(/^ +/, '… ')} | ${told} | ${goal ?? ''} | ${detail} |`;
  });
  return [head, ...lines].join('\n');
}

function versionOf(name) {
  return JSON.parse(readFileSync(require.resolve(`${name}/package.json`), 'utf8')).version;
}

function revision() {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    // A copy without its history.
    return undefined;
  }
}
