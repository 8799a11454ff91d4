import { placeAt } from '../diagnostics/diagnostic.ts';
import type { EventContract } from '../model/architecture.ts';
import { resolveService } from '../model/settings.ts';
import type { ChangeDraft, CompareContext, ReportOf, Shape, Side } from './compare-context.ts';
import { pairById } from './compare-context.ts';
import { compareShapes, type ShapeChange } from './compare-shapes.ts';
import { safePathFor } from './safe-path.ts';

/** Compares the data of an event with that of its last version and, where all were promised, with earlier ones. */
export function compareEventData(
  old: EventContract,
  now: EventContract,
  context: CompareContext,
  report: ReportOf,
): void {
  const role = old.kind === 'command' ? 'command' : 'event';
  const current: Shape = { schema: now.data, at: now.dataAt };
  const changes = compareShapes(context, { schema: old.data, at: old.dataAt }, current, role);
  const covered = changes.length > 0 && isUpcastEverywhere(old, now, context);
  for (const change of changes) {
    report({
      ...change,
      kind: 'event-data-changed',
      detail: change.kind,
      ...safely(now, change),
      ...(covered && change.producers !== 'none'
        ? { producers: 'none' as const, what: `${change.what} (version ${old.version} is upcast)` }
        : {}),
    });
  }
  // What did not change is held to nothing; what broke an earlier version before this change is no news.
  if (changes.length === 0) return;
  const known = new Set(changes.map(({ what }) => what));
  for (const { version, shape, side } of earlierVersions(old, now, context)) {
    const before = { schema: old.data, at: old.dataAt };
    for (const { what } of compareShapes(context, shape, before, role, { old: side, new: context.old }))
      known.add(what);
    for (const change of compareShapes(context, shape, current, role, { old: side })) {
      const hurts = change.consumers === 'break' || change.producers === 'break';
      if (!hurts || known.has(change.what)) continue;
      known.add(change.what);
      report({
        ...change,
        kind: 'event-data-changed',
        detail: change.kind,
        ...safely(now, change),
        against: version,
      });
    }
  }
}

function safely(event: EventContract, change: ShapeChange): Pick<ChangeDraft, 'safePath'> {
  const safePath = safePathFor(event, change);
  return safePath === undefined ? {} : { safePath };
}

interface EarlierVersion {
  readonly version: string;
  readonly shape: Shape;
  readonly side: Side;
}

/** Versions before the last one that new data is held to. */
function earlierVersions(
  old: EventContract,
  now: EventContract,
  { old: side, history, transitive }: CompareContext,
): readonly EarlierVersion[] {
  if (!transitive && !old.compatibility.transitive) return [];
  const found = new Map<string, EarlierVersion>();
  for (const earlier of history) {
    const event = earlier.architecture.events[now.name];
    if (event === undefined || event.version === old.version) continue;
    found.set(event.version, {
      version: event.version,
      shape: { schema: event.data, at: event.dataAt },
      side: earlier,
    });
  }
  for (const previous of old.previous) {
    if (previous.version === old.version || found.has(previous.version)) continue;
    const shape = { schema: previous.data, at: placeAt(previous.at, 'data') };
    found.set(previous.version, { version: previous.version, shape, side });
  }
  return [...found.values()];
}

/**
 * Whether every subscriber makes data of the old version new before its handler sees it: the new design lists the old
 * version as it was, and all of them have dispatchers that eda generates.
 */
function isUpcastEverywhere(old: EventContract, now: EventContract, context: CompareContext): boolean {
  const listed = now.previous.find(({ version }) => version === old.version);
  if (listed === undefined) return false;
  const same = compareShapes(
    context,
    { schema: old.data, at: old.dataAt },
    { schema: listed.data, at: placeAt(listed.at, 'data') },
    'event',
  );
  if (same.some(({ documentation }) => !documentation)) return false;
  const { architecture, index } = context.new;
  return index
    .subscribersOf(now.name)
    .every(
      ({ service }) =>
        !service.external &&
        Object.keys(architecture.environments).every(
          (environment) => resolveService(architecture, service, environment).values.language !== 'none',
        ),
    );
}

/** Compares the extension attributes of the envelope (of raw events: headers). */
export function compareAttributes(
  old: EventContract,
  now: EventContract,
  context: CompareContext,
  report: ReportOf,
): void {
  const named = (event: EventContract) =>
    Object.fromEntries(Object.entries(event.attributes).map(([name, schema]) => [name, { name, schema }]));
  const { added, removed, kept } = pairById(named(old), named(now));
  const at = (event: EventContract, name: string) => placeAt(event.at, 'attributes', name);
  for (const { name } of added)
    report({
      kind: 'event-attribute-added',
      what: `attribute ${name} added`,
      new: at(now, name),
      consumers: 'none',
    });
  for (const { name } of removed)
    report({
      kind: 'event-attribute-removed',
      what: `attribute ${name} removed`,
      old: at(old, name),
      // Headers that others describe may have been optional.
      ...(old.foreign === undefined ? {} : { consumers: 'risk' as const }),
    });
  for (const [before, after] of kept) {
    const shapes: readonly ShapeChange[] = compareShapes(
      context,
      { schema: before.schema, at: at(old, before.name) },
      { schema: after.schema, at: at(now, after.name) },
      'event',
    );
    for (const { path: _, kind, ...shape } of shapes)
      report({
        ...shape,
        kind: 'event-attribute-changed',
        detail: kind,
        what: `attribute ${after.name}: ${shape.what}`,
      });
  }
}
