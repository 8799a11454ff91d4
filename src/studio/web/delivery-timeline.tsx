import type { StudioDelivery } from '../api.ts';

const width = 280;

/** Attempts of one delivery along time: each a dot at the moment it usually begins, the last word at the end. */
export function DeliveryTimeline({
  delivery,
  title,
}: {
  readonly delivery: StudioDelivery;
  readonly title: string;
}) {
  const { attempts, longest, text } = delivery;
  // Pauses grow: a root keeps the first attempts apart.
  const at = (ms: number): number => 8 + (width - 16) * Math.sqrt(Math.min(1, ms / Math.max(1, longest)));
  const [, ...sentences] = text.trimEnd().split('\n');
  return (
    <details class="delivery">
      <summary>
        <span class="delivery-title">{title}</span>
        <span class="muted">
          {attempts.length} {attempts.length === 1 ? 'attempt' : 'attempts'} · {delivery.broker}
        </span>
        <svg
          viewBox={`0 0 ${width} 22`}
          width="100%"
          height="22"
          aria-hidden="true"
          preserveAspectRatio="none"
        >
          <path class="timeline-line" d={`M8 11H${width - 8}`} />
          {attempts.map(({ attempt, after }) => (
            <circle key={attempt} class="timeline-attempt" cx={at(after)} cy="11" r="4" />
          ))}
          <path class="timeline-end" d={`M${width - 8} 4V18`} />
        </svg>
      </summary>
      <pre class="delivery-text">{sentences.join('\n')}</pre>
    </details>
  );
}
