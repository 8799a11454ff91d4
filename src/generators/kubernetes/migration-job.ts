import type { Architecture, Environment } from '../../model/architecture.ts';
import { containerSecurity, imageOf, podSecurity, resourcesOf } from './deployment.ts';
import type { KubernetesOptions } from './kubernetes-options.ts';
import { type Manifest, manifest } from './manifest.ts';
import { serviceEnvironment } from './service-environment.ts';
import type { Workload } from './workload.ts';

/** What the migration jobs are found by. */
const migrationLabel = { 'app.kubernetes.io/component': 'migration' };

/**
 * Applies a service's migrations before its new version runs. A job can't be changed, so it is deleted before it is
 * applied again; Argo CD does so by the annotations, `deploy.sh` by the label.
 */
export function migrationJob(
  architecture: Architecture,
  environment: Environment,
  workload: Workload,
  options: KubernetesOptions,
): Manifest | undefined {
  if (!workload.hasDatabase) return undefined;
  const name = `${workload.service.name}-migration`;
  const labels = {
    'app.kubernetes.io/name': name,
    'app.kubernetes.io/part-of': architecture.system.name,
    ...migrationLabel,
  };
  const container = {
    name: 'migration',
    image: imageOf(architecture, workload, options),
    env: [...serviceEnvironment(workload, environment), { name: 'EDA_TASK', value: 'migrate' }],
    resources: resourcesOf(options),
    securityContext: containerSecurity,
    volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
  };
  return {
    ...manifest(
      'batch/v1',
      'Job',
      name,
      {
        metadata: {
          name,
          labels,
          annotations: {
            'argocd.argoproj.io/hook': 'Sync',
            'argocd.argoproj.io/hook-delete-policy': 'BeforeHookCreation',
            'argocd.argoproj.io/sync-wave': '-1',
          },
        },
        spec: {
          backoffLimit: 6,
          activeDeadlineSeconds: 1800,
          template: {
            metadata: { labels },
            spec: {
              automountServiceAccountToken: false,
              restartPolicy: 'OnFailure',
              securityContext: podSecurity(workload),
              containers: [container],
              volumes: [{ name: 'tmp', emptyDir: {} }],
            },
          },
        },
      },
      `Migrations of ${workload.service.name}'s database. The service applies them at its start as well: replicas wait for each other.`,
    ),
  };
}
