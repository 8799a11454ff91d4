import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { plural } from '../diagnostics/format/located.ts';
import { type Paint, printable } from '../diagnostics/format/paint.ts';
import { generators } from '../generators/index.ts';
import type { FileAction, FileResult } from '../write/write.ts';

/** What a run was, besides its results. */
export interface RunDescription {
  readonly mode: 'write' | 'check' | 'dry-run';
  readonly paint: Paint;
  /** "2 services, 1 environment". */
  readonly scope: string;
  readonly time: string;
}

/** More new files than this are not news: only those are shown that somebody has to fill in. */
const mostNews = 12;
const mostLines = 40;

/** The report of `eda generate` for people: files by generator, what changed, what is in the way, the verdict. */
export function describeResults(results: readonly FileResult[], run: RunDescription): string {
  const lines = [
    ...describeGenerators(results),
    ...describeChanges(results, run),
    ...describeObstacles(results),
    '',
    [describeVerdict(results, run), run.paint.dim(run.scope), run.paint.dim(run.time)].join(' · '),
  ];
  return `${lines.join('\n')}\n`;
}

function describeGenerators(results: readonly FileResult[]): string[] {
  const counts = new Map<string, number>();
  for (const { generator, action } of results) {
    if (action !== 'remove') counts.set(generator, (counts.get(generator) ?? 0) + 1);
  }
  const ids = new Set([...generators.map(({ id }) => id), ...counts.keys()]);
  const rows = [...ids].flatMap((id) => {
    const count = counts.get(id);
    return count === undefined ? [] : [{ id, count: plural(count, 'file') }];
  });
  const width = Math.max(...rows.map(({ id }) => id.length));
  const right = Math.max(...rows.map(({ count }) => count.split(' ')[0]?.length ?? 0));
  return rows.map(({ id, count }) => {
    const [digits = '', word = ''] = count.split(' ');
    return `  ${id.padEnd(width)}  ${digits.padStart(right)} ${word}`;
  });
}

const marks: { readonly [action in FileAction]?: string } = {
  create: '+',
  update: '~',
  extend: '~',
  remove: '-',
};

function describeChanges(results: readonly FileResult[], { mode, paint }: RunDescription): string[] {
  const changed = results.filter(({ action }) => marks[action] !== undefined);
  const shown =
    changed.length > mostNews && mode === 'write'
      ? changed.filter(({ path, action }) => noteOn(path, action) !== '')
      : changed;
  if (shown.length > mostLines && mode === 'write') {
    return [`  + ${shown.length} stubs for you to fill in: services/<service>/src, all but src/generated`];
  }
  if (shown.length > mostLines) return describeFolders(shown, paint);
  return shown.map(({ path, action }) => {
    return `  ${marks[action]} ${printable(path)}${paint.dim(noteOn(path, action))}`;
  });
}

/** Many changes: how many in which folder, as `services/<service>/src/generated/`. */
function describeFolders(changed: readonly FileResult[], paint: Paint): string[] {
  const counts = new Map<string, number>();
  for (const { path, action } of changed) {
    const folder = path.split('/').slice(0, -1).slice(0, 4).join('/');
    const line = `  ${marks[action]} ${printable(folder === '' ? path : `${folder}/`)}`;
    counts.set(line, (counts.get(line) ?? 0) + 1);
  }
  const lines = [...counts].map(([line, count]) =>
    count === 1 ? line : `${line}   ${plural(count, 'file')}`,
  );
  return lines.length <= mostLines
    ? lines
    : [...lines.slice(0, mostLines), paint.dim(`  … and ${lines.length - mostLines} more folders`)];
}

function noteOn(path: string, action: FileAction): string {
  if (action === 'extend') return '   yours, with what the design asks for added';
  return action === 'create' && isStub(path) ? '   a stub for you to fill in' : '';
}

function isStub(path: string): boolean {
  return /^services\/[^/]+\/src\/(handlers|operations|projections|upcasters)\//.test(path);
}

function describeObstacles(results: readonly FileResult[]): string[] {
  return results.flatMap(({ path, action }) => {
    const give = `eda generate --overwrite ${quoted(path)}`;
    const shown = printable(path);
    switch (action) {
      case 'edited':
        return [
          `  ${shown} was edited by hand since it was generated; it is left as it is.`,
          `    Move the change to a file that is yours, or give it up:  ${give}`,
        ];
      case 'in-the-way':
        return [
          `  ${shown} is not eda's, and a generated file belongs there; it is left as it is.`,
          `    Move it away, or give it up:  ${give}`,
        ];
      case 'stale-edited':
        return [
          `  ${shown} is no longer generated, but was edited by hand; it is left as it is.`,
          `    Delete it, or let eda do so:  ${give}`,
        ];
      default:
        return [];
    }
  });
}

function describeVerdict(results: readonly FileResult[], { mode, paint }: RunDescription): string {
  const count = (...actions: readonly FileAction[]): number =>
    results.filter(({ action }) => actions.includes(action)).length;
  const part = (number: number, text: string): string[] => (number === 0 ? [] : [`${number} ${text}`]);
  const waiting = count('edited', 'in-the-way', 'stale-edited');
  const parts = [
    ...part(count('create', 'update', 'extend'), mode === 'write' ? 'written' : 'to write'),
    ...part(count('remove'), mode === 'write' ? 'removed' : 'to remove'),
    ...part(count('unchanged'), 'unchanged'),
    ...part(count('yours'), 'left alone (yours)'),
  ].join(', ');
  const changes = count('create', 'update', 'extend', 'remove');
  if (waiting > 0) return `${paint.red(`${plural(waiting, 'file')} to decide about`)}, ${parts}`;
  if (mode === 'check' && changes > 0) return `${paint.red('out of date: eda generate')}, ${parts}`;
  return changes === 0 ? `${paint.green('up to date')}, ${parts}` : parts;
}

/** What a check found out of date, as findings: reports for CI show each at its file. */
export function findDrift(results: readonly FileResult[]): Diagnostic[] {
  return results.flatMap(({ path, action }) => {
    const said = driftOf[action];
    if (said === undefined) return [];
    const [message, help] = said;
    return [{ code: 'generated-file', severity: 'error', message, help, at: { file: path, path: [] } }];
  });
}

const driftOf: { readonly [action in FileAction]?: readonly [message: string, help: string] } = {
  create: ['this file is to be generated, and is missing', 'eda generate, and commit it'],
  update: ['this file is out of date', 'eda generate, and commit it'],
  extend: ['this file lacks what the design asks for', 'eda generate, and commit it'],
  remove: ['this file is no longer generated', 'eda generate, and commit that it is gone'],
  edited: [
    'this file was edited by hand since it was generated',
    'move the change to a file that is yours, or give it up: eda generate --overwrite',
  ],
  'in-the-way': ["this file is not eda's, and a generated one belongs there", 'move it away'],
  'stale-edited': ['this file is no longer generated, but was edited by hand', 'delete it'],
};

/** A path as a shell takes it. */
export function quoted(path: string): string {
  return /^[\w./@%+:,-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
