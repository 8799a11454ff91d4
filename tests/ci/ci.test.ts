import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { exitCode } from '../../src/cli/exit-code.ts';
import { reportFormats } from '../../src/cli/report-targets.ts';
import { soundDesign } from '../cli/run-eda.ts';
import { bundleEda, type EdaProgram } from '../cli/spawn-eda.ts';
import { makeRepository, type TestRepository } from '../support/git-repository.ts';

const root = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

/** Refused by bash where it is no script; by shellcheck too where there is one. */
function checkShell(script: string): void {
  execFileSync('bash', ['-n'], { input: script });
  const checked = spawnSync('shellcheck', ['--shell=bash', '--severity=warning', '-'], {
    input: script,
    encoding: 'utf8',
  });
  if (checked.error === undefined) expect(checked.stdout).toBe('');
}

describe('action.yml', () => {
  const action = parse(read('action.yml'));
  const [step] = action.runs.steps;
  const script = read('ci/github/gate.mjs');

  it('uses each of its inputs, as a variable that the script reads', () => {
    const values = Object.values<string>(step.env);
    for (const name of Object.keys(action.inputs)) expect(values).toContain(`\${{ inputs.${name} }}`);
    expect(values).toHaveLength(Object.keys(action.inputs).length);
    for (const variable of Object.keys(step.env))
      expect(script).toMatch(new RegExp(`^ {2}${variable} = `, 'm'));
  });

  it('puts nothing from outside into the text of a command', () => {
    expect(step.run).not.toContain('${{');
    checkShell(step.run);
    expect(script).not.toMatch(/shell: true|\bexec\(|execSync/);
  });

  it('has outputs that the script sets', () => {
    for (const [name, { value }] of Object.entries<{ value: string }>(action.outputs)) {
      expect(value).toBe(`\${{ steps.gate.outputs.${name} }}`);
      expect(script).toContain(`setOutput('${name}'`);
    }
  });
});

describe('the GitHub action', () => {
  let program: EdaProgram;
  let repo: TestRepository;
  beforeAll(async () => {
    program = await bundleEda();
  });
  afterAll(() => program.remove());

  interface Comment {
    readonly id: number;
    readonly user: { readonly login: string };
    body: string;
  }

  /** GitHub, as far as comments go. */
  async function startGithub(comments: Comment[], status = 200) {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      let text = '';
      request.on('data', (chunk) => {
        text += chunk;
      });
      request.on('end', () => {
        asked.push(`${request.method} ${request.url} ${request.headers.authorization}`);
        const { body } = text === '' ? { body: '' } : JSON.parse(text);
        if (status === 200 && request.method === 'POST') {
          comments.push({ id: comments.length + 1, user: { login: 'github-actions[bot]' }, body });
        }
        const own = comments.find(({ id }) => request.url?.endsWith(`/comments/${id}`));
        if (status === 200 && request.method === 'PATCH' && own !== undefined) own.body = body;
        response.writeHead(status, { 'content-type': 'application/json' });
        const page = Number(/[?&]page=(\d+)/.exec(request.url ?? '')?.[1] ?? 1);
        response.end(
          JSON.stringify(request.method === 'GET' ? comments.slice((page - 1) * 100, page * 100) : {}),
        );
      });
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    onTestFinished(() => void server.close());
    return { asked, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
  }

  async function runAction(inputs: { readonly [name: string]: string }, url = 'http://127.0.0.1:9') {
    const output = join(repo.folder, '.git/output');
    const event = join(repo.folder, '.git/event.json');
    writeFileSync(output, '');
    writeFileSync(event, JSON.stringify({ pull_request: { number: 7 } }));
    const child = spawn(process.execPath, [join(root, 'ci/github/gate.mjs')], {
      cwd: repo.folder,
      env: {
        PATH: process.env.PATH,
        EDA_FOLDER: 'design',
        EDA_COMMAND: `${process.execPath} ${program.entry}`,
        EDA_TOKEN: 'secret-token',
        GITHUB_WORKSPACE: repo.folder,
        GITHUB_OUTPUT: output,
        GITHUB_EVENT_PATH: event,
        GITHUB_REPOSITORY: 'acme/shop',
        GITHUB_API_URL: url,
        GITHUB_ACTIONS: 'true',
        RUNNER_TEMP: join(repo.folder, '.git'),
        ...inputs,
      },
    });
    let log = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (log += chunk));
    const code = await new Promise((done) => child.on('close', done));
    return { code, log, output: readFileSync(output, 'utf8') };
  }

  const faulty = soundDesign.replaceAll('sales.order.placed', 'sales.order.place');

  it('annotates, sets outputs, and keeps one comment', async () => {
    repo = makeRepository();
    repo.write({ 'design/eda.yaml': faulty });
    repo.commit();
    const comments: Comment[] = Array.from({ length: 120 }, (_, n) => ({
      id: n + 1,
      user: { login: 'somebody' },
      body: '<!-- eda:validate design -->\nI quote the marker',
    }));
    const github = await startGithub(comments);
    const first = await runAction({ EDA_COMMENT: 'true', EDA_SARIF: 'eda.sarif' }, github.url);
    expect(first.code).toBe(1);
    expect(first.log).toMatch(/^::error file=design\/eda\.yaml,line=6,/m);
    expect(first.output).toBe('exit-code=1\noutcome=failed\nerrors=1\nwarnings=0\n');
    expect(JSON.parse(readFileSync(join(repo.folder, 'eda.sarif'), 'utf8')).version).toBe('2.1.0');
    expect(comments).toHaveLength(121);
    expect(comments[120]?.body).toMatch(
      /^<!-- eda:validate design -->\n### eda validate: ❌ failed, 1 error\n/,
    );
    expect(github.asked.every((line) => line.endsWith('Bearer secret-token'))).toBe(true);
    expect(first.log).not.toContain('secret-token');

    repo.write({ 'design/eda.yaml': soundDesign });
    const second = await runAction({ EDA_COMMENT: 'true' }, github.url);
    expect(second).toMatchObject({ code: 0, output: 'exit-code=0\noutcome=passed\nerrors=0\nwarnings=0\n' });
    expect(comments).toHaveLength(121);
    expect(comments[120]?.body).toBe(
      '<!-- eda:validate design -->\n### eda validate: ✅ passed, no problems',
    );
    expect(comments[0]?.body).toContain('I quote the marker');
  });

  it('says nothing where nothing was ever wrong', async () => {
    repo = makeRepository();
    repo.write({ 'design/eda.yaml': soundDesign });
    const comments: Comment[] = [];
    const github = await startGithub(comments);
    expect(await runAction({ EDA_COMMENT: 'true' }, github.url)).toMatchObject({ code: 0 });
    expect(comments).toEqual([]);
  });

  it('fails no job because it may not comment', async () => {
    repo = makeRepository();
    repo.write({ 'design/eda.yaml': faulty });
    const github = await startGithub([], 403);
    const run = await runAction({ EDA_COMMENT: 'true', EDA_FAIL_ON: 'never' }, github.url);
    expect(run.log).toMatch(/cannot be commented on \(GitHub answers 403\)/);
    expect(run.code).toBe(0);
  });

  it('compares, and checks what is generated', async () => {
    repo = makeRepository();
    repo.write({ 'design/eda.yaml': soundDesign });
    repo.commit();
    repo.git('checkout', '--quiet', '-b', 'mine');
    repo.write({
      'design/eda.yaml': soundDesign.replace('required: [orderId], ', ''),
    });
    const run = await runAction({ EDA_DIFF: 'main', EDA_GENERATED: 'true' });
    expect(run.log).toMatch(/out of date: eda generate/);
    expect(run.log).toMatch(/title=generated-file::/);
    expect(run.code).not.toBe(0);
  });

  it('has no verdict on what a design of errors becomes, unless it is told to', async () => {
    repo = makeRepository();
    repo.write({ 'design/eda.yaml': soundDesign.replace('type: string, format', 'type: strng, format') });
    repo.commit();
    repo.git('checkout', '--quiet', '-b', 'mine');
    repo.write({ 'design/eda.yaml': soundDesign });
    const compare = { EDA_DIFF: 'main', EDA_FAIL_ON: 'never' };
    expect((await runAction(compare)).code).toBe(3);
    expect((await runAction({ ...compare, EDA_DIFF_ALLOW_ERRORS: 'true' })).code).not.toBe(3);
  });

  it.each([
    [{ EDA_SINCE: '$(touch stolen)' }, 2],
    [{ EDA_SINCE: '; touch stolen' }, 2],
    [{ EDA_SINCE: '--output=stolen' }, 2],
    [{ EDA_FAIL_ON: 'never; touch stolen' }, 2],
    [{ EDA_FOLDER: 'nowhere' }, 2],
    [{ EDA_COMMAND: 'no-such-program' }, 2],
  ])('takes hostile inputs for what they are: %j', async (inputs, code) => {
    repo = makeRepository();
    repo.write({ 'design/eda.yaml': soundDesign });
    repo.commit();
    const run = await runAction(inputs);
    expect(run.code).toBe(code);
    expect(repo.git('status', '--porcelain')).toBe('');
  });
});

describe('the GitLab template', () => {
  const [head, jobs] = parseAllDocuments(read('ci/gitlab/eda.gitlab-ci.yml')).map((document) => {
    expect(document.errors).toEqual([]);
    return document.toJS();
  });

  it('uses each of its inputs', () => {
    const text = JSON.stringify(jobs);
    for (const name of Object.keys(head.spec.inputs)) expect(text).toContain(`$[[ inputs.${name} ]]`);
    const used = [...text.matchAll(/\$\[\[ inputs\.([\w-]+) \]\]/g)].map(([, name]) => name ?? '');
    expect(used.filter((name) => !Object.hasOwn(head.spec.inputs, name))).toEqual([]);
  });

  it('has scripts that are scripts, of commands and formats that there are', () => {
    for (const [name, job] of Object.entries<{ script?: string[]; extends?: string }>(jobs)) {
      if (name.startsWith('.')) continue;
      const script = [...jobs[job.extends ?? ''].before_script, ...(job.script ?? [])].join('\n');
      // Words of the command are meant to be parted.
      checkShell(`# shellcheck disable=SC2086,SC2154,SC2164\n{\n${script}\n}\n`);
      for (const [, format] of script.matchAll(/--format "?([a-z]+)/g))
        expect(reportFormats).toContain(format);
    }
  });
});

describe('the hooks of pre-commit', () => {
  const hooks: { id: string; entry: string; files?: string; language: string; pass_filenames: boolean }[] =
    parse(read('.pre-commit-hooks.yaml'));

  it('run commands that there are, once for all files', () => {
    expect(hooks.map(({ id }) => id)).toEqual(['eda-validate', 'eda-generate-check']);
    for (const hook of hooks) {
      expect(hook).toMatchObject({ language: 'node', pass_filenames: false });
      expect(hook.entry).toMatch(/^eda (validate|generate --check)$/);
    }
  });

  it.each([
    ['eda.yaml', true],
    ['design/eda.yml', true],
    ['design/parts/sales.eda.yaml', true],
    ['eda.config.yaml', true],
    ['schemas/order.json', true],
    ['avro/order.avsc', true],
    ['src/panda.yaml', false],
    ['README.md', false],
  ])('are started by %s: %s', (path, starts) => {
    expect(new RegExp(hooks[0]?.files ?? '').test(path)).toBe(starts);
  });
});

describe('docs/ci.md', () => {
  const text = read('docs/ci.md');

  it('says every exit code and format', () => {
    const codes = [...text.matchAll(/^\| (\d+) \|/gm)].map(([, code]) => Number(code));
    expect(codes).toEqual(Object.values(exitCode));
    for (const format of reportFormats) expect(text).toContain(`| \`${format}\` |`);
  });

  it('shows YAML that is YAML, with inputs that there are', () => {
    const blocks = [...text.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, block = '']) => parse(block));
    expect(blocks).toHaveLength(6);
    const inputs = Object.keys(parse(read('action.yml')).inputs);
    const steps = [...blocks[2].jobs.eda.steps, ...blocks[3]].filter(({ uses = '' }) =>
      uses.startsWith('OWNER/eda'),
    );
    expect(steps).toHaveLength(2);
    for (const step of steps) expect(inputs).toEqual(expect.arrayContaining(Object.keys(step.with)));
    const [template] = parseAllDocuments(read('ci/gitlab/eda.gitlab-ci.yml'));
    expect(Object.keys(template?.toJS().spec.inputs)).toEqual(
      expect.arrayContaining(Object.keys(blocks[4].include[0].inputs)),
    );
  });
});
