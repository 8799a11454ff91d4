import type { Architecture, Service } from '../../model/architecture.ts';
import { printYaml } from '../../print/yaml.ts';
import { documentPath } from '../asyncapi/document-path.ts';
import { defineGenerator, type Plan, type PlanInput } from '../generator.ts';

type Entity = { readonly [key: string]: unknown };

/** Backstage's `catalog-info.yaml`: teams, domains, the system, its components and their APIs (`eda export backstage`). */
export const backstageGenerator = defineGenerator({
  id: 'backstage',
  title: 'catalog-info.yaml for Backstage',
  plan: planCatalog,
});

function planCatalog({ architecture }: PlanInput): Plan {
  const entities = catalogEntities(architecture);
  return {
    files: [
      {
        path: 'catalog-info.yaml',
        owner: 'eda',
        content: () => entities.map((entity) => printYaml(entity)).join('---\n'),
        inputs: [entities],
      },
    ],
  };
}

/** Entities of the model `backstage.io/v1alpha1`, in the order in which they refer to each other. */
function catalogEntities(architecture: Architecture): Entity[] {
  const { system, domains, services, teams } = architecture;
  const owners = new Set(
    [...Object.values(domains), ...Object.values(services)].flatMap(({ owner }) => owner ?? []),
  );
  return [
    ...[...owners].map((owner) =>
      entity(
        'Group',
        owner,
        teams[owner]?.description,
        { type: 'team', children: [] },
        teams[owner]?.contact,
      ),
    ),
    ...Object.values(domains).map(({ name, description, owner }) =>
      entity('Domain', name, description, { owner: owner ?? unowned }),
    ),
    entity('System', system.name, system.description ?? system.title, {
      owner: [...owners][0] ?? unowned,
    }),
    ...Object.values(services).flatMap((service) => componentOf(architecture, service)),
  ];
}

/** An owner is required; this one is nobody, and Backstage shows it as missing. */
const unowned = 'unknown';

function componentOf(architecture: Architecture, service: Service): Entity[] {
  const { name, description, owner, external } = service;
  const about = { lifecycle: 'production', owner: owner ?? unowned, system: architecture.system.name };
  const consumes = consumedFrom(architecture, service);
  const component = entity('Component', name, description, {
    type: external ? 'external-service' : 'service',
    ...about,
    ...(external ? {} : { providesApis: [name] }),
    ...(consumes.length === 0 ? {} : { consumesApis: consumes }),
  });
  if (external) return [component];
  const api = entity('API', name, `Events and operations of ${name}.`, {
    type: 'asyncapi',
    ...about,
    definition: { $text: `./${documentPath(name)}` },
  });
  return [component, api];
}

/** Services of ours whose events it takes, or whose operations it calls. */
function consumedFrom({ services }: Architecture, service: Service): string[] {
  const taken = new Set(service.subscriptions.map(({ event }) => event));
  const called = new Set(service.calls.map((call) => call.service));
  return Object.values(services)
    .filter(
      (other) =>
        other.name !== service.name &&
        !other.external &&
        (called.has(other.name) || other.publications.some(({ event }) => taken.has(event))),
    )
    .map(({ name }) => name);
}

function entity(
  kind: string,
  name: string,
  description: string | undefined,
  spec: Entity,
  contact?: string,
): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind,
    metadata: {
      name,
      ...(description === undefined ? {} : { description }),
      ...(contact === undefined ? {} : { annotations: { 'eda/contact': contact } }),
    },
    spec,
  };
}
