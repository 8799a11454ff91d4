import type { Choreography, Orchestration, Saga } from '../model/architecture.ts';
import { createDiagramIds, type DiagramIds } from './diagram-ids.ts';
import type { Drawing } from './drawing.ts';
import { mermaidText } from './mermaid-text.ts';
import { spacedDuration } from './spaced-duration.ts';

/** The states of a saga: its steps, how each of them is undone, and both of its ends. */
export function drawSaga(saga: Saga): Drawing {
  const title = `Saga ${saga.name}`;
  const ids = createDiagramIds();
  const body = saga.style === 'orchestration' ? orchestration(saga, ids) : choreography(saga, ids);
  const ends = [
    state('completed', saga.completes),
    state('aborted', saga.aborts),
    '  completed --> [*]',
    ...(saga.style === 'orchestration' ? ['  aborted --> [*]'] : []),
  ];
  const lines = ['stateDiagram-v2', `  accTitle: ${mermaidText(title)}`, ...ends, ...body];
  return { title, text: `${lines.join('\n')}\n`, remarks: [] };
}

/** One step after the other; a failure undoes what was done, backwards, and a timeout also the step itself. */
function orchestration({ steps, starts }: Orchestration, ids: DiagramIds): string[] {
  const declared: string[] = [];
  const arrows: string[] = [];
  let before = { id: '[*]', event: starts };
  let undo = 'aborted';
  for (const step of steps) {
    const id = ids.idOf('step', step.name);
    declared.push(state(id, step.name), `  ${id}: sends ${mermaidText(step.command)}`);
    arrows.push(arrow(before.id, id, mermaidText(before.event)));
    if (step.fails !== undefined) arrows.push(arrow(id, undo, mermaidText(step.fails)));
    let undoThis = undo;
    if (step.compensation !== undefined) {
      undoThis = ids.idOf('undo', step.name);
      declared.push(
        state(undoThis, `undo ${step.name}`),
        `  ${undoThis}: sends ${mermaidText(step.compensation.command)}`,
      );
      arrows.push(arrow(undoThis, undo, mermaidText(step.compensation.done)));
    }
    if (step.timeout !== undefined)
      arrows.push(arrow(id, undoThis, `no answer in ${spacedDuration(step.timeout)}`));
    undo = undoThis;
    before = { id, event: step.succeeds };
  }
  return [...declared, ...arrows, arrow(before.id, 'completed', mermaidText(before.event))];
}

/** Each service goes on by itself; a failure aborts the saga, which every earlier service hears and undoes its part. */
function choreography({ steps, starts, aborts, timeout }: Choreography, ids: DiagramIds): string[] {
  const declared: string[] = [];
  const arrows: string[] = [];
  let before = { id: '[*]', event: starts };
  for (const step of steps) {
    const id = ids.idOf('step', step.name);
    declared.push(state(id, step.name), `  ${id}: ${mermaidText(step.service)}`);
    arrows.push(arrow(before.id, id, mermaidText(before.event)));
    if (step.fails !== undefined) arrows.push(arrow(id, 'aborted', mermaidText(step.fails)));
    if (timeout !== undefined)
      arrows.push(arrow(id, 'aborted', `${spacedDuration(timeout)} since the start`));
    if (step.compensated !== undefined) {
      const undo = ids.idOf('undo', step.name);
      declared.push(state(undo, `undo ${step.name}`), `  ${undo}: ${mermaidText(step.service)}`);
      arrows.push(
        arrow('aborted', undo, mermaidText(aborts)),
        arrow(undo, '[*]', mermaidText(step.compensated)),
      );
    }
    before = { id, event: step.succeeds };
  }
  const undone = steps.some(({ compensated }) => compensated !== undefined);
  return [
    ...declared,
    ...arrows,
    arrow(before.id, 'completed', mermaidText(before.event)),
    ...(undone ? [] : ['  aborted --> [*]']),
  ];
}

function state(id: string, label: string): string {
  return `  state "${mermaidText(label) || ' '}" as ${id}`;
}

function arrow(from: string, to: string, label: string): string {
  return `  ${from} --> ${to}: ${label}`;
}
