import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { makeProject, runEda, soundDesign } from './run-eda.ts';

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const remove of cleanups.splice(0)) remove();
});

function project(files: { readonly [path: string]: string } = {}): string {
  const { folder, remove } = makeProject(files);
  cleanups.push(remove);
  return folder;
}

const stackTrace = /^\s+at .*\(.*:\d+:\d+\)$/m;

describe('eda validate', () => {
  it('is content with a sound design', async () => {
    const { code, out, err } = await runEda(project({ 'eda.yaml': soundDesign }), ['validate']);
    expect(err).toBe('');
    expect(out).toMatch(/^no problems · 2 services, 1 event · \d+ ms\n$/);
    expect(code).toBe(0);
  });

  it('finds the design in a folder above', async () => {
    const folder = project({ 'eda.yaml': soundDesign, 'deep/er/x.txt': '' });
    expect((await runEda(join(folder, 'deep/er'), ['validate'])).code).toBe(0);
    expect((await runEda(folder, ['validate', '--cwd', 'nowhere'])).code).not.toBe(0);
    expect((await runEda('/', ['--cwd', folder, 'validate'])).code).toBe(0);
  });

  it.each(['eda.yaml', 'eda.yaml/x'])('works in folders only, not in %s', async (cwd) => {
    const folder = project({ 'eda.yaml': soundDesign });
    for (const command of ['validate', 'doctor']) {
      const { code, out, err } = await runEda(folder, ['--cwd', cwd, command]);
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(err).toMatch(/^eda: .*eda\.yaml.* a folder is expected.*\n$/);
    }
  });

  it.each<[string, { [path: string]: string }, string[], number, RegExp]>([
    [
      'an empty folder',
      {},
      [],
      2,
      /there is no eda\.yaml here or in a folder above; `eda init` starts a project/,
    ],
    ['a folder with a part only', { 'sales.eda.yaml': 'eda: 1\n' }, [], 2, /but sales\.eda\.yaml; name it/],
    ['a missing file', {}, ['gone.yaml'], 3, /gone\.yaml: there is no such file/],
    ['a folder without a root', { 'x/y.txt': '' }, ['x'], 3, /x: there is no eda\.yaml in this folder/],
    ['an empty file', { 'eda.yaml': '' }, [], 3, /1:1 {2}error {3}the file is empty/],
    ['comments only', { 'eda.yaml': '# soon\n' }, [], 3, /the file holds comments only/],
    ['a tab', { 'eda.yaml': 'eda: 1\ndomains:\n\ta: {}\n' }, [], 3, /3:1 .*a tab stands in the indentation/],
    [
      'bad indentation',
      { 'eda.yaml': 'eda: 1\nsystem: a\n  title: b\n' },
      [],
      3,
      /indented below system, which already has a value/,
    ],
    [
      'a duplicate key',
      { 'eda.yaml': `${soundDesign}system: again\n` },
      [],
      3,
      /system stands twice in this map/,
    ],
    [
      'a brace in a path',
      { 'eda.yaml': `${soundDesign}x: { get: /a/{b} }\n` },
      [],
      3,
      /braces open a map in YAML/,
    ],
    [
      'an anchor',
      { 'eda.yaml': soundDesign.replace('shop\n', '&a shop\n') },
      [],
      3,
      /anchors and aliases are not part of the language/,
    ],
    ['a list', { 'eda.yaml': '- eda: 1\n' }, [], 3, /1:1 .*error/],
    ['a text', { 'eda.yaml': 'hello\n' }, [], 3, /1:1 .*error/],
    ['an unknown key', { 'eda.yaml': soundDesign.replace('summary:', 'sumary:') }, [], 1, /sumary.*summary/],
    [
      'an unknown event',
      {
        'eda.yaml': soundDesign.replace(
          'subscribes: { sales.order.placed',
          'subscribes: { sales.order.placd',
        ),
      },
      [],
      1,
      /sales\.order\.placd.*sales\.order\.placed/s,
    ],
    [
      'yes for a boolean',
      { 'eda.yaml': soundDesign.replace('key: orderId', 'key: orderId\n    internal: yes') },
      [],
      1,
      /internal.*true/s,
    ],
    [
      'a missing part',
      { 'eda.yaml': `${soundDesign}include: [parts/*.yaml]\n` },
      [],
      0,
      /parts\/\*\.yaml matches no file/,
    ],
    ['too deep', { 'eda.yaml': `a: ${'['.repeat(5000)}` }, [], 3, /nested more than 100 levels deep/],
  ])('answers clearly: %s', async (_name, files, args, expected, message) => {
    const { code, out, err } = await runEda(project(files), ['validate', ...args]);
    expect(out + err).toMatch(message);
    expect(out + err).not.toMatch(stackTrace);
    expect(code).toBe(expected);
  });

  it('answers clearly: binary, UTF-16, a folder in the place of a file', async () => {
    const folder = project();
    writeFileSync(join(folder, 'eda.yaml'), Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x00, 0xff]));
    expect(await runEda(folder, ['validate'])).toMatchObject({
      code: 3,
      out: expect.stringMatching(/not (UTF-8 )?text/),
    });
    writeFileSync(join(folder, 'eda.yaml'), Buffer.from(soundDesign, 'utf16le'));
    expect((await runEda(folder, ['validate'])).code).toBe(3);
    rmSync(join(folder, 'eda.yaml'));
    mkdirSync(join(folder, 'eda.yaml'));
    expect(await runEda(folder, ['validate'])).toMatchObject({ code: 3 });
  });

  it('reads 50 MB without giving in, and refuses what is larger than 64', async () => {
    const folder = project({
      'eda.yaml': `${soundDesign}description: |\n${`  ${'x'.repeat(998)}\n`.repeat(50_000)}`,
    });
    expect((await runEda(folder, ['validate'])).code).toBe(0);
    writeFileSync(join(folder, 'eda.yaml'), `${soundDesign}#${'x'.repeat(66 * 1024 * 1024)}\n`);
    expect(await runEda(folder, ['validate'])).toMatchObject({
      code: 3,
      out: expect.stringContaining('larger than 64 MB'),
    });
  });

  it('answers clearly: no permission', async () => {
    const folder = project({ 'eda.yaml': soundDesign });
    chmodSync(folder, 0o755);
    chmodSync(join(folder, 'eda.yaml'), 0);
    // Root may read everything: the file is asked for as nobody.
    const isRoot = process.getuid?.() === 0;
    if (isRoot) process.seteuid?.(65534);
    try {
      const run = await runEda(folder, ['validate']);
      expect(run).toMatchObject({ code: 3, out: expect.stringContaining('permissions') });
    } finally {
      if (isRoot) process.seteuid?.(0);
    }
  });

  it('never lets a spec write to the terminal', async () => {
    const folder = project({
      'eda.yaml': soundDesign.replace('sales.order.placed: {}', '"\\e[31msales\\e]0;x\\a": {}'),
    });
    const { out } = await runEda(folder, ['validate']);
    expect(out).not.toContain('\u001b');
    expect(out).not.toContain('\u0007');
  });

  it('prints JSON for programs, whatever happens', async () => {
    const folder = project({ 'eda.yaml': soundDesign.replace('summary:', 'sumary:') });
    const { code, out } = await runEda(folder, ['validate', '--format', 'json']);
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      diagnostics: [{ code: 'unknown-key', severity: 'error', file: 'eda.yaml', line: 7, column: 5 }],
      counts: { error: 1 },
      system: { name: 'shop', services: 2, events: 1 },
    });
  });

  it.each(['gone.json', "'#/schemas/Gone'", 'there.json#/nothing'])(
    'names a reference that leads nowhere once: %s',
    async (ref) => {
      const folder = project({
        'eda.yaml': soundDesign
          .replace(/data: .*/, `data: { $ref: ${ref} }`)
          .replace('    key: orderId\n', ''),
        'there.json': '{}',
      });
      const { code, out } = await runEda(folder, ['validate', '--format', 'json']);
      const { diagnostics } = JSON.parse(out);
      expect(code).toBe(1);
      expect(diagnostics.map(({ code }: { code: string }) => code)).toEqual(['ref-target']);
    },
  );

  it('colours only where it is wanted', async () => {
    const folder = project({ 'eda.yaml': soundDesign.replace('summary:', 'sumary:') });
    expect((await runEda(folder, ['validate'], { FORCE_COLOR: '1' })).out).toContain('\u001b[31m');
    expect((await runEda(folder, ['validate'], { FORCE_COLOR: '1', NO_COLOR: '1' })).out).not.toContain(
      '\u001b',
    );
    expect((await runEda(folder, ['--no-color', 'validate'], { FORCE_COLOR: '1' })).out).not.toContain(
      '\u001b',
    );
    const terminal = { columns: 80 };
    expect((await runEda(folder, ['validate'], { TERM: 'xterm' }, terminal)).out).toContain('\u001b[31m');
    expect((await runEda(folder, ['validate'], { TERM: 'dumb' }, terminal)).out).not.toContain('\u001b');
  });

  it('lets warnings pass, unless it is strict', async () => {
    const folder = project({ 'eda.yaml': soundDesign.replace('{ owner: sales-team, ', '{ ') });
    expect((await runEda(folder, ['validate'])).code).toBe(0);
    expect((await runEda(folder, ['validate', '--fail-on', 'warning'])).code).toBe(1);
  });
});

describe('wrong use', () => {
  it.each<[string[], RegExp]>([
    [['valdate'], /unknown command 'valdate'[\s\S]*validate/],
    [['validate', '--formt', 'json'], /unknown option '--formt'[\s\S]*--format/],
    [
      ['validate', '--format', 'xml'],
      /--format xml: there is no format xml; formats: terminal, compact, json, sarif/,
    ],
    [['validate', '--format', 'sarf'], /no format sarf; did you mean sarif\?/],
    [['validate', '--format', 'sarif='], /no file is named/],
    [
      ['validate', '--format', 'json', '--format', 'sarif'],
      /json and sarif would both be printed; give one a file/,
    ],
    [['validate', '--format', 'json', '--format', 'github'], /json and github would both be printed/],
    [['validate', '--format', 'json=a', '--format', 'sarif=a'], /two reports would be written to a/],
    [
      ['validate', '--fail-on', 'warn'],
      /^eda: --fail-on is 'warn'; did you mean warning\?\n {5}error, warning, info or never is expected$/m,
    ],
    [['completion', 'tcsh'], /^eda: tcsh is no shell; there are bash, zsh, fish$/m],
    [['validate', '--watch', '--format', 'json'], /--watch is for people at work/],
    [['validate', '--update-baseline', '--since', 'main'], /without --since/],
    [['validate', '--update-baseline', '--no-baseline'], /contradict each other/],
    [['explain'], /<what> is missing/],
    [['explain', 'event', 'x'], /eda\.yaml/],
    [['explain', 'events', 'x'], /did you mean event/],
    [['explain', 'rule', 'event-past-tens'], /did you mean event-past-tense/],
    [['init', 'tod'], /there is no starter tod; did you mean todo/],
    [['init'], /which starter/],
  ])('%j', async (args, message) => {
    const { code, out, err } = await runEda(project(), args);
    expect(out + err).toMatch(message);
    expect(out + err).not.toMatch(stackTrace);
    expect(code).toBe(2);
  });

  it('helps', async () => {
    const { code, out } = await runEda('/', ['--help']);
    expect(code).toBe(0);
    for (const command of [
      'init',
      'validate',
      'generate',
      'dev',
      'explain',
      'rules',
      'diagram',
      'publish',
      'doctor',
    ]) {
      expect(out).toContain(`  ${command}`);
      const help = await runEda('/', [command, '--help']);
      expect(help.code).toBe(0);
      expect(help.out).toContain('Examples:');
    }
  });
});
