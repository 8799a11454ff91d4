import { durationText } from '../model/duration-text.ts';
import { isSilence, type SagaPath } from '../model/saga-paths.ts';
import { createDiagramIds } from './diagram-ids.ts';
import type { Drawing } from './drawing.ts';
import { mermaidText } from './mermaid-text.ts';

/** The sequence of one way that a run of a saga can take. Commands are solid arrows, events dotted ones. */
export function drawSagaPath(saga: string, { title, moments, end, event }: SagaPath): Drawing {
  const ids = createDiagramIds();
  const lanes = new Map<string, string>();
  const lane = (service: string | undefined): string => {
    const id = service === undefined ? 'nobody' : ids.idOf('service', service);
    lanes.set(id, service ?? 'others');
    return id;
  };
  const body = moments.map((moment) => {
    if (isSilence(moment)) {
      const { service, step, timeout } = moment;
      const text =
        timeout === undefined ? `waits for ${step}, and waits` : `${durationText(timeout)} without ${step}`;
      return `  note over ${lane(service)}: ${mermaidText(text)}`;
    }
    const arrow = moment.kind === 'command' ? '->>' : '-->>';
    return `  ${lane(moment.from)}${arrow}${lane(moment.to)}: ${mermaidText(moment.event)}`;
  });
  const last = event === undefined ? 'nothing ends it' : `${end}: ${event}`;
  const [first = 'nobody', ...others] = lanes.keys();
  const over = others.length === 0 ? first : `${first},${others.at(-1)}`;
  const full = `${saga}: ${title}`;
  const participants = [...lanes].map(([id, name]) => `  participant ${id} as ${mermaidText(name) || ' '}`);
  const lines = ['sequenceDiagram', `  accTitle: ${mermaidText(full)}`, ...participants, ...body];
  return {
    title: full,
    text: `${lines.join('\n')}\n  note over ${over}: ${mermaidText(last)}\n`,
    remarks: [],
  };
}
