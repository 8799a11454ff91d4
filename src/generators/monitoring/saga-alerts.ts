import type { Architecture } from '../../model/architecture.ts';
import { runsSaga } from '../../model/saga-parts.ts';
import type { Workload } from '../kubernetes/workload.ts';
import type { Alert } from './alert.ts';
import { promText } from './prom-text.ts';

/** A saga, and the service that keeps its runs. */
export interface WatchedSaga {
  readonly service: string;
  readonly saga: string;
}

/** Sagas whose runs are kept in an environment: by a coordinator, or by whoever starts a choreography. */
export function watchedSagas({ sagas }: Architecture, workloads: readonly Workload[]): WatchedSaga[] {
  return workloads.flatMap(({ service }) =>
    Object.values(sagas)
      .filter((saga) => runsSaga(service, saga))
      .map((saga) => ({ service: service.name, saga: saga.name })),
  );
}

/**
 * Runs that do not go on by themselves. `eda_saga_overdue` counts parked runs as well, which have an alert of their own.
 */
export function sagaAlerts([first]: readonly WatchedSaga[]): Alert[] {
  if (first === undefined) return [];
  const of = (metric: string, more = '') =>
    `${metric}{service=${promText(first.service)},saga=${promText(first.saga)}${more}}`;
  const overdue = of('eda_saga_overdue');
  const parked = of('eda_saga_runs', ',state="parked"');
  return [
    {
      kind: 'saga-stuck',
      name: 'SagaStuck',
      expr:
        'max by (service, saga) (eda_saga_overdue) - ' +
        'max by (service, saga) (eda_saga_runs{state="parked"}) > 0',
      minutes: 2,
      severity: 'critical',
      labels: {},
      summary:
        'runs of {{ $labels.saga }} in {{ $labels.service }} whose time is up, and nothing follows: {{ $value }}',
      rings: {
        series: { [overdue]: '3x10', [parked]: '1x10' },
        labels: { ...first },
        says: `runs of ${first.saga} in ${first.service} whose time is up, and nothing follows: 2`,
      },
      silent: { series: { [overdue]: '3x10', [parked]: '3x10' } },
    },
    {
      kind: 'saga-parked',
      name: 'SagaParked',
      expr: 'max by (service, saga) (eda_saga_runs{state="parked"}) > 0',
      minutes: 1,
      severity: 'warning',
      labels: {},
      summary: 'runs of {{ $labels.saga }} in {{ $labels.service }} that wait for a person: {{ $value }}',
      rings: {
        series: { [parked]: '2x10' },
        labels: { ...first },
        says: `runs of ${first.saga} in ${first.service} that wait for a person: 2`,
      },
      // Runs that are compensated go on by themselves.
      silent: { series: { [parked]: '0x10', [of('eda_saga_runs', ',state="compensating"')]: '2x10' } },
    },
  ];
}
