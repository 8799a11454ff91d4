import type { Place } from '../../diagnostics/diagnostic.ts';
import { isMap } from '../is-map.ts';
import { writePointer } from '../json-pointer.ts';
import type { AsyncApiDocument } from './document.ts';
import { inlineReferences } from './inline-references.ts';
import type { References } from './references.ts';

type Values = { readonly [key: string]: unknown };

/**
 * The servers of a document by name, as AsyncAPI 3.0 writes them, with what their `$ref`s lead to in place; undefined
 * where there are none. A server of 2.x has a URL, and names its security schemes.
 */
export function keptServers(document: AsyncApiDocument, references: References): Values | undefined {
  const schemes = document.major === 2 ? schemesOf(document, references) : {};
  const servers = document.servers.flatMap(({ name, at }): [string, unknown][] => {
    const server = read(at, references);
    if (!isMap(server)) return [];
    return [[name, document.major === 2 ? asInVersion3(server, schemes) : server]];
  });
  return servers.length === 0 ? undefined : Object.fromEntries(servers);
}

/**
 * The servers that single channels of a document name, as references to them, by topic; undefined where all channels
 * are on all servers.
 * @param topics names of topics by the addresses of their channels
 */
export function keptChannelServers(
  { channels, operations }: AsyncApiDocument,
  topics: ReadonlyMap<string, string>,
): Values | undefined {
  // A channel without operations belongs to no service: it is exported with the system.
  const used = new Set(
    operations.flatMap(({ channel, messages, reply }) => [
      ...(messages.length > 0 ? [channel] : []),
      ...(reply !== undefined && reply.messages.length > 0 ? [reply.channel] : []),
    ]),
  );
  const named = new Map<string, Set<string>>();
  const everywhere = new Set<string>();
  for (const { key, address, servers } of channels) {
    const topic = topics.get(address ?? key);
    if (topic === undefined || !used.has(key)) continue;
    // Several channels of one address are one topic.
    if (servers.length === 0) everywhere.add(topic);
    const names = named.get(topic) ?? new Set();
    named.set(topic, names);
    for (const { name } of servers) names.add(name);
  }
  const kept = [...named].flatMap(([topic, names]): [string, unknown][] => {
    if (everywhere.has(topic)) return [];
    return [
      [topic, { servers: [...names].map((name) => ({ $ref: `#${writePointer(['servers', name])}` })) }],
    ];
  });
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}

function read(at: Place, references: References): unknown {
  return inlineReferences(
    { value: { $ref: `#${writePointer(at.path)}` }, at: { file: at.file, path: [] } },
    references,
  );
}

function schemesOf({ at: { file }, securitySchemes }: AsyncApiDocument, references: References): Values {
  return Object.fromEntries(
    securitySchemes.map(({ name }) => [
      name,
      read({ file, path: ['components', 'securitySchemes', name] }, references),
    ]),
  );
}

/** asyncapi.com/docs/migration/migrating-to-v3, §Server URL splitting up and §Security. */
function asInVersion3({ url, security, ...rest }: Values, schemes: Values): Values {
  const [, host = '', pathname] =
    /^(?:[a-z][a-z0-9+.-]*:\/\/)?([^/]*)(\/.*)?$/is.exec(String(url ?? '')) ?? [];
  const alternatives = Array.isArray(security) ? security.filter(isMap) : [];
  const written = alternatives.flatMap((names) =>
    Object.entries(names).flatMap(([name, scopes]) => schemeOf(schemes[name], scopes) ?? []),
  );
  return {
    host,
    ...(pathname === undefined || pathname === '/' ? {} : { pathname }),
    ...rest,
    ...(written.length === 0 ? {} : { security: written }),
  };
}

/** What 2.x says where a scheme is used stands in the scheme, and the scopes that a flow has are called otherwise. */
function schemeOf(scheme: unknown, scopes: unknown): Values | undefined {
  if (!isMap(scheme)) return undefined;
  const flows = isMap(scheme.flows)
    ? Object.fromEntries(Object.entries(scheme.flows).map(([name, flow]) => [name, flowOf(flow)]))
    : undefined;
  return {
    ...scheme,
    ...(flows === undefined ? {} : { flows }),
    ...(Array.isArray(scopes) && scopes.length > 0 ? { scopes } : {}),
  };
}

function flowOf(flow: unknown): unknown {
  if (!isMap(flow) || flow.scopes === undefined) return flow;
  const { scopes, ...rest } = flow;
  return { ...rest, availableScopes: scopes };
}
