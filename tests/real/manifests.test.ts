import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { manifestToolsFolder } from '../../scripts/components/manifest-tools.mjs';
import { componentsFolder, daprVersion } from '../../src/dev/daprd/find-daprd.ts';
import { brokersWithLogins, shopOnBrokers } from '../support/shop-on-brokers.ts';
import { runEda } from './project-on-broker.ts';

const tools = join(componentsFolder(process.env), manifestToolsFolder(daprVersion));
const project = mkdtempSync(join(tmpdir(), 'eda-manifests-'));

function run(program: string, args: readonly string[], input = '') {
  return spawnSync(program, args, { cwd: project, encoding: 'utf8', input, maxBuffer: 64 * 1024 * 1024 });
}

function judge(manifests: string) {
  const schemas = join(tools, 'schemas/{{.ResourceKind}}{{.KindSuffix}}.json');
  const flags = ['-strict', '-summary', '-output', 'json', '-schema-location', schemas];
  return run(join(tools, 'bin/kubeconform'), flags, manifests);
}

beforeAll(async () => {
  mkdirSync(project, { recursive: true });
  writeFileSync(join(project, 'eda.yaml'), shopOnBrokers('kubernetes'));
  await runEda(project, ['generate']);
}, 120_000);

afterAll(() => rmSync(project, { recursive: true, force: true }));

describe('Kubernetes', () => {
  it.each(Object.keys(brokersWithLogins))(
    'the manifests on %s are what their schemas take',
    (environment) => {
      const built = run(join(tools, 'bin/kustomize'), ['build', `infra/${environment}`]);
      expect(built.stderr).toBe('');
      expect(built.status).toBe(0);
      const { status, stdout, stderr } = judge(built.stdout);
      const { resources, summary } = JSON.parse(stdout);
      expect([stderr, resources]).toEqual(['', []]);
      expect(summary).toMatchObject({ invalid: 0, errors: 0, skipped: 0 });
      // Three services: account, service, deployment, policy, budget, configuration, scaler or not, and more.
      expect(summary.valid).toBeGreaterThan(20);
      expect(status).toBe(0);
    },
  );

  it.each([
    ['a misspelt key of a Deployment', /readinessProbe:/, 'readynessProbe:'],
    ['a port that is a text', /containerPort: 3000/, 'containerPort: http'],
    [
      'a misspelt key of a Dapr component',
      /secretKeyRef:\n {6}key: password\n {6}name/,
      'secretKeyRef:\n      key: password\n      nam',
    ],
    ['a misspelt key of a ScaledObject', /maxReplicaCount:/, 'maxReplicas:'],
    ['an access rule without a verb list', /httpVerb:\n\s+- GET/, 'httpVerb: GET'],
  ])('the judge refuses %s', (_what, from, to) => {
    const { stdout } = run(join(tools, 'bin/kustomize'), ['build', 'infra/kafka']);
    const planted = stdout.replace(from, to);
    expect(planted).not.toBe(stdout);
    expect(judge(planted).status).toBe(1);
  });

  describe('resources of operators', () => {
    const folder = 'infra/kafka';
    const read = (path: string): string => readFileSync(join(project, folder, path), 'utf8');
    const strimzi = (resources: string) =>
      run('java', ['-cp', `${tools}/strimzi/classes:${tools}/strimzi/libs/*`, 'StrimziCheck'], resources);
    const prometheus = (resources: string) => run(join(tools, 'bin/prometheus-check'), [], resources);

    it('Strimzi reads topics and users as they are written', () => {
      const topics = strimzi(read('kafka/pubsub/strimzi/topics.yaml'));
      expect([topics.stderr, topics.status]).toEqual(['', 0]);
      expect(topics.stdout).toMatch(/^KafkaTopic /m);
      const users = strimzi(read('kafka/pubsub/strimzi/users.yaml'));
      expect([users.stderr, users.status]).toEqual(['', 0]);
      expect(users.stdout).toMatch(/^KafkaUser /m);
    });

    it('the Prometheus operator reads rules and what to scrape', () => {
      for (const name of ['prometheus-operator', 'pod-monitor']) {
        const { stderr, status } = prometheus(read(`monitoring/${name}.yaml`));
        expect([name, stderr, status]).toEqual([name, '', 0]);
      }
    });

    it.each([
      ['a misspelt key of a topic', 'topics', /partitions:/, 'partition:'],
      ['partitions that are a text', 'topics', /partitions: (\d+)/, "partitions: '$1'"],
      ['an operation that Kafka does not have', 'users', /- Describe/, '- Described'],
      ['a pattern that Kafka does not have', 'users', /patternType: literal/, 'patternType: exact'],
      ['a resource that Kafka does not have', 'users', /type: topic/, 'type: topics'],
      ['a version that is not there', 'users', /strimzi\.io\/v\w+/, 'strimzi.io/v2'],
    ])('Strimzi refuses %s', (_what, file, from, to) => {
      const text = read(`kafka/pubsub/strimzi/${file}.yaml`);
      expect(text).toMatch(from);
      expect(strimzi(text.replace(from, to)).status).toBe(1);
    });

    it.each([
      ['a misspelt key of a PodMonitor', 'pod-monitor', /podMetricsEndpoints:/, 'podMetricEndpoints:'],
      ['a misspelt key of a rule', 'prometheus-operator', /expr:/, 'expression:'],
      ['groups that are a map', 'prometheus-operator', /groups:\n\s+- /, 'groups:\n    '],
    ])('the Prometheus operator refuses %s', (_what, file, from, to) => {
      const text = read(`monitoring/${file}.yaml`);
      expect(text).toMatch(from);
      expect(prometheus(text.replace(from, to)).status).toBe(1);
    });
  });

  it('takes the images and what a cluster adds from the file that is yours', async () => {
    const file = join(project, 'infra/kafka/kustomization.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace(/newTag: 1.0.0/g, "newTag: '42'"));
    const before = readdirSync(join(project, 'infra/kafka')).sort();
    await runEda(project, ['generate']);
    expect(readdirSync(join(project, 'infra/kafka')).sort()).toEqual(before);
    const { stdout } = run(join(tools, 'bin/kustomize'), ['build', 'infra/kafka']);
    expect(stdout.match(/image: .*/g)).toEqual(
      // Deployments, then migrations of those with a database.
      ['mail-service', 'order-service', 'stock-service', 'order-service', 'stock-service'].map(
        (name) => `image: ${name}:42`,
      ),
    );
  });

  it('is deployed by a script that a shell and its linter take', () => {
    const script = 'infra/kafka/kubernetes/deploy.sh';
    expect(run('sh', ['-n', script])).toMatchObject({ status: 0, stderr: '' });
    expect(run(join(tools, 'venv/bin/shellcheck'), [script])).toMatchObject({ status: 0, stdout: '' });
  });
});
