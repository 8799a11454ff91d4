import { placeAt } from '../diagnostics/diagnostic.ts';
import type { Aggregate, Architecture, Column, Projection, Saga, Service } from '../model/architecture.ts';
import { isEqual } from '../model/json-value.ts';
import type { AffectedService } from './change.ts';
import type { ChangeKind } from './change-kinds.ts';
import { arrow, type CompareContext, pairBy, pairById, showPath } from './compare-context.ts';
import { differingKeys } from './compare-services.ts';
import { compareShapes } from './compare-shapes.ts';
import type { SubjectKind } from './subject.ts';

/** Compares what services remember and what they carry through: aggregates, projections and sagas. */
export function compareBehaviour(context: CompareContext): void {
  compareAggregates(context);
  compareNamed(context, 'projection', ({ projections }) => projections, compareProjection);
  compareNamed(context, 'saga', ({ sagas }) => sagas, compareSaga);
}

type Named = Aggregate | Projection | Saga;
type Report<T> = (kind: ChangeKind, what: string, between?: readonly [old: T, now: T]) => void;

function compareNamed<T extends Named>(
  context: CompareContext,
  kind: SubjectKind & ('aggregate' | 'projection' | 'saga'),
  of: (architecture: Architecture) => { readonly [name: string]: T },
  compare: (old: T, now: T, report: Report<T>, context: CompareContext) => void,
): void {
  const { added, removed, kept } = pairById(of(context.old.architecture), of(context.new.architecture));
  for (const thing of added) {
    context.report({
      kind: `${kind}-added`,
      subject: { kind, name: thing.name },
      what: `${kind} added`,
      new: { ...thing.at, on: 'key' },
    });
  }
  for (const thing of removed) {
    context.report({
      kind: `${kind}-removed`,
      subject: { kind, name: thing.name },
      what: `${kind} removed`,
      old: { ...thing.at, on: 'key' },
      affected: keepersOf(thing, context.old.architecture),
    });
  }
  for (const [before, after] of kept) {
    const report: Report<T> = (changeKind, what) =>
      context.report({
        kind: changeKind,
        subject: { kind, name: after.name },
        what,
        old: before.at,
        new: after.at,
        affected: keepersOf(before, context.old.architecture),
      });
    compare(before, after, report, context);
    if (before.description !== after.description) {
      context.report({
        kind: `${kind}-documented`,
        subject: { kind, name: after.name },
        what: 'description changed',
        old: before.at,
        new: after.at,
      });
    }
  }
}

/** Services that keep it, or take part in it. */
function keepersOf(thing: Named, { services }: Architecture): AffectedService[] {
  const names =
    'service' in thing
      ? [thing.service]
      : thing.style === 'orchestration'
        ? [thing.coordinator]
        : thing.steps.map(({ service }) => service);
  return [...new Set(names)]
    .map((name): Service | undefined => services[name])
    .filter((service) => service !== undefined)
    .map((service) => ({
      service: service.name,
      ...(service.owner === undefined ? {} : { owner: service.owner }),
      role: 'server',
      external: service.external,
      at: service.at,
      reads: 'unknown',
    }));
}

function compareAggregates(context: CompareContext): void {
  compareNamed<Aggregate>(
    context,
    'aggregate',
    ({ aggregates }) => aggregates,
    (old, now, report) => {
      if (old.service !== now.service)
        report('aggregate-moved', `service ${arrow(old.service, now.service)}`);
      if (!isEqual(old.key, now.key))
        report('aggregate-key-changed', `key ${arrow(showPath(old.key), showPath(now.key))}`);
      for (const event of now.events) {
        if (!old.events.includes(event)) report('aggregate-event-added', `it stores ${event}`);
      }
      for (const event of old.events) {
        if (!now.events.includes(event)) report('aggregate-event-removed', `it no longer knows ${event}`);
      }
      if (old.snapshotEvery !== now.snapshotEvery)
        report('aggregate-settings-changed', `snapshotEvery ${arrow(old.snapshotEvery, now.snapshotEvery)}`);
    },
  );
}

function compareProjection(
  old: Projection,
  now: Projection,
  report: Report<Projection>,
  context: CompareContext,
): void {
  const changed = (what: string): void => report('projection-changed', what);
  if (old.service !== now.service) changed(`service ${arrow(old.service, now.service)}`);
  for (const event of now.from) if (!old.from.includes(event)) changed(`it takes ${event}`);
  for (const event of old.from) if (!now.from.includes(event)) changed(`it no longer takes ${event}`);
  const keys = ({ key }: Projection): string[] => key.map(showPath);
  if (!isEqual(old.key, now.key)) changed(`key ${arrow(keys(old), keys(now))}`);
  if (!isEqual(old.keys, now.keys)) changed('keys changed');
  if (old.consistency !== now.consistency) changed(`consistency ${arrow(old.consistency, now.consistency)}`);
  if (old.keep !== now.keep) changed(`keep ${arrow(old.keep, now.keep)}`);
  const { added, removed, kept } = pairBy(old.columns, now.columns, ({ name }) => name);
  const nameOf = ({ type }: Column): string => (typeof type === 'string' ? type : 'json');
  for (const column of added) changed(`column ${column.name} ${nameOf(column)} added`);
  for (const column of removed) changed(`column ${column.name} removed`);
  for (const [before, after] of kept) {
    if (nameOf(before) !== nameOf(after) || typeof before.type !== typeof after.type) {
      changed(`column ${after.name} ${arrow(nameOf(before), nameOf(after))}`);
    } else if (typeof before.type === 'object' && typeof after.type === 'object') {
      const shapes = compareShapes(
        context,
        { schema: before.type.schema, at: placeAt(old.at, 'columns', before.name) },
        { schema: after.type.schema, at: placeAt(now.at, 'columns', after.name) },
        'event',
      );
      for (const { what, documentation } of shapes)
        report(
          documentation ? 'projection-documented' : 'projection-changed',
          `column ${after.name}: ${what}`,
        );
    }
  }
}

function compareSaga(old: Saga, now: Saga, report: Report<Saga>): void {
  const { at: _a, description: _b, steps: before, ...left } = old;
  const { at: _c, description: _d, steps: after, ...right } = now;
  const [leftValues, rightValues] = [
    new Map<string, unknown>(Object.entries(left)),
    new Map<string, unknown>(Object.entries(right)),
  ];
  for (const key of differingKeys(left, right)) {
    const path = (value: unknown): unknown =>
      key === 'key' && Array.isArray(value) ? showPath(value) : value;
    report('saga-changed', `${key} ${arrow(path(leftValues.get(key)), path(rightValues.get(key)))}`);
  }
  const names = (steps: Saga['steps']): string[] => steps.map(({ name }) => name);
  if (!isEqual(names(before), names(after)))
    report('saga-changed', `steps ${names(before).join(', ')} → ${names(after).join(', ')}`);
  for (const step of after) {
    const same = before.find(({ name }) => name === step.name);
    if (same === undefined) continue;
    const { at: _e, ...from } = same;
    const { at: _f, ...to } = step;
    const keys = differingKeys(from, to);
    if (keys.length > 0) {
      const [fromValues, toValues] = [
        new Map<string, unknown>(Object.entries(from)),
        new Map<string, unknown>(Object.entries(to)),
      ];
      const parts = keys.map((key) => `${key} ${arrow(fromValues.get(key), toValues.get(key))}`);
      report('saga-changed', `step ${step.name}: ${parts.join(', ')}`);
    }
  }
}
