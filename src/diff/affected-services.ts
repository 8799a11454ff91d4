import type { Architecture, DataPath, Publication, Subscription } from '../model/architecture.ts';
import type { EventUse } from '../model/query.ts';
import type { AffectedRole, AffectedService, Change } from './change.ts';
import type { Side } from './compare-context.ts';
import type { Harm } from './harm.ts';

/**
 * Services of the old design that a change of an event reaches: they are what runs. An event hurts those who take it,
 * now or when they read old ones again; a command those who handle it where readers are hurt, and those who send it
 * where writers are.
 * @param path the field that changed; absent: the event as a whole
 */
export function affectedByEvent(
  old: Side,
  event: string,
  harm: { readonly consumers: Harm; readonly producers: Harm },
  path?: DataPath,
): AffectedService[] {
  const found: AffectedService[] = [];
  const isCommand = old.architecture.events[event]?.kind === 'command';
  if (harm.consumers !== 'none' || !isCommand) {
    for (const use of old.index.subscribersOf(event)) {
      found.push({ ...describe(use, 'subscriber'), reads: readsField(use.by, path, old.architecture) });
    }
  }
  if (harm.producers !== 'none' && isCommand) {
    for (const use of old.index.publishersOf(event)) {
      if (!found.some(({ service }) => service === use.service.name))
        found.push({ ...describe(use, 'publisher'), reads: 'unknown' });
    }
  }
  return found;
}

/** Whom a change concerns: services that it reaches, but those that are known not to read what changed. */
export function mindingOf({ affected }: Pick<Change, 'affected'>): readonly AffectedService[] {
  return affected.filter(({ reads }) => reads !== 'no');
}

/** Services of the old design that call an operation. */
export function affectedByOperation(old: Side, service: string, operation: string): AffectedService[] {
  return Object.values(old.architecture.services).flatMap((caller) =>
    caller.calls
      .filter((call) => call.service === service && call.operation === operation)
      .map(
        (call): AffectedService => ({
          service: caller.name,
          ...(caller.owner === undefined ? {} : { owner: caller.owner }),
          role: 'caller',
          external: caller.external,
          at: call.at,
          reads: 'unknown',
        }),
      ),
  );
}

function describe(
  { service, by }: EventUse<Publication | Subscription>,
  role: AffectedRole,
): Omit<AffectedService, 'reads'> {
  return {
    service: service.name,
    ...(service.owner === undefined ? {} : { owner: service.owner }),
    role,
    external: service.external,
    at: by[0]?.at ?? service.at,
  };
}

/** Whether one of its subscriptions reads a field, as far as the design says it. */
export function readsField(
  subscriptions: readonly Subscription[],
  path: DataPath | undefined,
  architecture: Architecture,
): AffectedService['reads'] {
  if (path === undefined || path.length === 0) return 'yes';
  const said = subscriptions.map((subscription) => fieldsRead(subscription, architecture));
  if (said.some(({ fields }) => fields.some((used) => overlap(used, path)))) return 'yes';
  return said.every(({ complete }) => complete) ? 'no' : 'unknown';
}

/** `uses` says it where it is written; a saga reads its key; a projection its key, and what its code reads. */
function fieldsRead(
  { event, uses, versionPath, origin }: Subscription,
  { projections, sagas }: Architecture,
): { readonly fields: readonly DataPath[]; readonly complete: boolean } {
  const own = versionPath === undefined ? [] : [versionPath];
  switch (origin.kind) {
    case 'written':
      return { fields: [...(uses ?? []), ...own], complete: uses !== undefined };
    case 'saga': {
      const saga = sagas[origin.name];
      const key = saga?.keys[event] ?? saga?.key;
      return { fields: key === undefined ? [] : [key], complete: true };
    }
    case 'projection': {
      const projection = projections[origin.name];
      return { fields: projection?.keys[event] ?? projection?.key ?? [], complete: false };
    }
  }
}

/** Whether one path is the other, or leads on from it; `*` is any step. */
function overlap(a: DataPath, b: DataPath): boolean {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) {
    if (a[index] !== b[index] && a[index] !== '*' && b[index] !== '*') return false;
  }
  return true;
}
