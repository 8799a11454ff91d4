import type { Architecture } from '../../model/architecture.ts';
import { fillTemplate } from '../../model/template.ts';
import type { KubernetesOptions } from './kubernetes-options.ts';
import { type Manifest, manifest, selectorOf, tokenSecrets } from './manifest.ts';
import { appPort, userOf, type Workload } from './workload.ts';

/** Seconds that a pod has to end: the sidecar waits for the service, which finishes what is in work. */
const ending = { blocked: 15, sidecar: 10, all: 45 } as const;

/** What is the same in every environment: the account, the service, and the pods without their numbers and addresses. */
export function baseManifests(
  architecture: Architecture,
  workload: Workload,
  options: KubernetesOptions,
): Manifest[] {
  const { name } = workload.service;
  const labels = { ...selectorOf(workload), 'app.kubernetes.io/part-of': architecture.system.name };
  return [
    manifest(
      'v1',
      'ServiceAccount',
      name,
      { automountServiceAccountToken: false },
      `${name} does not speak to Kubernetes. Its sidecar shows this account to Dapr, and other sidecars know it by that.`,
    ),
    manifest(
      'v1',
      'Service',
      name,
      {
        spec: {
          selector: selectorOf(workload),
          ports: [{ name: 'http', port: 80, targetPort: 'http', protocol: 'TCP' }],
        },
      },
      'For those outside the system; services call each other through their sidecars.',
    ),
    manifest(
      'apps/v1',
      'Deployment',
      name,
      {
        spec: {
          selector: { matchLabels: selectorOf(workload) },
          strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
          template: {
            metadata: { labels, annotations: sidecarAnnotations(name) },
            spec: podSpec(architecture, workload, options),
          },
        },
      },
      `Pods of ${name} with their sidecars.`,
    ),
  ];
}

/** What Dapr's injector reads (docs: arguments and annotations; `pkg/injector/annotations` of the pinned version). */
function sidecarAnnotations(name: string): { readonly [annotation: string]: string } {
  const { app, api } = tokenSecrets(name);
  return {
    'dapr.io/enabled': 'true',
    'dapr.io/app-id': name,
    'dapr.io/app-port': String(appPort),
    'dapr.io/app-protocol': 'http',
    'dapr.io/config': name,
    'dapr.io/app-token-secret': app,
    'dapr.io/api-token-secret': api,
    'dapr.io/log-as-json': 'true',
    // It takes no events while the service can't: they stay on the broker and count no attempt.
    'dapr.io/enable-app-health-check': 'true',
    'dapr.io/app-health-check-path': '/healthz',
    'dapr.io/block-shutdown-duration': `${ending.blocked}s`,
    'dapr.io/graceful-shutdown-seconds': String(ending.sidecar),
    // No service reads secrets through its sidecar; those of components come from Dapr's operator.
    'dapr.io/disable-builtin-k8s-secret-store': 'true',
    'dapr.io/sidecar-cpu-request': '100m',
    'dapr.io/sidecar-memory-request': '64Mi',
    'dapr.io/sidecar-memory-limit': '256Mi',
  };
}

function podSpec(architecture: Architecture, workload: Workload, options: KubernetesOptions): object {
  const { name } = workload.service;
  const { app, api } = tokenSecrets(name);
  return {
    serviceAccountName: name,
    automountServiceAccountToken: false,
    terminationGracePeriodSeconds: ending.all,
    securityContext: podSecurity(workload),
    topologySpreadConstraints: [
      {
        maxSkew: 1,
        topologyKey: 'kubernetes.io/hostname',
        whenUnsatisfiable: 'ScheduleAnyway',
        labelSelector: { matchLabels: selectorOf(workload) },
      },
    ],
    containers: [
      {
        name,
        image: imageOf(architecture, workload, options),
        ports: [{ name: 'http', containerPort: appPort, protocol: 'TCP' }],
        env: [
          fromSecret('APP_API_TOKEN', app, 'token'),
          fromSecret('DAPR_API_TOKEN', api, 'token'),
          // By `kubectl port-forward` alone: the routes under /eda/ are closed to all but the pod itself.
          fromSecret('EDA_ADMIN_TOKEN', `${name}-admin-token`, 'token', true),
        ],
        startupProbe: probe('/healthz', 2, 30),
        livenessProbe: probe('/healthz', 10, 3),
        readinessProbe: probe('/readyz', 5, 3),
        resources: resourcesOf(options),
        securityContext: containerSecurity,
        volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
      },
    ],
    volumes: [{ name: 'tmp', emptyDir: {} }],
  };
}

/** An image's name and tag: the version of the design, until somebody says which one to run. */
export function imageOf(
  { system }: Architecture,
  { service }: Workload,
  { image }: KubernetesOptions,
): string {
  return `${fillTemplate(image, { system: system.name, service: service.name })}:${system.version}`;
}

/** The service may take twice the memory that it asks for, and any CPU that nobody else needs. */
export function resourcesOf({ cpu, memory }: KubernetesOptions): object {
  const [, amount = '128', unit = 'Mi'] = /^(\d+)(\w+)$/.exec(memory) ?? [];
  return { requests: { cpu, memory }, limits: { memory: `${2 * Number(amount)}${unit}` } };
}

export function podSecurity(workload: Workload): object {
  const user = userOf(workload);
  return {
    runAsNonRoot: true,
    runAsUser: user,
    runAsGroup: user,
    seccompProfile: { type: 'RuntimeDefault' },
  };
}

export const containerSecurity = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ['ALL'] },
};

/** @param optional the variable is missing where the secret is */
export function fromSecret(variable: string, secret: string, key: string, optional = false): object {
  const secretKeyRef = { name: secret, key, ...(optional ? { optional } : {}) };
  return { name: variable, valueFrom: { secretKeyRef } };
}

function probe(path: string, periodSeconds: number, failureThreshold: number): object {
  return { httpGet: { path, port: 'http' }, periodSeconds, timeoutSeconds: 3, failureThreshold };
}
