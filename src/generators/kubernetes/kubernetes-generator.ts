import type { Architecture, Environment } from '../../model/architecture.ts';
import { fileName } from '../../model/names.ts';
import { isOnKubernetes } from '../dapr/configuration.ts';
import { consumedTopics } from '../dapr/consumed-topics.ts';
import { printDocuments, printResources } from '../dapr/print-resource.ts';
import { defineGenerator, type Plan, type PlanInput, type PlannedFile } from '../generator.ts';
import { autoscale } from './autoscaling.ts';
import { deployScript } from './deploy-script.ts';
import { baseManifests, imageOf } from './deployment.ts';
import { type KubernetesOptions, optionsSchema, readOptions } from './kubernetes-options.ts';
import { deploymentPatch, imageNames, kustomization } from './kustomization.ts';
import { type Manifest, manifest, selectorOf } from './manifest.ts';
import { migrationJob } from './migration-job.ts';
import { networkPolicies } from './network-policies.ts';
import { type Workload, workloadsOf } from './workload.ts';

/** Kubernetes manifests of the environments whose secrets are there: `infra/<environment>/kubernetes/`, over one base. */
export const kubernetesGenerator = defineGenerator({
  id: 'kubernetes',
  title: 'Kubernetes manifests of the environments that run there: a base, and an overlay for each',
  options: optionsSchema,
  reads: 'structure',
  plan: planFiles,
});

const base = 'infra/kubernetes/base';

function planFiles({ architecture, options: given, assets }: PlanInput): Plan {
  const options = readOptions(given, architecture);
  const environments = Object.values(architecture.environments).filter(isOnKubernetes);
  const files = environments.flatMap((environment): PlannedFile[] => {
    const workloads = workloadsOf(architecture, environment.name);
    if (workloads.length === 0) return [];
    return [
      ...overlay(architecture, environment, workloads, options),
      deployScript(architecture, environment, workloads, options, assets),
    ];
  });
  if (files.length === 0) return { files: [] };
  return { files: [...baseFiles(architecture, environments, options), ...files] };
}

/** Services of any of the environments. */
function baseFiles(
  architecture: Architecture,
  environments: readonly Environment[],
  options: KubernetesOptions,
): PlannedFile[] {
  const workloads = new Map<string, Workload>();
  for (const { name } of environments) {
    for (const workload of workloadsOf(architecture, name)) workloads.set(workload.service.name, workload);
  }
  const names = [...workloads.keys()].map((name) => `${fileName(name)}.yaml`);
  return [
    yaml(architecture, `${base}/kustomization.yaml`, [
      kustomization(
        { resources: names },
        'What is the same in every environment. `infra/<environment>/kubernetes` adds the rest.',
      ),
    ]),
    ...[...workloads.values()].map((workload) =>
      yaml(
        architecture,
        `${base}/${fileName(workload.service.name)}.yaml`,
        baseManifests(architecture, workload, options),
      ),
    ),
  ];
}

function overlay(
  architecture: Architecture,
  environment: Environment,
  workloads: readonly Workload[],
  options: KubernetesOptions,
): PlannedFile[] {
  const folder = `infra/${environment.name}/kubernetes`;
  const topics = consumedTopics(architecture, environment);
  const resources: string[] = [];
  const patches: string[] = [];
  const files = workloads.flatMap((workload) => {
    const { name } = workload.service;
    const own = topics.filter(({ service }) => service.name === name);
    const scaling = autoscale(architecture, environment, workload, own, options);
    const migration = migrationJob(architecture, environment, workload, options);
    resources.push(`${fileName(name)}.yaml`);
    patches.push(`patches/${fileName(name)}.yaml`);
    return [
      yaml(architecture, `${folder}/${fileName(name)}.yaml`, [
        ...networkPolicies(workload, environment, options),
        disruptionBudget(workload),
        ...scaling.manifests,
        ...(migration === undefined ? [] : [migration]),
      ]),
      yaml(architecture, `${folder}/patches/${fileName(name)}.yaml`, [
        deploymentPatch(workload, environment, scaling.manifests.length > 0),
      ]),
    ];
  });
  const image = (workload: Workload) => imageOf(architecture, workload, options);
  return [
    ...files,
    yaml(architecture, `${folder}/kustomization.yaml`, [
      kustomization(
        {
          namespace: options.namespace,
          resources: [relativeBase, '../dapr', ...resources],
          patches: patches.map((path) => ({ path })),
        },
        `All that runs in ${environment.name}. What your cluster adds goes into ../kustomization.yaml.`,
      ),
    ]),
    yaml(
      architecture,
      `infra/${environment.name}/kustomization.yaml`,
      [
        kustomization(
          { resources: ['kubernetes'], images: imageNames(architecture, workloads, image) },
          `Yours: which images run in ${environment.name} (kustomize edit set image …), and what your cluster adds.`,
        ),
      ],
      'once',
    ),
  ];
}

const relativeBase = '../../kubernetes/base';

/** Nodes are drained without taking a service away: one pod at a time. */
function disruptionBudget(workload: Workload): Manifest {
  const { name } = workload.service;
  return manifest(
    'policy/v1',
    'PodDisruptionBudget',
    name,
    { spec: { maxUnavailable: 1, selector: { matchLabels: selectorOf(workload) } } },
    'Nodes are drained one pod of it at a time.',
  );
}

function yaml(
  { system }: Architecture,
  path: string,
  manifests: readonly Manifest[],
  owner: 'eda' | 'once' = 'eda',
): PlannedFile {
  return {
    path,
    owner,
    content: () => (owner === 'once' ? printDocuments(manifests) : printResources(manifests, system.at.file)),
    inputs: [manifests, system.at.file],
  };
}
