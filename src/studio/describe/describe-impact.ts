import { findImpact } from '../../diff/find-impact.ts';
import { elementId } from '../../draw/graph/graph.ts';
import type { Architecture } from '../../model/architecture.ts';
import { pathOf } from '../../model/build/values.ts';
import type { StudioImpact } from '../api.ts';

/** Whom a change of an event, or of one of its fields, reaches, and how far away they are. */
export function describeImpact(
  architecture: Architecture,
  event: string,
  field: string | undefined,
): Omit<StudioImpact, 'revision'> {
  const impact = findImpact(architecture, event, field === undefined ? undefined : pathOf(field));
  const distances: { [element: string]: number } = { [elementId.event(event)]: 0 };
  const reach = (element: string, distance: number): void => {
    distances[element] = Math.min(distances[element] ?? distance, distance);
  };
  for (const { service } of impact.producers) reach(elementId.service(service), 1);
  for (const { service, origins, reads } of impact.consumers) {
    if (reads === 'no') continue;
    reach(elementId.service(service), 1);
    for (const origin of origins)
      if (origin.kind === 'projection') reach(elementId.projection(origin.name), 1);
  }
  for (const next of impact.follows) {
    reach(elementId.event(next.event), next.depth + 1);
    for (const { service } of next.takenBy) reach(elementId.service(service), next.depth + 1);
  }
  for (const saga of impact.sagas) reach(elementId.saga(saga), 1);
  return {
    event,
    ...(field === undefined ? {} : { field }),
    publishers: impact.producers.map(({ service }) => service),
    takers: impact.consumers.map(({ service, reads }) => ({ service, reads })),
    follows: impact.follows.map(({ event: name, depth, by, takenBy }) => ({
      event: name,
      depth,
      by,
      takers: takenBy.map(({ service }) => service),
    })),
    sagas: impact.sagas,
    owners: impact.owners,
    distances,
  };
}
