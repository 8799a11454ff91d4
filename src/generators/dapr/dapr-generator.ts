import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Architecture, Environment } from '../../model/architecture.ts';
import { defineGenerator, type Plan, type PlanInput, type PlannedFile } from '../generator.ts';
import {
  type ConfigurationOptions,
  isOnKubernetes,
  serviceConfiguration,
  sharedConfiguration,
} from './configuration.ts';
import { type DaprPlan, planDapr } from './dapr-plan.ts';
import type { DaprResource } from './dapr-resource.ts';
import { jetstreamFiles } from './jetstream-stream.ts';
import { multiAppRun } from './multi-app-run.ts';
import { printResources } from './print-resource.ts';
import { pubSubResource } from './pubsub-component.ts';
import { resiliencyResource } from './resiliency.ts';
import { secretStoreName } from './secret-reference.ts';
import { secretStoreResource } from './secret-store.ts';
import { subscriptionResource } from './subscription-resource.ts';

/** Dapr's resources, a folder for each environment: `infra/<environment>/dapr/`. */
export const daprGenerator = defineGenerator({
  id: 'dapr',
  title: 'Dapr components, subscriptions, resiliency and configuration of each environment',
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      nameResolution: {
        description:
          'How sidecars find each other off Kubernetes: mdns needs multicast, sqlite a daprd with all components. Default: mdns.',
        enum: ['mdns', 'sqlite'],
        default: 'mdns',
      },
      namespace: {
        description: 'Kubernetes namespace of the services, for access control. Default: default.',
        type: 'string',
        pattern: '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$',
        examples: ['retail'],
        default: 'default',
      },
    },
  },
  reads: 'structure',
  plan: planFiles,
});

function planFiles({ architecture, options }: PlanInput): Plan {
  const found = new Map<string, Diagnostic>();
  const report = (diagnostic: Diagnostic): void => {
    const { code, message, at } = diagnostic;
    found.set(JSON.stringify([code, message, at.file, at.path]), diagnostic);
  };
  const settings: ConfigurationOptions = {
    nameResolution: options.nameResolution === 'sqlite' ? 'sqlite' : 'mdns',
    namespace: typeof options.namespace === 'string' ? options.namespace : 'default',
  };
  const files = Object.values(architecture.environments).flatMap((environment) =>
    filesOf(architecture, environment, settings, report),
  );
  return { files, diagnostics: [...found.values()] };
}

function filesOf(
  architecture: Architecture,
  environment: Environment,
  options: ConfigurationOptions,
  report: (diagnostic: Diagnostic) => void,
): PlannedFile[] {
  const wanted = planDapr(architecture, environment, report);
  if (wanted.services.length === 0) return [];
  const resources = new Map<string, DaprResource[]>();
  const add = (path: string, resource: DaprResource | undefined): void => {
    if (resource === undefined) return;
    const before = resources.get(path);
    if (before === undefined) resources.set(path, [resource]);
    else before.push(resource);
  };
  const plan = without(addComponents(wanted, architecture.system.name, add, report), wanted);
  for (const subscription of plan.subscriptions) {
    add(`subscriptions/${subscription.service}.yaml`, subscriptionResource(subscription));
  }
  for (const service of plan.services) {
    add(`resiliency/${service.name}.yaml`, resiliencyResource(plan, service));
  }
  if (isOnKubernetes(environment)) {
    for (const service of plan.services) {
      const configuration = serviceConfiguration(architecture, environment, service, options);
      add(`configurations/${service.name}.yaml`, configuration);
    }
  } else {
    const hasSecretStore = resources.has(`components/${secretStoreName(environment.secrets)}.yaml`);
    add('config.yaml', sharedConfiguration(architecture, environment, options, hasSecretStore));
    const folders = ['components', 'subscriptions', 'resiliency'].filter((folder) =>
      [...resources.keys()].some((path) => path.startsWith(`${folder}/`)),
    );
    add('dapr.yaml', multiAppRun(architecture, environment, plan.services, folders));
  }
  if (isOnKubernetes(environment)) add('kustomization.yaml', daprKustomization([...resources.keys()]));
  const { name, at } = architecture.system;
  const files = [...resources].map(
    ([path, parts]): PlannedFile => ({
      path: `infra/${environment.name}/dapr/${path}`,
      owner: 'eda',
      content: () => printResources(parts, at.file),
      inputs: [parts, at.file],
    }),
  );
  return [...files, ...jetstreamFiles(plan, name, at.file)];
}

/** The resources as a part of what `kubectl apply -k` puts together. */
function daprKustomization(paths: readonly string[]): DaprResource {
  return {
    comment: 'Applied with `infra/<environment>/kubernetes`.',
    body: {
      apiVersion: 'kustomize.config.k8s.io/v1beta1',
      kind: 'Kustomization',
      resources: [...paths].sort(),
    },
  };
}

/** The plan without components that could not be generated, and without all that would need them. */
function without(missing: ReadonlySet<string>, plan: DaprPlan): DaprPlan {
  return {
    ...plan,
    components: plan.components.filter(({ name }) => !missing.has(name)),
    subscriptions: plan.subscriptions.filter(({ component }) => !missing.has(component)),
  };
}

/** @returns names of the components that could not be generated. */
function addComponents(
  plan: DaprPlan,
  system: string,
  add: (path: string, resource: DaprResource | undefined) => void,
  report: (diagnostic: Diagnostic) => void,
): Set<string> {
  const missing = new Set<string>();
  let usesSecrets = false;
  for (const component of plan.components) {
    const resource = pubSubResource(component, plan.environment, system, report);
    if (resource === undefined) missing.add(component.name);
    else usesSecrets ||= 'auth' in resource.body;
    add(`components/${component.name}.yaml`, resource);
  }
  if (usesSecrets) {
    const store = secretStoreName(plan.environment.secrets);
    add(`components/${store}.yaml`, secretStoreResource(plan.environment.secrets));
  }
  return missing;
}
