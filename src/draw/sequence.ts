import { createDiagramIds } from './diagram-ids.ts';
import { countOf, type Drawing } from './drawing.ts';
import { mermaidText } from './mermaid-text.ts';
import type { Trace, TraceStep } from './trace.ts';

/** The sequence of a trace. Solid arrows always happen, dotted ones may; a cross is a message given up. */
export function drawSequence(trace: Trace): Drawing {
  const ids = createDiagramIds();
  const lanes = new Map<string, string>();
  const lane = (service: string | undefined): string => {
    const id = service === undefined ? 'outside' : ids.idOf('service', service);
    lanes.set(id, service ?? 'outside this design');
    return id;
  };
  const body = trace.steps.flatMap((step) => printStep(step, lane));
  if (trace.steps.every(({ kind }) => kind !== 'take')) {
    body.push('  note over topics: nobody takes it');
  }
  if (trace.others.length > 0) {
    const names =
      trace.others.length <= 5 ? trace.others.join(', ') : countOf(trace.others.length, 'other service');
    body.unshift(`  note over topics: also published by ${mermaidText(names, 200)}`);
  }
  const remarks =
    trace.left === 0 ? [] : [`${countOf(trace.left, 'further step')} of what follows from it: not drawn`];
  if (trace.left > 0) body.push(`  note over topics: ${countOf(trace.left, 'further step')}, not drawn`);
  const title = `The way of ${trace.event}`;
  const participants = [...lanes].map(
    ([id, name]) => `  participant ${id} as ${mermaidText(name) || 'service'}`,
  );
  // The topics stand behind the publisher, where the eye follows the first arrow.
  participants.splice(1, 0, '  participant topics as Topics');
  return {
    title,
    text: `${['sequenceDiagram', `  accTitle: ${mermaidText(title)}`, ...participants, ...body].join('\n')}\n`,
    remarks,
  };
}

function printStep(step: TraceStep, lane: (service: string | undefined) => string): string[] {
  const id = lane(step.service);
  switch (step.kind) {
    case 'publish': {
      const event = mermaidText(step.event);
      if (!step.reaction) {
        const store = step.outbox ? [`  ${id}->>${id}: stores data and event in one transaction`] : [];
        return [...store, `  ${id}-)topics: ${event}`];
      }
      return [`  ${id}--)topics: may publish ${event}${step.again ? ' (drawn above)' : ''}`];
    }
    case 'take': {
      const lines = [`  topics-)${id}: ${mermaidText(step.event)}`];
      if (step.inbox) lines.push(`  ${id}->>${id}: handles it once`);
      if (step.why !== undefined) lines.push(`  note over ${id}: ${mermaidText(step.why, 60)}`);
      if (step.giveUp !== undefined && step.giveUp.deadLetter !== 'none') {
        const attempts = countOf(step.giveUp.attempts, 'failed attempt');
        lines.push(`  ${id}--x topics: after ${attempts} to ${mermaidText(step.giveUp.deadLetter)}`);
      }
      return lines;
    }
    case 'call': {
      const to = lane(step.to);
      return [
        `  opt may ask`,
        `    ${id}->>+${to}: ${mermaidText(step.operation)}`,
        `    ${to}-->>-${id}: answer`,
        '  end',
      ];
    }
  }
}
