/** A generator of this company's own: one catalogue entry a service. */

interface Input {
  readonly architecture: {
    readonly services: { readonly [name: string]: { readonly name: string; readonly owner?: string; readonly domain: string } };
  };
  readonly options: { readonly [name: string]: unknown };
}

export const generator = {
  id: 'backstage-extras',
  title: 'Catalogue entries of the services',
  options: {
    type: 'object',
    required: ['system'],
    properties: { system: { type: 'string' } },
    additionalProperties: false,
  },
  plan({ architecture, options }: Input) {
    const services = Object.values(architecture.services);
    return {
      files: services.map((service) => ({
        path: `catalogue/${service.name}.json`,
        owner: 'eda' as const,
        inputs: [service, options],
        content: () => `${JSON.stringify(entryOf(service, options), null, 2)}\n`,
      })),
    };
  },
};

function entryOf(
  service: { readonly name: string; readonly owner?: string; readonly domain: string },
  options: { readonly [name: string]: unknown },
) {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: { name: service.name },
    spec: { type: 'service', lifecycle: 'production', owner: service.owner, system: options.system, domain: service.domain },
  };
}
