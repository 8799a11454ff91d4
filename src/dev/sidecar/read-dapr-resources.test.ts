import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { parseDaprResources, readDaprResources } from './read-dapr-resources.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'dapr-resources-'));
});
afterEach(() => rm(dir, { recursive: true }));

const component = (name: string) =>
  `apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata: { name: ${name} }\nspec: { type: pubsub.redis, version: v1, metadata: [] }\n`;

it('reads all documents of all YAML files, in order, and nothing else', async () => {
  await writeFile(join(dir, 'b.yml'), component('second'));
  await writeFile(join(dir, 'a.yaml'), `${component('first')}---\nkind: ConfigMap\napiVersion: v1\n---\n`);
  await writeFile(join(dir, 'notes.txt'), 'not: yaml: at all');
  const { resources, problems } = await readDaprResources([dir], dir);
  expect(problems).toEqual([]);
  expect(resources.map(({ name, at }) => [name, at.file])).toEqual([
    ['first', 'a.yaml'],
    ['second', 'b.yml'],
  ]);
});

it('names what cannot be read', async () => {
  await writeFile(join(dir, 'broken.yaml'), 'a: [1\nb: }');
  await writeFile(join(dir, 'twice.yaml'), `${component('same')}---\n${component('same')}`);
  const { problems } = await readDaprResources([dir, join(dir, 'missing')], dir);
  expect(problems.map(({ at }) => at.file)).toEqual(
    expect.arrayContaining(['broken.yaml', 'missing', 'twice.yaml']),
  );
  expect(problems.find(({ at }) => at.file === 'twice.yaml')?.message).toBe('two components are called same');
});

it('keeps scopes, routes, bulk limits and metadata of a subscription', () => {
  const { resources, problems } = parseDaprResources(
    `apiVersion: dapr.io/v2alpha1
kind: Subscription
metadata: { name: s }
spec:
  pubsubname: p
  topic: t
  routes:
    rules: [{ match: 'event.type == "x"', path: /x }]
    default: /rest
  deadLetterTopic: dead
  bulkSubscribe: { enabled: true, maxMessagesCount: 7 }
  metadata: { rawPayload: "true" }
scopes: [one]
`,
    's.yaml',
  );
  expect(problems).toEqual([]);
  expect(resources).toEqual([
    {
      kind: 'Subscription',
      name: 's',
      scopes: ['one'],
      at: { file: 's.yaml', path: [] },
      pubsubname: 'p',
      topic: 't',
      rules: [{ match: 'event.type == "x"', path: '/x' }, { path: '/rest' }],
      deadLetterTopic: 'dead',
      bulkSubscribe: { maxMessagesCount: 7 },
      metadata: { rawPayload: 'true' },
    },
  ]);
});

it.each([
  [
    'invalid CEL',
    'kind: Subscription\nspec: { pubsubname: p, topic: t, routes: { rules: [{ match: "event.type ==", path: /x }] } }',
    ['spec', 'routes', 'rules', 0, 'match'],
    'error',
  ],
  [
    'a policy that is not there',
    'kind: Resiliency\nspec: { policies: {}, targets: { components: { p: { inbound: { retry: gone } } } } }',
    ['spec', 'targets', 'components', 'p', 'inbound', 'retry'],
    'warning',
  ],
  [
    'a duration that is none',
    'kind: Resiliency\nspec: { policies: { timeouts: { t: 5 seconds } } }',
    ['spec', 'policies', 'timeouts', 't'],
    'error',
  ],
  [
    'status codes that are none',
    'kind: Resiliency\nspec: { policies: { retries: { r: { matching: { httpStatusCodes: "500-1000" } } } } }',
    ['spec', 'policies', 'retries', 'r', 'matching', 'httpStatusCodes'],
    'error',
  ],
  [
    'a trip that is no CEL',
    'kind: Resiliency\nspec: { policies: { circuitBreakers: { b: { trip: "failures >" } } } }',
    ['spec', 'policies', 'circuitBreakers', 'b', 'trip'],
    'error',
  ],
  [
    'a sampling rate beyond 1',
    'kind: Configuration\nspec: { tracing: { samplingRate: "2" } }',
    ['spec', 'tracing', 'samplingRate'],
    'error',
  ],
])('tells where it finds %s', (_, text, path, severity) => {
  const { problems } = parseDaprResources(
    `apiVersion: dapr.io/v1alpha1\nmetadata: { name: n }\n${text}\n`,
    'f.yaml',
  );
  expect(problems.map(({ at, severity }) => ({ at, severity }))).toEqual([
    { at: { file: 'f.yaml', path }, severity },
  ]);
});

it.each(['null', '[]', '42', 'kind: Component', 'apiVersion: dapr.io/v1alpha1\nkind: Component\nspec: 7'])(
  'survives %j',
  (text) => {
    expect(() => parseDaprResources(text, 'f.yaml')).not.toThrow();
  },
);
