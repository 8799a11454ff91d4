import type { LiveFlow } from '../../api.ts';
import { LineIcon } from '../icon.tsx';

const row = 34;
const column = 150;
const head = 30;

/** One flow, step by step: who published, who took it and when, as a sequence and as a list. */
export function FlowSequence({ flow, close }: { readonly flow: LiveFlow; readonly close: () => void }) {
  const { steps } = flow;
  const lanes = [...new Set(steps.map(({ service }) => service))];
  const x = (service: string): number => 70 + lanes.indexOf(service) * column;
  const y = (index: number): number => head + 20 + index * row;
  const begin = steps[0]?.at ?? 0;
  const width = 70 + lanes.length * column + 40;
  const height = y(steps.length);
  const publisherOf = (eventId: string | undefined, before: number): number =>
    eventId === undefined
      ? -1
      : steps.slice(0, before).findLastIndex((step) => step.eventId === eventId && step.mark === '→');
  return (
    <section class="flow-sequence" aria-label="One flow">
      <header>
        <h3>
          {steps.length} {steps.length === 1 ? 'step' : 'steps'}, {lanes.length}{' '}
          {lanes.length === 1 ? 'service' : 'services'}
        </h3>
        <button type="button" class="quiet" onClick={close} aria-label="Close the flow">
          <LineIcon name="close" />
        </button>
      </header>
      <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
        {lanes.map((service) => (
          <g key={service}>
            <line x1={x(service)} y1={head} x2={x(service)} y2={height} class="lane" />
            <text x={x(service)} y={16} text-anchor="middle" class="lane-name">
              {service.length > 22 ? `${service.slice(0, 21)}…` : service}
            </text>
          </g>
        ))}
        {steps.map((step, index) => {
          const from = step.mark === '→' ? -1 : publisherOf(step.eventId, index);
          const source = from < 0 ? undefined : steps[from];
          const isFailure = step.mark === '✗';
          return (
            <g key={index} class={isFailure ? 'step is-bad' : 'step'}>
              {source === undefined || source.service === step.service ? null : (
                <path
                  class="arrow"
                  d={`M${x(source.service)} ${y(from)}C${x(source.service)} ${y(index)} ${x(source.service)} ${y(index)} ${x(step.service) + (x(source.service) < x(step.service) ? -7 : 7)} ${y(index)}`}
                />
              )}
              <circle cx={x(step.service)} cy={y(index)} r={5} />
              <text x={x(step.service) + 10} y={y(index) - 6}>
                {step.text.slice(0, 34)}
              </text>
              <text x={x(step.service) + 10} y={y(index) + 8} class="detail">
                {`+${step.at - begin} ms ${step.detail}`.slice(0, 44)}
              </text>
            </g>
          );
        })}
      </svg>
      <ol class="hidden">
        {steps.map((step, index) => (
          <li key={index}>
            after {step.at - begin} ms, {step.service}: {step.text} {step.detail}
          </li>
        ))}
      </ol>
    </section>
  );
}
