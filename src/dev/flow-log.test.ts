import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { clearFlowLog, openFlowLog, readFlowLog } from './flow-log.ts';
import type { SystemEvent } from './system-event.ts';

function folder(): string {
  const root = mkdtempSync(join(tmpdir(), 'eda-flow-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  return root;
}

const line = (text: string): SystemEvent => ({
  kind: 'service',
  name: 'todo-service',
  event: { kind: 'line', text },
});
const handled = (id: string, more: object = {}) =>
  line(
    JSON.stringify({
      time: '2026-03-01T09:30:00.000Z',
      level: 'info',
      service: 'todo-service',
      message: 'event handled',
      id,
      ...more,
    }),
  );
const published: SystemEvent = {
  kind: 'message',
  message: { kind: 'published', at: 1, pubsub: 'p', topic: 't', app: 'a', eventId: 'e1', attempt: 0, ms: 3 },
};

test('keeps what names an event or a conversation, for its owner alone', async () => {
  const root = folder();
  const log = openFlowLog(root);
  for (const event of [
    published,
    handled('e1', { correlationId: 'c1', causationId: 'c0', traceId: 'f'.repeat(32), ms: 4 }),
    line('plain text'),
    line('{"message":"no event","level":"info"}'),
    line('{"id":'),
    line('{"id":"e2"}'),
  ])
    log.note(event);
  await log.close();
  expect(readFlowLog(root)).toEqual([
    {
      from: 'sidecar',
      kind: 'published',
      at: 1,
      pubsub: 'p',
      topic: 't',
      app: 'a',
      eventId: 'e1',
      attempt: 0,
      ms: 3,
    },
    {
      from: 'service',
      at: Date.parse('2026-03-01T09:30:00.000Z'),
      app: 'todo-service',
      level: 'info',
      message: 'event handled',
      eventId: 'e1',
      correlationId: 'c1',
      causationId: 'c0',
      traceId: 'f'.repeat(32),
      fields: { ms: 4 },
    },
  ]);
  expect(statSync(join(root, '.eda/flow.jsonl')).mode & 0o077).toBe(0);
});

test('what an earlier run kept stays until there is more than fits; a line that was cut off is left out', async () => {
  const root = folder();
  const first = openFlowLog(root, 2000);
  first.note(handled('early'));
  await first.close();
  writeFileSync(join(root, '.eda/flow.jsonl'), '{"from":"ser', { flag: 'a' });
  writeFileSync(join(root, '.eda/flow.jsonl'), '\n', { flag: 'a' });
  const second = openFlowLog(root, 2000);
  second.note(handled('late'));
  await second.close();
  expect(readFlowLog(root).map(({ eventId }) => eventId)).toEqual(['early', 'late']);

  const third = openFlowLog(root, 2000);
  for (let n = 0; n < 50; n++) third.note(handled(`e${n}`));
  await third.close();
  const ids = readFlowLog(root).map(({ eventId }) => eventId);
  expect(ids.at(-1)).toBe('e49');
  expect(ids).not.toContain('early');
  for (const file of ['flow.jsonl', 'flow.jsonl.1'])
    expect(readFileSync(join(root, '.eda', file), 'utf8').length).toBeLessThanOrEqual(2000);
  clearFlowLog(root);
  expect(readFlowLog(root)).toEqual([]);
});
