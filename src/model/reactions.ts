import type { Architecture, Choreography, Orchestration } from './architecture.ts';

/** What a service may publish because it takes an event, by `service` and `event`; each event once. */
export type Reactions = (service: string, event: string) => readonly string[];

/** Reads the reactions of a design: those that services declare, and those that sagas bring. */
export function findReactions(architecture: Architecture): Reactions {
  const found = new Map<string, Set<string>>();
  const add = (service: string, on: string | undefined, publishes: string | undefined): void => {
    if (on === undefined || publishes === undefined) return;
    const key = JSON.stringify([service, on]);
    const known = found.get(key);
    if (known === undefined) found.set(key, new Set([publishes]));
    else known.add(publishes);
  };
  for (const service of Object.values(architecture.services)) {
    for (const { event, on } of service.publications) add(service.name, on, event);
  }
  for (const saga of Object.values(architecture.sagas)) {
    if (saga.style === 'orchestration') addOrchestration(saga, add);
    else addChoreography(saga, architecture, add);
  }
  return (service, event) => [...(found.get(JSON.stringify([service, event])) ?? [])];
}

type Add = (service: string, on: string | undefined, publishes: string | undefined) => void;

/** The coordinator answers each reply with the next command, or with the undo of the step before. */
function addOrchestration({ coordinator, steps, starts, completes, aborts }: Orchestration, add: Add): void {
  let before = starts;
  let undo = aborts;
  for (const step of steps) {
    add(coordinator, before, step.command);
    add(coordinator, step.fails, undo);
    if (step.compensation !== undefined) {
      add(coordinator, step.compensation.done, undo);
      undo = step.compensation.command;
    }
    before = step.succeeds;
  }
  add(coordinator, before, completes);
}

/** Each service takes the event of the step before; the one that starts the saga hears its end and its failures. */
function addChoreography(saga: Choreography, architecture: Architecture, add: Add): void {
  const starter = Object.values(architecture.services).find(({ publications }) =>
    publications.some(({ event }) => event === saga.starts),
  );
  let before = saga.starts;
  for (const step of saga.steps) {
    add(step.service, before, step.succeeds);
    add(step.service, before, step.fails);
    add(step.service, saga.aborts, step.compensated);
    if (starter !== undefined) add(starter.name, step.fails, saga.aborts);
    before = step.succeeds;
  }
  if (starter !== undefined) add(starter.name, before, saga.completes);
}
