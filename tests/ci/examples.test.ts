import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { commandFault } from '../support/command-fault.ts';
import { type FindWorkflowFaults, loadWorkflowParser } from './parse-workflow.ts';

const root = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: { readonly [input: string]: unknown };
}

/** Lines of scripts that run eda, as somebody would type them. */
function commandsIn(text: string): string[] {
  return [...text.matchAll(/^[\s-]*(?:run: |- )?((?:npx --no-install )?eda .+)$/gm)].map(
    ([, line = '']) => line,
  );
}

describe('workflows to copy', () => {
  const names = readdirSync(join(root, 'ci/github/examples'));
  let faultsOf: FindWorkflowFaults;
  beforeAll(async () => {
    faultsOf = await loadWorkflowParser();
  });

  it.each(names)('%s is a workflow, by the parser of GitHub', (name) => {
    const text = read(`ci/github/examples/${name}`);
    expect(faultsOf(name, text)).toEqual([]);
    expect(faultsOf(name, text.replace('permissions:', 'permission:'))).toHaveLength(1);
    expect(faultsOf(name, text.replace('runs-on', 'run-on'))).not.toEqual([]);
    expect(text).toContain(`# .github/workflows/${name}: `);
  });

  it.each(names)('%s runs commands that there are', (name) => {
    const text = read(`ci/github/examples/${name}`);
    expect(commandsIn(text).map(commandFault).filter(Boolean)).toEqual([]);
    const { jobs, permissions } = parse(text);
    const steps = Object.values<{ steps: Step[] }>(jobs).flatMap((job) => job.steps);
    const inputs = Object.keys(parse(read('action.yml')).inputs);
    const gate = steps.find(({ uses = '' }) => uses.startsWith('OWNER/eda@'));
    expect(gate !== undefined || commandsIn(text).length > 0).toBe(true);
    for (const [input, value] of Object.entries(gate?.with ?? {})) {
      expect(inputs).toContain(input);
      // An action gets texts alone.
      expect(value).toBeTypeOf('string');
      if (input === 'comment') expect(permissions['pull-requests']).toBe('write');
      if (input === 'diff')
        expect(steps).toContainEqual(expect.objectContaining({ with: { 'fetch-depth': 0 } }));
    }
  });

  it('pin the action as Renovate and Dependabot raise it', () => {
    expect(read('ci/github/examples/design.yml')).toMatch(/^ +- uses: OWNER\/eda@COMMIT # v\d+\.\d+\.\d+$/m);
  });
});

describe('the pipeline of GitLab to copy', () => {
  const text = read('ci/gitlab/examples/gitlab-ci.yml');
  const pipeline = parse(text);

  it('includes the template with inputs that it has, by a tag', () => {
    const [template] = parseAllDocuments(read('ci/gitlab/eda.gitlab-ci.yml'));
    const [include] = pipeline.include;
    expect(include).toMatchObject({
      file: 'ci/gitlab/eda.gitlab-ci.yml',
      ref: expect.stringMatching(/^v\d/),
    });
    expect(Object.keys(template?.toJS().spec.inputs)).toEqual(
      expect.arrayContaining(Object.keys(include.inputs)),
    );
  });

  it('publishes what it makes', () => {
    const { pages } = pipeline;
    expect(pipeline.stages).toEqual(expect.arrayContaining(['test', pages.stage]));
    const [command = ''] = pages.script.filter((line: string) => line.includes('eda'));
    expect(commandFault(command)).toBeUndefined();
    expect(command).toContain(`--out ${pages.artifacts.paths[0]}`);
  });
});

describe('what keeps eda up to date', () => {
  it('is understood by Dependabot', () => {
    const { version, updates } = parse(read('ci/updates/dependabot.yml'));
    expect(version).toBe(2);
    expect(updates.map((each: Record<string, string>) => each['package-ecosystem'])).toEqual([
      'npm',
      'github-actions',
    ]);
    for (const update of updates) {
      expect(Object.keys(update)).toEqual(expect.arrayContaining(['directory', 'schedule']));
      expect(['daily', 'weekly', 'monthly']).toContain(update.schedule.interval);
    }
    // What eda pins in generated packages comes with it.
    const { patterns } = updates[0].groups.eda;
    const { devDependencies } = JSON.parse(read('examples/todo/package.json'));
    const { dependencies } = JSON.parse(read('examples/todo/services/todo-service/package.json'));
    for (const name of patterns.filter((pattern: string) => pattern !== 'eda'))
      expect({ ...devDependencies, ...dependencies }).toHaveProperty(name);
  });

  it('is understood by Renovate', () => {
    const { extends: presets, packageRules } = JSON.parse(read('ci/updates/renovate.json'));
    expect(presets).toContain('config:recommended');
    for (const rule of packageRules) expect(rule.matchPackageNames).toEqual(['eda']);
    const commands: string[] = packageRules.flatMap(
      (rule: { postUpgradeTasks?: { commands: string[] } }) => rule.postUpgradeTasks?.commands ?? [],
    );
    expect(commands.length).toBe(1);
    expect(commands.map(commandFault)).toEqual([undefined]);
  });

  it('names hooks of pre-commit that there are, with options that they take', () => {
    const [repo] = parse(read('ci/updates/pre-commit-config.yaml')).repos;
    const hooks: { id: string; entry: string }[] = parse(read('.pre-commit-hooks.yaml'));
    for (const { id, args = [] } of repo.hooks) {
      const hook = hooks.find((each) => each.id === id);
      expect(hook, id).toBeDefined();
      expect(commandFault(`${hook?.entry} ${args.join(' ')}`)).toBeUndefined();
    }
  });
});

it('docs/ci.md names every file to copy', () => {
  const text = read('docs/ci.md');
  const files = ['ci/github/examples', 'ci/gitlab/examples', 'ci/updates'].flatMap((folder) =>
    readdirSync(join(root, folder)).map((name) => `${folder}/${name}`),
  );
  expect(files.length).toBeGreaterThan(5);
  expect(files.filter((file) => !text.includes(`](../${file})`))).toEqual([]);
});
