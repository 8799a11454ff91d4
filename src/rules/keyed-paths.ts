import { type Place, placeAt } from '../diagnostics/diagnostic.ts';
import type { Architecture, DataPath, EventContract, Saga } from '../model/architecture.ts';
import { eventsOfSaga } from '../model/query.ts';
import { oncePerDesign } from '../model/remember.ts';

/** A path into the data of an event that something of the design relies on. */
export interface NeededPath {
  readonly event: EventContract;
  readonly path: DataPath;
  /** What needs it: "the key", "projection tasks-per-person". */
  readonly by: string;
  /** Where the need is written. */
  readonly at: Place;
  /** Where another path can be given for this event alone: `keys`. */
  readonly mapping?: string;
  /** True: without a value there the event can't be handled; a field in `uses` may be absent. */
  readonly always: boolean;
}

/** Every path into data that keys, `uses`, ids and parameters name. Searched once for a design: several rules ask. */
export const neededPaths = oncePerDesign(findNeededPaths);

function findNeededPaths(architecture: Architecture): readonly NeededPath[] {
  const { events } = architecture;
  const needed: NeededPath[] = [];
  const need = (
    event: EventContract | undefined,
    path: DataPath,
    by: string,
    at: Place,
    more: { always: boolean; mapping?: string },
  ): void => {
    if (event !== undefined && event.dataFormat !== 'other') needed.push({ event, path, by, at, ...more });
  };
  for (const event of Object.values(events)) {
    for (const [index, path] of event.key.entries()) {
      const at = event.key.length === 1 ? placeAt(event.at, 'key') : placeAt(event.at, 'key', index);
      need(event, path, 'the key', at, { always: true });
    }
    if (event.id !== undefined) need(event, event.id, 'the id', placeAt(event.at, 'id'), { always: true });
  }
  for (const topic of Object.values(architecture.topics)) {
    for (const [name, { from }] of Object.entries(topic.parameters)) {
      if (from === undefined) continue;
      const at = placeAt(topic.at, 'parameters', name, 'from');
      for (const event of topic.events) need(events[event], from, `parameter ${name}`, at, { always: true });
    }
  }
  for (const service of Object.values(architecture.services)) {
    for (const subscription of service.subscriptions) {
      const event = events[subscription.event];
      const by = `${service.name}'s subscription`;
      for (const [index, path] of (subscription.uses ?? []).entries()) {
        need(event, path, by, placeAt(subscription.at, 'uses', index), { always: false });
      }
      if (subscription.versionPath !== undefined) {
        const at = placeAt(subscription.at, 'versionPath');
        need(event, subscription.versionPath, by, at, { always: true });
      }
    }
  }
  for (const aggregate of Object.values(architecture.aggregates)) {
    for (const name of aggregate.events) {
      const at = placeAt(aggregate.at, 'key');
      need(events[name], aggregate.key, `aggregate ${aggregate.name}`, at, { always: true });
    }
  }
  for (const projection of Object.values(architecture.projections)) {
    for (const name of projection.from) {
      const own = projection.keys[name];
      const at = own === undefined ? placeAt(projection.at, 'key') : placeAt(projection.at, 'keys', name);
      for (const path of own ?? projection.key) {
        need(events[name], path, `projection ${projection.name}`, at, {
          always: true,
          ...(own === undefined ? { mapping: `keys: { ${name}: … }` } : {}),
        });
      }
    }
  }
  for (const saga of Object.values(architecture.sagas)) {
    for (const name of eventsOfSaga(saga)) {
      const { path, at, mapped } = sagaKey(saga, name);
      need(events[name], path, `saga ${saga.name}`, at, {
        always: true,
        ...(mapped ? {} : { mapping: `keys: { ${name}: … }` }),
      });
    }
  }
  return needed;
}

function sagaKey(saga: Saga, event: string): { path: DataPath; at: Place; mapped: boolean } {
  const own = saga.keys[event];
  return own === undefined
    ? { path: saga.key, at: placeAt(saga.at, 'key'), mapped: false }
    : { path: own, at: placeAt(saga.at, 'keys', event), mapped: true };
}
