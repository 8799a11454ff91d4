import { placeAt } from '../diagnostics/diagnostic.ts';
import type { Direction, EventContract, PreviousVersion } from '../model/architecture.ts';
import { isEqual } from '../model/json-value.ts';
import { affectedByEvent } from './affected-services.ts';
import type { AffectedService } from './change.ts';
import { arrow, type ChangeDraft, type CompareContext, type ReportOf, showPath } from './compare-context.ts';
import { compareAttributes, compareEventData } from './compare-event-data.ts';
import { compareMessages } from './compare-messages.ts';
import { compareShapes } from './compare-shapes.ts';
import { compareAddress, isAtSameAddress } from './compare-topics.ts';
import { matchEvents } from './match-events.ts';
import type { Subject } from './subject.ts';

/** Compares the contracts: every event and command of the two designs. */
export function compareEvents(context: CompareContext): void {
  const { kept, renamed, added, removed } = matchEvents(context.old, context.new);
  for (const [old, now] of kept) compareEvent(old, now, context);
  for (const [old, now] of renamed) reportRenamed(old, now, context);
  for (const event of added) reportAdded(event, context);
  for (const event of removed) reportRemoved(event, context);
}

function subjectOf({ name }: EventContract): Subject {
  return { kind: 'event', name };
}

function reportAdded(event: EventContract, context: CompareContext): void {
  const affected = surprisedBy(event, context);
  context.report({
    kind: 'event-added',
    subject: subjectOf(event),
    what: `${event.kind === 'command' ? 'command' : 'event'} added, on topic ${event.topic}`,
    new: { ...event.at, on: 'key' },
    ...(affected.length === 0
      ? {}
      : {
          consumers: 'risk' as const,
          why: 'who takes other events of its topic gets a kind that it does not know until it is deployed anew',
          affected,
        }),
  });
}

/** Services that run and take other events of the topic of a new one. */
function surprisedBy({ topic }: EventContract, { old }: CompareContext): readonly AffectedService[] {
  const seen = new Set<string>();
  return (old.architecture.topics[topic]?.events ?? [])
    .flatMap((event) => affectedByEvent(old, event, { consumers: 'risk', producers: 'none' }))
    .filter(({ service }) => !seen.has(service) && seen.add(service));
}

function reportRemoved(event: EventContract, context: CompareContext): void {
  const subscribers = context.old.index.subscribersOf(event.name);
  const ended = event.deprecated?.sunset !== undefined && event.deprecated.sunset < context.today;
  const successor = Object.values(context.new.architecture.events).find(
    (other) => bare(other.name) === bare(event.name) && other.major > event.major,
  );
  const draft = {
    subject: subjectOf(event),
    old: { ...event.at, on: 'key' as const },
    promised: event.compatibility.direction,
    affected: affectedByEvent(context.old, event.name, { consumers: 'break', producers: 'none' }),
  };
  const what = event.kind === 'command' ? 'command removed' : 'event removed';
  if (subscribers.length > 0) {
    const beside =
      successor === undefined
        ? {}
        : { safePath: `keep it beside ${successor.name}, \`deprecated\`, until its subscribers have moved` };
    // Whatever a command promises to its senders: those who send it are refused as well.
    const sides = event.kind === 'command' ? { producers: 'break' as const } : {};
    context.report({ ...draft, kind: 'event-removed', what, ...beside, ...sides });
  } else if (ended) {
    context.report({
      ...draft,
      kind: 'event-retired',
      what: `${what}, its sunset was ${event.deprecated?.sunset}`,
    });
  } else context.report({ ...draft, kind: 'event-removed-unused', what: `${what}, nobody takes it` });
}

function bare(name: string): string {
  return name.replace(/\.v[0-9]+$/, '');
}

/** Whether a type of its own goes along with an event: of a document that says none, the name takes its place here alone. */
function showsType({ envelope, type, name }: EventContract): boolean {
  return envelope !== 'raw' && type !== name;
}

function reportRenamed(old: EventContract, now: EventContract, context: CompareContext): void {
  // The key of a message in a document is nowhere on the wire; its channel is, and then the move says it all.
  const isForeign = old.foreign !== undefined && now.foreign !== undefined;
  const stays = isAtSameAddress(old, now, context);
  const unseen = isForeign && stays && !showsType(old) && !showsType(now);
  if (isForeign && !stays) {
    compareEvent(old, now, context);
    return;
  }
  context.report({
    kind: 'event-renamed',
    ...(unseen ? { consumers: 'none' as const, producers: 'none' as const, bump: 'patch' as const } : {}),
    subject: subjectOf(now),
    what: `renamed from ${old.name}`,
    old: { ...old.at, on: 'key' },
    new: { ...now.at, on: 'key' },
    promised: old.compatibility.direction,
    affected: affectedByEvent(context.old, old.name, { consumers: 'break', producers: 'break' }),
  });
  compareEvent(old, now, context);
}

/** Compares one event with itself. */
function compareEvent(old: EventContract, now: EventContract, context: CompareContext): void {
  const promised: Direction = old.compatibility.direction;
  const report: ReportOf = (draft) => {
    const harm = { consumers: draft.consumers ?? 'break', producers: draft.producers ?? 'none' } as const;
    context.report({
      subject: subjectOf(now),
      old: old.at,
      new: now.at,
      promised,
      affected: affectedByEvent(context.old, old.name, harm, draft.path),
      ...draft,
    });
  };
  const inside = (key: string): Pick<ChangeDraft, 'old' | 'new'> => ({
    old: { file: old.at.file, path: [...old.at.path, key], on: 'key' },
    new: { file: now.at.file, path: [...now.at.path, key], on: 'key' },
  });
  if (old.kind !== now.kind)
    report({ kind: 'event-kind-changed', what: `kind ${arrow(old.kind, now.kind)}`, ...inside('kind') });
  // A type that is made of the name changes with it, and the new name says so already.
  if (old.type !== now.type && !(old.name !== now.name && old.type === old.name && now.type === now.name))
    report({ kind: 'event-type-changed', what: `type ${arrow(old.type, now.type)}`, ...inside('type') });
  if (old.envelope !== now.envelope)
    report({
      kind: 'event-envelope-changed',
      what: `envelope ${arrow(old.envelope, now.envelope)}`,
      ...inside('envelope'),
    });
  if (!isEqual(old.id, now.id)) {
    report({
      kind: 'event-id-changed',
      what: `id ${arrow(old.id && showPath(old.id), now.id && showPath(now.id))}`,
      ...inside('id'),
      ...(old.id === undefined ? { consumers: 'none' as const, bump: 'minor' as const } : {}),
    });
  }
  if (old.topic !== now.topic) compareAddress(old, now, context, report);
  compareKey(old, now, (draft) => report({ ...inside('key'), ...draft }));
  const unread = old.dataFormat === 'other' || now.dataFormat === 'other';
  if (old.dataFormat !== now.dataFormat) {
    report({
      kind: 'event-data-format-changed',
      what: `data described in ${arrow(old.dataFormat, now.dataFormat)}`,
      ...inside('data'),
      ...(unread
        ? {
            consumers: 'risk' as const,
            producers: 'risk' as const,
            why: 'one of them is not read, so nobody can tell',
          }
        : {}),
    });
  }
  if (!unread) compareEventData(old, now, context, report);
  compareAttributes(old, now, context, report);
  compareMessages(old, now, context, report);
  compareLife(old, now, context, (key, draft) => report({ ...inside(key), ...draft }));
  comparePrevious(old, now, context, report);
  if (old.version !== now.version)
    report({
      kind: 'event-version-changed',
      what: `version ${arrow(old.version, now.version)}`,
      ...inside('version'),
    });
  const words = wordsThatChanged(old, now);
  if (words.length > 0)
    report({
      kind: 'event-documented',
      what: `${words.join(', ')} changed`,
      ...inside(words[0] ?? 'summary'),
    });
}

function compareKey(old: EventContract, now: EventContract, report: ReportOf): void {
  if (isEqual(old.key, now.key)) return;
  const kind =
    old.key.length === 0
      ? 'event-key-added'
      : now.key.length === 0
        ? 'event-key-removed'
        : 'event-key-changed';
  report({ kind, what: `key ${arrow(old.key.map(showPath), now.key.map(showPath))}` });
}

/** What is promised, to whom, and until when. */
function compareLife(
  old: EventContract,
  now: EventContract,
  context: CompareContext,
  report: (key: string, draft: Omit<ChangeDraft, 'subject'>) => void,
): void {
  if (old.internal !== now.internal) {
    const kind = now.internal ? 'event-made-internal' : 'event-made-public';
    const strangers = context.old.index
      .subscribersOf(old.name)
      .filter(({ service }) => service.domain !== old.domain);
    report('internal', {
      kind,
      what: now.internal ? `only services of ${now.domain} may take it` : 'other domains may take it',
      ...(now.internal && strangers.length > 0 ? { consumers: 'break' as const } : {}),
    });
  }
  const before = promiseOf(old);
  const after = promiseOf(now);
  if (before !== after) {
    const relaxed = !includesPromise(now, old);
    report('compatibility', {
      kind: relaxed ? 'event-compatibility-relaxed' : 'event-compatibility-tightened',
      what: `compatibility ${arrow(before, after)}`,
    });
  }
  if (old.deprecated === undefined && now.deprecated !== undefined) {
    const { sunset, replacedBy } = now.deprecated;
    const until = `${sunset === undefined ? '' : `, ends on ${sunset}`}${replacedBy === undefined ? '' : `, replaced by ${replacedBy}`}`;
    report('deprecated', {
      kind: 'event-deprecated',
      what: `deprecated since ${now.deprecated.since}${until}`,
    });
  } else if (old.deprecated !== undefined && now.deprecated === undefined) {
    report('deprecated', { kind: 'event-revived', what: 'no longer deprecated' });
  } else if (!isEqual(old.deprecated, now.deprecated)) {
    const [from, to] = [old.deprecated?.sunset, now.deprecated?.sunset];
    if (from === to) {
      report('deprecated', {
        kind: 'event-documented',
        what: `deprecated ${arrow(describe(old.deprecated), describe(now.deprecated))}`,
      });
    } else {
      const earlier = to !== undefined && (from === undefined || to < from);
      report('deprecated', {
        kind: 'event-sunset-changed',
        what: `sunset ${arrow(from, to)}`,
        consumers: earlier ? 'risk' : 'none',
        ...(earlier ? { why: 'subscribers have less time than they were told' } : {}),
      });
    }
  }
}

function describe(deprecated: EventContract['deprecated']): string | undefined {
  if (deprecated === undefined) return undefined;
  return `since ${deprecated.since}${deprecated.replacedBy === undefined ? '' : ` for ${deprecated.replacedBy}`}`;
}

function promiseOf({ compatibility: { direction, transitive } }: EventContract): string {
  return transitive ? `${direction}-transitive` : direction;
}

function includesPromise(now: EventContract, old: EventContract): boolean {
  const parts = (direction: Direction): readonly string[] =>
    direction === 'full' ? ['forward', 'backward'] : direction === 'none' ? [] : [direction];
  const promised = parts(now.compatibility.direction);
  return (
    parts(old.compatibility.direction).every((part) => promised.includes(part)) &&
    (now.compatibility.transitive || !old.compatibility.transitive)
  );
}

function comparePrevious(
  old: EventContract,
  now: EventContract,
  context: CompareContext,
  report: ReportOf,
): void {
  const find = (list: readonly PreviousVersion[], version: string): PreviousVersion | undefined =>
    list.find((previous) => previous.version === version);
  for (const previous of now.previous) {
    if (find(old.previous, previous.version) !== undefined) continue;
    report({
      kind: 'event-previous-added',
      what: `version ${previous.version} is read ${previous.upcast.by === 'code' ? 'by code of each subscriber' : 'by an upcast'}`,
      new: previous.at,
    });
  }
  for (const previous of old.previous) {
    const same = find(now.previous, previous.version);
    if (same === undefined) {
      report({
        kind: 'event-previous-removed',
        what: `version ${previous.version} can no longer be read`,
        consumers: 'none',
        producers: 'break',
        old: previous.at,
      });
      continue;
    }
    if (!isEqual(previous.upcast, same.upcast)) {
      report({
        kind: 'event-previous-changed',
        what: `the upcast of version ${previous.version} changed`,
        consumers: 'none',
        producers: 'risk',
        old: previous.at,
        new: same.at,
      });
    }
    const shapes = compareShapes(
      context,
      { schema: previous.data, at: placeAt(previous.at, 'data') },
      { schema: same.data, at: placeAt(same.at, 'data') },
      'event',
    );
    for (const shape of shapes) {
      report({
        kind: 'event-previous-changed',
        what: `version ${previous.version}: ${shape.what}`,
        old: shape.old,
        new: shape.new,
        consumers: 'none',
        producers: 'risk',
        documentation: shape.documentation,
      });
    }
  }
}

function wordsThatChanged(old: EventContract, now: EventContract): string[] {
  return (['summary', 'description', 'tags', 'examples'] as const).filter(
    (key) => !isEqual(old[key], now[key]),
  );
}
