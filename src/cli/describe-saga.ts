import { type Paint, printable } from '../diagnostics/format/paint.ts';
import type { Architecture, Saga } from '../model/architecture.ts';
import { durationText } from '../model/duration-text.ts';
import { indexArchitecture } from '../model/query.ts';
import { findSagaPaths, isSilence, type SagaPath } from '../model/saga-paths.ts';
import type { View } from './describe-element.ts';

/** A saga for people: every way that a run can take, with its end. */
export function describeSaga(saga: Saga, { architecture, source, paint }: View): string {
  const where = `${printable(saga.at.file)}:${source.locate(saga.at).line}`;
  const runner = saga.style === 'orchestration' ? `, run by ${printable(saga.coordinator)}` : '';
  const lines = [`${paint.bold(printable(saga.name))}  ${saga.style}${runner}  ${paint.dim(where)}`];
  if (saga.description !== undefined) lines.push(`  ${printable(saga.description)}`);
  lines.push(`  one run for each ${printable(saga.key.join('.'))}, begun by ${printable(saga.starts)}`);
  const paths = pathsOf(saga, architecture);
  for (const path of paths) lines.push('', ...describePath(path, paint));
  const endless = paths.filter(({ end }) => end === 'never').length;
  const verdict =
    endless === 0
      ? paint.green('every way has an end')
      : paint.yellow(`${endless} of them never end${endless === 1 ? 's' : ''}: give the step a timeout`);
  return `${lines.join('\n')}\n\n${paths.length} ways · ${verdict}\n`;
}

/** A saga for programs. */
export function sagaToJson(saga: Saga, { architecture }: View): object {
  return { saga, paths: pathsOf(saga, architecture) };
}

function pathsOf(saga: Saga, architecture: Architecture): SagaPath[] {
  return findSagaPaths(saga, architecture, indexArchitecture(architecture));
}

function describePath({ title, moments, end, event }: SagaPath, paint: Paint): string[] {
  const colour = end === 'completed' ? paint.green : end === 'never' ? paint.red : paint.yellow;
  const width = Math.max(...moments.map((moment) => (isSilence(moment) ? 0 : moment.event.length)));
  const lines = moments.map((moment) => {
    if (isSilence(moment)) {
      const { step, timeout } = moment;
      const text =
        timeout === undefined ? `… waits for ${step}` : `… ${durationText(timeout)} without ${step}`;
      return `    ${paint.dim(printable(text))}`;
    }
    const { from = 'nobody', to, event: name } = moment;
    const route = to === undefined ? from : `${from} → ${to}`;
    return `    ${printable(name).padEnd(width)}  ${paint.dim(printable(route))}`;
  });
  const last = event === undefined ? 'never ends' : `${end}: ${printable(event)}`;
  return [`  ${paint.bold(printable(title))}`, ...lines, `    ${colour(last)}`];
}
