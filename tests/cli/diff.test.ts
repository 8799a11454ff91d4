import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { makeRepository } from '../support/git-repository.ts';
import { change, project, runEda, soundDesign } from './run-eda.ts';

const design = soundDesign.replace(
  'required: [orderId], properties: { orderId: { type: string, format: uuid } }',
  'required: [orderId, total], properties: { orderId: { type: string, format: uuid }, total: { type: integer }, note: { type: string } }',
);
const broken = design.replace('total: { type: integer }', 'total: { type: string }');

/** The fingerprint of the only breaking change. */
async function fingerprintIn(folder: string, ...args: string[]): Promise<string> {
  const { out } = await runEda(folder, ['diff', ...args, '--format', 'json']);
  const changes: { verdict: string; fingerprint: string }[] = JSON.parse(out).changes;
  return changes.find(({ verdict }) => verdict === 'breaking')?.fingerprint ?? 'none';
}

describe('eda diff', () => {
  it('says what breaks, for whom, and the way around it', async () => {
    const folder = project({
      'old.yaml': design,
      'eda.yaml': broken.replace('sales.order.placed:', 'sales.order.placed:\n    version: 1.0.1'),
      'services/mail-service/src/handlers/sales-order-placed.ts':
        'export const handle = async ({ data }) => {\n  await write(data.total);\n};\n',
    });
    const { code, out, err } = await runEda(
      folder,
      ['diff', 'old.yaml'],
      { NO_COLOR: '1' },
      { columns: 120 },
    );
    expect({ code, err }).toEqual({ code: 1, err: '' });
    expect(out.replace(/^( +)\{.*\}(?= is valid now)/m, '$1{…}')).toBe(`sales.order.placed  1.0.0 → 1.0.1
  breaking (forward)  total: type integer → string   eda.yaml:10   was old.yaml:9
      mail-service reads it: services/mail-service/src/handlers/sales-order-placed.ts:2 (sales-team)
      {…} is valid now and was not
      safe way: add a new property beside total (1.1.0), write both, move its readers, then drop total in
      sales.order.placed.v2

1 breaking change in 1 event · 1 service affected · 1 in documentation · needs a major version · old.yaml → work tree
accept one: eda diff old.yaml --accept ${await fingerprintIn(folder, 'old.yaml')} --reason …
`);
  });

  it('says nothing where nothing changed, or only what people read', async () => {
    const folder = project({ 'old.yaml': design, 'eda.yaml': design });
    const same = await runEda(folder, ['diff', 'old.yaml']);
    expect(same).toEqual({ code: 0, err: '', out: 'no changes · old.yaml → work tree\n' });
    change(folder, 'eda.yaml', (text) => text.replace('Somebody ordered', 'A person ordered'));
    const words = await runEda(folder, ['diff', 'old.yaml']);
    expect(words.out).toBe('nothing breaks · 1 in documentation · old.yaml → work tree\n');
    const all = await runEda(folder, ['diff', 'old.yaml', '--documentation']);
    expect(all.out).toMatch(/^sales\.order\.placed {2}1\.0\.0$|^sales\.order\.placed$/m);
    expect(all.out).toMatch(/^ {2}documentation {2}summary changed {3}eda\.yaml:7/m);
  });

  it('says where the first error of a folder is', async () => {
    const folder = project({
      'was/eda.yaml': design,
      'now/eda.yaml': design.replace('total: { type: integer }', 'total: { type: intger }'),
    });
    const { code, err } = await runEda(folder, ['diff', 'was', 'now']);
    expect(code).toBe(3);
    expect(err).toContain('eda: now has 1 error: what it hides is not compared\n     now/eda.yaml:9:');
  });

  it.each([
    ['old', 'new'],
    ['old', undefined],
    [undefined, 'new'],
  ] as const)('has no verdict where errors hide something: %s, %s', async (old, now) => {
    const hiding = (text: string): string =>
      text.replace('total: { type: integer }', 'total: { type: intger }');
    const folder = project({
      'old.yaml': old === undefined ? design : hiding(design),
      'eda.yaml': now === undefined ? design : hiding(design),
    });
    const faulty = [old, now].flatMap((side) => (side === undefined ? [] : [{ design: side, errors: 1 }]));
    const run = (...args: string[]) => runEda(folder, ['diff', 'old.yaml', ...args]);

    const { code, out, err } = await run();
    expect(code).toBe(3);
    expect(out).toMatch(/^no verdict · .*old\.yaml → work tree$/m);
    expect(out).not.toMatch(/nothing breaks|no changes/);
    for (const { design: side } of faulty) {
      const [name, file] = side === 'old' ? ['old.yaml', 'old.yaml'] : ['work tree', 'eda.yaml'];
      expect(err).toContain(`eda: ${name} has 1 error: what it hides is not compared\n     ${file}:9:`);
    }
    expect(err).toContain('--allow-errors');
    // As for what cannot be read: it is no matter of what fails a run.
    expect((await run('--fail-on', 'never')).code).toBe(3);
    expect(JSON.parse((await run('--format', 'json')).out)).toMatchObject({
      faulty,
      outcome: 'unreadable',
      failed: false,
    });
    const comment = (await run('--format', 'markdown')).out;
    expect(comment).toMatch(/^### eda diff: ❌ no verdict/m);
    for (const { design: side } of faulty)
      expect(comment).toContain(`The ${side} design has 1 error: what it hides is not compared.`);
    expect(JSON.parse((await run('--format', 'sarif')).out).runs[0].invocations[0].executionSuccessful).toBe(
      false,
    );

    const allowed = await run('--allow-errors', '--fail-on', 'never');
    expect(allowed.code).toBe(0);
    expect(allowed.err).toContain('what it hides is not compared');
    expect(allowed.err).not.toContain('--allow-errors');
    expect(allowed.out).not.toContain('no verdict');
  });

  it('has no verdict either where something breaks beside what errors hide; what can be compared is judged on request', async () => {
    const folder = project({
      'old.yaml': design,
      'eda.yaml': broken.replace('note: { type: string }', 'note: { type: strng }'),
    });
    const { code, out } = await runEda(folder, ['diff', 'old.yaml']);
    expect(code).toBe(3);
    expect(out).toMatch(/^no verdict · \d breaking change/m);
    expect((await runEda(folder, ['diff', 'old.yaml', '--allow-errors'])).code).toBe(1);
    const unchanged = project({ 'old.yaml': design, 'eda.yaml': design });
    expect((await runEda(unchanged, ['diff', 'old.yaml', '--allow-errors'])).code).toBe(0);
  });

  it('asks for the version that the change is worth', async () => {
    const folder = project({
      'old.yaml': design,
      'eda.yaml': design.replace('note: { type: string }', 'note: { type: string }, tip: { type: integer }'),
    });
    const { code, out } = await runEda(folder, ['diff', 'old.yaml']);
    expect(code).toBe(0);
    expect(out).toMatch(/^ {2}compatible {2}tip added, optional/m);
    expect(out).toMatch(/^ {2}version {2}1\.0\.0 should be 1\.1\.0 \(minor\)$/m);
    expect((await runEda(folder, ['diff', 'old.yaml', '--fail-on', 'risky'])).code).toBe(1);
    change(folder, 'eda.yaml', (text) => text.replace('order.placed:', 'order.placed:\n    version: 1.1.0'));
    expect((await runEda(folder, ['diff', 'old.yaml', '--fail-on', 'risky'])).code).toBe(0);
    expect((await runEda(folder, ['diff', 'old.yaml', '--fail-on', 'any'])).code).toBe(1);
    expect(
      (await runEda(folder, ['diff', 'old.yaml', '--policy', 'strict', '--fail-on', 'risky'])).code,
    ).toBe(0);
  });

  it('takes folders, and names of events of foreign control', async () => {
    const folder = project({ 'old/eda.yaml': design, 'new/eda.yaml': broken });
    const { code, out } = await runEda(folder, ['diff', 'old', 'new']);
    expect(code).toBe(1);
    expect(out).toContain('new/eda.yaml:9   was old/eda.yaml:9');
  });

  it('goes by every format, and by one value', async () => {
    const folder = project({ 'old.yaml': design, 'eda.yaml': broken });
    const formats = ['json', 'sarif', 'markdown', 'github', 'gitlab', 'junit', 'compact'];
    const args = formats.flatMap((format) => ['--format', `${format}=out/${format}`]);
    mkdirSync(join(folder, 'out'));
    const { code, out } = await runEda(folder, ['diff', 'old.yaml', ...args]);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    const read = (format: string): string => readFileSync(join(folder, 'out', format), 'utf8');
    expect(JSON.parse(read('json'))).toMatchObject({
      failed: true,
      bump: 'major',
      counts: { breaking: 1, services: 1 },
      changes: [
        {
          kind: 'event-data-changed',
          detail: 'type-changed',
          verdict: 'breaking',
          broken: ['forward'],
          path: ['total'],
          old: { file: 'old.yaml', line: 9 },
          new: { file: 'eda.yaml', line: 9 },
          affected: [{ service: 'mail-service', owner: 'sales-team', reads: 'unknown' }],
          witness: { now: 'accepted' },
        },
      ],
    });
    expect(JSON.parse(read('sarif')).runs[0].results).toMatchObject([
      { ruleId: 'breaking-change', level: 'error' },
    ]);
    expect(read('markdown')).toMatch(
      /^<!-- eda:diff -->\n### eda diff: ❌ 1 breaking change, 1 service affected/,
    );
    expect(read('github')).toMatch(/^::error file=eda\.yaml,line=9,/);
    expect(JSON.parse(read('gitlab'))).toMatchObject([{ check_name: 'breaking-change' }]);
    expect(read('junit')).toContain('failures="1"');
  });

  it('names text of a design safely in a comment', async () => {
    const old = design.replace('summary: Somebody', "topic: 'a|b<img src=x>@team'\n    summary: Somebody");
    const folder = project({ 'old.yaml': old, 'eda.yaml': design });
    const { out } = await runEda(folder, ['diff', 'old.yaml', '--format', 'markdown']);
    expect(out).toContain('topic a&#124;b&#60;img src=x&#62;@<!-- -->team → sales.order.placed');
  });
});

describe('eda diff --format json', () => {
  const schema: object = JSON.parse(
    readFileSync(new URL('../../specs/schema/diff.schema.json', import.meta.url), 'utf8'),
  );
  const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema);

  it('says what its schema says', async () => {
    const folder = project({ 'old.yaml': design, 'eda.yaml': broken });
    for (const args of [
      ['old.yaml'],
      ['old.yaml', 'old.yaml'],
      ['old.yaml', '--policy', 'strict', '--transitive'],
    ]) {
      const { out } = await runEda(folder, ['diff', ...args, '--format', 'json']);
      validate(JSON.parse(out));
      expect(validate.errors ?? []).toEqual([]);
    }
    await runEda(folder, [
      'diff',
      'old.yaml',
      '--accept',
      await fingerprintIn(folder, 'old.yaml'),
      '--reason',
      'x',
    ]);
    for (const args of [['old.yaml'], ['old.yaml', 'old.yaml']]) {
      validate(JSON.parse((await runEda(folder, ['diff', ...args, '--format', 'json'])).out));
      expect(validate.errors ?? []).toEqual([]);
    }
    expect(validate({ version: 1 })).toBe(false);
  });
});

describe('what eda diff compares with', () => {
  it('is a revision, a file of one, or where a branch parted from another', async () => {
    const repo = makeRepository();
    repo.write({ 'design/eda.yaml': design });
    repo.commit();
    repo.git('tag', 'v1');
    repo.git('checkout', '--quiet', '-b', 'mine');
    repo.write({ 'design/eda.yaml': broken });
    repo.commit();
    repo.git('checkout', '--quiet', 'main');
    // News of main are not what the branch changed.
    repo.write({ 'design/eda.yaml': design.replace('Somebody', 'A person') });
    repo.commit();
    repo.git('checkout', '--quiet', 'mine');
    const folder = join(repo.folder, 'design');
    const run = async (args: string[], env: { [name: string]: string } = {}, cwd = folder) => {
      const { code, out, err } = await runEda(cwd, ['diff', ...args], env);
      return {
        code,
        last:
          out
            .trimEnd()
            .split('\n')
            .find((line) => line.includes('→') && line.includes('·')) ?? err,
      };
    };
    expect(await run(['v1'])).toEqual({ code: 1, last: expect.stringContaining('· v1 → work tree') });
    expect((await run(['v1'])).last).not.toContain('documentation');
    expect((await run(['main'])).last).toContain('1 in documentation');
    expect(await run(['--base', 'main'])).toEqual({
      code: 1,
      last: expect.stringMatching(/needs a major version · merge base with main → work tree/),
    });
    expect((await run(['--base', 'main'])).last).not.toContain('documentation');
    for (const variable of ['GITHUB_BASE_REF', 'CI_MERGE_REQUEST_TARGET_BRANCH_NAME', 'CHANGE_TARGET']) {
      expect((await run([], { [variable]: 'main' })).last).toContain('merge base with main');
      expect((await run(['--base', 'auto'], { [variable]: 'main' })).last).toContain('merge base with main');
    }
    expect((await run(['v1', 'main'])).last).toContain('nothing breaks · 1 in documentation · v1 → main');
    expect((await run(['v1:design/eda.yaml'])).code).toBe(1);
    expect((await run(['v1:./eda.yaml'])).code).toBe(1);
    expect((await run(['v1:design', 'mine:design'], {}, repo.folder)).code).toBe(1);
  });

  it.each<[string[], number, RegExp]>([
    [[], 2, /what to compare with\? there is no release yet/],
    [['release'], 2, /there is no release yet; `eda release` records one/],
    [['nope'], 2, /git knows no revision nope/],
    [['--base', 'nope'], 2, /git knows no revision .*nope/],
    [['nope:eda.yaml'], 2, /git knows no revision nope/],
    [['HEAD:nope.yaml'], 3, /HEAD:nope\.yaml has no nope\.yaml/],
    [['HEAD:../eda.yaml'], 2, /outside of the repository/],
    [['--base', 'auto'], 2, /name the branch, --base main/],
    [['HEAD', '--base', 'main'], 2, /one of both/],
    [['HEAD', '--accept', '123456789abc'], 2, /--accept wants a reason/],
    [['HEAD', '--reason', 'x'], 2, /belong to --accept/],
    [['HEAD', '--accept', '123456789abc', '--reason', 'x', '--until', '2027-02-30'], 2, /takes a date/],
    [['HEAD', '--accept', '123456789abc', '--reason', 'x', '--until', '2020-02-29'], 2, /is over already/],
    [
      ['HEAD', '--accept', '123456789abc', '--reason', 'x'],
      2,
      /no change between the two has the fingerprint/,
    ],
    [['HEAD', '--format', 'pdf'], 2, /no format pdf/],
    [['broken.yaml'], 3, /broken\.yaml cannot be read: broken\.yaml:2:1/],
  ])('%j is refused', async (args, code, message) => {
    const repo = makeRepository();
    repo.write({ 'eda.yaml': design, 'broken.yaml': 'eda: 1\n\tsystem: x\n' });
    repo.commit();
    const run = await runEda(repo.folder, ['diff', ...args]);
    expect(run.err).toMatch(message);
    expect({ code: run.code, out: run.out }).toEqual({ code, out: '' });
  });

  it('outside of a repository is a file', async () => {
    const { code, err } = await runEda(project({ 'eda.yaml': design }), ['diff', 'main']);
    expect(code).toBe(3);
    expect(err).toMatch(/main is neither a file nor a folder here, and .* lies in no git repository/);
  });
});

describe('accepted changes', () => {
  it('do not count, are shown with their reason, and end', async () => {
    const folder = project({ 'old.yaml': design, 'eda.yaml': broken });
    const print = await fingerprintIn(folder, 'old.yaml');
    const accept = ['diff', 'old.yaml', '--accept', print, '--reason', 'nobody: reads "it"'];
    const first = await runEda(folder, accept);
    expect(first.code).toBe(0);
    expect(first.err).toBe('accepted: sales.order.placed: total: type integer → string\n');
    expect(first.out).toMatch(/^ {2}accepted {2}total: type integer → string/m);
    expect(first.out).toMatch(/nobody: reads "it"/);
    expect(first.out).toMatch(/1 accepted · .*needs a minor version/);
    const file = join(folder, 'eda.accepted.yaml');
    expect(
      readFileSync(file, 'utf8'),
    ).toBe(`# Changes that break somebody and were accepted: eda diff --accept <fingerprint> --reason …
accepted:
  - change: ${/^[0-9]+$|^[0-9]+e[0-9]+$/.test(print) ? `'${print}'` : print}
    what: 'sales.order.placed: total: type integer → string'
    reason: 'nobody: reads "it"'
`);
    expect((await runEda(folder, ['diff', 'old.yaml'])).code).toBe(0);
    const sarif = JSON.parse((await runEda(folder, ['diff', 'old.yaml', '--format', 'sarif'])).out);
    expect(
      sarif.runs[0].results.flatMap((result: { suppressions: object[] }) => result.suppressions),
    ).toMatchObject([{ justification: 'nobody: reads "it"' }]);

    // A new word takes the place of the old one; a day that is over counts no more.
    await runEda(folder, [...accept.slice(0, -1), 'until we moved', '--until', '2999-01-01']);
    expect(readFileSync(file, 'utf8').match(/change:/g)).toHaveLength(1);
    change(folder, 'eda.accepted.yaml', (text) => text.replace('2999-01-01', '2020-01-01'));
    const over = await runEda(folder, ['diff', 'old.yaml']);
    expect(over.code).toBe(1);
    expect(over.out).toMatch(/^accepted until 2020-01-01, and over: sales\.order\.placed/m);

    // A change that is gone leaves an entry that does nothing.
    change(folder, 'eda.yaml', () => design);
    const gone = await runEda(folder, ['diff', 'old.yaml']);
    expect(gone.code).toBe(0);
    expect(gone.out).toMatch(/^accepted, and not there any more: sales\.order\.placed/m);
  });

  it('keep what a person wrote into the file', async () => {
    const folder = project({ 'old.yaml': design, 'eda.yaml': broken });
    const mine = `# mine\naccepted:\n  - change: abcdefabcdef # why\n    what: something\n    reason: because\n`;
    writeFileSync(join(folder, 'eda.accepted.yaml'), mine);
    const print = await fingerprintIn(folder, 'old.yaml');
    await runEda(folder, ['diff', 'old.yaml', '--accept', print, '--reason', 'x']);
    expect(readFileSync(join(folder, 'eda.accepted.yaml'), 'utf8').startsWith(mine)).toBe(true);
  });

  it.each([
    ['accepted: 5\n', /one list: accepted/],
    ['accepted:\n  - { change: abc, what: x, reason: y }\n', /entry 1: change is a fingerprint/],
    ["accepted:\n  - { change: 'abcdefabcdef', what: x, reason: '' }\n", /abcdefabcdef gives no reason/],
    ["accepted:\n  - { change: 'abcdefabcdef', what: x, reason: y, till: z }\n", /there is no till here/],
    ['a: [\n', /eda\.accepted\.yaml: /],
  ])('%j is refused', async (text, message) => {
    const folder = project({ 'old.yaml': design, 'eda.yaml': broken, 'eda.accepted.yaml': text });
    const { code, err, out } = await runEda(folder, ['diff', 'old.yaml']);
    expect({ code, out }).toEqual({ code: 3, out: '' });
    expect(err).toMatch(message);
  });
});
