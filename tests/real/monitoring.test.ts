import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { brokersWithLogins, shopOnBrokers } from '../support/shop-on-brokers.ts';
import { runEda } from './project-on-broker.ts';

const project = mkdtempSync(join(tmpdir(), 'eda-monitoring-'));
const folderOf = (environment: string) => join(project, 'infra', environment, 'monitoring');
const promtool = (environment: string, ...args: string[]) =>
  spawnSync('promtool', args, { cwd: folderOf(environment), encoding: 'utf8' });

beforeAll(async () => {
  writeFileSync(join(project, 'eda.yaml'), shopOnBrokers('env'));
  await runEda(project, ['generate']);
}, 120_000);

afterAll(() => rmSync(project, { recursive: true, force: true }));

describe('alerts', () => {
  it.each(Object.keys(brokersWithLogins))('on %s ring when they should, and are silent when not', (name) => {
    expect(promtool(name, 'check', 'rules', '--lint-fatal', 'rules.yaml')).toMatchObject({ status: 0 });
    const { status, stdout, stderr } = promtool(name, 'test', 'rules', 'rules.test.yaml');
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain('SUCCESS');
  });

  it('are all tested, and each leads to a page that is there', () => {
    const { groups } = parse(readFileSync(join(folderOf('kafka'), 'rules.yaml'), 'utf8')) as {
      groups: { rules: { alert: string; annotations: { runbook_url: string } }[] }[];
    };
    const rules = groups.flatMap((group) => group.rules);
    const tests = readFileSync(join(folderOf('kafka'), 'rules.test.yaml'), 'utf8');
    for (const { alert, annotations } of rules) {
      expect(tests).toContain(`${alert}`);
      expect(existsSync(join(project, annotations.runbook_url)), annotations.runbook_url).toBe(true);
    }
    expect(rules.map(({ alert }) => alert)).toEqual(
      expect.arrayContaining(['ConsumerLag', 'DeadLetters', 'OutboxStuck', 'RetryStorm', 'CircuitOpen']),
    );
  });

  it.each([
    ['a limit that is one too low', /> 250/, '> 249'],
    ['a limit that is one too high', /> 250/, '> 251'],
    ['another group', /consumergroup="order-service"/, 'consumergroup="orders"'],
    ['another time', /for: 5m/, 'for: 9m'],
  ])('the tests find %s', (_what, from, to) => {
    const file = join(folderOf('kafka'), 'rules.yaml');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace(from, to));
    try {
      expect(promtool('kafka', 'test', 'rules', 'rules.test.yaml').status).toBe(1);
    } finally {
      writeFileSync(file, text);
    }
  });
});

describe('alerts on sagas and projections', () => {
  const golden = fileURLToPath(
    new URL(
      '../../src/generators/monitoring/scenarios/sagas-and-projections/output/infra/production/monitoring',
      import.meta.url,
    ),
  );
  const folder = join(project, 'sagas-and-projections');
  const rules = join(folder, 'rules.yaml');
  const check = (...args: string[]) => spawnSync('promtool', args, { cwd: folder, encoding: 'utf8' }).status;

  beforeAll(() => cpSync(golden, folder, { recursive: true }));

  it('ring when they should, and are silent when not', () => {
    expect(check('check', 'rules', '--lint-fatal', 'rules.yaml')).toBe(0);
    expect(check('test', 'rules', 'rules.test.yaml')).toBe(0);
  });

  it.each([
    [
      'parked runs that are taken for stuck ones',
      / - max by \(service, saga\) \(eda_saga_runs\{state="parked"\}\)/,
      '',
    ],
    [
      'compensating runs that are taken for parked ones',
      /\(eda_saga_runs\{state="parked"\}\) > 0/g,
      '(eda_saga_runs) > 0',
    ],
    ['faults that nobody hears of', /eda_projection_faults\) > 0/, 'eda_projection_faults) > 1'],
    [
      'another limit of what is behind',
      /eda_projection_lag_seconds\) > 3600/,
      'eda_projection_lag_seconds) > 3599',
    ],
  ])('the tests find %s', (_what, from, to) => {
    const text = readFileSync(rules, 'utf8');
    expect(text).toMatch(from);
    writeFileSync(rules, text.replace(from, to));
    try {
      expect(check('test', 'rules', 'rules.test.yaml')).toBe(1);
    } finally {
      writeFileSync(rules, text);
    }
  });
});
