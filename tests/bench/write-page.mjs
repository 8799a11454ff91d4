import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus, loadavg, totalmem, type } from 'node:os';

const seam = '<!-- What follows is written by npm run bench. -->\n';
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
 * Writes the measured rows into a page, below its seam: what people wrote above it stays.
 * @param {string} path of the page
 * @param {{ results: { title: string, ratio: number, goal: number, detail: string }[], rounds: number, loadBefore: string }} run
 */
export function writePage(path, { results, rounds, loadBefore }) {
  const [head = ''] = readFileSync(path, 'utf8').split(seam);
  writeFileSync(path, `${head}${seam}\n${printTables(results, rounds, loadBefore)}`);
}

const sectionTitles = {
  Starting: /^start/,
  Checking: /^(validate|errors)/,
  Comparing: /^diff/,
  Generating: /^generate/,
  Installing: /^install/,
};

/** What a row is about: an indented one says more of the one before it. */
function subjectOf(results, index) {
  while (index > 0 && results[index].title.startsWith(' ')) index--;
  return results[index].title;
}

function printTables(results, rounds, loadBefore) {
  const { name, load } = describeMachine();
  const versions = ['js-yaml', '@asyncapi/parser'].map((peer) => `${peer} ${versionOf(peer)}`).join(', ');
  const day = new Date().toISOString().slice(0, 10);
  const commit = revision();
  const sections = Object.entries(sectionTitles).flatMap(([title, part]) => {
    const rows = results.filter((_, index) => part.test(subjectOf(results, index)));
    return rows.length === 0 ? [] : [`## ${title}\n\n${printRows(rows)}`];
  });
  return `${[
    `${day}${commit === undefined ? '' : `, revision ${commit}`}. ${name}; ${versions}. Medians of ${rounds} rounds in turns; load ${loadBefore} before and ${load} after.`,
    ...sections,
  ].join('\n\n')}\n`;
}

function printRows(rows) {
  const head = '| measured / beside | ratio | goal | of what |\n| --- | --- | --- | --- |';
  const lines = rows.map(({ title, ratio, goal, detail }) => {
    const shown = ratio.toFixed(2);
    return `| ${title.replace(/^ +/, '… ')} | ${ratio <= goal ? shown : `**${shown}**`} | ${goal} | ${detail} |`;
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
