import type { ServiceView } from './service-view.ts';
import { fileNames } from './unique-names.ts';

/** File names, without folder and ending, of the handlers by event. */
export function handlerFiles({ handlers }: ServiceView): ReadonlyMap<string, string> {
  return fileNames(handlers.map(({ event }) => event.name));
}

/** File names of the operations by name. */
export function operationFiles({ operations }: ServiceView): ReadonlyMap<string, string> {
  return fileNames(operations.map(({ name }) => name));
}

/** File names of the projections by name. */
export function projectionFiles({ projections }: ServiceView): ReadonlyMap<string, string> {
  return fileNames(projections.map(({ projection }) => projection.name));
}
