import { onKey, type Place, placeAt } from '../../diagnostics/diagnostic.ts';
import { eventsOfSaga } from '../../model/query.ts';
import { renameEvent } from '../../rules/rename-event.ts';
import type { TextEdit } from '../../spec/splice-edits.ts';
import type { EditContext } from './edit-context.ts';
import { eventName, refuse, type StudioOperation, serviceName } from './operation.ts';
import type { Planned } from './plan-additions.ts';

type Operation<Kind extends StudioOperation['kind']> = Extract<StudioOperation, { readonly kind: Kind }>;

export function planRenameEvent(
  { architecture }: EditContext,
  { from, to }: Operation<'rename-event'>,
): Planned {
  const event = architecture.events[from];
  if (event === undefined) return refuse(`there is no event ${from}`);
  if (!eventName.test(to))
    return refuse(`${to} is no name of an event`, 'it is <domain>.<entity>.<action>: todos.task.created');
  if (architecture.events[to] !== undefined) return refuse(`there is an event ${to} already`);
  const domain = to.split('.')[0] ?? '';
  if (architecture.domains[domain] === undefined) return refuse(`there is no domain ${domain}`);
  return { ok: true, edits: renameEvent(architecture, event, to) };
}

export function planRenameService(
  { architecture }: EditContext,
  { from, to }: Operation<'rename-service'>,
): Planned {
  const service = architecture.services[from];
  if (service === undefined) return refuse(`there is no service ${from}`);
  if (!serviceName.test(to)) return refuse(`${to} is no name: letters a to z, digits and hyphens`);
  if (architecture.services[to] !== undefined) return refuse(`there is a service ${to} already`);
  const edits: TextEdit[] = [{ at: onKey(service.at), text: to }];
  for (const place of usesOfService(architecture, from)) edits.push({ at: place, text: to });
  return { ok: true, edits };
}

/** Where a design names a service beside the place where it is written: values, and keys of calls. */
function usesOfService(
  { services, projections, aggregates, sagas }: EditContext['architecture'],
  name: string,
): Place[] {
  const places: Place[] = [];
  for (const service of Object.values(services)) {
    if (service.calls.some((call) => call.service === name))
      places.push(onKey(placeAt(service.at, 'calls', name)));
  }
  for (const one of [...Object.values(projections), ...Object.values(aggregates)])
    if (one.service === name) places.push(placeAt(one.at, 'service'));
  for (const saga of Object.values(sagas)) {
    if (saga.style === 'orchestration') {
      if (saga.coordinator === name) places.push(placeAt(saga.at, 'coordinator'));
    } else {
      for (const step of saga.steps) if (step.service === name) places.push(placeAt(step.at, 'service'));
    }
  }
  return places;
}

export function planRemoveSubscription(
  { architecture }: EditContext,
  { service: by, event }: Operation<'remove-subscription'>,
): Planned {
  const found = architecture.services[by]?.subscriptions.filter((one) => one.event === event) ?? [];
  const written = found.filter(({ origin }) => origin.kind === 'written');
  const [derived] = found.filter(({ origin }) => origin.kind !== 'written');
  if (written.length === 0 && derived !== undefined && derived.origin.kind !== 'written')
    return refuse(
      `${by} takes ${event} for ${derived.origin.kind} ${derived.origin.name}`,
      `change ${derived.origin.kind} ${derived.origin.name}`,
    );
  if (written.length === 0) return refuse(`${by} does not take ${event}`);
  return { ok: true, edits: written.map(({ at }) => ({ at, remove: true })) };
}

export function planChangeSubscription(
  { architecture }: EditContext,
  { service: by, from, to }: Operation<'change-subscription'>,
): Planned {
  const service = architecture.services[by];
  if (service === undefined) return refuse(`there is no service ${by}`);
  if (architecture.events[to] === undefined) return refuse(`there is no event ${to}`);
  const isWritten = (event: string) => (one: { readonly event: string; readonly origin: { kind: string } }) =>
    one.event === event && one.origin.kind === 'written';
  if (service.subscriptions.some(isWritten(to))) return refuse(`${by} takes ${to} already`);
  const found = service.subscriptions.filter(isWritten(from));
  if (found.length === 0) return refuse(`${by} does not take ${from} by a subscription of its own`);
  return { ok: true, edits: found.map(({ at }) => ({ at: onKey(at), text: to })) };
}

export function planRemovePublication(
  { architecture }: EditContext,
  { service: by, event }: Operation<'remove-publication'>,
): Planned {
  const found = architecture.services[by]?.publications.filter((one) => one.event === event) ?? [];
  const written = found.filter(({ origin }) => origin.kind === 'written');
  if (written.length === 0)
    return refuse(
      found.length === 0 ? `${by} does not publish ${event}` : `${by} publishes ${event} for a saga`,
    );
  return { ok: true, edits: written.map(({ at }) => ({ at, remove: true })) };
}

export function planDeleteEvent({ architecture }: EditContext, { name }: Operation<'delete-event'>): Planned {
  const { events, services, projections, aggregates, sagas, topics } = architecture;
  const event = events[name];
  if (event === undefined) return refuse(`there is no event ${name}`);
  const saga = Object.values(sagas).find((one) => eventsOfSaga(one).includes(name));
  if (saga !== undefined) return refuse(`saga ${saga.name} needs ${name}`, `change saga ${saga.name} first`);
  const edits: TextEdit[] = [{ at: event.at, remove: true }];
  for (const service of Object.values(services)) {
    for (const { event: used, origin, at } of [...service.publications, ...service.subscriptions])
      if (used === name && origin.kind === 'written') edits.push({ at, remove: true });
  }
  for (const [kind, things] of [
    ['projection', Object.values(projections).map((one) => ({ ...one, list: one.from, key: 'from' }))],
    ['aggregate', Object.values(aggregates).map((one) => ({ ...one, list: one.events, key: 'events' }))],
  ] as const) {
    for (const { name: thing, list, key, at } of things) {
      if (!list.includes(name)) continue;
      if (list.length === 1)
        return refuse(`${kind} ${thing} is made of ${name} alone`, `delete ${kind} ${thing} first`);
      edits.push({ at: placeAt(at, key, list.indexOf(name)), remove: true });
    }
  }
  for (const { keys, at } of Object.values(projections))
    if (name in keys) edits.push({ at: placeAt(at, 'keys', name), remove: true });
  for (const other of Object.values(events))
    if (other.deprecated?.replacedBy === name)
      edits.push({ at: placeAt(other.at, 'deprecated', 'replacedBy'), remove: true });
  const topic = topics[name];
  if (topic?.written === true && topic.events.every((one) => one === name))
    edits.push({ at: topic.at, remove: true });
  // What a handler publishes goes with the subscription to the event that is deleted.
  return { ok: true, edits: withoutInner(edits) };
}

export function planDeleteService(
  { architecture }: EditContext,
  { name }: Operation<'delete-service'>,
): Planned {
  const { services, projections, aggregates, sagas } = architecture;
  const service = services[name];
  if (service === undefined) return refuse(`there is no service ${name}`);
  if (service.contract !== undefined)
    return refuse(
      `${name} is described by ${service.contract}, whose events would go with it`,
      'take it away in your editor',
    );
  for (const saga of Object.values(sagas)) {
    const isPart =
      saga.style === 'orchestration'
        ? saga.coordinator === name
        : saga.steps.some((step) => step.service === name);
    if (isPart) return refuse(`saga ${saga.name} needs ${name}`, `change saga ${saga.name} first`);
  }
  const edits: TextEdit[] = [{ at: service.at, remove: true }];
  for (const other of Object.values(services)) {
    if (other.name !== name && other.calls.some((call) => call.service === name))
      edits.push({ at: placeAt(other.at, 'calls', name), remove: true });
  }
  for (const one of [...Object.values(projections), ...Object.values(aggregates)])
    if (one.service === name) edits.push({ at: one.at, remove: true });
  return { ok: true, edits };
}

/** Edits without those whose place goes with another one. */
function withoutInner(edits: readonly TextEdit[]): readonly TextEdit[] {
  return edits.filter(
    (edit) =>
      !edits.some(
        (other) =>
          other !== edit &&
          'remove' in other &&
          other.at.file === edit.at.file &&
          other.at.path.length < edit.at.path.length &&
          other.at.path.every((step, index) => String(step) === String(edit.at.path[index])),
      ),
  );
}
