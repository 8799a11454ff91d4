import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { makeFolder, makeRepository, type TestRepository } from '../support/git-repository.ts';
import { change, type Run, runEda, soundDesign } from './run-eda.ts';

const faulty = soundDesign
  .replaceAll('sales.order.placed', 'sales.order.place')
  .replace('type: string, format: uuid }', 'type: string, format: uuid }, email: { type: string }');

let repo: TestRepository;
let folder: string;
const eda = (args: string, env: { [name: string]: string } = {}): Promise<Run> =>
  runEda(folder, args.split(' '), env);
const read = (path: string): string => readFileSync(join(folder, path), 'utf8');
const codesOf = (text: string): string[] =>
  JSON.parse(text).diagnostics.map(({ code }: { code: string }) => code);

beforeEach(() => {
  repo = makeRepository();
  folder = join(repo.folder, 'design');
  repo.write({ 'design/eda.yaml': faulty });
  repo.commit();
});

describe('--fail-on', () => {
  it.each([
    ['error', 1],
    ['warning', 1],
    ['info', 1],
    ['never', 0],
  ])('%s: the text says what the exit code is', async (failOn, code) => {
    const run = await eda(`validate --fail-on ${failOn}`);
    expect(run.code).toBe(code);
    expect(run.out).toMatch(
      code === 0 ? /2 warning.* · passes by --fail-on never · |1 error.*passes by/ : /1 error/,
    );
  });

  it('warning: fails where there is no error, and says why', async () => {
    change(folder, 'eda.yaml', (text) => text.replaceAll('order.place', 'order.placed'));
    expect(await eda('validate')).toMatchObject({ code: 0 });
    const run = await eda('validate --fail-on warning');
    expect(run.out).toMatch(/1 warning in 1 file · fails by --fail-on warning/);
    expect(run.code).toBe(1);
  });

  it('never passes what cannot be read', async () => {
    change(folder, 'eda.yaml', (text) => `${text}x: [\n`);
    const run = await eda('validate --fail-on never');
    expect(run.out).toMatch(/not all could be read, so no rule ran/);
    expect(run.code).toBe(3);
  });
});

describe('--format', () => {
  it('prints one report and writes others', async () => {
    const run = await eda(
      'validate --format terminal --format sarif=out/eda.sarif --format junit=out/eda.xml --format gitlab=gl.json --format json=eda.json --format markdown=eda.md --format github=gh.txt --format compact=eda.txt',
    );
    expect(run.code).toBe(1);
    expect(run.out).toMatch(/^eda\.yaml\n/);
    expect(run.err).toBe('written: out/eda.sarif, out/eda.xml, gl.json, eda.json, eda.md, gh.txt, eda.txt\n');
    expect(JSON.parse(read('out/eda.sarif')).runs[0]).toMatchObject({
      automationDetails: { id: 'eda/validate/design/' },
      results: [
        {
          ruleId: 'event-past-tense',
          locations: [{ physicalLocation: { artifactLocation: { uri: 'design/eda.yaml' } } }],
        },
        { ruleId: 'personal-data-unmarked' },
      ],
      tool: {
        driver: {
          rules: [{ id: 'event-past-tense', help: { markdown: expect.stringContaining('## Why') } }, {}],
        },
      },
    });
    expect(read('out/eda.xml')).toContain('<testsuite name="design/eda.yaml" tests="2" failures="1"');
    expect(JSON.parse(read('gl.json'))[0].location.path).toBe('design/eda.yaml');
    expect(read('eda.md')).toMatch(/^<!-- eda:validate design -->\n/);
    expect(read('gh.txt')).toMatch(/^::error file=design\/eda\.yaml,line=6,/);
    expect(read('eda.txt')).toMatch(/^eda\.yaml:6:3: error: /);
    expect(codesOf(read('eda.json'))).toEqual(['event-past-tense', 'personal-data-unmarked']);
  });

  it('says the verdict on stderr where every report went into a file', async () => {
    const run = await eda('validate --format json=eda.json');
    expect(run.out).toBe('');
    expect(run.err).toMatch(/^1 error, 1 warning in 1 file · .* · written: eda\.json\n$/);
  });

  it('names files from the top of the repository, wherever it is called', async () => {
    const run = await runEda('/', ['--cwd', folder, 'validate', '--format', 'github']);
    expect(run.out).toMatch(/^::error file=design\/eda\.yaml,/);
  });

  it('names files from here, where there is no repository', async () => {
    const home = makeFolder();
    mkdirSync(join(home, 'deep'));
    writeFileSync(join(home, 'deep/eda.yaml'), faulty);
    const run = await runEda(home, ['--cwd', 'deep', 'validate', '--format', 'github']);
    expect(run.out).toMatch(/^::error file=deep\/eda\.yaml,/);
  });

  it('writes no colours into files, and through links', async () => {
    writeFileSync(join(repo.folder, 'real.txt'), 'before');
    symlinkSync('../real.txt', join(folder, 'link.txt'));
    await eda('validate --format terminal=link.txt', { FORCE_COLOR: '1' });
    expect(readFileSync(join(repo.folder, 'real.txt'), 'utf8')).toMatch(/^eda\.yaml\n {3}6:3 {2}error /);
  });

  it('says where it cannot write, and does not end as if all were well', async () => {
    writeFileSync(join(folder, 'taken'), '');
    const run = await eda('validate --format json=taken/eda.json');
    expect(run.err).toMatch(/taken: a folder is needed where a file stands/);
    expect(run.code).toBe(2);
  });

  it('adds the summary to the page of a GitHub step, and keeps the log free of foreign commands', async () => {
    const hostile = faulty
      .replace(/description: .* \}/, 'description: "::add-mask::x ##[error]y" }')
      .replace('owner: sales-team', 'ownr: x');
    writeFileSync(join(folder, 'eda.yaml'), hostile);
    const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: join(repo.folder, 'summary.md') };
    const run = await eda('validate --format terminal --format github', env);
    expect(run.out).toMatch(/^::error file=design\/eda\.yaml/m);
    expect(run.out).not.toContain('##[');
    const summary = readFileSync(env.GITHUB_STEP_SUMMARY, 'utf8');
    expect(summary).toMatch(/^<!-- eda:validate design -->\n### eda validate: ❌ failed/);
    await eda('validate --format github', env);
    expect(readFileSync(env.GITHUB_STEP_SUMMARY, 'utf8')).toHaveLength(summary.length * 2);
    const lost = await eda('validate --format github', { GITHUB_STEP_SUMMARY: join(folder, 'no/where.md') });
    expect(lost).toMatchObject({
      code: 1,
      err: expect.stringContaining('GITHUB_STEP_SUMMARY cannot be written'),
    });
  });

  it('is the same on every run', async () => {
    for (const format of ['compact', 'sarif', 'junit', 'github', 'gitlab', 'markdown', 'json']) {
      expect((await eda(`validate --format ${format}`)).out).toBe(
        (await eda(`validate --format ${format}`)).out,
      );
    }
  });

  it('shows drift of generated files at those files', async () => {
    writeFileSync(join(folder, 'eda.yaml'), soundDesign);
    await eda('generate');
    writeFileSync(join(folder, 'docs/architecture.md'), 'mine');
    const run = await eda('generate --check --format github');
    expect(run.out).toBe(
      '::error file=design/docs/architecture.md,line=1,endLine=1,col=1,endColumn=2,title=generated-file::this file was edited by hand since it was generated%0Amove the change to a file that is yours, or give it up: eda generate --overwrite\n',
    );
    expect(run.code).toBe(4);
    expect((await eda('explain generated-file')).code).toBe(0);
  });
});

describe('ignores', () => {
  it('count nowhere but in reports of what does not count', async () => {
    change(
      folder,
      'eda.yaml',
      (text) => `# eda-ignore-file event-past-tense: renamed soon (until 2999-01-31)\n${text}`,
    );
    const run = await eda('validate --format json');
    expect(run.code).toBe(0);
    expect(JSON.parse(run.out).suppressed).toMatchObject([
      { code: 'event-past-tense', by: 'ignore', reason: 'renamed soon', line: 7 },
    ]);
    expect((await eda('validate')).out).toMatch(/1 warning in 1 file · 1 ignored · /);
  });

  it('are as if nobody had written them for an audit', async () => {
    change(folder, 'eda.yaml', (text) => `# eda-ignore-file event-past-tense\n${text}`);
    const run = await eda('validate --no-inline-ignores --format json');
    expect(codesOf(run.out)).toEqual(['event-past-tense', 'personal-data-unmarked']);
    expect(JSON.parse(run.out).suppressed).toEqual([]);
    expect(run.code).toBe(1);
  });
});

describe('x-eda-ignore', () => {
  const withIgnores = (...ignores: readonly object[]): string =>
    JSON.stringify(
      {
        asyncapi: '3.0.0',
        info: { title: 'Orders', version: '1.0.0' },
        channels: {
          placed: {
            address: 'orders.placed',
            messages: {
              placed: {
                payload: { type: 'object', properties: { email: { type: 'string' } } },
                'x-eda-ignore': ignores,
              },
            },
          },
        },
        operations: { send: { action: 'send', channel: { $ref: '#/channels/placed' } } },
      },
      null,
      2,
    );
  const check = async (text: string, args = ''): Promise<string[]> => {
    repo.write({
      'design/eda.yaml': undefined,
      'design/eda.config.yaml': 'lint: { rules: { personal-data-unmarked: error, no-subscriber: off } }',
      'design/api.json': text,
    });
    const { out } = await eda(`validate api.json --format json ${args}`.trim());
    return codesOf(out);
  };

  it('excuses an object of a document and all within it', async () => {
    expect(await check(withIgnores())).toEqual(['personal-data-unmarked']);
    const excused = withIgnores({ rule: 'personal-data-unmarked', reason: 'a mailbox', until: '2999-01-31' });
    expect(await check(excused)).toEqual([]);
    expect(await check(excused, '--no-inline-ignores')).toEqual(['personal-data-unmarked']);
    const elsewhere = withIgnores().replace(
      '"info": {',
      '"info": { "x-eda-ignore": [{ "rule": "personal-data-unmarked", "reason": "r" }],',
    );
    expect(await check(elsewhere)).toEqual(['ignore-unused', 'personal-data-unmarked']);
  });

  it('ends, gives reasons and names rules that there are', async () => {
    expect(
      await check(withIgnores({ rule: 'personal-data-unmarked', reason: 'r', until: '2020-01-31' })),
    ).toEqual(['personal-data-unmarked', 'ignore-expired']);
    expect(await check(withIgnores({ rule: 'personal-data-unmarked' }))).toEqual(['ignore-reason']);
    expect(await check(withIgnores({ rule: 'nope', reason: 'r' }))).toContain('unknown-rule');
  });

  it('holds for a document at its root, and survives what is no list of ignores', async () => {
    const withRoot = (ignore: string): string =>
      withIgnores().replace('"3.0.0",', `"3.0.0", "x-eda-ignore": ${ignore},`);
    expect(await check(withRoot('{ "rule": "personal-data-unmarked", "reason": "ours" }'))).toEqual([]);
    for (const odd of ['null', '7', '"all"', '[[]]', '{}']) {
      expect(await check(withRoot(odd))).toContain('personal-data-unmarked');
    }
  });
});

describe('the baseline', () => {
  it('lets old findings be, fails new ones, reports mended ones and forgets them when updated', async () => {
    const made = await eda('validate --update-baseline');
    expect(made).toMatchObject({ code: 0, err: 'eda.baseline.json: 2 findings, 2 added, 0 taken out\n' });
    expect(made.out).toMatch(/^no new problems · 2 in the baseline · /);
    const text = read('eda.baseline.json');
    expect(text).not.toMatch(/"line"/);

    change(folder, 'eda.yaml', (design) =>
      design.replace('events:', '\n\nevents:\n  sales.order.cancel: { data: { type: object } }'),
    );
    const added = await eda('validate --format json');
    expect(added.code).toBe(1);
    expect(codesOf(added.out)).toEqual(expect.arrayContaining(['event-past-tense']));
    expect(
      JSON.parse(added.out).diagnostics.every(({ message }: { message: string }) =>
        message.includes('sales.order.cancel'),
      ),
    ).toBe(true);

    writeFileSync(join(folder, 'eda.yaml'), soundDesign);
    const mended = await eda('validate');
    expect(mended.code).toBe(0);
    expect(mended.out).toMatch(
      /^2 findings of the baseline are mended: eda validate --update-baseline takes them out$/m,
    );
    const pruned = await eda('validate --update-baseline');
    expect(pruned.err).toBe('eda.baseline.json: 0 findings, 0 added, 2 taken out\n');
    expect(JSON.parse(read('eda.baseline.json')).findings).toEqual([]);
  });

  it('is not looked at where that is asked for', async () => {
    await eda('validate --update-baseline');
    expect((await eda('validate --no-baseline')).code).toBe(1);
  });

  it('holds for generate too, and a change of it is noticed', async () => {
    expect((await eda('generate')).code).toBe(1);
    await eda('validate --update-baseline');
    expect((await eda('generate')).code).toBe(0);
    writeFileSync(join(folder, 'eda.baseline.json'), '{"version":1,"findings":[]}');
    expect((await eda('generate')).code).toBe(1);
  });

  it('takes no errors of the reader, and stays as it is while there are some', async () => {
    await eda('validate --update-baseline');
    const before = read('eda.baseline.json');
    change(folder, 'eda.yaml', (text) => text.replace('owner:', 'ownr:'));
    const run = await eda('validate --update-baseline');
    expect(run).toMatchObject({ code: 1, err: expect.stringMatching(/the baseline stays as it is/) });
    change(folder, 'eda.yaml', (text) => `${text}x: [\n`);
    expect((await eda('validate --update-baseline')).code).toBe(3);
    expect(read('eda.baseline.json')).toBe(before);
  });

  it('is not made where nothing is found', async () => {
    writeFileSync(join(folder, 'eda.yaml'), soundDesign);
    expect(await eda('validate --update-baseline')).toMatchObject({
      code: 0,
      err: expect.stringMatching(/^nothing to note/),
    });
    expect(existsSync(join(folder, 'eda.baseline.json'))).toBe(false);
  });

  it.each(['<<<<<<< HEAD\n', '{"version":9,"findings":[]}', '[]'])(
    'that cannot be used is wrong use: %j',
    async (text) => {
      writeFileSync(join(folder, 'eda.baseline.json'), text);
      for (const command of ['validate', 'generate']) {
        const run = await eda(command);
        expect(run.err).toMatch(/^eda: eda\.baseline\.json cannot be used: .*\n {5}restore it/);
        expect(run).toMatchObject({ code: 2, out: '' });
      }
      expect((await eda('validate --update-baseline')).err).toMatch(/2 findings, made anew/);
    },
  );
});

describe('--since', () => {
  const big = `eda: 1
system: shop
include: [parts/*.eda.yaml]
domains: { sales: { owner: a, description: d }, stock: { owner: b, description: d } }
schemas: { Id: { type: string }, Email: { type: object, properties: { id: { $ref: '#/schemas/Id' }, email: { type: string } } } }
events:
  sales.order.place: { summary: s, data: { $ref: '#/schemas/Email' } }
  sales.order.cancel: { summary: s, data: { type: object } }
services:
  sales-service: { domain: sales, publishes: [sales.order.place, sales.order.cancel] }
  mail-service: { domain: sales, subscribes: { sales.order.place: {}, stock.item.moved: {} } }
`;
  const part = `eda: 1
events:
  stock.item.moved: { summary: s, data: { $ref: ../schemas/item.json } }
  stock.item.count: { summary: s, data: { type: object } }
services:
  stock-service: { domain: stock, publishes: [stock.item.moved, stock.item.count] }
`;
  const item =
    '{ "type": "object", "properties": { "sku": { "type": "string" }, "phoneNumber": { "type": "string" } } }';

  beforeEach(() => {
    repo.write({
      'design/eda.yaml': big,
      'design/parts/stock.eda.yaml': part,
      'design/schemas/item.json': item,
    });
    repo.commit('all of it');
    repo.git('checkout', '--quiet', '-b', 'mine');
  });

  const seen = async (since = 'main'): Promise<string[]> => {
    const { out } = await eda(`validate --since ${since} --format json`);
    return JSON.parse(out).diagnostics.map(
      ({ code, path }: { code: string; path: string[] }) => `${code} ${path.slice(0, 2).join('/')}`,
    );
  };

  it('finds nothing where nothing changed, nor where only its looks did', async () => {
    expect(await seen()).toEqual([]);
    change(
      folder,
      'eda.yaml',
      (text) => `# a comment\n${text.replace('{ summary: s,', '{ summary:   "s",')}\n`,
    );
    expect(await seen()).toEqual([]);
    const { out } = await eda('validate --since main');
    expect(out).toMatch(
      /^not counted: \d+ findings in what has not changed since main \([0-9a-f]{7}\)\nno problems · /,
    );
  });

  it('finds what is wrong with what changed, committed or not', async () => {
    change(folder, 'eda.yaml', (text) => text.replace('cancel: { summary: s', 'cancel: { summary: t'));
    const found = ['event-past-tense events/sales.order.cancel', 'no-subscriber events/sales.order.cancel'];
    expect(await seen()).toEqual(found);
    repo.commit();
    expect(await seen()).toEqual(found);
  });

  it('follows $ref to what changed, over files too', async () => {
    change(folder, 'schemas/item.json', (text) => text.replace('"sku"', '"skuCode"'));
    const found = await seen();
    expect(found).toContain('personal-data-unmarked properties/phoneNumber');
    expect(found.filter((one) => /sales\.order|item\.count/.test(one))).toEqual([]);
    change(folder, 'eda.yaml', (text) =>
      text.replace('Id: { type: string }', 'Id: { type: string, minLength: 1 }'),
    );
    expect(await seen()).toEqual(
      expect.arrayContaining([
        'personal-data-unmarked schemas/Email',
        'event-past-tense events/sales.order.place',
      ]),
    );
  });

  it('finds what a deletion leaves without its aim', async () => {
    change(folder, 'parts/stock.eda.yaml', (text) =>
      text.replace(/ {2}stock\.item\.moved: .*\n/, '').replace('stock.item.moved, ', ''),
    );
    expect(await seen()).toEqual(expect.arrayContaining(['unknown-reference services/mail-service']));
    repo.write({ 'design/parts/stock.eda.yaml': undefined });
    expect(await seen()).toEqual(expect.arrayContaining(['unknown-reference services/mail-service']));
  });

  it('finds all where the ground of it changed', async () => {
    change(folder, 'eda.yaml', (text) => `${text}lint: { extends: strict }\n`);
    const all = JSON.parse((await eda('validate --format json')).out).diagnostics.length;
    expect(await seen()).toHaveLength(all);
  });

  it('follows the path of a document to who names it', async () => {
    const api = (type: string): string =>
      JSON.stringify({
        asyncapi: '3.0.0',
        info: { title: 'Stock', version: '1.0.0' },
        channels: { counted: { address: 'stock.counted', messages: { counted: { payload: { type } } } } },
        operations: { send: { action: 'send', channel: { $ref: '#/channels/counted' } } },
      });
    repo.write({
      'design/api.json': api('object'),
      'design/eda.yaml': big.replace('mail-service: {', 'mail-service: { contract: api.json,'),
    });
    repo.commit('a contract');
    expect(await seen('HEAD')).toEqual([]);
    repo.write({ 'design/api.json': api('string') });
    const found = await seen('HEAD');
    expect(found.length).toBeGreaterThan(0);
    expect(found.filter((one) => one.includes('sales.order.cancel'))).toEqual([]);
  });

  it('always finds errors in reading', async () => {
    change(folder, 'eda.yaml', (text) => text.replace('owner: a', 'ownr: a'));
    repo.commit();
    expect(await seen('HEAD')).toEqual(['unknown-key domains/sales']);
    change(folder, 'eda.yaml', (text) => `${text}x: [\n`);
    expect((await eda('validate --since main')).code).toBe(3);
  });

  it('tells the parts of an AsyncAPI document apart', async () => {
    const document = (channel: string, message: string): string => `asyncapi: 3.0.0
info: { title: Shop, version: 1.0.0 }
channels:
  ${channel}: { address: ${channel}, messages: { one: { $ref: '#/components/messages/${message}' } } }
  others: { address: null, messages: { two: { $ref: '#/components/messages/Two' } } }
  lonely: { address: null }
operations:
  sendOne: { action: send, channel: { $ref: '#/channels/${channel}' } }
  sendTwo: { action: send, channel: { $ref: '#/channels/others' } }
components:
  messages:
    ${message}: { payload: { $ref: '#/components/schemas/Money' } }
    Two: { payload: { type: object, properties: { total: { type: number } } } }
  schemas:
    Money: { type: object, properties: { price: { type: number } } }
    Unused: { type: object, properties: { fee: { type: number } } }
`;
    repo.write({
      'docs/shop.yaml': document('orders', 'One'),
      'docs/eda.config.yaml': 'lint: { extends: strict }\n',
    });
    repo.commit('documents');
    repo.git('branch', '--force', 'main');
    const found = async (): Promise<string[]> => {
      const run = await runEda(join(repo.folder, 'docs'), [
        'validate',
        '--since',
        'main',
        '--format',
        'json',
      ]);
      return JSON.parse(run.out).diagnostics.map(
        ({ code, path }: { code: string; path: string[] }) => `${code} ${path.slice(0, 3).join('/')}`,
      );
    };
    const path = (of: string) => (each: string) => each.includes(` ${of}`);
    expect(await found()).toEqual([]);
    change(repo.folder, 'docs/shop.yaml', (text) =>
      text.replace('{ price:', '{ fee: { type: string }, price:'),
    );
    const money = await found();
    expect(money.filter(path('components/schemas/Money'))).not.toEqual([]);
    expect(money.filter(path('channels/others'))).toEqual([]);
    expect(money.filter(path('channels/lonely'))).toEqual([]);
    expect(money.filter(path('components/messages/Two'))).toEqual([]);
    expect(money.filter(path('components/schemas/Unused'))).toEqual([]);
    change(repo.folder, 'docs/shop.yaml', (text) =>
      text.replace('lonely: { address: null }', 'lonely: { address: null, title: Alone }'),
    );
    expect((await found()).filter(path('channels/lonely'))).not.toEqual([]);
    change(repo.folder, 'docs/shop.yaml', (text) =>
      text.replace('info:', 'defaultContentType: application/json\ninfo:'),
    );
    const all = await found();
    expect(all.filter(path('channels/others'))).not.toEqual([]);
    expect(all.filter(path('components/schemas/Unused'))).not.toEqual([]);
  });

  it('compares with where the branch began, not with what others did since', async () => {
    repo.git('checkout', '--quiet', 'main');
    change(folder, 'eda.yaml', (text) => text.replace('place: { summary: s', 'place: { summary: theirs'));
    repo.commit('theirs');
    repo.git('checkout', '--quiet', 'mine');
    expect(await seen()).toEqual([]);
  });

  it('takes all for new where the design is', async () => {
    const first = repo.git('rev-list', '--max-parents=0', 'HEAD');
    repo.git('mv', 'design', 'moved');
    folder = join(repo.folder, 'moved');
    const all = JSON.parse((await eda('validate --format json')).out).diagnostics.length;
    expect(await seen(first)).toHaveLength(all);
  });

  it.each([
    ['nope', /git knows no revision nope\n {5}is it fetched/],
    ['--output=stolen', /cannot be a git revision/],
    ['main~99', /git knows no revision main~99/],
  ])('says what is wrong with %s', async (revision, message) => {
    const run = await runEda(folder, ['validate', `--since=${revision}`]);
    expect(run.err).toMatch(message);
    expect(run).toMatchObject({ code: 2, out: '' });
    expect(existsSync(join(folder, 'stolen'))).toBe(false);
  });

  it('says that there is no repository, or not enough of it', async () => {
    const home = makeFolder();
    writeFileSync(join(home, 'eda.yaml'), soundDesign);
    expect(await runEda(home, ['validate', '--since', 'main'])).toMatchObject({
      code: 2,
      err: expect.stringMatching(/lies in no git repository/),
    });
    const clone = makeRepository();
    clone.git('fetch', '--quiet', '--depth=1', `file://${repo.folder}`, 'mine');
    clone.git('checkout', '--quiet', 'FETCH_HEAD');
    expect(await runEda(join(clone.folder, 'design'), ['validate', '--since', 'HEAD~1'])).toMatchObject({
      code: 2,
      err: expect.stringMatching(/this clone is shallow.*fetch-depth: 0/),
    });
  });
});
