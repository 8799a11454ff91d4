import type { Architecture, Projection } from '../../model/architecture.ts';
import { storedEvents } from '../../model/query.ts';
import type { Workload } from '../kubernetes/workload.ts';
import type { Alert } from './alert.ts';
import { promText } from './prom-text.ts';

/** How projections of an environment are watched; each of the two has gauges of its own. */
export interface WatchedProjections {
  /** Read stored events some time after they were stored: `eda_projection_lag_seconds`. */
  readonly behind: readonly Projection[];
  /** Have events that they went on without: `eda_projection_faults`. */
  readonly faults: readonly Projection[];
}

/** Those that the runtime measures: fed from the store of their service, or rebuilt from what they keep. */
export function watchedProjections(
  architecture: Architecture,
  workloads: readonly Workload[],
): WatchedProjections {
  const stored = ({ service, from }: Projection) => {
    const own = storedEvents(architecture, service);
    return from.some((event) => own.has(event));
  };
  const here = Object.values(architecture.projections).filter((projection) =>
    workloads.some(({ service }) => service.name === projection.service),
  );
  return {
    behind: here.filter((projection) => projection.consistency === 'eventual' && stored(projection)),
    faults: here.filter((projection) => projection.keep || stored(projection)),
  };
}

/** @param limit seconds that a projection may be behind */
export function projectionAlerts({ behind, faults }: WatchedProjections, limit: number): Alert[] {
  return [
    ...gauge(faults[0], 'projection-faults', 'ProjectionFaults', 'eda_projection_faults', 0, {
      minutes: 1,
      summary:
        '{{ $labels.projection }} of {{ $labels.service }} goes on without stored events: {{ $value }}',
      says: ({ name, service }) => `${name} of ${service} goes on without stored events: 1`,
    }),
    ...gauge(behind[0], 'projection-behind', 'ProjectionBehind', 'eda_projection_lag_seconds', limit, {
      minutes: 5,
      summary:
        '{{ $labels.projection }} of {{ $labels.service }} is {{ $value | humanizeDuration }} behind what is stored',
      says: ({ name, service }) =>
        `${name} of ${service} is ${promDuration(limit + 1)} behind what is stored`,
    }),
  ];
}

interface About {
  readonly minutes: number;
  readonly summary: string;
  /** The summary one above the limit. */
  readonly says: (example: Projection) => string;
}

function gauge(
  example: Projection | undefined,
  kind: Alert['kind'],
  name: string,
  metric: string,
  above: number,
  { minutes, summary, says }: About,
): Alert[] {
  if (example === undefined) return [];
  const labels = { service: example.service, projection: example.name };
  const series = `${metric}{service=${promText(labels.service)},projection=${promText(labels.projection)}}`;
  return [
    {
      ...{ kind, name, minutes, summary, severity: 'warning', labels: {} },
      expr: `max by (service, projection) (${metric}) > ${above}`,
      rings: { series: { [series]: `${above + 1}x20` }, labels, says: says(example) },
      silent: { series: { [series]: `${above}x20` } },
    },
  ];
}

/** Whole seconds as `humanizeDuration` of Prometheus's templates writes them: `1h 0m 1s`. */
function promDuration(seconds: number): string {
  const parts = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'm'],
    [seconds % 60, 's'],
  ] as const;
  const first = parts.findIndex(([count]) => count > 0);
  return parts
    .slice(first)
    .map(([count, unit]) => `${count}${unit}`)
    .join(' ');
}
