import { expect, test } from 'vitest';
import { readEnvironment } from './environment.ts';
import { runInFlow } from './flow-context.ts';
import { createLogger } from './logger.ts';
import { createMetrics } from './metrics.ts';

test('lines are JSON with the story they belong to; errors keep their stack; levels are held', () => {
  const lines: string[] = [];
  const logger = createLogger({
    service: 's',
    format: 'json',
    level: 'info',
    write: (line) => lines.push(line),
  });
  runInFlow({ correlationId: 'story', causationId: 'cause' }, () =>
    logger.error('no', { error: new Error('why\n') }),
  );
  logger.debug('unheard');
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    level: 'error',
    service: 's',
    message: 'no',
    correlationId: 'story',
    causationId: 'cause',
    error: { message: 'why\n', stack: expect.stringContaining('logger.test') },
  });
  expect(lines[0]?.trimEnd()).not.toContain('\n');
});

test('pretty lines are for people', () => {
  const lines: string[] = [];
  const logger = createLogger({
    service: 's',
    format: 'pretty',
    level: 'info',
    write: (line) => lines.push(line),
  });
  logger.info('event handled', { event: 'a.b.c', ms: 3, none: undefined });
  expect(lines[0]).toMatch(/^\d\d:\d\d:\d\d\.\d{3} info {2}s event handled event=a\.b\.c ms=3\n$/);
});

test('metrics are printed as Prometheus reads them', () => {
  const metrics = createMetrics();
  metrics.count('eda_events_total', { consumer: 'a"\\\n', outcome: 'handled' });
  metrics.count('eda_events_total', { consumer: 'a"\\\n', outcome: 'handled' }, 2);
  metrics.observe('eda_handler_seconds', 0.02, { consumer: 'a' });
  const text = metrics.print();
  expect(text).toContain('# TYPE eda_events_total counter');
  expect(text).toContain('eda_events_total{consumer="a\\"\\\\\\n",outcome="handled"} 3');
  expect(text).toContain('eda_handler_seconds_bucket{consumer="a",le="0.01"} 0');
  expect(text).toContain('eda_handler_seconds_bucket{consumer="a",le="0.025"} 1');
  expect(text).toContain('eda_handler_seconds_count{consumer="a"} 1');
});

test('the environment has defaults, and says what does not fit', () => {
  expect(readEnvironment({})).toMatchObject({
    host: '127.0.0.1',
    port: 3000,
    sidecarUrl: 'http://127.0.0.1:3500',
    logFormat: 'json',
  });
  expect(readEnvironment({ APP_PORT: '1', PORT: '2', DAPR_HTTP_ENDPOINT: 'https://dapr/' })).toMatchObject({
    port: 1,
    sidecarUrl: 'https://dapr',
  });
  expect(() => readEnvironment({ PORT: '70000' })).toThrow(
    "PORT must be a whole number from 0 to 65535, not '70000'",
  );
  expect(() => readEnvironment({ PORT: '1e3' })).toThrow('PORT');
  expect(() => readEnvironment({ EDA_LOG: 'loud' })).toThrow('json, pretty');
  expect(() => readEnvironment({ DAPR_HTTP_ENDPOINT: 'file:///x' })).toThrow('http or https');
});
