import type { ApiDocument } from '../model/document.ts';
import { plainOf } from '../model/protocols.ts';
import { arrow, type ChangeDraft, type CompareContext, pairBy } from './compare-context.ts';

type Server = ApiDocument['servers'][number];
type Operation = ApiDocument['operations'][number];
type SecurityUse = Server['security'][number];

/**
 * Compares what AsyncAPI documents alone say: where clients connect, and how they log in. Messages and channels are
 * compared as events and topics.
 */
export function compareDocuments(context: CompareContext): void {
  const pairs = pairDocuments(context.old.architecture.documents, context.new.architecture.documents);
  for (const [old, now] of pairs) {
    compareServers(old, now, context);
    compareOperations(old, now, context);
  }
}

/** Documents of one service are the same; of one on each side nobody asks what it is called. */
function pairDocuments(
  old: readonly ApiDocument[],
  now: readonly ApiDocument[],
): readonly (readonly [ApiDocument, ApiDocument])[] {
  const { kept, added, removed } = pairBy(old, now, nameOf);
  const [before, after] = [removed[0], added[0]];
  const isAlone = removed.length === 1 && added.length === 1;
  return isAlone && before !== undefined && after !== undefined ? [...kept, [before, after]] : kept;
}

function nameOf({ service, file }: ApiDocument): string {
  return service ?? file;
}

function compareServers(old: ApiDocument, now: ApiDocument, context: CompareContext): void {
  const subject = ({ name }: Server) => ({ kind: 'server', name: `${name} of ${nameOf(now)}` }) as const;
  const { kept, added, removed } = matchServers(old.servers, now.servers);
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
    const isSilent = now.servers.length === 0;
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

type Report = (draft: Omit<ChangeDraft, 'subject'>) => void;

function compareServer(old: Server, now: Server, report: Report): void {
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

/** The same server: by its name, else by where it is, else the last one of its protocol. */
function matchServers(old: readonly Server[], now: readonly Server[]): ReturnType<typeof pairBy<Server>> {
  const named = pairBy(old, now, ({ name }) => name);
  const placed = pairBy(
    named.removed,
    named.added,
    (server) => `${protocolOf(server)}://${addressOf(server)}`,
  );
  const ofProtocol = (servers: readonly Server[], protocol: string): readonly Server[] =>
    servers.filter((server) => protocolOf(server) === protocol);
  const moved = placed.removed.flatMap((server): (readonly [Server, Server])[] => {
    const protocol = protocolOf(server);
    const [next, ...others] = ofProtocol(placed.added, protocol);
    const isPlain = others.length === 0 && ofProtocol(placed.removed, protocol).length === 1;
    return next !== undefined && isPlain ? [[server, next]] : [];
  });
  const isMoved = new Set(moved.flat());
  return {
    kept: [...named.kept, ...placed.kept, ...moved],
    added: placed.added.filter((server) => !isMoved.has(server)),
    removed: placed.removed.filter((server) => !isMoved.has(server)),
  };
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

function compareOperations(old: ApiDocument, now: ApiDocument, context: CompareContext): void {
  const { kept } = pairBy(old.operations, now.operations, (operation) => idOf(operation));
  for (const [before, after] of kept) {
    compareSecurity('operation-security-changed', before.security, after.security, (draft) =>
      context.report({
        subject: { kind: 'operation', name: `${nameOf(now)}.${after.name}` },
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

/** Any one of the ways that are listed lets a client in; none listed: everybody comes in. */
function compareSecurity(
  kind: 'server-security-changed' | 'operation-security-changed',
  old: readonly SecurityUse[],
  now: readonly SecurityUse[],
  report: Report,
): void {
  const [before, after] = [old.map(wayOf), now.map(wayOf)];
  const gone = before.filter((way) => !after.some((other) => lets(other, way)));
  const added = after.filter((way) => !before.some((other) => lets(other, way) && lets(way, other)));
  if (gone.length === 0 && added.length === 0) return;
  const what = `security ${arrow(before.map(showWay), after.map(showWay))}`;
  if (after.length === 0) {
    report({
      kind,
      what,
      consumers: 'risk',
      producers: 'risk',
      bump: 'minor',
      why: 'whoever reaches it comes in, or nobody said how',
    });
  } else if (before.length > 0 && gone.length === 0) {
    report({ kind, what, consumers: 'none', producers: 'none', bump: 'minor' });
  } else report({ kind, what });
}

/** A way to log in: the kind of scheme, and what a client has to be allowed. */
interface Way {
  readonly scheme: string;
  readonly scopes: readonly string[];
}

function wayOf({ type, name, scopes }: SecurityUse): Way {
  return { scheme: type ?? name ?? 'unknown', scopes: [...scopes].sort() };
}

/** Whether a client that logs in the other way may still. */
function lets(way: Way, other: Way): boolean {
  return way.scheme === other.scheme && way.scopes.every((scope) => other.scopes.includes(scope));
}

function showWay({ scheme, scopes }: Way): string {
  return scopes.length === 0 ? scheme : `${scheme} (${scopes.join(' ')})`;
}
