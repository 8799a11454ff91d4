import type { Choreography, Orchestration, Saga } from '../../model/architecture.ts';
import type { Design } from '../drawing.ts';
import { spacedDuration } from '../spaced-duration.ts';
import { createGraph, type GraphDraft } from './create-graph.ts';
import { elementId, type Graph, type NodeKind } from './graph.ts';

/** Every saga as a state chart: its steps, how each is undone, what happens where nobody answers, and both of its ends. */
export function sagaGraph({ architecture }: Design): Graph {
  const graph = createGraph();
  for (const saga of Object.values(architecture.sagas)) addSaga(graph, saga);
  return graph.finish({ view: 'sagas', title: `Sagas of ${architecture.system.title}` });
}

/** Puts the states of one saga into its box. */
interface States {
  state(kind: NodeKind, name: string, label: string, fact?: string): string;
}

function addSaga(graph: GraphDraft, saga: Saga): void {
  const element = elementId.saga(saga.name);
  const group = graph.group({
    id: element,
    kind: 'saga',
    name: saga.name,
    fact:
      saga.style === 'orchestration'
        ? `coordinated by ${saga.coordinator}`
        : `choreography${saga.timeout === undefined ? '' : `, within ${spacedDuration(saga.timeout)}`}`,
  });
  const states: States = {
    state: (kind, name, label, fact) =>
      graph.node({
        id: `${element}/${name}`,
        element,
        kind,
        name: label,
        ...(fact === undefined ? {} : { fact }),
        group,
      }),
  };
  const start = states.state('start', 'start', saga.starts);
  const completed = states.state('completed', 'completed', 'completed', saga.completes);
  const aborted = states.state('aborted', 'aborted', 'aborted', saga.aborts);
  if (saga.style === 'orchestration') addOrchestration(graph, saga, states, { start, completed, aborted });
  else addChoreography(graph, saga, states, { start, completed, aborted });
}

interface Ends {
  readonly start: string;
  readonly completed: string;
  readonly aborted: string;
}

/** One step after the other; a failure undoes what was done, backwards, and a timeout also the step itself. */
function addOrchestration(
  graph: GraphDraft,
  { steps, starts }: Orchestration,
  { state }: States,
  { start, completed, aborted }: Ends,
): void {
  let before = { id: start, event: starts };
  let undo = aborted;
  for (const step of steps) {
    const id = state('step', `step/${step.name}`, step.name, `sends ${step.command}`);
    graph.edge({ from: before.id, to: id, kind: 'step', label: before.event });
    if (step.fails !== undefined) graph.edge({ from: id, to: undo, kind: 'compensate', label: step.fails });
    let undoThis = undo;
    if (step.compensation !== undefined) {
      undoThis = state(
        'undo',
        `undo/${step.name}`,
        `undo ${step.name}`,
        `sends ${step.compensation.command}`,
      );
      graph.edge({ from: undoThis, to: undo, kind: 'compensate', label: step.compensation.done });
    }
    if (step.timeout !== undefined) {
      graph.edge({
        from: id,
        to: undoThis,
        kind: 'timeout',
        label: `no answer in ${spacedDuration(step.timeout)}`,
      });
    }
    undo = undoThis;
    before = { id, event: step.succeeds };
  }
  graph.edge({ from: before.id, to: completed, kind: 'step', label: before.event });
}

/** Each service goes on by itself; a failure aborts the saga, which every earlier service hears and undoes its part. */
function addChoreography(
  graph: GraphDraft,
  { steps, starts, aborts, timeout }: Choreography,
  { state }: States,
  { start, completed, aborted }: Ends,
): void {
  let before = { id: start, event: starts };
  for (const step of steps) {
    const id = state('step', `step/${step.name}`, step.name, step.service);
    graph.edge({ from: before.id, to: id, kind: 'step', label: before.event });
    if (step.fails !== undefined)
      graph.edge({ from: id, to: aborted, kind: 'compensate', label: step.fails });
    if (timeout !== undefined) {
      graph.edge({
        from: id,
        to: aborted,
        kind: 'timeout',
        label: `${spacedDuration(timeout)} since the start`,
      });
    }
    if (step.compensated !== undefined) {
      const undo = state(
        'undo',
        `undo/${step.name}`,
        `undo ${step.name}`,
        `${step.service}: ${step.compensated}`,
      );
      graph.edge({ from: aborted, to: undo, kind: 'compensate', label: aborts });
    }
    before = { id, event: step.succeeds };
  }
  graph.edge({ from: before.id, to: completed, kind: 'step', label: before.event });
}
