import { z } from 'zod';
import type { Architecture } from '../../model/architecture.ts';
import { indexArchitecture } from '../../model/query.ts';
import { defineTool, refused, said } from '../mcp-tool.ts';
import { readArchitecture } from '../read-architecture.ts';

export const readSystem = defineTool({
  name: 'read_system',
  title: 'Read the system',
  description:
    'The whole design in short, as JSON: domains, services with what they publish, take, serve and call, events with who publishes and takes them, sagas, projections, aggregates, environments, files. Of a large system ask for one domain.',
  input: { domain: z.string().optional().describe('only what belongs to this domain') },
  run: async ({ domain }, program) => {
    const read = readArchitecture(program);
    if (typeof read === 'string') return refused(read);
    const { architecture, files } = read;
    if (domain !== undefined && architecture.domains[domain] === undefined)
      return refused(`there is no domain ${domain}; ${Object.keys(architecture.domains).join(', ')}`);
    return said(JSON.stringify({ ...summarise(architecture, domain), files }, null, 1));
  },
});

function summarise(architecture: Architecture, domain: string | undefined): object {
  const index = indexArchitecture(architecture);
  const { system, domains, services, events, sagas, projections, aggregates, environments } = architecture;
  const isMeant = (one: { readonly domain: string }): boolean =>
    domain === undefined || one.domain === domain;
  const unique = (names: readonly string[]): readonly string[] => [...new Set(names)];
  return {
    system: { name: system.name, title: system.title, version: system.version },
    domains: Object.values(domains).map(({ name, owner, description }) => ({ name, owner, description })),
    services: Object.values(services)
      .filter(isMeant)
      .map((service) => ({
        name: service.name,
        domain: service.domain,
        ...(service.external ? { external: true } : {}),
        publishes: unique(service.publications.map(({ event }) => event)),
        takes: unique(service.subscriptions.map(({ event }) => event)),
        serves: Object.keys(service.operations),
        calls: service.calls.map(({ service: of, operation }) => `${of}.${operation}`),
      })),
    events: Object.values(events)
      .filter(isMeant)
      .map((event) => ({
        name: event.name,
        kind: event.kind,
        version: event.version,
        summary: event.summary,
        ...(event.deprecated === undefined ? {} : { deprecated: event.deprecated }),
        publishedBy: index.publishersOf(event.name).map(({ service }) => service.name),
        takenBy: index.subscribersOf(event.name).map(({ service }) => service.name),
      })),
    sagas: Object.values(sagas).map(({ name, style, starts, completes, aborts }) => ({
      name,
      style,
      starts,
      completes,
      aborts,
    })),
    projections: Object.values(projections).map(({ name, service, from }) => ({ name, service, from })),
    aggregates: Object.values(aggregates).map(({ name, service, events: stored }) => ({
      name,
      service,
      events: stored,
    })),
    environments: Object.values(environments).map(({ name, brokers }) => ({
      name,
      brokers: Object.values(brokers).map(({ name: broker, type }) => ({ name: broker, type })),
    })),
  };
}
