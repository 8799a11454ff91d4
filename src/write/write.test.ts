import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import fc from '../../tests/support/fast-check.ts';
import type { OwnedFile } from '../generators/plan.ts';
import { WriteRefused } from './replace-file.ts';
import { takeRunLock } from './run-lock.ts';
import { readLock, writeFiles } from './write.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'eda-write-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function file(
  path: string,
  content: string,
  owner: OwnedFile['owner'] = 'eda',
): OwnedFile & { made: number } {
  const planned = {
    path,
    owner,
    generator: 'test',
    inputs: [content],
    made: 0,
    content: () => {
      planned.made++;
      return content;
    },
  };
  return planned;
}

/** Path and action of each file. */
function run(
  files: readonly OwnedFile[],
  more: { mode?: 'plan'; overwrite?: string[]; ran?: string[]; covers?: (path: string) => boolean } = {},
): string[] {
  return writeFiles({
    root,
    files,
    ran: more.ran ?? ['test'],
    records: {},
    lock: readLock(root).lock,
    assetsVersion: '1',
    overwrite: new Set(more.overwrite ?? []),
    ...(more.covers === undefined ? {} : { covers: more.covers }),
    mode: more.mode ?? 'write',
  }).results.map(({ path, action }) => `${path} ${action}`);
}

const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const write = (path: string, text: string): void => {
  mkdirSync(join(root, path, '..'), { recursive: true });
  writeFileSync(join(root, path), text);
};

describe('writeFiles', () => {
  it('creates, then leaves alone what is the same, and its time as well', () => {
    expect(run([file('a/b.ts', 'one\n')])).toEqual(['a/b.ts create']);
    const time = statSync(join(root, 'a/b.ts')).mtimeMs;
    const again = file('a/b.ts', 'one\n');
    expect(run([again])).toEqual(['a/b.ts unchanged']);
    expect(again.made).toBe(0);
    expect(statSync(join(root, 'a/b.ts')).mtimeMs).toBe(time);
  });

  it('works without its cache', () => {
    run([file('a.ts', 'one\n')]);
    rmSync(join(root, '.eda'), { recursive: true });
    expect(run([file('a.ts', 'one\n')])).toEqual(['a.ts unchanged']);
    expect(run([file('a.ts', 'two\n')])).toEqual(['a.ts update']);
    write('.eda/cache/generate.json', '{ broken');
    expect(run([file('a.ts', 'three\n')])).toEqual(['a.ts update']);
    expect(read('a.ts')).toBe('three\n');
  });

  it('reports a hand edit and keeps it, until it is given up', () => {
    run([file('a.ts', 'one\n')]);
    write('a.ts', 'mine\n');
    expect(run([file('a.ts', 'one\n')])).toEqual(['a.ts edited']);
    expect(run([file('a.ts', 'two\n')])).toEqual(['a.ts edited']);
    expect(read('a.ts')).toBe('mine\n');
    expect(run([file('a.ts', 'two\n')], { overwrite: ['a.ts'] })).toEqual(['a.ts update']);
    expect(read('a.ts')).toBe('two\n');
    expect(run([file('a.ts', 'two\n')])).toEqual(['a.ts unchanged']);
  });

  it('takes a text with the line ends of a checkout on Windows for what it wrote, and leaves it as it is', () => {
    run([file('a.ts', 'one\ntwo\n'), file('b.ts', 'b\nb\n'), file('gone.ts', 'x\ny\n')]);
    for (const path of ['a.ts', 'b.ts', 'gone.ts', 'eda.lock'])
      write(path, read(path).replaceAll('\n', '\r\n'));
    rmSync(join(root, '.eda'), { recursive: true });
    const lock = read('eda.lock');
    const all = [file('a.ts', 'one\ntwo\n'), file('b.ts', 'b\nb\n'), file('gone.ts', 'x\ny\n')];
    const unchanged = ['a.ts unchanged', 'b.ts unchanged', 'gone.ts unchanged'];
    expect(run(all, { mode: 'plan' })).toEqual(unchanged);
    // Without its cache, and with it.
    for (let time = 0; time < 2; time++) expect(run(all)).toEqual(unchanged);
    expect([read('a.ts'), read('eda.lock')]).toEqual(['one\r\ntwo\r\n', lock]);
    // What changes is written as ever; what is planned no more goes.
    expect(run([file('a.ts', 'one\nthree\n'), file('b.ts', 'b\nb\n')])).toEqual([
      'a.ts update',
      'b.ts unchanged',
      'gone.ts remove',
    ]);
    expect([read('a.ts'), read('b.ts')]).toEqual(['one\nthree\n', 'b\r\nb\r\n']);
  });

  it('finds an edit in a text with other line ends, and adopts one that the lock does not know', () => {
    run([file('a.ts', 'one\ntwo\n')]);
    write('a.ts', 'one\r\nmine\r\n');
    expect(run([file('a.ts', 'one\ntwo\n')])).toEqual(['a.ts edited']);
    write('b.ts', 'one\r\ntwo\r\n');
    expect(run([file('b.ts', 'one\ntwo\n')], { ran: [] })).toEqual(['b.ts unchanged']);
    // A text that has such ends by itself, and what is no text.
    expect(run([file('c.ts', 'one\r\n'), file('d.png', '\0\r\n')], { ran: [] })).toEqual([
      'c.ts create',
      'd.png create',
    ]);
    expect(run([file('c.ts', 'one\r\n'), file('d.png', '\0\r\n')], { ran: [] })).toEqual([
      'c.ts unchanged',
      'd.png unchanged',
    ]);
    write('c.ts', 'one\n');
    write('d.png', '\0\n');
    expect(run([file('c.ts', 'one\r\n'), file('d.png', '\0\r\n')], { ran: [] })).toEqual([
      'c.ts edited',
      'd.png edited',
    ]);
  });

  it('finds a hand edit of the same length within the same millisecond of file time', () => {
    run([file('a.ts', 'one\n')]);
    write('a.ts', 'eno\n');
    expect(run([file('a.ts', 'one\n')])).toEqual(['a.ts edited']);
  });

  it('never writes over a file that is not its own', () => {
    write('a.ts', 'mine\n');
    expect(run([file('a.ts', 'one\n')])).toEqual(['a.ts in-the-way']);
    expect(read('a.ts')).toBe('mine\n');
    mkdirSync(join(root, 'b.ts'));
    expect(run([file('b.ts', 'one\n')])).toEqual(['b.ts in-the-way']);
  });

  it('adopts a file that already says the same', () => {
    write('a.ts', 'one\n');
    expect(run([file('a.ts', 'one\n')])).toEqual(['a.ts unchanged']);
    expect(run([file('a.ts', 'two\n')])).toEqual(['a.ts update']);
  });

  it('writes once, and never again', () => {
    expect(run([file('h.ts', 'stub\n', 'once')])).toEqual(['h.ts create']);
    write('h.ts', 'mine\n');
    expect(run([file('h.ts', 'other stub\n', 'once')])).toEqual(['h.ts yours']);
    expect(read('h.ts')).toBe('mine\n');
    expect(run([])).toEqual([]);
    expect(read('h.ts')).toBe('mine\n');
  });

  it('removes what nobody plans any more, with its empty folders, unless it was edited', () => {
    run([file('x/y/a.ts', 'one\n'), file('x/b.ts', 'two\n'), file('m/0001.sql', 'sql\n', 'append')]);
    write('x/b.ts', 'mine\n');
    expect(run([])).toEqual(['x/b.ts stale-edited', 'x/y/a.ts remove']);
    expect(existsSync(join(root, 'x/y'))).toBe(false);
    expect(read('x/b.ts')).toBe('mine\n');
    expect(read('m/0001.sql')).toBe('sql\n');
  });

  it('leaves alone what generators wrote that did not run', () => {
    run([file('a.ts', 'one\n')]);
    expect(run([], { ran: ['other'] })).toEqual([]);
    expect(existsSync(join(root, 'a.ts'))).toBe(true);
    expect(run([])).toEqual(['a.ts remove']);
  });

  it('changes nothing when it only plans', () => {
    expect(run([file('a.ts', 'one\n')], { mode: 'plan' })).toEqual(['a.ts create']);
    expect(existsSync(join(root, 'a.ts'))).toBe(false);
    expect(existsSync(join(root, 'eda.lock'))).toBe(false);
  });

  it('knows its own files after a run that was cut off before the lock was written', () => {
    run([file('a.ts', 'one\n'), file('b.ts', 'one\n')]);
    const lock = read('eda.lock');
    run([file('a.ts', 'two\n'), file('b.ts', 'two\n')]);
    // As a kill leaves it: files written, the lock of the run before, the note of what was going to be written.
    const { hash } = readLock(root).lock.files['a.ts'] ?? { hash: '' };
    write('eda.lock', lock);
    write('.eda/cache/pending.json', JSON.stringify({ 'a.ts': [hash], 'b.ts': [hash] }));
    write('a.ts.4711.tmp', 'tw');
    write('eda.lock.4711.tmp', '{');
    write('.eda/cache/generate.json.4711.tmp', '{');
    write('notes.4711.tmp', 'mine\n');
    expect(run([file('a.ts', 'three\n'), file('b.ts', 'three\n')])).toEqual(['a.ts update', 'b.ts update']);
    const left = readdirSync(root, { recursive: true }).filter((name) => String(name).endsWith('.tmp'));
    expect(left).toEqual(['notes.4711.tmp']);
  });

  it('knows its own files after two runs that were cut off', () => {
    run([file('a.ts', 'one\n')]);
    const lock = read('eda.lock');
    run([file('a.ts', 'two\n')]);
    const { hash } = readLock(root).lock.files['a.ts'] ?? { hash: '' };
    write('eda.lock', lock);
    // The second run meant to write something else, and came to no file at all.
    write('.eda/cache/pending.json', JSON.stringify({ 'a.ts': [hash, 'another'] }));
    expect(run([file('a.ts', 'three\n')])).toEqual(['a.ts update']);
  });

  it('leaves alone what lies elsewhere', () => {
    run([file('x/a.ts', 'one\n'), file('y/b.ts', 'one\n')]);
    expect(run([], { covers: (path) => path.startsWith('x/') })).toEqual(['x/a.ts remove']);
    expect(read('y/b.ts')).toBe('one\n');
    expect(run([file('y/b.ts', 'one\n')])).toEqual(['y/b.ts unchanged']);
  });

  it('refuses to write through a link', () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'eda-else-'));
    symlinkSync(elsewhere, join(root, 'out'));
    expect(() => run([file('out/a.ts', 'one\n')])).toThrow(WriteRefused);
    expect(existsSync(join(elsewhere, 'a.ts'))).toBe(false);
    rmSync(elsewhere, { recursive: true });
  });

  it('starts anew where eda.lock is damaged', () => {
    run([file('a.ts', 'one\n')]);
    write('eda.lock', '<<<<<<< ours\n');
    expect(readLock(root).state).toBe('damaged');
    expect(run([file('a.ts', 'one\n')])).toEqual(['a.ts unchanged']);
    expect(readLock(root).state).toBe('sound');
  });

  it('takes both sides of a merge, in eda.lock as in generated files', () => {
    run([file('a.ts', 'one\n'), file('b.ts', 'one\n')]);
    const [line = ''] = read('eda.lock').match(/^.*"a\.ts".*$/m) ?? [];
    const theirs = line.replace(/"hash":"[^"]*"/, '"hash":"other"');
    const conflict = `<<<<<<< HEAD\n${line}\n=======\n${theirs}\n>>>>>>> topic`;
    write('eda.lock', read('eda.lock').replace(line, conflict));
    write('a.ts', '<<<<<<< HEAD\none\n=======\nother\n>>>>>>> topic\n');
    expect(readLock(root).state).toBe('joined');
    expect(run([file('a.ts', 'two\n'), file('b.ts', 'one\n')])).toEqual(['a.ts update', 'b.ts unchanged']);
    expect(read('a.ts')).toBe('two\n');
    expect(readLock(root).state).toBe('sound');
  });

  it('does not choose between two records', () => {
    write(
      'eda.lock',
      '{\n"eda": 1, "files": {}, "records":\n<<<<<<< a\n{ "x": { "n": 1 } }\n=======\n{ "x": { "n": 2 } }\n>>>>>>> b\n}\n',
    );
    expect(readLock(root).state).toBe('damaged');
  });

  it('comes to the same tree in any order of runs', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.array(fc.tuple(fc.constantFrom('a.ts', 'd/b.ts', 'd/e/c.ts'), fc.constantFrom('1\n', '2\n')), {
            maxLength: 3,
          }),
          { maxLength: 5 },
        ),
        (plans) => {
          const folder = root;
          root = mkdtempSync(join(folder, 'case-'));
          let last: Map<string, string> = new Map();
          for (const plan of plans) {
            last = new Map(plan);
            run([...last].map(([path, content]) => file(path, content)));
          }
          const tree = ['a.ts', 'd/b.ts', 'd/e/c.ts']
            .filter((path) => existsSync(join(root, path)))
            .map((path) => [path, read(path)]);
          expect(new Map(tree as [string, string][])).toEqual(last);
          root = folder;
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('takeRunLock', () => {
  it('lets one run at a time write, and takes over from a dead one', () => {
    const first = takeRunLock(root);
    expect('release' in first).toBe(true);
    expect(takeRunLock(root)).toEqual({ heldBy: process.pid });
    if ('release' in first) first.release();
    write('.eda/generate.pid', '999999999');
    expect('release' in takeRunLock(root)).toBe(true);
  });
});
