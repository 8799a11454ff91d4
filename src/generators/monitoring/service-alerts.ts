import type { Workload } from '../kubernetes/workload.ts';
import type { Alert } from './alert.ts';
import { promText } from './prom-text.ts';

/**
 * Alerts on what services measure themselves (docs/metrics.md). Every target carries the label `service`: the scrape
 * configuration beside the rules gives it. Replicas measure one database, so the highest of them counts.
 */
export function serviceAlerts(workloads: readonly Workload[]): Alert[] {
  const [first] = workloads;
  if (first === undefined) return [];
  const example = first.service.name;
  const labels = { service: example };
  const of = (metric: string, more = '') => `${metric}{service=${promText(example)}${more}}`;
  const alerts: Alert[] = [
    {
      kind: 'service-down',
      name: 'ServiceDown',
      expr: `max by (service) (up{service=~${promText(names(workloads))}}) == 0`,
      minutes: 2,
      severity: 'critical',
      labels: {},
      summary: 'no replica of {{ $labels.service }} answers',
      rings: {
        series: { [of('up', ',instance="a"')]: '0x10', [of('up', ',instance="b"')]: '0x10' },
        labels,
        says: `no replica of ${example} answers`,
      },
      silent: { series: { [of('up', ',instance="a"')]: '0x10', [of('up', ',instance="b"')]: '1x10' } },
    },
    {
      kind: 'retry-storm',
      name: 'RetryStorm',
      // More failures than events that were handled, and not only a few.
      expr:
        'sum by (service, consumer) (rate(eda_retries_total[5m])) > 0.2 unless ' +
        'sum by (service, consumer) (rate(eda_retries_total[5m])) < sum by (service, consumer) (rate(eda_events_total{outcome="handled"}[5m]))',
      minutes: 5,
      severity: 'warning',
      labels: {},
      summary: '{{ $labels.consumer }} fails and is retried {{ $value | humanize }} times a second',
      rings: {
        series: {
          [of('eda_retries_total', ',consumer="c"')]: '0+60x20',
          [of('eda_events_total', ',consumer="c",outcome="handled"')]: '0+6x20',
        },
        labels: { ...labels, consumer: 'c' },
        says: 'c fails and is retried 1 times a second',
      },
      silent: {
        series: {
          [of('eda_retries_total', ',consumer="c"')]: '0+60x20',
          [of('eda_events_total', ',consumer="c",outcome="handled"')]: '0+600x20',
        },
      },
    },
    {
      kind: 'circuit-open',
      name: 'CircuitOpen',
      expr: 'max by (service, call) (eda_circuit_open) == 1',
      minutes: 2,
      severity: 'warning',
      labels: {},
      summary: '{{ $labels.service }} has given up calling {{ $labels.call }}',
      rings: {
        series: { [of('eda_circuit_open', ',call="x.y"')]: '1x10' },
        labels: { ...labels, call: 'x.y' },
        says: `${example} has given up calling x.y`,
      },
      silent: { series: { [of('eda_circuit_open', ',call="x.y"')]: '1 0x10' } },
    },
    {
      kind: 'publishing-fails',
      name: 'PublishingFails',
      expr: 'max by (service, topic) (eda_topic_trouble) == 1',
      minutes: 2,
      severity: 'critical',
      labels: {},
      summary: '{{ $labels.service }} cannot publish to {{ $labels.topic }}',
      rings: {
        series: { [of('eda_topic_trouble', ',topic="t"')]: '1x10' },
        labels: { ...labels, topic: 't' },
        says: `${example} cannot publish to t`,
      },
      silent: { series: { [of('eda_topic_trouble', ',topic="t"')]: '0x10' } },
    },
  ];
  const gauge = (
    kind: Alert['kind'],
    name: string,
    metric: string,
    above: number,
    about: GaugeAlert,
  ): Alert => ({
    kind,
    name,
    expr: `max by (service) (${metric}) > ${above}`,
    minutes: about.minutes,
    severity: about.severity,
    labels: {},
    summary: about.summary,
    rings: { series: { [of(metric)]: `${above + 1}x20` }, labels, says: about.says },
    silent: { series: { [of(metric)]: `${above}x20` } },
  });
  if (!workloads.some(({ hasDatabase }) => hasDatabase)) return alerts;
  return [
    ...alerts,
    gauge('dead-letters', 'DeadLetters', 'eda_dead_letters', 0, {
      ...{ minutes: 5, severity: 'warning' },
      summary: '{{ $labels.service }} has open dead letters: {{ $value }}',
      says: `${example} has open dead letters: 1`,
    }),
    gauge('keys-blocked', 'KeysBlocked', 'eda_blocked_keys', 0, {
      ...{ minutes: 5, severity: 'warning' },
      summary: 'keys of {{ $labels.service }} wait behind a dead letter: {{ $value }}',
      says: `keys of ${example} wait behind a dead letter: 1`,
    }),
    gauge('outbox-stuck', 'OutboxStuck', 'eda_outbox_oldest_seconds', 60, {
      ...{ minutes: 2, severity: 'critical' },
      summary:
        'the oldest event in the outbox of {{ $labels.service }} waits for {{ $value | humanizeDuration }}',
      says: `the oldest event in the outbox of ${example} waits for 1m 1s`,
    }),
    gauge('events-parked', 'EventsParked', 'eda_outbox_parked', 0, {
      ...{ minutes: 1, severity: 'warning' },
      summary: '{{ $labels.service }} has events that its broker refuses: {{ $value }}',
      says: `${example} has events that its broker refuses: 1`,
    }),
  ];
}

type GaugeAlert = Pick<Alert, 'minutes' | 'severity' | 'summary'> & { readonly says: string };

/** A pattern of all names: letters, digits and hyphens. */
function names(workloads: readonly Workload[]): string {
  return workloads.map(({ service }) => service.name).join('|');
}
