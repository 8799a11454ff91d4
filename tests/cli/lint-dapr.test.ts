import { expect, test } from 'vitest';
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
