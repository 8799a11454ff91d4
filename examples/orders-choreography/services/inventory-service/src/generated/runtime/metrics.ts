/** Labels of a series: few values each, never ids. */
export type Labels = Readonly<Record<string, string>>;

/** Counters, gauges and histograms, printed in the Prometheus text format. */
export interface Metrics {
  count(name: MetricName, labels?: Labels, by?: number): void;
  gauge(name: MetricName, value: number, labels?: Labels): void;
  /** Seconds. */
  observe(name: MetricName, seconds: number, labels?: Labels): void;
  /** A gauge that is read when it is printed. */
  watch(name: MetricName, labels: Labels, read: () => number): void;
  print(): string;
}

/** Every metric of a service: its type, what it says, and its labels. docs/metrics.md is made of this. */
export const metricTable = {
  eda_events_total: [
    'counter',
    'Events taken from topics, by what became of them: handled, duplicate, stale, filtered, held, retried, dropped, dead-lettered, lost',
    ['consumer', 'outcome'],
  ],
  eda_retries_total: ['counter', 'Failed attempts that will be repeated', ['consumer']],
  eda_handler_seconds: ['histogram', 'Time from the delivery to the answer', ['consumer']],
  eda_delivery_seconds: ['histogram', 'Time from the publishing to the end of the handler', ['consumer']],
  eda_published_total: ['counter', 'Events that the broker accepted', ['topic']],
  eda_publish_delay_seconds: ['histogram', 'Time from the commit to the acceptance by the broker', []],
  eda_parked_total: ['counter', 'Events that the relay parked', ['topic']],
  eda_outbox_backlog: ['gauge', 'Events in the outbox, counted up to 100000', []],
  eda_outbox_oldest_seconds: ['gauge', 'Age of the oldest event in the outbox', []],
  eda_outbox_parked: ['gauge', 'Parked events', []],
  eda_dead_letters: ['gauge', 'Open dead letters', []],
  eda_dead_letters_by_reason: [
    'gauge',
    'The same: invalid, unknown, failed, exhausted, undeliverable',
    ['reason'],
  ],
  eda_blocked_keys: ['gauge', 'Ordered keys that wait for a dead letter', []],
  eda_relay_lanes: ['gauge', 'Lanes of the outbox that this process leases', []],
  eda_topic_trouble: ['gauge', '1 for each topic that cannot be published to', ['topic']],
  eda_http_requests_total: ['counter', 'Requests', ['route', 'method', 'status']],
  eda_http_seconds: ['histogram', 'Duration of requests', ['route']],
  eda_saga_starts_total: ['counter', 'Events that start sagas: started, second', ['saga', 'outcome']],
  eda_saga_replies_total: ['counter', 'Answers to sagas', ['saga', 'event', 'outcome']],
  eda_saga_seconds: ['histogram', 'Time from the start of a run to its end', ['saga', 'outcome']],
  eda_saga_runs: ['gauge', 'Open runs: running, compensating, parked', ['saga', 'state']],
  eda_saga_overdue: [
    'gauge',
    'Open runs whose time was up more than a minute ago, and parked ones',
    ['saga'],
  ],
  eda_stored_total: ['counter', 'Events that aggregates stored', ['aggregate']],
  eda_append_conflicts_total: [
    'counter',
    'Commands that were decided anew because others stored first',
    ['aggregate'],
  ],
  eda_projection_lag: [
    'gauge',
    'Stored events that a projection has not taken yet, counted up to 100000',
    ['projection'],
  ],
  eda_projection_lag_seconds: [
    'gauge',
    'Age of the oldest stored event that a projection has not taken yet',
    ['projection'],
  ],
  eda_projection_faults: ['gauge', 'Stored events that a projection could not take', ['projection']],
  eda_calls_total: ['counter', 'Calls of other services: answered, fallback, failed', ['call', 'outcome']],
  eda_circuit_open: ['gauge', '1 for each call whose circuit breaker is open, or probes', ['call']],
} as const satisfies Readonly<
  Record<string, readonly ['counter' | 'gauge' | 'histogram', string, readonly string[]]>
>;

export type MetricName = keyof typeof metricTable;

const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

interface Series {
  readonly labels: Labels;
  value: number;
  count: number;
  /** Of each bound, what is above the one before. */
  readonly buckets: number[];
}

/** The series of a metric, by the values of their labels: one step a label. */
interface Family {
  readonly all: Series[];
  readonly steps: Step;
}

interface Step {
  readonly next: Map<string, Step>;
  series?: Series;
}

/** The metrics of one service, kept in memory. */
export function createMetrics(): Metrics {
  const families = new Map<MetricName, Family>();
  const watched: (() => void)[] = [];
  const seriesOf = (name: MetricName, labels: Labels): Series => {
    let family = families.get(name);
    if (family === undefined) {
      family = { all: [], steps: { next: new Map() } };
      families.set(name, family);
    }
    const step = stepOf(family.steps, labels);
    if (step.series === undefined) {
      step.series = { labels, value: 0, count: 0, buckets: BUCKETS.map(() => 0) };
      family.all.push(step.series);
    }
    return step.series;
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
      let index = 0;
      while (index < BUCKETS.length && seconds > (BUCKETS[index] ?? 0)) index++;
      if (index < BUCKETS.length) series.buckets[index] = (series.buckets[index] ?? 0) + 1;
    },
    watch(name, labels, read) {
      watched.push(() => {
        seriesOf(name, labels).value = read();
      });
    },
    print() {
      for (const measure of watched) measure();
      return [...families]
        .flatMap(([name, family]) => printFamily(name, family))
        .join('\n')
        .concat('\n');
    },
  };
}

function printFamily(name: MetricName, { all }: Family): string[] {
  const [type, help] = metricTable[name];
  const lines = [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`];
  for (const series of all) {
    if (type !== 'histogram') {
      lines.push(`${name}${formatLabels(series.labels)} ${series.value}`);
      continue;
    }
    let below = 0;
    for (const [index, bound] of BUCKETS.entries()) {
      below += series.buckets[index] ?? 0;
      lines.push(`${name}_bucket${formatLabels({ ...series.labels, le: String(bound) })} ${below}`);
    }
    lines.push(`${name}_bucket${formatLabels({ ...series.labels, le: '+Inf' })} ${series.count}`);
    lines.push(`${name}_sum${formatLabels(series.labels)} ${series.value}`);
    lines.push(`${name}_count${formatLabels(series.labels)} ${series.count}`);
  }
  return lines;
}

/** All of a metric's series have the same labels, so that values tell them apart; no text is put together for it. */
function stepOf(first: Step, labels: Labels): Step {
  let step = first;
  for (const name in labels) {
    const value = labels[name] ?? '';
    let next = step.next.get(value);
    if (next === undefined) {
      next = { next: new Map() };
      step.next.set(value, next);
    }
    step = next;
  }
  return step;
}

function formatLabels(labels: Labels): string {
  const entries = Object.entries(labels);
  if (entries.length === 0) return '';
  const quote = (value: string) =>
    value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
  return `{${entries.map(([name, value]) => `${name}="${quote(value)}"`).join(',')}}`;
}
