import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import {
  createConsumer,
  createDefinition,
  createPublished,
  createSubscribed,
  createSubscription,
} from '../../../tests/support/service-fixture.ts';
import { declareMetrics } from './declare-metrics.ts';
import { createMetrics, metricTable } from './metrics.ts';

const page = fileURLToPath(new URL('../../../docs/metrics.md', import.meta.url));

/** The page of all metrics, from the table that services print them by. */
function describeMetrics(): string {
  const rows = Object.entries(metricTable).map(
    ([name, [type, help, labels]]) =>
      `| \`${name}\` | ${type} | ${labels.map((label) => `\`${label}\``).join(', ') || '–'} | ${help} |`,
  );
  return `# Metrics

Every generated service, in TypeScript and in Python, answers \`GET /metrics\` in the text format of Prometheus. Labels have few
values each: names of the design, outcomes, reasons; never ids. Gauges of the database are read when they are asked for.
Counters of the design's consumers and topics start at 0 with the service.

| metric | type | labels | says |
| --- | --- | --- | --- |
${rows.join('\n')}

Durations are in seconds. What an inbox absorbed is \`eda_events_total{outcome="duplicate"}\`; what came to nothing is
\`outcome="lost"\` (\`deadLetter: none\`). [operations.md](operations.md) says what to do about each.
`;
}

test('docs/metrics.md is made of the table', () => {
  if (process.env.EDA_GOLDEN === 'write') writeFileSync(page, describeMetrics());
  expect(readFileSync(page, 'utf8')).toBe(describeMetrics());
});

test('prints counters, gauges and histograms as Prometheus reads them', () => {
  const metrics = createMetrics();
  metrics.count('eda_retries_total', { consumer: 'a "b"\\\n' });
  metrics.count('eda_retries_total', { consumer: 'a "b"\\\n' }, 2);
  metrics.gauge('eda_outbox_backlog', 7);
  metrics.gauge('eda_outbox_backlog', 5);
  metrics.observe('eda_handler_seconds', 0.02, { consumer: 'c' });
  metrics.observe('eda_handler_seconds', 99, { consumer: 'c' });
  let open = 0;
  metrics.watch('eda_circuit_open', { call: 'x.y' }, () => open);
  open = 1;
  const text = metrics.print();
  expect(text).toContain(
    '# TYPE eda_retries_total counter\neda_retries_total{consumer="a \\"b\\"\\\\\\n"} 3\n',
  );
  expect(text).toContain('# TYPE eda_outbox_backlog gauge\neda_outbox_backlog 5\n');
  expect(text).toContain('eda_handler_seconds_bucket{consumer="c",le="0.01"} 0\n');
  expect(text).toContain('eda_handler_seconds_bucket{consumer="c",le="0.025"} 1\n');
  expect(text).toContain('eda_handler_seconds_bucket{consumer="c",le="+Inf"} 2\n');
  expect(text).toContain(
    'eda_handler_seconds_sum{consumer="c"} 99.02\neda_handler_seconds_count{consumer="c"} 2\n',
  );
  expect(text).toContain('eda_circuit_open{call="x.y"} 1\n');
  for (const line of text.trimEnd().split('\n'))
    expect(line).toMatch(/^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{([a-z_]+="(\\.|[^"\\])*",?)+\})? -?[\d.]+)$/);
});

test('what alarms wait for is there before the first event', () => {
  const metrics = createMetrics();
  const subscriptions = [
    createSubscription({ events: [createSubscribed({ consumers: [createConsumer()] })] }),
  ];
  const publishes = { a: createPublished(), b: createPublished({ address: () => 'many' }) };
  declareMetrics(createDefinition({ subscriptions, publishes }), metrics);
  const text = metrics.print();
  for (const series of [
    'eda_events_total{consumer="counter/shop.item.counted",outcome="dead-lettered"} 0',
    'eda_events_total{consumer="counter/shop.item.counted",outcome="duplicate"} 0',
    'eda_events_total{consumer="counter",outcome="dead-lettered"} 0',
    'eda_retries_total{consumer="counter/shop.item.counted"} 0',
    'eda_parked_total{topic="shop.item.counted"} 0',
  ])
    expect(text).toContain(series);
  expect(text).not.toContain('many');
});
