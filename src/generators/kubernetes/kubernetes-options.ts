import type { Architecture, ById } from '../../model/architecture.ts';

/** What `generate.kubernetes` says, with its defaults. */
export interface KubernetesOptions {
  /** Of an image, without a tag; a template over `{system}` and `{service}`. */
  readonly image: string;
  readonly autoscaling: 'keda' | 'hpa' | 'none';
  readonly maxReplicas: number;
  readonly cpu: string;
  readonly memory: string;
  /** Whose pods may reach what is for those outside the system; none: pods of the services' own namespace. */
  readonly ingressNamespaces: readonly string[];
  readonly monitoringNamespace: string;
  /** Of the services: `generate.dapr.namespace`, since access control names it as well. */
  readonly namespace: string;
}

const namespaceName = '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$';

/** JSON Schema of `generate.kubernetes`. */
export const optionsSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    image: {
      description:
        'Name of the images without a tag, over {system} and {service}; the tag is the version of the design. Default: {service}.',
      type: 'string',
      pattern: '^[a-z0-9{][a-z0-9._/:{}-]*$',
      examples: ['registry.example.com/{system}/{service}'],
      default: '{service}',
    },
    autoscaling: {
      description:
        'keda: by lag (KEDA has to be installed), by CPU where it knows no lag of the broker; hpa: by CPU; none. Default: keda.',
      enum: ['keda', 'hpa', 'none'],
      default: 'keda',
    },
    maxReplicas: {
      description: 'Most replicas of a service. Default: 10, on Kafka the partitions of its topics.',
      type: 'integer',
      minimum: 1,
      maximum: 1000,
      default: 10,
    },
    cpu: {
      description: 'What a container asks for. Default: 100m.',
      type: 'string',
      pattern: '^\\d+m?$',
      examples: ['250m'],
    },
    memory: {
      description: 'What a container asks for; it may take twice as much. Default: 128Mi.',
      type: 'string',
      pattern: '^\\d+(Mi|Gi)$',
      examples: ['256Mi'],
    },
    ingressNamespaces: {
      description:
        "Namespaces whose pods may reach what is for those outside the system, such as an ingress controller's. Default: the services' own.",
      type: 'array',
      items: {
        description: 'A namespace of Kubernetes.',
        type: 'string',
        pattern: namespaceName,
        examples: ['ingress-nginx'],
      },
    },
    monitoringNamespace: {
      description: 'Namespace of Prometheus, whose pods may read metrics. Default: monitoring.',
      type: 'string',
      pattern: namespaceName,
      examples: ['prometheus'],
      default: 'monitoring',
    },
  },
};

/** @param options valid against `optionsSchema` */
export function readOptions(options: ById<unknown>, architecture: Architecture): KubernetesOptions {
  const text = (name: string, otherwise: string): string =>
    typeof options[name] === 'string' ? options[name] : otherwise;
  const namespace = architecture.generate.dapr?.options.namespace;
  return {
    image: text('image', '{service}'),
    autoscaling: (['hpa', 'none'] as const).find((one) => one === options.autoscaling) ?? 'keda',
    maxReplicas: typeof options.maxReplicas === 'number' ? options.maxReplicas : 10,
    cpu: text('cpu', '100m'),
    memory: text('memory', '128Mi'),
    ingressNamespaces: Array.isArray(options.ingressNamespaces) ? options.ingressNamespaces.map(String) : [],
    monitoringNamespace: text('monitoringNamespace', 'monitoring'),
    namespace: typeof namespace === 'string' ? namespace : 'default',
  };
}
