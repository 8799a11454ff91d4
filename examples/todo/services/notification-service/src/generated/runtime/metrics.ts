/** Labels of a series: few values each, never ids. */
export type Labels = Readonly<Record<string, string>>;

/** Counters, gauges and histograms, printed in the Prometheus text format. */
export interface Metrics {
  count(name: MetricName, labels?: Labels, by?: number): void;
  gauge(name: MetricName, value: number, labels?: Labels): void;
  /** Seconds. */
  observe(name: MetricName, seconds: number, labels?: Labels): void;
  print(): string;
}

const HELP = {
  eda_events_total: ['counter', 'Events taken from topics, by consumer and outcome'],
  eda_retries_total: ['counter', 'Failed attempts that will be repeated'],
  eda_handler_seconds: ['histogram', 'Time from the delivery to the answer'],
  eda_delivery_seconds: ['histogram', 'Time from the publishing to the end of the handler'],
  eda_published_total: ['counter', 'Events that the broker accepted'],
  eda_publish_delay_seconds: ['histogram', 'Time from the commit to the acceptance by the broker'],
  eda_parked_total: ['counter', 'Events that the relay parked'],
  eda_outbox_backlog: ['gauge', 'Events in the outbox, counted up to 100000'],
  eda_outbox_oldest_seconds: ['gauge', 'Age of the oldest event in the outbox'],
  eda_outbox_parked: ['gauge', 'Parked events'],
  eda_dead_letters: ['gauge', 'Open dead letters'],
  eda_blocked_keys: ['gauge', 'Ordered keys that wait for a dead letter'],
  eda_relay_lanes: ['gauge', 'Lanes of the outbox that this process leases'],
  eda_topic_trouble: ['gauge', '1 for each topic that cannot be published to'],
  eda_http_requests_total: ['counter', 'Requests, by route and status'],
  eda_http_seconds: ['histogram', 'Duration of requests'],
  eda_saga_starts_total: ['counter', 'Events that start sagas, by saga and outcome: started, second'],
  eda_saga_replies_total: ['counter', 'Answers to sagas, by saga, event and outcome'],
  eda_saga_seconds: ['histogram', 'Time from the start of a run to its end, by saga and outcome'],
  eda_saga_runs: ['gauge', 'Open runs, by saga and state: running, compensating, parked'],
  eda_saga_overdue: ['gauge', 'Open runs whose time was up more than a minute ago, and parked ones, by saga'],
  eda_calls_total: ['counter', 'Calls of other services, by outcome'],
  eda_circuit_open: ['gauge', '1 for each call whose circuit breaker was open after the last one'],
} as const;

export type MetricName = keyof typeof HELP;

const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

interface Series {
  readonly labels: Labels;
  value: number;
  count: number;
  readonly buckets: number[];
}

/** The metrics of one service, kept in memory. */
export function createMetrics(): Metrics {
  const families = new Map<MetricName, Map<string, Series>>();
  const seriesOf = (name: MetricName, labels: Labels): Series => {
    let family = families.get(name);
    if (family === undefined) {
      family = new Map();
      families.set(name, family);
    }
    const id = idOf(labels);
    let series = family.get(id);
    if (series === undefined) {
      series = { labels, value: 0, count: 0, buckets: BUCKETS.map(() => 0) };
      family.set(id, series);
    }
    return series;
  };
  return {
    count: (name, labels = {}, by = 1) => {
      seriesOf(name, labels).value += by;
    },
    gauge: (name, value, labels = {}) => {
      seriesOf(name, labels).value = value;
    },
    observe(name, seconds, labels = {}) {
      const series = seriesOf(name, labels);
      series.value += seconds;
      series.count += 1;
      for (let index = BUCKETS.length - 1; index >= 0 && seconds <= (BUCKETS[index] ?? 0); index--) {
        series.buckets[index] = (series.buckets[index] ?? 0) + 1;
      }
    },
    print: () =>
      [...families]
        .flatMap(([name, family]) => printFamily(name, family))
        .join('\n')
        .concat('\n'),
  };
}

function printFamily(name: MetricName, family: ReadonlyMap<string, Series>): string[] {
  const [type, help] = HELP[name];
  const lines = [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`];
  for (const series of family.values()) {
    if (type !== 'histogram') {
      lines.push(`${name}${formatLabels(series.labels)} ${series.value}`);
      continue;
    }
    for (const [index, bound] of BUCKETS.entries()) {
      lines.push(
        `${name}_bucket${formatLabels({ ...series.labels, le: String(bound) })} ${series.buckets[index]}`,
      );
    }
    lines.push(`${name}_bucket${formatLabels({ ...series.labels, le: '+Inf' })} ${series.count}`);
    lines.push(`${name}_sum${formatLabels(series.labels)} ${series.value}`);
    lines.push(`${name}_count${formatLabels(series.labels)} ${series.count}`);
  }
  return lines;
}

/** Tells series apart; cheaper than their printed form. */
function idOf(labels: Labels): string {
  let id = '';
  for (const name in labels) id += `${name}\0${labels[name]}\0`;
  return id;
}

function formatLabels(labels: Labels): string {
  const entries = Object.entries(labels);
  if (entries.length === 0) return '';
  const quote = (value: string) =>
    value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
  return `{${entries.map(([name, value]) => `${name}="${quote(value)}"`).join(',')}}`;
}
