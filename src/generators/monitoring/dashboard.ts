import type { Architecture, Environment } from '../../model/architecture.ts';
import type { ConsumedTopic } from '../dapr/consumed-topics.ts';
import type { Workload } from '../kubernetes/workload.ts';
import { lagSeries } from './lag-alerts.ts';
import type { WatchedProjections } from './projection-alerts.ts';
import { watchedSagas } from './saga-alerts.ts';

interface Panel {
  readonly title: string;
  readonly unit: string;
  readonly description: string;
  /** PromQL and its legend. */
  readonly targets: readonly (readonly [expr: string, legend: string])[];
  readonly kind?: 'stat';
  /** Red from here on. */
  readonly limit?: number;
}

/** What a dashboard shows beside what every service has. */
export interface Shown {
  readonly workloads: readonly Workload[];
  readonly taken: readonly ConsumedTopic[];
  readonly projections: WatchedProjections;
  /** Seconds that a projection may be behind. */
  readonly projectionLag: number;
}

/** The dashboard of an environment as Grafana imports it: what is behind, what fails, and how fast the rest is. */
export function dashboard(
  architecture: Architecture,
  { name: environment }: Environment,
  { workloads, taken, projections, projectionLag }: Shown,
): { readonly [key: string]: unknown } {
  const { system } = architecture;
  const lags = taken.flatMap((one) => {
    const series = lagSeries(one, system.name);
    return series === undefined
      ? []
      : [[`sum(${series.selector})`, `${one.service.name} ← ${one.topic}`] as const];
  });
  const panels = [
    ...servicePanels,
    ...(watchedSagas(architecture, workloads).length > 0 ? sagaPanels : []),
    ...projectionPanels(projections, projectionLag),
    ...(lags.length === 0
      ? []
      : [
          {
            title: 'Waiting for their subscribers',
            unit: 'short',
            description: 'Messages on the broker that a service has not taken yet.',
            targets: lags,
          },
        ]),
  ];
  return {
    uid: `${system.name}-${environment}`.slice(0, 40),
    title: `${system.title} · ${environment}`,
    tags: ['eda', system.name],
    timezone: 'browser',
    schemaVersion: 39,
    version: 1,
    refresh: '30s',
    time: { from: 'now-1h', to: 'now' },
    templating: {
      list: [
        { name: 'datasource', label: 'Prometheus', type: 'datasource', query: 'prometheus' },
        {
          ...{ name: 'service', label: 'Service', type: 'query', datasource, includeAll: true, multi: true },
          query: 'label_values(eda_http_requests_total, service)',
          refresh: 2,
        },
      ],
    },
    panels: panels.map(layOut),
  };
}

const datasource = { type: 'prometheus', uid: '$datasource' };
const mine = 'service=~"$service"';

const servicePanels: readonly Panel[] = [
  {
    title: 'Open dead letters',
    unit: 'short',
    description: 'Events that were given up and wait for a person. `eda dlq list` shows them.',
    targets: [[`max by (service) (eda_dead_letters{${mine}})`, '{{service}}']],
    kind: 'stat',
    limit: 1,
  },
  {
    title: 'Oldest event in the outbox',
    unit: 's',
    description: 'How long the oldest committed event has waited to be published.',
    targets: [[`max by (service) (eda_outbox_oldest_seconds{${mine}})`, '{{service}}']],
    kind: 'stat',
    limit: 60,
  },
  {
    title: 'Events taken, by outcome',
    unit: 'eps',
    description: 'What became of deliveries: handled, duplicate, retried, dead-lettered and others.',
    targets: [
      [
        `sum by (consumer, outcome) (rate(eda_events_total{${mine}}[$__rate_interval]))`,
        '{{consumer}} {{outcome}}',
      ],
    ],
  },
  {
    title: 'Retries',
    unit: 'eps',
    description: 'Attempts that failed and are made again.',
    targets: [[`sum by (consumer) (rate(eda_retries_total{${mine}}[$__rate_interval]))`, '{{consumer}}']],
  },
  {
    title: 'From publishing to handled, 95 %',
    unit: 's',
    description: 'How old events are when their handler has ended.',
    targets: [
      [
        `histogram_quantile(0.95, sum by (service, le) (rate(eda_delivery_seconds_bucket{${mine}}[$__rate_interval])))`,
        '{{service}}',
      ],
    ],
  },
  {
    title: 'Handlers, 95 %',
    unit: 's',
    description: 'How long a delivery is in work.',
    targets: [
      [
        `histogram_quantile(0.95, sum by (service, le) (rate(eda_handler_seconds_bucket{${mine}}[$__rate_interval])))`,
        '{{service}}',
      ],
    ],
  },
  {
    title: 'Published',
    unit: 'eps',
    description: 'Events that the broker accepted.',
    targets: [[`sum by (topic) (rate(eda_published_total{${mine}}[$__rate_interval]))`, '{{topic}}']],
  },
  {
    title: 'Outbox',
    unit: 'short',
    description: 'Events that wait to be published, and those that the broker refused.',
    targets: [
      [`max by (service) (eda_outbox_backlog{${mine}})`, '{{service}} waiting'],
      [`max by (service) (eda_outbox_parked{${mine}})`, '{{service}} parked'],
    ],
  },
  {
    title: 'Calls, by outcome',
    unit: 'reqps',
    description: 'Calls of other services: answered, failed, or answered by the fallback.',
    targets: [
      [`sum by (call, outcome) (rate(eda_calls_total{${mine}}[$__rate_interval]))`, '{{call}} {{outcome}}'],
    ],
  },
  {
    title: 'Requests, 95 %',
    unit: 's',
    description: 'How long requests take, deliveries included.',
    targets: [
      [
        `histogram_quantile(0.95, sum by (service, le) (rate(eda_http_seconds_bucket{${mine}}[$__rate_interval])))`,
        '{{service}}',
      ],
    ],
  },
];

const sagaPanels: readonly Panel[] = [
  {
    title: 'Open saga runs, by state',
    unit: 'short',
    description:
      'Runs that are under way, those that are undone, and parked ones. `eda saga list` shows them.',
    targets: [
      [`max by (service, saga, state) (eda_saga_runs{${mine}})`, '{{saga}} {{state}}'],
      [`max by (service, saga) (eda_saga_overdue{${mine}})`, '{{saga}} overdue or parked'],
    ],
  },
  {
    title: 'Sagas, from start to end, 95 %',
    unit: 's',
    description: 'How long runs take, by how they end: completed, compensated or aborted.',
    targets: [
      [
        `histogram_quantile(0.95, sum by (saga, outcome, le) (rate(eda_saga_seconds_bucket{${mine}}[$__rate_interval])))`,
        '{{saga}} {{outcome}}',
      ],
    ],
  },
];

function projectionPanels({ behind, faults }: WatchedProjections, limit: number): Panel[] {
  const panels: Panel[] = [];
  if (faults.length > 0) {
    panels.push({
      title: 'Events that projections go on without',
      unit: 'short',
      description: 'Stored events that could not be taken. `eda projection list` names them.',
      targets: [
        [`max by (service, projection) (eda_projection_faults{${mine}})`, '{{service}} {{projection}}'],
      ],
      kind: 'stat',
      limit: 1,
    });
  }
  if (behind.length > 0) {
    panels.push({
      title: 'Projections behind the store',
      unit: 's',
      description: 'Age of the oldest stored event that a projection has not taken yet.',
      targets: [
        [`max by (service, projection) (eda_projection_lag_seconds{${mine}})`, '{{service}} {{projection}}'],
      ],
      limit,
    });
  }
  return panels;
}

/** Two panels a row, eight units high, as Grafana's grid of 24 columns has it. */
function layOut(panel: Panel, index: number): { readonly [key: string]: unknown } {
  const { title, description, unit, targets, kind = 'timeseries', limit } = panel;
  const steps = [
    { color: 'green', value: null },
    ...(limit === undefined ? [] : [{ color: 'red', value: limit }]),
  ];
  return {
    id: index + 1,
    type: kind,
    title,
    description,
    datasource,
    gridPos: { h: 8, w: 12, x: (index % 2) * 12, y: Math.floor(index / 2) * 8 },
    fieldConfig: { defaults: { unit, thresholds: { mode: 'absolute', steps } }, overrides: [] },
    targets: targets.map(([expr, legendFormat], place) => ({
      refId: String.fromCharCode(65 + (place % 26)) + (place < 26 ? '' : String(Math.floor(place / 26))),
      datasource,
      expr,
      legendFormat,
    })),
  };
}
