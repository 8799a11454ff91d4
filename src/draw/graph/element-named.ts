import type { Architecture } from '../../model/architecture.ts';
import { elementId } from './graph.ts';

/** The event, service or saga that is called so; of what could be said as a word as well, none. */
export function elementNamed(
  name: string,
  { events, services, sagas }: Pick<Architecture, 'events' | 'services' | 'sagas'>,
): string | undefined {
  if (Object.hasOwn(events, name)) return elementId.event(name);
  if (Object.hasOwn(services, name)) return elementId.service(name);
  return Object.hasOwn(sagas, name) ? elementId.saga(name) : undefined;
}
