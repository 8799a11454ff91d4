import type { Architecture, Environment } from '../../model/architecture.ts';
import { printHeader } from '../../print/header.ts';
import type { Assets, PlannedFile } from '../generator.ts';
import type { KubernetesOptions } from './kubernetes-options.ts';
import { tokenSecrets } from './manifest.ts';
import type { Workload } from './workload.ts';

/**
 * What brings an environment up to date by `kubectl`: makes the tokens that are missing, runs the migrations to their
 * end, then applies the rest. It can be run again.
 */
export function deployScript(
  { system }: Architecture,
  environment: Environment,
  workloads: readonly Workload[],
  options: KubernetesOptions,
  assets: Assets,
): PlannedFile {
  const tokens = workloads.flatMap(({ service }) => Object.values(tokenSecrets(service.name)));
  const view = {
    header: printHeader('yaml', system.at.file).trimEnd(),
    // Names of Kubernetes and of services: letters, digits and hyphens.
    namespace: options.namespace,
    system: system.name,
    tokens,
    migrates: workloads.some(({ hasDatabase }) => hasDatabase),
  };
  return {
    path: `infra/${environment.name}/kubernetes/deploy.sh`,
    owner: 'eda',
    content: () => assets.render('templates/kubernetes/deploy.sh.hbs', view),
    inputs: [assets.version, view],
  };
}
