import type { Architecture, Environment } from '../../model/architecture.ts';
import type { Manifest } from './manifest.ts';
import { serviceEnvironment } from './service-environment.ts';
import type { Workload } from './workload.ts';

/** A kustomization: what is put together, as `kubectl apply -k` reads it. */
export function kustomization(body: { readonly [key: string]: unknown }, comment: string): Manifest {
  return { comment, body: { apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', ...body } };
}

/**
 * What an environment says of a service's pods: how many, and its variables.
 * @param scaled somebody else decides how many
 */
export function deploymentPatch(workload: Workload, environment: Environment, scaled: boolean): Manifest {
  const { name } = workload.service;
  return {
    comment: `${name} in ${environment.name}.`,
    body: {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name },
      spec: {
        ...(scaled ? {} : { replicas: workload.replicas }),
        template: {
          spec: { containers: [{ name, env: serviceEnvironment(workload, environment) }] },
        },
      },
    },
  };
}

/** Names of the images, for the file in which a team says which tags run. */
export function imageNames(
  architecture: Architecture,
  workloads: readonly Workload[],
  image: (workload: Workload) => string,
): readonly { readonly name: string; readonly newTag: string }[] {
  return workloads.map((workload) => ({
    name: image(workload).replace(/:[^:/]*$/, ''),
    newTag: architecture.system.version,
  }));
}
