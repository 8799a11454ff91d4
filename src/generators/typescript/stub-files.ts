import type { ReactionView, ServiceView } from './service-view.ts';
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

/** File names of the aggregates by name. */
export function aggregateFiles({ aggregates }: ServiceView): ReadonlyMap<string, string> {
  return fileNames(aggregates.map(({ aggregate }) => aggregate.name));
}

/** File names of the sagas that the service runs, by name. */
export function sagaFiles(view: ServiceView): ReadonlyMap<string, string> {
  const files = fileNames(sagaKeys(view));
  return new Map(view.sagas.map(({ saga }) => [saga.name, files.get(saga.name) ?? saga.name]));
}

/** File names of the steps of choreographies that are the service's: `<saga>-<step>`. */
export function reactionFiles(view: ServiceView): (reaction: ReactionView) => string {
  const files = fileNames(sagaKeys(view));
  return (reaction) => files.get(reactionKey(reaction)) ?? reaction.step.name;
}

function sagaKeys({ sagas, reactions }: ServiceView): string[] {
  return [...sagas.map(({ saga }) => saga.name), ...reactions.map(reactionKey)];
}

function reactionKey({ saga, step }: ReactionView): string {
  return `${saga.name}.${step.name}`;
}
