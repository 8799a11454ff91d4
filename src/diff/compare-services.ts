import type { Service, ServiceSettings } from '../model/architecture.ts';
import { durationText } from '../model/duration-text.ts';
import { isEqual } from '../model/json-value.ts';
import { resolveService } from '../model/settings.ts';
import { affectedByEvent, affectedByOperation } from './affected-services.ts';
import {
  arrow,
  type ChangeDraft,
  type CompareContext,
  pairBy,
  pairById,
  type ReportOf,
} from './compare-context.ts';
import { compareOperations } from './compare-operations.ts';
import { compareSettings, type SettingDifference, sameDefaults } from './compare-settings.ts';
import { compareSubscriptions, reportSubscriptionsOf } from './compare-subscriptions.ts';

/** Compares services: what they are, publish, take, serve and call. */
export function compareServices(context: CompareContext): void {
  const { added, removed, kept } = pairById(
    context.old.architecture.services,
    context.new.architecture.services,
  );
  for (const service of added) {
    context.report({
      kind: 'service-added',
      subject: { kind: 'service', name: service.name },
      what: `${service.external ? 'external ' : ''}service added`,
      new: { ...service.at, on: 'key' },
    });
    reportSubscriptionsOf(service, 'added', context);
  }
  for (const service of removed) {
    context.report({
      kind: 'service-removed',
      subject: { kind: 'service', name: service.name },
      what: 'service removed',
      old: { ...service.at, on: 'key' },
    });
    comparePublications(service, undefined, context);
    reportSubscriptionsOf(service, 'removed', context);
    for (const operation of Object.values(service.operations)) {
      const affected = affectedByOperation(context.old, service.name, operation.name);
      if (affected.length === 0) continue;
      context.report({
        kind: 'operation-removed',
        subject: { kind: 'operation', name: `${service.name}.${operation.name}` },
        what: 'gone with its service',
        old: { ...operation.at, on: 'key' },
        affected,
      });
    }
  }
  const unchanged = sameDefaults(context.old.architecture, context.new.architecture);
  for (const [before, after] of kept) {
    compareService(before, after, context);
    if (!unchanged || !isEqual(settingsOf(before), settingsOf(after))) compareRunning(before, after, context);
    comparePublications(before, after, context);
    compareSubscriptions(before, after, context, unchanged);
    compareOperations(before, after, context);
    compareCalls(before, after, context);
  }
}

function reportOf(old: Service, now: Service, context: CompareContext): ReportOf {
  return (draft) =>
    context.report({ subject: { kind: 'service', name: now.name }, old: old.at, new: now.at, ...draft });
}

function compareService(old: Service, now: Service, context: CompareContext): void {
  const report = reportOf(old, now, context);
  if (old.domain !== now.domain)
    report({ kind: 'service-domain-changed', what: `domain ${arrow(old.domain, now.domain)}` });
  if (old.owner !== now.owner && old.domain === now.domain && !followsDomain(old, now, context))
    report({ kind: 'service-owner-changed', what: `owner ${arrow(old.owner, now.owner)}` });
  if (old.external !== now.external)
    report({ kind: 'service-external-changed', what: now.external ? 'it is external' : 'it is ours' });
  // Where the system has another name, that says it for all of them.
  if (
    old.source !== now.source &&
    context.old.architecture.system.name === context.new.architecture.system.name
  )
    report({ kind: 'service-source-changed', what: `source ${arrow(old.source, now.source)}` });
  if (old.url !== now.url) report({ kind: 'service-url-changed', what: `url ${arrow(old.url, now.url)}` });
  if (old.description !== now.description)
    report({ kind: 'service-documented', what: 'description changed' });
  for (const [environment, { url }] of Object.entries(now.in)) {
    const before = old.in[environment]?.url;
    if (before !== url)
      report({ kind: 'service-url-changed', what: `url in ${environment} ${arrow(before, url)}` });
  }
}

/** Whether the new owner is that of its domain: then the domain says it. */
function followsDomain(old: Service, now: Service, { old: before, new: after }: CompareContext): boolean {
  return (
    before.architecture.domains[old.domain]?.owner === old.owner &&
    after.architecture.domains[now.domain]?.owner === now.owner
  );
}

function settingsOf(service: Service): unknown {
  return [
    service.settings.values,
    Object.entries(service.in).map(([environment, { settings }]) => [environment, settings.values]),
  ];
}

function compareRunning(old: Service, now: Service, context: CompareContext): void {
  if (old.external && now.external) return;
  const differences = compareSettings<ServiceSettings>(context, (architecture, environment) =>
    resolveService(architecture, architecture === context.old.architecture ? old : now, environment),
  );
  for (const difference of differences) {
    const { oldAt, newAt } = difference;
    context.report({
      subject: { kind: 'service', name: now.name },
      old: oldAt ?? old.at,
      new: newAt ?? now.at,
      ...serviceDraft(difference),
    });
  }
}

function serviceDraft({ leaf, old, now, where }: SettingDifference): Pick<ChangeDraft, 'kind' | 'what'> {
  const show = (value: unknown): unknown =>
    typeof value === 'number' && leaf !== 'replicas' ? durationText(value) : value;
  const what = `${leaf} ${arrow(show(old), show(now))}${where}`;
  switch (leaf) {
    case 'group':
      return { kind: 'service-group-changed', what };
    case 'outbox':
      return { kind: 'service-outbox-changed', what };
    case 'database':
      return { kind: 'service-database-changed', what };
    case 'inboxRetention':
      return {
        kind: Number(now) < Number(old) ? 'service-inbox-shortened' : 'service-settings-changed',
        what,
      };
    default:
      return { kind: 'service-settings-changed', what };
  }
}

/** What a service publishes; `now` is absent where the service is gone. */
function comparePublications(old: Service, now: Service | undefined, context: CompareContext): void {
  const byEvent = (service: Service | undefined): Set<string> =>
    new Set((service?.publications ?? []).map(({ event }) => event));
  const [before, after] = [byEvent(old), byEvent(now)];
  for (const event of after) {
    if (before.has(event) || context.old.architecture.events[event] === undefined) continue;
    const at = now?.publications.find((publication) => publication.event === event)?.at;
    context.report({
      kind: 'publication-added',
      subject: { kind: 'publication', name: `${old.name} → ${event}` },
      what: 'publishes it too',
      ...(at === undefined ? {} : { new: at }),
    });
  }
  for (const event of before) {
    const contract = context.new.architecture.events[event];
    // An event that is gone says it all.
    if (after.has(event) || contract === undefined) continue;
    const last = context.new.index.publishersOf(event).length === 0;
    const taken = context.old.index.subscribersOf(event).length > 0;
    context.report({
      kind: last && taken ? 'last-publication-removed' : 'publication-removed',
      subject: { kind: 'publication', name: `${old.name} → ${event}` },
      what: last ? 'nobody publishes it any more' : 'no longer publishes it',
      old: old.publications.find((publication) => publication.event === event)?.at ?? old.at,
      ...(now === undefined ? {} : { new: now.at }),
      promised: context.old.architecture.events[event]?.compatibility.direction ?? 'full',
      affected: affectedByEvent(context.old, event, { consumers: 'break', producers: 'none' }),
      ...(taken ? {} : { consumers: 'none' as const }),
    });
  }
  if (now === undefined) return;
  const occasions = (service: Service, event: string): string[] =>
    service.publications
      .filter((publication) => publication.event === event)
      .map(({ on, origin }) => `${on ?? ''}\0${JSON.stringify(origin)}`)
      .sort();
  for (const event of after) {
    if (!before.has(event) || isEqual(occasions(old, event), occasions(now, event))) continue;
    context.report({
      kind: 'publication-changed',
      subject: { kind: 'publication', name: `${old.name} → ${event}` },
      what: 'published on another occasion',
      old: old.publications.find((publication) => publication.event === event)?.at ?? old.at,
      new: now.publications.find((publication) => publication.event === event)?.at ?? now.at,
    });
  }
}

function compareCalls(old: Service, now: Service, context: CompareContext): void {
  const nameOf = (call: Service['calls'][number]): string => `${call.service}.${call.operation}`;
  const { added, removed, kept } = pairBy(old.calls, now.calls, nameOf);
  const subject = (call: Service['calls'][number]) =>
    ({ kind: 'call', name: `${now.name} → ${nameOf(call)}` }) as const;
  for (const call of added)
    context.report({ kind: 'call-added', subject: subject(call), what: 'call added', new: call.at });
  for (const call of removed)
    context.report({ kind: 'call-removed', subject: subject(call), what: 'call removed', old: call.at });
  for (const [before, after] of kept) {
    const { at: oldAt, ...left } = before;
    const { at: newAt, ...right } = after;
    if (isEqual(left, right)) continue;
    const dropped = before.fallback !== undefined && after.fallback === undefined;
    context.report({
      kind: dropped ? 'call-fallback-removed' : 'call-changed',
      subject: subject(after),
      what: dropped ? 'no fallback any more' : `${differingKeys(left, right).join(', ')} changed`,
      old: oldAt,
      new: newAt,
    });
  }
}

/** Names of members that differ between two objects. */
export function differingKeys(a: object, b: object): string[] {
  const [left, right] = [
    new Map<string, unknown>(Object.entries(a)),
    new Map<string, unknown>(Object.entries(b)),
  ];
  return [...new Set([...left.keys(), ...right.keys()])].filter(
    (key) => !isEqual(left.get(key), right.get(key)),
  );
}
