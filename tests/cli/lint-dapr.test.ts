import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { project, runEda } from './run-eda.ts';

const component = `apiVersion: dapr.io/v1alpha1
kind: Component
metadata:
  name: pubsub
spec:
  type: pubsub.redis
  version: v1
  metadata:
    - name: redisHost
      value: redis:6379
    - name: redeliverIntreval
      value: 30s
`;

test('eda lint dapr shows what is wrong, where, and what to do', async () => {
  const folder = project({ 'dapr/components/pubsub.yaml': component, 'dapr/notes.yaml': 'a: 1\n' });
  const { code, out, err } = await runEda(folder, ['lint', 'dapr', 'dapr', '--no-color']);
  expect(err).toBe('');
  expect(code).toBe(1);
  expect(out).toMatch(/^dapr\/components\/pubsub\.yaml\n 11:13 {2}error/m);
  expect(out).toContain('redeliverIntreval; did you mean redeliverInterval?');
  expect(out).toContain('dapr-metadata');
  expect(out).toContain('1 error in 1 file · 1 resource');
});

test('without findings it ends well', async () => {
  const folder = project({ 'pubsub.yaml': component.replace('Intreval', 'Interval') });
  const { code, out } = await runEda(folder, ['lint', 'dapr']);
  expect(out).toContain('1 resource');
  expect(code).toBe(0);
});

test('warnings fail where they are asked to; programs get JSON', async () => {
  const folder = project({
    'pubsub.yaml': component.replace('redeliverIntreval', 'redisPassword').replace('30s', 'hunter2'),
  });
  expect((await runEda(folder, ['lint', 'dapr', 'pubsub.yaml'])).code).toBe(0);
  const { code, out } = await runEda(folder, [
    'lint',
    'dapr',
    'pubsub.yaml',
    '--fail-on',
    'warning',
    '--format',
    'json',
  ]);
  expect(code).toBe(1);
  expect(JSON.parse(out)).toMatchObject({ command: 'lint dapr' });
  expect(out).toContain('dapr-plain-secret');
});

test.each<[string, { readonly [path: string]: string }, string[], number, string]>([
  ['what is not there', { 'a.yaml': component }, ['gone'], 3, 'gone: there is no such file'],
  ['nothing of Dapr', { 'a.yaml': 'a: 1\n' }, [], 2, 'no resource of Dapr in 1 YAML file'],
])('%s', async (_, files, args, expected, text) => {
  const { code, err } = await runEda(project(files), ['lint', 'dapr', ...args]);
  expect(code).toBe(expected);
  expect(err).toContain(text);
});

test('a file that is no YAML gives no verdict', async () => {
  const { code, out } = await runEda(project({ 'a.yaml': 'apiVersion: dapr.io/v1alpha1\nkind: [\n' }), [
    'lint',
    'dapr',
  ]);
  expect(code).toBe(3);
  expect(out).toContain('no YAML');
});

test('eda explain knows the codes', async () => {
  const { code, out } = await runEda(project({ 'a.txt': '' }), ['explain', 'dapr-metadata']);
  expect(code).toBe(0);
  expect(out).toContain('consumerGroup');
});

test('an ignore with its reason silences what it names on its line, and no more', async () => {
  const component = (comment: string) => `apiVersion: dapr.io/v1alpha1
kind: Component
metadata: { name: pubsub }
spec:
  type: pubsub.redis
  version: v1
  metadata:
    - { name: redisHost, value: 'r:6379' }
    - { name: redisPassword, value: hunter2 }${comment}
`;
  const lint = ['lint', 'dapr', '.', '--fail-on', 'warning'];
  const before = await runEda(project({ 'pubsub.yaml': component('') }), lint);
  expect(before.code).toBe(1);
  expect(before.out).toContain('dapr-plain-secret');
  const ignored = project({ 'pubsub.yaml': component(' # eda-ignore dapr-plain-secret: of a test') });
  const after = await runEda(ignored, lint);
  expect(after.code, after.out).toBe(0);
  expect(after.out).toContain('1 ignored');
  const other = project({ 'pubsub.yaml': component(' # eda-ignore dapr-type: another') });
  expect((await runEda(other, lint)).code).toBe(1);
});

describe('a baseline', () => {
  const secret = component.replace('redeliverIntreval', 'redisPassword').replace('30s', 'hunter2');

  test('lets pass what it knows, whatever the lines, and nothing else', async () => {
    const folder = project({ 'dapr/pubsub.yaml': component });
    const made = await runEda(folder, ['lint', 'dapr', '--update-baseline']);
    expect(made).toMatchObject({ code: 0, err: 'eda.dapr-baseline.json: 1 finding, 1 added, 0 taken out\n' });
    expect(made.out).toContain('no new problems · 1 in the baseline');
    writeFileSync(join(folder, 'dapr/pubsub.yaml'), `# moved\n\n${component}`);
    expect(await runEda(folder, ['lint', 'dapr'])).toMatchObject({ code: 0 });
    expect(await runEda(folder, ['lint', 'dapr', '--no-baseline'])).toMatchObject({ code: 1 });
    writeFileSync(join(folder, 'dapr/other.yaml'), component.replace('name: pubsub', 'name: other'));
    const { code, out } = await runEda(folder, ['lint', 'dapr', '--format', 'compact']);
    expect(code).toBe(1);
    expect(out).toMatch(/^dapr\/other\.yaml:11:13: error/);
    expect(out).not.toContain('dapr/pubsub.yaml');
  });

  test('says what was mended, and takes it out', async () => {
    const folder = project({ 'pubsub.yaml': component });
    await runEda(folder, ['lint', 'dapr', '--update-baseline']);
    writeFileSync(join(folder, 'pubsub.yaml'), component.replace('Intreval', 'Interval'));
    const after = await runEda(folder, ['lint', 'dapr']);
    expect(after.out).toContain(
      '1 finding of the baseline is mended: eda lint dapr --update-baseline takes it out',
    );
    const pruned = await runEda(folder, ['lint', 'dapr', '--update-baseline']);
    expect(pruned.err).toBe('eda.dapr-baseline.json: 0 findings, 0 added, 1 taken out\n');
  });

  test('does not hide files that cannot be read, nor is it made of them', async () => {
    const folder = project({ 'a.yaml': 'apiVersion: dapr.io/v1alpha1\nkind: [\n', 'b.yaml': secret });
    const { code, err } = await runEda(folder, ['lint', 'dapr', '--update-baseline']);
    expect(code).toBe(3);
    expect(err).toContain('the baseline stays as it is');
    expect(existsSync(join(folder, 'eda.dapr-baseline.json'))).toBe(false);
  });

  test.each([
    [['--update-baseline', '--no-baseline'], '{}', /contradict each other/],
    [
      [],
      '<<<<<<< ours',
      /eda\.dapr-baseline\.json cannot be used: it is not JSON.*\n.*eda lint dapr --update-baseline/,
    ],
  ])('%j beside %s is refused', async (args, text, message) => {
    const folder = project({ 'pubsub.yaml': secret, 'eda.dapr-baseline.json': text });
    const { code, err } = await runEda(folder, ['lint', 'dapr', ...args]);
    expect(code).toBe(2);
    expect(err).toMatch(message);
  });
});

describe('fixes', () => {
  const old = `# Ours.
apiVersion: dapr.io/v1alpha1 # the old one
kind: Subscription
metadata: { name: orders }
spec:
  pubsubname: pubsub
  topic: orders # all of them
  route: "/orders"
---
${component.replace('redis:6379', "'redis:6379'")}`;

  test('that are safe say the same in other words, and leave the rest as it was', async () => {
    const folder = project({ 'all.yaml': old });
    const { code, err } = await runEda(folder, ['lint', 'dapr', '--fix']);
    expect(err).toBe('fixed: write the subscription in v2alpha1\n');
    expect(code).toBe(1);
    const fixed = old
      .replace('v1alpha1 #', 'v2alpha1 #')
      .replace('route: "/orders"', 'routes: { default: /orders }');
    expect(readFileSync(join(folder, 'all.yaml'), 'utf8')).toBe(fixed);
    expect((await runEda(folder, ['lint', 'dapr', '--fix'])).err).toBe('');
  });

  test('of slips are applied when they are asked for; a second run finds nothing', async () => {
    const folder = project({ 'all.yaml': old.replace('pubsubname: pubsub', 'pubsubname: pubsbu') });
    const { err } = await runEda(folder, ['lint', 'dapr', '--fix-unsafe']);
    expect(err.split('\n').sort()).toEqual([
      '',
      'fixed: write pubsub',
      'fixed: write redeliverInterval',
      'fixed: write the subscription in v2alpha1',
    ]);
    expect(await runEda(folder, ['lint', 'dapr', '--fix-unsafe'])).toMatchObject({ code: 0, err: '' });
  });

  test('leave what the baseline knows, and what an alias leads to', async () => {
    const aliased = `x: &type pubsub.azure.servicebus
${component.replace('type: pubsub.redis', 'type: *type').replace('redisHost', 'connectionString')}`;
    const folder = project({ 'a.yaml': component, 'b/aliased.yaml': aliased });
    await runEda(folder, ['lint', 'dapr', 'a.yaml', '--update-baseline']);
    const { err } = await runEda(folder, ['lint', 'dapr', 'a.yaml', '--fix-unsafe']);
    expect(err).toBe('');
    expect((await runEda(folder, ['lint', 'dapr', 'b', '--fix'])).err).toBe('');
    expect(readFileSync(join(folder, 'b/aliased.yaml'), 'utf8')).toBe(aliased);
  });

  test('find their places behind a mark of byte order', async () => {
    const folder = project({ 'a.yaml': `\uFEFF${component}` });
    await runEda(folder, ['lint', 'dapr', '--fix-unsafe']);
    expect(readFileSync(join(folder, 'a.yaml'), 'utf8')).toBe(
      `\uFEFF${component.replace('Intreval', 'Interval')}`,
    );
  });
});

test('a file that is no UTF-8 says where, if it is of Dapr or was named', async () => {
  const folder = project({ 'a.yaml': component });
  writeFileSync(join(folder, 'notes.yaml'), Buffer.from('a: caf\u00e9\n', 'latin1'));
  expect((await runEda(folder, ['lint', 'dapr'])).code).toBe(1);
  expect(await runEda(folder, ['lint', 'dapr', 'notes.yaml'])).toMatchObject({
    code: 3,
    err: 'eda: notes.yaml: it is not UTF-8 text: the byte 0xE9 in line 1, column 7 belongs to no character\n',
  });
});
