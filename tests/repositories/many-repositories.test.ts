import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { npm } from '../../scripts/npm.mjs';
import { findProject } from '../../src/cli/project.ts';
import { openRevisions } from '../../src/cli/studio-revisions.ts';
import { createParseMemory } from '../../src/spec/parse-memory.ts';
import { change, runEda } from '../cli/run-eda.ts';
import { bundleEda } from '../cli/spawn-eda.ts';
import { makeRepository, type TestRepository } from '../support/git-repository.ts';

const design = `eda: 1
system: shop
version: 1.0.0
include: [parts/*.eda.yaml]
domains:
  sales: { owner: sales-team }
  letters: { owner: letter-team }
services:
  shop-service: { domain: sales, publishes: [sales.order.placed], paths: { root: . } }
  mail-service:
    domain: letters
    subscribes: { sales.order.placed: {} }
    paths: { root: apps/mail, handlers: src/events }
`;
const part = `eda: 1
events:
  sales.order.placed:
    summary: Somebody ordered
    key: orderId
    data:
      type: object
      required: [orderId]
      properties:
        orderId: { type: string, format: uuid, description: Number of the order }
`;

let folder: string;

/** A repository of its own below the test's folder, with files in one commit. */
function repository(name: string, files: TestFiles): TestRepository {
  const path = join(folder, name);
  mkdirSync(path);
  const made = makeRepository(path);
  made.write(files);
  made.commit('first');
  return made;
}

type TestFiles = { readonly [path: string]: string };

function write(path: string, files: TestFiles): void {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(path, file)), { recursive: true });
    writeFileSync(join(path, file), text);
  }
}

/** The design as the package manager packs it; its path. */
function pack(path: string): string {
  const out = execFileSync(npm, ['pack', '--silent', '--pack-destination', folder], {
    cwd: path,
    encoding: 'utf8',
  });
  return join(folder, out.trim());
}

function install(path: string, tarball: string): void {
  execFileSync(npm, ['install', '--offline', '--no-audit', '--no-fund', '--silent', tarball], {
    cwd: path,
  });
}

const filesIn = (path: string): string[] =>
  readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(path.length + 1))
    .filter((file) => !/^(node_modules|\.git|\.eda|design)\//.test(file) && !/\/runtime\//.test(file))
    .sort();

const manifest = (version: string): string =>
  `${JSON.stringify({ name: '@shop/design', version, files: ['eda.yaml', 'parts', 'releases'] })}\n`;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'eda-repositories-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('one design, pinned by a package', () => {
  it('gives each repository its own service, and lets what else lies there be', async () => {
    const { folder: home, commit: commitDesign } = repository('design', {
      'eda.yaml': design,
      'parts/sales.eda.yaml': part,
      'package.json': manifest('1.0.0'),
    });
    const {
      folder: mail,
      git,
      commit,
    } = repository('mail', {
      'package.json': '{ "name": "mail", "private": true }\n',
      'eda.config.yaml': 'design: node_modules/@shop/design\nservices: [mail-service]\n',
      'infra/local/dapr/mine.yaml': 'mine: true\n',
      'docs/README.md': 'ours\n',
      '.gitignore': 'node_modules\n.eda\n',
    });

    const missing = await runEda(mail, ['generate']);
    expect(missing.code).toBe(3);
    expect(missing.err).toContain('node_modules/@shop/design, which is not there; install it first');

    install(mail, pack(home));
    expect((await runEda(mail, ['validate'])).code).toBe(0);
    const generated = await runEda(mail, ['generate']);
    expect(generated.err + generated.out).toContain('mail-service');
    expect(generated.code).toBe(0);
    const files = filesIn(mail);
    expect(files).toContain('apps/mail/src/generated/handlers.ts');
    expect(files).toContain('apps/mail/src/events/sales-order-placed.ts');
    expect(files.some((file) => /^apps\/mail\/migrations\/eda\/0001-.*\.sql$/.test(file))).toBe(true);
    expect(files.filter((file) => !file.startsWith('apps/mail/'))).toEqual([
      '.gitignore',
      'docs/README.md',
      'eda.config.yaml',
      'eda.lock',
      'infra/local/dapr/mine.yaml',
      'package-lock.json',
      'package.json',
      'tsconfig.base.json',
    ]);
    expect(readFileSync(join(mail, 'docs/README.md'), 'utf8')).toBe('ours\n');
    const lock = JSON.parse(readFileSync(join(mail, 'eda.lock'), 'utf8')) as {
      files: object;
      records: { postgres: object };
    };
    expect(Object.keys(lock.records.postgres)).toEqual(['mail-service']);
    expect(Object.keys(lock.files).filter((path) => !path.startsWith('apps/mail/'))).toEqual([
      'tsconfig.base.json',
    ]);
    expect((await runEda(mail, ['generate', '--check'])).code).toBe(0);
    commit('generated');

    // The next version of the design breaks the service: the gate of the design says so before it is released …
    expect((await runEda(home, ['release', '1.0.0'])).code).toBe(0);
    commitDesign('release 1.0.0');
    change(home, 'parts/sales.eda.yaml', (text) => text.replaceAll('orderId', 'number'));
    const gate = await runEda(home, ['diff', 'release']);
    expect(gate.code).toBe(1);
    expect(gate.out).toContain('mail-service');

    // … and that of the service, when somebody raises the pin.
    change(home, 'eda.yaml', (text) => text.replace('version: 1.0.0', 'version: 2.0.0'));
    change(home, 'package.json', () => manifest('2.0.0'));
    install(mail, pack(home));
    expect((await runEda(mail, ['generate', '--check'])).code).toBe(4);
    const diff = await runEda(mail, ['diff', 'release:1.0.0']);
    expect(diff.code).toBe(1);
    expect(diff.out).toContain('mail-service');
    expect((await runEda(mail, ['generate'])).code).toBe(0);
    const changed = git('status', '--porcelain')
      .split('\n')
      .map((line) => line.trim().replace(/^\S+ +/, ''));
    expect(changed.filter((path) => !/^(apps\/mail|eda\.lock|package(-lock)?\.json|$)/.test(path))).toEqual(
      [],
    );

    // What belongs to the design is changed where it is kept.
    for (const args of [['validate', '--fix'], ['release', '2.0.0'], ['dev']])
      expect((await runEda(mail, args)).code).toBe(2);
    const other = await runEda(mail, ['generate', '--service', 'shop-service']);
    expect(other.code).toBe(2);
    expect(other.err).toContain('the code of shop-service does not lie here');
  });
});

describe('one design, pinned by a revision of git', () => {
  it('lies in a submodule; a service may be all that a repository holds', async () => {
    const home = repository('design', { 'eda.yaml': design, 'parts/sales.eda.yaml': part });
    const {
      folder: shop,
      git,
      commit,
    } = repository('shop', { 'eda.config.yaml': 'design: design\nservices: shop-service\n' });
    git('-c', 'protocol.file.allow=always', 'submodule', 'add', '--quiet', home.folder, 'design');
    commit('pin the design');
    const generated = await runEda(shop, ['generate']);
    expect(generated.err).toBe('');
    expect(generated.code).toBe(0);
    const files = filesIn(shop);
    expect(files).toEqual(
      expect.arrayContaining(['src/generated/publisher.ts', 'src/main.ts', 'Dockerfile']),
    );
    expect(files.some((file) => file.startsWith('apps/') || file.startsWith('infra/'))).toBe(false);
    expect(JSON.parse(readFileSync(join(shop, 'package.json'), 'utf8'))).toMatchObject({
      name: 'shop-service',
    });
    expect(existsSync(join(shop, 'migrations/eda'))).toBe(true);
    // From a folder below, as from the top.
    mkdirSync(join(shop, 'src/deep'), { recursive: true });
    expect((await runEda(join(shop, 'src/deep'), ['generate', '--check'])).code).toBe(0);
    // The design itself is untouched.
    expect(git('-C', 'design', 'status', '--porcelain')).toBe('');
  });
});

describe('the releases of a pinned design', () => {
  it('are those that it brings: for a promise to all of them, for the site, for the studio', async () => {
    const path = join(folder, 'x');
    const designAt = (place: string, version: string, total: string) => ({
      [`${place}/eda.yaml`]: design.replace('version: 1.0.0', `version: ${version}`),
      [`${place}/parts/sales.eda.yaml`]: part
        .replace('    key', `    version: ${version}\n    compatibility: forward-transitive\n    key`)
        .replace('of the order }', `of the order }\n        ${total}`),
    });
    write(path, {
      'eda.config.yaml': 'design: design\nservices: [mail-service]\n',
      ...designAt('design/releases/1.0.0', '1.0.0', 'total: { type: integer }'),
      ...designAt('design/releases/1.1.0', '1.1.0', ''),
      ...designAt('design', '1.2.0', 'total: { type: string }'),
    });

    const compared = JSON.parse((await runEda(path, ['diff', 'release', '--format', 'json'])).out);
    expect(compared.changes).toContainEqual(
      expect.objectContaining({ verdict: 'breaking', against: '1.0.0' }),
    );

    expect((await runEda(path, ['docs'])).code).toBe(0);
    const changelog = readFileSync(join(path, 'site/changelog.html'), 'utf8');
    expect(changelog).toContain('1.2.0, not released yet');
    expect(changelog).toContain('The first release.');

    const found = findProject(path);
    if (!found.ok) throw new Error(found.message);
    const revisions = openRevisions(found.project, createParseMemory());
    expect(revisions.list().map(({ name }) => name)).toEqual(['release:1.1.0', 'release:1.0.0']);
    const opened = revisions.open('release:1.0.0');
    expect(opened.ok && opened.read()).toMatchObject({
      ok: true,
      architecture: { system: { version: '1.0.0' } },
    });
  });
});

describe('the studio of a pinned design', () => {
  it('is read-only, and says why', async () => {
    const path = join(folder, 'x');
    write(path, {
      'eda.config.yaml': 'design: design\n',
      'design/eda.yaml': design,
      'design/parts/sales.eda.yaml': part,
    });
    const program = await bundleEda();
    const studio = program.start(path, ['studio', '--port', '0']);
    try {
      await expect.poll(studio.err, { timeout: 120_000 }).toContain('read-only');
      expect(studio.err()).toContain(
        'design/eda.yaml, read-only, since the design is pinned here and kept elsewhere',
      );
      const [, origin, token] = /(http:\S+)\/#token=(\S+)/.exec(studio.out()) ?? [];
      const ask = (route: string, body: object, cookie = ''): Promise<Response> =>
        fetch(`${origin}/api/${route}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', origin: origin ?? '', cookie },
          body: JSON.stringify(body),
        });
      const cookie = (await ask('session', { token })).headers.get('set-cookie')?.split(';')[0];
      const answer = await ask('operation', { operation: { kind: 'add-domain', name: 'billing' } }, cookie);
      expect(await answer.json()).toEqual({ error: 'this studio is read-only' });
      expect(readFileSync(join(path, 'design/eda.yaml'), 'utf8')).toBe(design);
    } finally {
      studio.child.kill('SIGTERM');
      await studio.ended;
      program.remove();
    }
  }, 240_000);
});

describe('what pins no design', () => {
  it.each([
    ['design: ../design\n', 'a folder or file below this one'],
    ['design: /etc\n', 'a folder or file below this one'],
    ['design: "C:\\\\design"\n', 'a folder or file below this one'],
    ['design: [a]\n', 'a folder or file below this one'],
    ['design: empty\n', 'holds no eda.yaml'],
    ['design: sound\nservices: { a: b }\n', 'services is a list of names'],
    ['design: sound\nservice: mail-service\n', '`service` has no place'],
    ['design: {\n', 'cannot be read'],
  ])('%j is refused', async (config, message) => {
    const path = join(folder, 'x');
    write(path, { 'eda.config.yaml': config, 'empty/a.txt': '', 'sound/eda.yaml': design });
    const { code, err } = await runEda(path, ['generate']);
    expect([code, err]).toEqual([3, expect.stringContaining(message)]);
    expect(existsSync(join(path, 'eda.lock'))).toBe(false);
  });

  it('a service that the design has not is named, with the one that is meant', async () => {
    const path = join(folder, 'x');
    write(path, {
      'eda.config.yaml': 'design: sound\nservices: [mail-servic]\n',
      'sound/eda.yaml': design,
      'sound/parts/sales.eda.yaml': part,
    });
    const { code, err } = await runEda(path, ['generate']);
    expect(code).toBe(2);
    expect(err).toContain('the design has no service mail-servic; did you mean mail-service?');
  });
});
