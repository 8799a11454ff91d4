import type { Place } from '../diagnostics/diagnostic.ts';
import type {
  Architecture,
  ById,
  EventContract,
  SettingsLayer,
  Topic,
  TopicParameter,
} from '../model/architecture.ts';
import { durationText } from '../model/duration-text.ts';
import { isEqual } from '../model/json-value.ts';
import { resolveTopic } from '../model/settings.ts';
import { placeholdersOf } from '../model/template.ts';
import { addressesOf } from './addresses-of.ts';
import { affectedByEvent } from './affected-services.ts';
import {
  arrow,
  type ChangeDraft,
  type CompareContext,
  pairById,
  type ReportOf,
  showPath,
} from './compare-context.ts';
import { atRunTime } from './compare-messages.ts';
import { compareSettings, type SettingDifference, sameDefaults } from './compare-settings.ts';

/** Compares how topics are carried, in every environment that both designs have. */
export function compareTopics(context: CompareContext): void {
  const old = context.old.architecture;
  const now = context.new.architecture;
  const { added, removed, kept } = pairById(old.topics, now.topics);
  // Topics come and go with their events; only those that carry none are news of their own.
  for (const topic of added) {
    if (topic.events.length === 0)
      context.report({
        kind: 'topic-added',
        subject: { kind: 'topic', name: topic.name },
        what: 'topic added',
        new: topic.at,
      });
  }
  for (const topic of removed) {
    if (topic.events.length === 0)
      context.report({
        kind: 'topic-removed',
        subject: { kind: 'topic', name: topic.name },
        what: 'topic removed',
        old: topic.at,
      });
  }
  const unchanged = sameDefaults(old, now);
  for (const [before, after] of kept) {
    compareOwn(before, after, context);
    if (unchanged && sameLayer(before.settings, after.settings) && sameLayers(before.in, after.in)) continue;
    compareCarried(before, after, context);
  }
}

function sameLayer(a: SettingsLayer, b: SettingsLayer): boolean {
  return isEqual(a.values, b.values);
}

function sameLayers(a: Topic['in'], b: Topic['in']): boolean {
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => {
      const [left, right] = [a[name], b[name]];
      return left !== undefined && right !== undefined && sameLayer(left, right);
    })
  );
}

function compareOwn(old: Topic, now: Topic, context: CompareContext): void {
  const report = reportOf(old, now, context);
  if (old.description !== now.description) report({ kind: 'topic-documented', what: 'description changed' });
  const { added, removed, kept } = pairById(
    parametersOf(old, now, context.old.architecture),
    parametersOf(now, old, context.new.architecture),
  );
  for (const { name } of added) report({ kind: 'topic-parameter-changed', what: `parameter ${name} added` });
  for (const { name } of removed)
    report({ kind: 'topic-parameter-changed', what: `parameter ${name} removed` });
  for (const [before, after] of kept) {
    if (!isEqual(before.from, after.from)) {
      report({
        kind: 'topic-parameter-changed',
        what: `parameter ${after.name} from ${arrow(before.from && showPath(before.from), after.from && showPath(after.from))}`,
      });
    }
    if (before.description !== after.description)
      report({ kind: 'topic-documented', what: `description of parameter ${after.name} changed` });
    // No list means any value.
    const [left, right] = [new Set(before.enum), new Set(after.enum)];
    const gone =
      left.size === 0 ? right.size > 0 : right.size > 0 && [...left].some((value) => !right.has(value));
    const more =
      right.size === 0 ? left.size > 0 : left.size > 0 && [...right].some((value) => !left.has(value));
    const what = `values of ${after.name} ${arrow(before.enum.length === 0 ? 'any' : before.enum, after.enum.length === 0 ? 'any' : after.enum)}`;
    if (gone) report({ kind: 'topic-parameter-narrowed', what });
    if (more) report({ kind: 'topic-parameter-widened', what });
  }
}

/**
 * The parameters of a topic by name, and with them those that only the other side declares and that stand in the
 * address here as well: one that is declared and says nothing is the same as one that is not declared.
 */
function parametersOf(topic: Topic, other: Topic, architecture: Architecture): ById<NamedParameter> {
  const declared = Object.entries(topic.parameters).map(([name, value]): [string, NamedParameter] => [
    name,
    { name, ...value },
  ]);
  const inAddress = Object.keys(other.parameters).some((name) => topic.parameters[name] === undefined)
    ? Object.values(addressesOf(topic.name, architecture)).flatMap(placeholdersOf)
    : [];
  return Object.fromEntries([
    ...inAddress.map((name): [string, NamedParameter] => [name, { name, enum: [] }]),
    ...declared,
  ]);
}

type NamedParameter = TopicParameter & { readonly name: string };

function reportOf(old: Topic, now: Topic, context: CompareContext): ReportOf {
  return (draft) =>
    context.report({
      subject: { kind: 'topic', name: now.name },
      old: old.at,
      new: now.at,
      ...promiseOf(old, context),
      ...draft,
    });
}

/** A topic promises what the strictest of its events does; without events nothing in particular. */
function promiseOf(topic: Topic, { old }: CompareContext): Pick<ChangeDraft, 'promised' | 'affected'> {
  const events = topic.events
    .map((name) => old.architecture.events[name])
    .filter((event) => event !== undefined);
  const free = events.length > 0 && events.every(({ compatibility }) => compatibility.direction === 'none');
  const seen = new Set<string>();
  const affected = events
    .flatMap(({ name }) => affectedByEvent(old, name, { consumers: 'break', producers: 'break' }))
    .filter(({ service }) => !seen.has(service) && seen.add(service));
  return { promised: free ? 'none' : 'full', affected };
}

function compareCarried(old: Topic, now: Topic, context: CompareContext): void {
  const differences = compareSettings(context, (architecture, environment) => {
    const topic = architecture === context.old.architecture ? old : now;
    return resolveTopic(architecture, topic, environment);
  });
  const report = reportOf(old, now, context);
  for (const difference of differences) {
    const draft = topicDraft(difference);
    report({
      ...draft,
      ...(isFirstSaid(old, difference.leaf, context) ? firstSaid : {}),
      what: `${draft.what}${difference.where}`,
      ...(difference.oldAt === undefined ? {} : { old: difference.oldAt }),
      ...(difference.newAt === undefined ? {} : { new: difference.newAt }),
    });
  }
}

/** What no document said before may have been so all along: brokers have defaults of their own. */
const firstSaid = {
  consumers: 'risk',
  producers: 'none',
  bump: 'minor',
  why: 'a document says it for the first time: it may have been so all along',
} as const;

function isFirstSaid({ at, settings }: Topic, leaf: string, { old }: CompareContext): boolean {
  // A channel without an address has its key.
  if (leaf === 'address' || settings.values[leaf] !== undefined) return false;
  return old.architecture.documents.some(({ file }) => file === at.file);
}

function topicDraft({
  leaf,
  old,
  now,
}: SettingDifference): Pick<ChangeDraft, 'kind' | 'what' | 'consumers' | 'producers' | 'bump'> {
  const what = `${leaf} ${arrow(showSetting(leaf, old), showSetting(leaf, now))}`;
  switch (leaf) {
    case 'address':
      return { kind: 'topic-address-changed', what };
    case 'broker':
      return { kind: 'topic-broker-changed', what };
    case 'encoding':
      return { kind: 'topic-encoding-changed', what };
    case 'partitions':
      return {
        kind: Number(now) > Number(old) ? 'topic-partitions-increased' : 'topic-partitions-decreased',
        what,
      };
    case 'retention':
      return {
        kind: lasts(now) > lasts(old) ? 'topic-retention-lengthened' : 'topic-retention-shortened',
        what,
      };
    case 'compact':
      return { kind: 'topic-compaction-changed', what };
    case 'ordered':
      return { kind: now === true ? 'topic-order-added' : 'topic-order-dropped', what };
    default: {
      const longer = lasts(now) > lasts(old);
      return { kind: 'topic-ttl-changed', what, ...(longer ? { consumers: 'none' as const } : {}) };
    }
  }
}

/** In ms; what is kept for ever, or does not expire, lasts longest. */
function lasts(value: unknown): number {
  return typeof value === 'number' ? value : Number.POSITIVE_INFINITY;
}

function showSetting(leaf: string, value: unknown): unknown {
  return typeof value === 'number' && leaf !== 'partitions' ? durationText(value) : value;
}

/** An event that goes over another topic: what counts is whether it arrives at another address. */
export function compareAddress(
  old: EventContract,
  now: EventContract,
  context: CompareContext,
  report: ReportOf,
): void {
  const same = isAtSameAddress(old, now, context);
  const at = (event: EventContract): Place => ({
    file: event.at.file,
    path: [...event.at.path, 'topic'],
    on: 'key',
  });
  const isOpen = [context.old.messageOf(old), context.new.messageOf(now)].some(
    (one) => one?.address === null,
  );
  report({
    ...(isOpen && !same ? atRunTime : {}),
    kind: same ? 'topic-renamed' : 'event-moved',
    what: `topic ${arrow(old.topic, now.topic)}${same ? ', at the same address' : ''}`,
    old: at(old),
    new: at(now),
  });
}

/** Whether an event is found where it was, in every environment that both designs have. */
export function isAtSameAddress(old: EventContract, now: EventContract, context: CompareContext): boolean {
  const before = addressesOf(old.topic, context.old.architecture);
  const after = addressesOf(now.topic, context.new.architecture);
  return Object.keys(before).every(
    (environment) => after[environment] === undefined || after[environment] === before[environment],
  );
}
