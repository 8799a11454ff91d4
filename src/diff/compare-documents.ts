import type { ApiDocument } from '../model/document.ts';
import { groupBy } from '../model/group-by.ts';
import { plainOf } from '../model/protocols.ts';
import { arrow, type CompareContext, pairBy, type ReportOf } from './compare-context.ts';
import { compareSecurity, showSecurity } from './compare-security.ts';

type Server = ApiDocument['servers'][number];
type Operation = ApiDocument['operations'][number];

/**
 * Compares what AsyncAPI documents alone say: where clients connect, and how they log in. Messages and channels are
 * compared as events and topics.
 */
export function compareDocuments(context: CompareContext): void {
  const documents = pairBy(context.old.architecture.documents, context.new.architecture.documents, nameOf);
  for (const [old, now] of documents.kept) compareContacts([old], [now], context);
  // Renamed, split or brought together: what they say is compared as if one document said it.
  if (documents.removed.length > 0 && documents.added.length > 0)
    compareContacts(documents.removed, documents.added, context);
}

/** Compares what documents of one service say, or all those of which nobody knows which became which. */
function compareContacts(
  old: readonly ApiDocument[],
  now: readonly ApiDocument[],
  context: CompareContext,
): void {
  compareServers(old.flatMap(serversOf), now.flatMap(serversOf), context);
  compareOperations(old.flatMap(operationsOf), now.flatMap(operationsOf), context);
}

/** Something of a document, and what the document is called. */
type Of<T> = T & { readonly document: string };

function serversOf(document: ApiDocument): Of<Server>[] {
  return document.servers.map((server) => ({ ...server, document: nameOf(document) }));
}

function operationsOf(document: ApiDocument): Of<Operation>[] {
  return document.operations.map((operation) => ({ ...operation, document: nameOf(document) }));
}

function nameOf({ service, file }: ApiDocument): string {
  return service ?? file;
}

function compareServers(
  old: readonly Of<Server>[],
  now: readonly Of<Server>[],
  context: CompareContext,
): void {
  const alone = now[0]?.document;
  const subject = ({ name, document }: Of<Server>) => {
    // Where there is one document, what is gone was its own.
    const where = alone !== undefined && now.every((one) => one.document === alone) ? alone : document;
    return { kind: 'server', name: `${name} of ${where}` } as const;
  };
  const { kept, added, removed } = matchServers(distinct(old), distinct(now));
  for (const server of added) {
    context.report({
      kind: 'server-added',
      subject: subject(server),
      what: `${describe(server)} added`,
      new: { ...server.at, on: 'key' },
    });
  }
  for (const server of removed) {
    // A document without servers says nothing of where its messages go.
    const isSilent = now.length === 0;
    context.report({
      kind: 'server-removed',
      subject: subject(server),
      what: `${describe(server)} removed`,
      old: { ...server.at, on: 'key' },
      ...(isSilent
        ? {
            consumers: 'risk' as const,
            producers: 'risk' as const,
            why: 'the document no longer says where to connect',
          }
        : {}),
    });
  }
  for (const [before, after] of kept) {
    compareServer(before, after, (draft) =>
      context.report({ subject: subject(after), old: before.at, new: after.at, ...draft }),
    );
  }
}

function compareServer(old: Server, now: Server, report: ReportOf): void {
  const [before, after] = [addressOf(old), addressOf(now)];
  if (before !== after) report({ kind: 'server-address-changed', what: `address ${arrow(before, after)}` });
  if (protocolOf(old) !== protocolOf(now)) {
    const isTlsAlone = withoutTls(old) === withoutTls(now);
    report({
      kind: 'server-protocol-changed',
      what: `protocol ${arrow(old.protocol, now.protocol)}`,
      ...(isTlsAlone
        ? {
            consumers: 'risk' as const,
            producers: 'risk' as const,
            bump: 'minor' as const,
            why: 'either clients have to go over to TLS, or away from it, or it was written wrongly before',
          }
        : {}),
    });
  }
  compareSecurity('server-security-changed', old.security, now.security, report);
}

/** The same server: by its name and place, else one of them, else the last one of its protocol. */
function matchServers<S extends Server>(old: readonly S[], now: readonly S[]): ReturnType<typeof pairBy<S>> {
  const whole = pairInTurn(old, now, (server) => `${server.name} ${placeOf(server)}`);
  const named = pairInTurn(whole.removed, whole.added, ({ name }) => name);
  const placed = pairInTurn(named.removed, named.added, placeOf);
  const ofProtocol = (servers: readonly S[], protocol: string): readonly S[] =>
    servers.filter((server) => protocolOf(server) === protocol);
  const moved = placed.removed.flatMap((server): (readonly [S, S])[] => {
    const protocol = protocolOf(server);
    const [next, ...others] = ofProtocol(placed.added, protocol);
    const isPlain = others.length === 0 && ofProtocol(placed.removed, protocol).length === 1;
    return next !== undefined && isPlain ? [[server, next]] : [];
  });
  const isMoved = new Set(moved.flat());
  return {
    kept: [...whole.kept, ...named.kept, ...placed.kept, ...moved],
    added: placed.added.filter((server) => !isMoved.has(server)),
    removed: placed.removed.filter((server) => !isMoved.has(server)),
  };
}

/** Puts those of one name side by side, in their order: several documents may call different servers alike. */
function pairInTurn<T>(
  old: readonly T[],
  now: readonly T[],
  nameOfItem: (item: T) => string,
): ReturnType<typeof pairBy<T>> {
  const waiting = groupBy(old, nameOfItem);
  const kept: (readonly [T, T])[] = [];
  const added = now.filter((item) => {
    const before = waiting.get(nameOfItem(item))?.shift();
    if (before !== undefined) kept.push([before, item]);
    return before === undefined;
  });
  return { kept, added, removed: [...waiting.values()].flat() };
}

/** A server that several documents name alike is one server. */
function distinct(servers: readonly Of<Server>[]): readonly Of<Server>[] {
  const seen = new Set<string>();
  return servers.filter((server) => {
    const id = JSON.stringify([server.name, placeOf(server), showSecurity(server.security)]);
    return !seen.has(id) && seen.add(id) !== undefined;
  });
}

function placeOf(server: Server): string {
  return `${protocolOf(server)}://${addressOf(server)}`;
}

/** Host and path as 3.x writes them; a URL of 2.x may name its protocol as well. */
function addressOf({ host, pathname = '' }: Server): string {
  return `${host.replace(/^[a-z][a-z0-9+.-]*:\/\//i, '')}${pathname}`.replace(/\/$/, '');
}

/** Two words for the same: `mqtts` is written as `secure-mqtt` as well. */
function protocolOf({ protocol }: Server): string {
  const lower = protocol.toLowerCase();
  return lower === 'secure-mqtt' ? 'mqtts' : lower;
}

function withoutTls(server: Server): string {
  const protocol = protocolOf(server);
  return plainOf[protocol] ?? protocol;
}

function describe(server: Server): string {
  return `${server.protocol} at ${addressOf(server)}`;
}

function compareOperations(
  old: readonly Of<Operation>[],
  now: readonly Of<Operation>[],
  context: CompareContext,
): void {
  for (const [before, after] of pairBy(old, now, (operation) => idOf(operation)).kept) {
    compareSecurity('operation-security-changed', before.security, after.security, (draft) =>
      context.report({
        subject: { kind: 'operation', name: `${after.document}.${after.name}` },
        old: before.at,
        new: after.at,
        ...draft,
      }),
    );
  }
}

/** What an operation does says which it is: names of operations are for people. */
function idOf({ action, channel, name }: Operation): string {
  return channel === undefined ? name : `${action} ${channel}`;
}
