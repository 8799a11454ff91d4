import { placeAt } from '../diagnostics/diagnostic.ts';
import type { Architecture } from '../model/architecture.ts';
import { raiseVersion, stepBetween } from '../model/semver.ts';
import type { Change, VersionDemand } from './change.ts';
import type { ChangeKind } from './change-kinds.ts';
import { type Bump, isAtLeast, largerBump } from './harm.ts';

/** What the version of an event is about: its contract. */
const contractKinds: ReadonlySet<ChangeKind> = new Set<ChangeKind>([
  'event-data-changed',
  'event-attribute-added',
  'event-attribute-removed',
  'event-attribute-changed',
  'event-key-added',
  'event-key-changed',
  'event-key-removed',
  'event-type-changed',
  'event-kind-changed',
  'event-envelope-changed',
  'event-id-changed',
]);

/**
 * Versions that the changes ask for: of each event whose contract changed, and of the design. A breaking change that
 * was accepted asks for a minor version: the next major one of an event has another name.
 */
export function demandVersions(
  old: Architecture,
  now: Architecture,
  changes: readonly Change[],
  isAccepted: (change: Change) => boolean,
): readonly VersionDemand[] {
  const needs = new Map<string, Bump>();
  let all: Bump = 'none';
  for (const change of changes) {
    if (change.verdict === 'documentation') continue;
    const bump: Bump = change.verdict === 'breaking' && isAccepted(change) ? 'minor' : change.bump;
    all = largerBump(all, bump);
    if (!contractKinds.has(change.kind)) continue;
    needs.set(change.subject.name, largerBump(needs.get(change.subject.name) ?? 'none', bump));
  }
  const demands: VersionDemand[] = [];
  // Messages of documents have no version of their own: that of the document, or of all of them, speaks for them.
  const documents = new Set(now.documents.map(({ file }) => file));
  for (const event of Object.values(now.events)) {
    const before = old.events[event.name];
    if (before === undefined || documents.has(event.at.file)) continue;
    const needed = needs.get(event.name) ?? 'none';
    if (needed === 'none' && before.version === event.version) continue;
    demands.push({
      subject: { kind: 'event', name: event.name },
      at: placeAt(event.at, 'version'),
      ...demand(before.version, event.version, needed),
    });
  }
  demands.push({
    subject: { kind: 'system', name: now.system.name },
    at: { file: now.system.at.file, path: ['version'] },
    ...demand(old.system.version, now.system.version, all),
  });
  return demands;
}

function demand(
  old: string,
  now: string,
  needs: Bump,
): Pick<VersionDemand, 'old' | 'new' | 'needs' | 'given' | 'enough' | 'suggestion'> {
  const given = stepBetween(old, now);
  // Before 1.0.0 a minor version may break (semver.org §4).
  const early = /^v?0\./.test(old) && needs === 'major' ? 'minor' : needs;
  const enough = given !== 'lowered' && isAtLeast(given, early);
  return { old, new: now, needs, given, enough, suggestion: raiseVersion(old, early) };
}
