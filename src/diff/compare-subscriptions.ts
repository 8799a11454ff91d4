import type { Service, Subscription, SubscriptionSettings } from '../model/architecture.ts';
import { durationText } from '../model/duration-text.ts';
import { isEqual } from '../model/json-value.ts';
import { resolveSubscription } from '../model/settings.ts';
import { affectedByEvent } from './affected-services.ts';
import {
  arrow,
  type ChangeDraft,
  type CompareContext,
  pairBy,
  type ReportOf,
  showPath,
} from './compare-context.ts';
import { compareSettings, type SettingDifference } from './compare-settings.ts';

/** Compares what a service takes, and how. `unchanged`: all defaults are what they were. */
export function compareSubscriptions(
  old: Service,
  now: Service,
  context: CompareContext,
  unchanged: boolean,
): void {
  const { added, removed, kept } = pairBy(old.subscriptions, now.subscriptions, identify);
  for (const subscription of added) reportAdded(now, subscription, context);
  for (const subscription of removed) reportRemoved(old, subscription, context);
  for (const [before, after] of kept) {
    compareOwn(now, before, after, context);
    const same =
      unchanged &&
      isEqual(ownSettings(old, before), ownSettings(now, after)) &&
      isEqual(old.defaults.values, now.defaults.values);
    if (!same) compareDelivery(old, now, before, after, context);
  }
}

/** Subscriptions of a service that came or went as a whole. */
export function reportSubscriptionsOf(
  service: Service,
  how: 'added' | 'removed',
  context: CompareContext,
): void {
  for (const subscription of service.subscriptions) {
    if (how === 'added') reportAdded(service, subscription, context);
    else reportRemoved(service, subscription, context);
  }
}

/** A service may take an event more than once: written, and because of sagas and projections. */
function identify({ event, origin }: Subscription): string {
  return origin.kind === 'written' ? event : `${event} (${origin.kind} ${origin.name})`;
}

function subjectOf(service: Service, subscription: Subscription): ChangeDraft['subject'] {
  return { kind: 'subscription', name: `${service.name} ← ${identify(subscription)}` };
}

function reportAdded(service: Service, subscription: Subscription, context: CompareContext): void {
  context.report({
    kind: 'subscription-added',
    subject: subjectOf(service, subscription),
    what: 'subscription added',
    new: { ...subscription.at, on: 'key' },
  });
}

function reportRemoved(service: Service, subscription: Subscription, context: CompareContext): void {
  const contract = context.new.architecture.events[subscription.event];
  // An event that is gone says it all.
  if (contract === undefined) return;
  const unhandled =
    contract.kind === 'command' && context.new.index.subscribersOf(subscription.event).length === 0;
  context.report({
    kind: unhandled ? 'command-unhandled' : 'subscription-removed',
    subject: subjectOf(service, subscription),
    what: unhandled ? 'nobody handles the command any more' : 'subscription removed',
    old: { ...subscription.at, on: 'key' },
    promised: context.old.architecture.events[subscription.event]?.compatibility.direction ?? 'full',
    ...(unhandled
      ? {
          affected: affectedByEvent(context.old, subscription.event, {
            consumers: 'none',
            producers: 'break',
          }),
        }
      : {}),
  });
}

function compareOwn(service: Service, old: Subscription, now: Subscription, context: CompareContext): void {
  const report: ReportOf = (draft) =>
    context.report({ subject: subjectOf(service, now), old: old.at, new: now.at, ...draft });
  if (old.when !== now.when)
    report({ kind: 'subscription-filter-changed', what: `when ${arrow(old.when, now.when)}` });
  if (!isEqual(old.versionPath, now.versionPath)) {
    report({
      kind: 'subscription-version-path-changed',
      what: `versionPath ${arrow(old.versionPath && showPath(old.versionPath), now.versionPath && showPath(now.versionPath))}`,
    });
  }
  if (!isEqual(old.uses, now.uses))
    report({
      kind: 'subscription-uses-changed',
      what: `uses ${arrow(old.uses?.map(showPath) ?? 'not said', now.uses?.map(showPath) ?? 'not said')}`,
    });
  if (old.description !== now.description)
    report({ kind: 'subscription-documented', what: 'description changed' });
}

function ownSettings(service: Service, subscription: Subscription): unknown {
  return [
    subscription.settings.values,
    Object.entries(subscription.in).map(([environment, layer]) => [environment, layer.values]),
    Object.entries(service.in).map(([environment, { settings, defaults }]) => [
      environment,
      defaults.values,
      settings.values.database,
    ]),
    service.settings.values.database,
  ];
}

function compareDelivery(
  old: Service,
  now: Service,
  before: Subscription,
  after: Subscription,
  context: CompareContext,
): void {
  const differences = compareSettings<SubscriptionSettings>(context, (architecture, environment) =>
    architecture === context.old.architecture
      ? resolveSubscription(architecture, old, before, environment)
      : resolveSubscription(architecture, now, after, environment),
  );
  for (const difference of differences) {
    context.report({
      subject: subjectOf(now, after),
      old: difference.oldAt ?? before.at,
      new: difference.newAt ?? after.at,
      ...deliveryDraft(difference),
    });
  }
}

const counts = new Set(['retry.attempts', 'concurrency', 'maxLag', 'bulk.max']);

function deliveryDraft({ leaf, old, now, where }: SettingDifference): Omit<ChangeDraft, 'subject'> {
  const show = (value: unknown): unknown =>
    typeof value === 'number' && !counts.has(leaf) ? durationText(value) : value;
  const what = `${leaf} ${arrow(show(old), show(now))}${where}`;
  switch (leaf) {
    case 'deadLetter':
      return {
        kind: 'subscription-dead-letter-changed',
        what,
        ...(old === 'none' ? { consumers: 'none' as const } : {}),
      };
    case 'idempotent':
      return now === false
        ? { kind: 'subscription-idempotency-dropped', what }
        : { kind: 'subscription-settings-changed', what };
    case 'everyReplica':
      return { kind: 'subscription-spread-changed', what };
    default:
      return { kind: 'subscription-settings-changed', what };
  }
}
