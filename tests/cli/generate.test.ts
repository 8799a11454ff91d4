import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { generatorIds } from '../../src/cli/commands/generate.ts';
import { generators } from '../../src/generators/index.ts';
import { change, project, type Run, runEda, soundDesign } from './run-eda.ts';

const events = 'services/shop-service/src/generated/events.ts';
const verdictOf = ({ out }: Run): string => out.trimEnd().split('\n').at(-1) ?? '';

let folder: string;
const eda = (...args: string[]): Promise<Run> => runEda(folder, args);
const read = (path: string): string => readFileSync(join(folder, path), 'utf8');
const write = (path: string, text: string): void => writeFileSync(join(folder, path), text);
const tree = (): string[] => readdirSync(folder, { recursive: true }).map(String).sort();

beforeEach(() => {
  folder = project({ 'eda.yaml': soundDesign });
});

describe('eda generate', () => {
  it('knows its generators', async () => {
    const { code, err } = await eda('generate', 'dpr');
    expect(err).toMatch(/there is no generator dpr; did you mean dapr\?\n {5}generators: typescript, /);
    expect(code).toBe(2);
  });

  it('writes all, then nothing', async () => {
    const first = await eda('generate');
    expect(first).toMatchObject({ code: 0, err: '' });
    expect(verdictOf(first)).toMatch(/^\d+ written · 2 services, 1 environment · /);
    expect(first.out).toMatch(
      /^ {2}\+ services\/mail-service\/src\/handlers\/sales-order-placed\.ts {3}a stub for you to fill in$/m,
    );
    const times = tree().map((path) => `${path} ${statSync(join(folder, path)).mtimeMs}`);
    const again = await eda('generate');
    expect(again.code).toBe(0);
    expect(verdictOf(again)).toMatch(/^up to date, \d+ unchanged, \d+ left alone \(yours\) · /);
    const ours = (list: string[]) => list.filter((line) => !line.startsWith('.eda'));
    expect(ours(tree().map((path) => `${path} ${statSync(join(folder, path)).mtimeMs}`))).toEqual(
      ours(times),
    );
  });

  it('lists its generators in the help', () => {
    expect(generatorIds).toEqual(generators.map(({ id }) => id));
  });

  it('--check and --dry-run write nothing', async () => {
    const before = tree();
    const dry = await eda('generate', '--dry-run');
    expect(dry.code).toBe(0);
    expect(dry.out).toMatch(/^ {2}\+ services\/shop-service\/src\/generated\/ {3}\d+ files$/m);
    expect(verdictOf(dry)).toMatch(/^\d+ to write · /);
    const check = await eda('generate', '--check');
    expect(check.code).toBe(4);
    expect(verdictOf(check)).toMatch(/^out of date: eda generate, \d+ to write · /);
    expect(tree()).toEqual(before);
    await eda('generate');
    expect(await eda('generate', '--check')).toMatchObject({ code: 0 });
    change(folder, 'eda.yaml', (text) => text.replace('Somebody ordered', 'Somebody ordered something'));
    expect(await eda('generate', '--check')).toMatchObject({ code: 4 });
  });

  it('keeps a hand edit and says so, until it is given up', async () => {
    await eda('generate');
    const generated = read(events);
    write(events, `${generated}// mine\n`);
    for (const args of [['generate'], ['generate', '--check'], ['generate', 'typescript']]) {
      const { code, out } = await eda(...args);
      expect(code).toBe(4);
      expect(out).toContain(`  ${events} was edited by hand since it was generated; it is left as it is.\n`);
      expect(out).toContain(`give it up:  eda generate --overwrite ${events}\n`);
      expect(out).toContain('1 file to decide about, ');
    }
    expect(read(events)).toBe(`${generated}// mine\n`);
    expect((await eda('generate', '--overwrite', events)).code).toBe(0);
    expect(read(events)).toBe(generated);
    // Relative to where the command is called, as a shell completes it.
    write(events, '// mine\n');
    const inside = join(folder, 'services/shop-service');
    expect((await runEda(inside, ['generate', '--overwrite', 'src/generated/events.ts'])).code).toBe(0);
    expect(read(events)).toBe(generated);
  });

  it('gives up nothing that it does not know', async () => {
    await eda('generate');
    const unknown = await eda('generate', '--overwrite', events.replace('events.ts', 'event.ts'));
    expect(unknown).toMatchObject({ code: 2, out: '' });
    expect(unknown.err).toContain(`is not a generated file; did you mean ${events}?`);
    const own = await eda('generate', '--overwrite', 'services/shop-service/src/main.ts');
    expect(own).toMatchObject({
      code: 2,
      err: expect.stringMatching(/main\.ts is (yours|not a generated file)/),
    });
  });

  it('leaves a file of the user in the way', async () => {
    mkdirSync(join(folder, 'docs'));
    write('docs/architecture.md', 'mine\n');
    const { code, out } = await eda('generate');
    expect(code).toBe(4);
    expect(out).toContain("docs/architecture.md is not eda's, and a generated file belongs there");
    expect(read('docs/architecture.md')).toBe('mine\n');
    expect((await eda('generate', '--overwrite', 'docs/architecture.md')).code).toBe(0);
    expect(read('docs/architecture.md')).not.toBe('mine\n');
  });

  it('removes what the design no longer has, but no edited file', async () => {
    await eda('generate');
    const gone = 'services/mail-service/src/generated/events.ts';
    write('services/mail-service/src/generated/wiring.ts', 'mine\n');
    change(folder, 'eda.yaml', (text) => text.replace(/ {2}mail-service:.*\n/, ''));
    const { code, out } = await eda('generate');
    expect(code).toBe(4);
    expect(out).toContain('wiring.ts is no longer generated, but was edited by hand');
    expect(out).toMatch(/\d+ removed/);
    expect(existsSync(join(folder, gone))).toBe(false);
    expect(existsSync(join(folder, 'services/mail-service/src/handlers/sales-order-placed.ts'))).toBe(true);
  });

  it('joins the sides of a merge in eda.lock, and asks where it would have to choose', async () => {
    await eda('generate');
    const sound = read('eda.lock');
    const [line = ''] = sound.match(/^.*services\/shop-service\/src\/generated\/events\.ts.*$/m) ?? [];
    const conflict = `<<<<<<< HEAD\n${line}\n=======\n${line.replace(/"hash":"./, '"hash":"_')}\n>>>>>>> topic`;
    write('eda.lock', sound.replace(line, conflict));
    expect((await eda('generate')).code).toBe(0);
    expect(read('eda.lock')).toBe(sound);
    write('eda.lock', '<<<<<<< HEAD\n{}\n');
    for (const args of [['generate'], ['generate', '--check'], ['generate', '--format', 'json']]) {
      const { code, out, err } = await eda(...args);
      expect({ code, out }).toEqual({ code: 3, out: '' });
      expect(err).toContain('eda.lock cannot be read (a merge conflict?)');
      expect(err).toContain('eda generate --overwrite eda.lock');
    }
    expect((await eda('generate', '--overwrite', 'eda.lock')).code).toBe(0);
    expect(JSON.parse(read('eda.lock')).records).toEqual(JSON.parse(sound).records);
    expect((await eda('generate', '--check')).code).toBe(0);
  });

  it('says in a sentence where it cannot write, and writes nothing else', async () => {
    write('services', 'a file');
    const before = tree();
    const blocked = await eda('generate');
    expect(blocked).toMatchObject({ code: 2, out: '' });
    expect(blocked.err).toMatch(/cannot write .*services: a folder has to be here, and it is a file\n$/);
    expect(tree().filter((path) => /\.(ts|lock|md)$/.test(path))).toEqual(
      before.filter((path) => /\.(ts|lock|md)$/.test(path)),
    );
    rmSync(join(folder, 'services'));
    const elsewhere = project();
    symlinkSync(elsewhere, join(folder, 'services'));
    expect(await eda('generate')).toMatchObject({
      code: 2,
      err: expect.stringMatching(/services: it is a link; eda writes into real folders only/),
    });
    expect(readdirSync(elsewhere)).toEqual([]);
  });

  it('does not generate from a design with errors', async () => {
    change(folder, 'eda.yaml', (text) => text.replace('summary:', 'sumary:'));
    const { code, out } = await eda('generate');
    expect(code).toBe(1);
    expect(out).toMatch(/nothing generated: 1 error in the design {3}eda explain unknown-key\n$/);
    expect(existsSync(join(folder, 'eda.lock'))).toBe(false);
  });

  it('knows options and generators', async () => {
    change(folder, 'eda.yaml', (text) => `${text}generate: { postgres: { dropUnusd: true } }\n`);
    const option = await eda('generate');
    expect(option.code).toBe(1);
    expect(option.out).toMatch(/dropUnusd.*\n?.*dropUnused/);
    change(folder, 'eda.yaml', (text) => text.replace('postgres: { dropUnusd: true }', 'postgre: {}'));
    expect((await eda('generate')).out).toMatch(/there is no generator `postgre`; did you mean postgres\?/);
    change(folder, 'eda.yaml', (text) => text.replace('postgre: {}', 'postgres: {}'));
    expect(await eda('generate', 'dapr', 'dosc')).toMatchObject({
      code: 2,
      err: expect.stringMatching(
        /there is no generator dosc; did you mean docs\?\n.*generators: typescript, /,
      ),
    });
  });

  it('writes what the named generators plan, and leaves the rest', async () => {
    expect((await eda('generate', 'docs')).code).toBe(0);
    expect(existsSync(join(folder, 'services'))).toBe(false);
    await eda('generate');
    rmSync(join(folder, events));
    expect((await eda('generate', 'docs', '--check')).code).toBe(0);
    expect((await eda('generate', 'typescript', '--check')).code).toBe(4);
  });

  it('prints one JSON value', async () => {
    for (const args of [['--dry-run'], [], ['--check'], ['--service', 'mail-service']]) {
      const { out } = await eda('generate', '--format', 'json', ...args);
      const { files, counts } = JSON.parse(out);
      expect(files[0]).toEqual({
        path: expect.any(String),
        generator: expect.any(String),
        action: expect.any(String),
      });
      expect(counts).toEqual({ error: 0, warning: 0, info: 0 });
    }
    expect(await eda('generate', '--format', 'json', '--watch')).toMatchObject({ code: 2, out: '' });
    change(folder, 'eda.yaml', (text) => text.replace('summary:', 'sumary:'));
    expect(JSON.parse((await eda('generate', '--format', 'json')).out)).toMatchObject({
      files: [],
      counts: { error: 1 },
    });
  });
});

describe('eda generate --service', () => {
  it('writes the files of one service', async () => {
    const { code, out } = await eda('generate', '--service', 'mail-service');
    expect(code).toBe(0);
    expect(verdictOf({ code, out, err: '' })).toMatch(/^\d+ written · mail-service · /);
    expect(readdirSync(folder).sort()).toEqual(['.eda', 'eda.lock', 'eda.yaml', 'services']);
    expect(readdirSync(join(folder, 'services'))).toEqual(['mail-service']);
    expect((await eda('generate', '--service', 'mail-service', '--check')).code).toBe(0);
    expect((await eda('generate', '--service', 'shop-service', '--check')).code).toBe(4);
  });

  it('neither touches nor reports the others', async () => {
    await eda('generate');
    write(events, '// mine\n');
    change(folder, 'eda.yaml', (text) =>
      text.replace('properties: {', 'properties: { note: { type: string },'),
    );
    const { code, out } = await eda('generate', '--service', 'mail-service');
    expect(code).toBe(0);
    expect(out).not.toContain('shop-service');
    expect(read('services/mail-service/src/generated/events.ts')).toContain('note');
    expect(read(events)).toBe('// mine\n');
    expect((await eda('generate', '--service', 'mail-service')).out).toContain('up to date');
    expect((await eda('generate')).out).toContain(`${events} was edited by hand`);
  });

  it('does not record migrations that it does not write', async () => {
    await eda('generate', '--service', 'mail-service');
    expect(Object.keys(JSON.parse(read('eda.lock')).records.postgres)).toEqual(['mail-service']);
    await eda('generate');
    expect(Object.keys(JSON.parse(read('eda.lock')).records.postgres).sort()).toEqual([
      'mail-service',
      'shop-service',
    ]);
    const lock = read('eda.lock');
    await eda('generate', '--service', 'shop-service');
    expect(read('eda.lock')).toBe(lock);
  });

  it('asks back where there is no such service', async () => {
    expect(await eda('generate', '--service', 'mail-servce')).toMatchObject({
      code: 2,
      out: '',
      err: 'eda: the design has no service mail-servce; did you mean mail-service?\n',
    });
    change(folder, 'eda.yaml', (text) => `${text}  crm: { domain: sales, external: true }\n`);
    expect((await eda('generate', '--service', 'crm')).err).toContain(
      'crm is external: nothing is generated for it',
    );
  });
});
