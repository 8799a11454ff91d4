import type { FieldLine, StudioImpact } from '../api.ts';
import { LineIcon } from './icon.tsx';

/** Whom a change of an event reaches, in a sentence and as a list; of one field where one is chosen. */
export function ImpactPanel({
  impact,
  fields,
  setField,
  select,
  close,
}: {
  readonly impact: StudioImpact;
  readonly fields: readonly FieldLine[];
  readonly setField: (field: string) => void;
  readonly select: (id: string) => void;
  readonly close: () => void;
}) {
  const readers = impact.takers.filter(({ reads }) => reads !== 'no');
  const indirect = new Set(impact.follows.flatMap(({ takers }) => takers));
  for (const { service } of readers) indirect.delete(service);
  const parts = [
    `${impact.publishers.length} ${impact.publishers.length === 1 ? 'publisher' : 'publishers'}`,
    `${readers.length} direct`,
    `${indirect.size} indirect ${indirect.size === 1 ? 'consumer' : 'consumers'}`,
  ];
  return (
    <section class="impact" aria-label={`Impact of ${impact.event}`}>
      <header>
        <p role="status">
          Impact of <strong>{impact.event}</strong>
          {impact.field === undefined ? '' : `, field ${impact.field}`}: {parts.join(' · ')}
        </p>
        {fields.length === 0 ? null : (
          <label>
            <span class="hidden">Field</span>
            <select value={impact.field ?? ''} onChange={(event) => setField(event.currentTarget.value)}>
              <option value="">whole event</option>
              {[...new Set(fields.map(({ path }) => path))].map((path) => (
                <option key={path} value={path}>
                  {path}
                </option>
              ))}
            </select>
          </label>
        )}
        <button type="button" class="quiet" onClick={close} aria-label="End impact">
          <LineIcon name="close" />
        </button>
      </header>
      <ul>
        {impact.takers.map(({ service, reads }) => (
          <li key={service}>
            <span class="distance">1</span>
            <button type="button" class="link" onClick={() => select(`service:${service}`)}>
              {service}
            </button>
            <span class="muted">
              {impact.field === undefined
                ? 'takes it'
                : { yes: 'reads the field', no: 'does not read the field', unknown: 'may read the field' }[
                    reads
                  ]}
            </span>
          </li>
        ))}
        {impact.follows.map(({ event, depth, by, takers }) => (
          <li key={event}>
            <span class="distance">{depth + 1}</span>
            <button type="button" class="link" onClick={() => select(`event:${event}`)}>
              {event}
            </button>
            <span class="muted">
              may follow, by {by}
              {takers.length === 0 ? '' : `; taken by ${takers.join(', ')}`}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
