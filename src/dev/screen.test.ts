import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createScreen, placeOf } from './screen.ts';
import type { SidecarEvent } from './sidecar/sidecar-event.ts';
import type { RunningService, SystemEvent } from './system-event.ts';

const names = ['todo-service', 'notification-service'];
const services = names.map(
  (name, index): RunningService => ({
    name,
    url: `http://127.0.0.1:700${index + 1}`,
    appPort: 7001 + index,
    daprPort: 3501 + index,
    databaseUrl: '',
    state: () => 'ready',
    pid: () => 1,
  }),
);

describe('the screen', () => {
  it('shows a table while the system starts, and a log from then on', () => {
    const show = screen();
    expect(show({ kind: 'sidecars', program: 'embedded', ports: [3501, 3502, 3503, 4000] })).toEqual([
      '  sidecars    embedded            127.0.0.1:3501–3503, 4000',
    ]);
    const ready = { kind: 'service', name: 'todo-service', event: { kind: 'ready', ms: 912 } } as const;
    expect(show(ready)).toEqual(['  todo-service           ready  http://127.0.0.1:7001   0.9 s']);
    expect(show(ready)).toEqual([expect.stringMatching(/^\S+ {2}todo-service {10}✓ ready again {2}0\.9 s$/)]);
  });

  it('stands service logs in columns, with their own time', () => {
    const time = new Date(2026, 0, 2, 12, 0, 4, 113);
    const text = JSON.stringify({ time, level: 'error', message: 'mail server answered 503', attempt: 1 });
    const event: SystemEvent = {
      kind: 'service',
      name: 'notification-service',
      event: { kind: 'line', text },
    };
    expect(screen()(event)).toEqual([
      '12:00:04.113  notification-service  error mail server answered 503 attempt=1',
    ]);
    expect(screen(true)(event)[0]).toContain('\u001b[31merror ');
  });

  it.each([
    ['published', {}, '→ todos.task.created  7d1f…'],
    ['delivered', { ms: 18 }, '✓ todos.task.created  7d1f…  18 ms'],
    ['retried', { error: 'answered 503' }, '✗ todos.task.created  7d1f…  attempt 1: answered 503'],
    ['dropped', { error: 'no route' }, '✗ todos.task.created  7d1f…  dropped after attempt 1: no route'],
    [
      'dead-lettered',
      { error: 'x', deadLetterTopic: 'dead' },
      '✗ todos.task.created  7d1f…  attempt 1 was the last: x; now on dead',
    ],
    ['expired', {}, '… todos.task.created  7d1f…  expired before it was delivered'],
  ] as const)('shows that an event was %s', (kind, more, line) => {
    const message: SidecarEvent = {
      ...{
        kind,
        at: new Date(2026, 0, 2, 12, 0, 4, 5).getTime(),
        pubsub: 'p',
        topic: 't',
        app: 'todo-service',
      },
      ...{ eventId: '7d1f9c3a', eventType: 'todos.task.created', attempt: 1, ms: 0, ...more },
    };
    expect(screen()({ kind: 'message', message })).toEqual([`12:00:04.005  todo-service          ${line}`]);
  });

  it('marks no event as done that the service keeps as a dead letter', () => {
    const show = screen();
    const at = new Date(2026, 0, 2, 12, 0, 4, 5).getTime();
    const line = { level: 'error', message: 'event dead-lettered', id: '7d1f9c3a' };
    show({ kind: 'service', name: 'todo-service', event: { kind: 'line', text: JSON.stringify(line) } });
    const message: SidecarEvent = {
      ...{ kind: 'delivered', at, pubsub: 'p', topic: 't', app: 'todo-service' },
      ...{ eventId: '7d1f9c3a', eventType: 'todos.task.created', attempt: 1, ms: 3 },
    };
    expect(show({ kind: 'message', message })[0]).toMatch(
      /✗ todos\.task\.created {2}7d1f… {2}a dead letter now: eda dlq list$/,
    );
    // Replayed, it is done.
    expect(show({ kind: 'message', message })[0]).toMatch(/✓ todos\.task\.created {2}7d1f… {2}3 ms$/);
  });

  const sly = 'x\u001b[2J\u202e\ny';
  const fault = {
    code: 'compile-error',
    severity: 'error',
    message: sly,
    at: { file: sly, path: [] },
  } as const;
  const message: SidecarEvent = {
    ...{ at: 0, pubsub: 'p', topic: sly, app: 'todo-service', eventId: sly, attempt: 1, ms: 0 },
    ...{ kind: 'dead-lettered', error: sly, deadLetterTopic: sly },
  };
  it.each<[string, SystemEvent]>([
    ['an answer', { kind: 'service', name: 'a', event: { kind: 'slow', ms: 1, answer: sly } }],
    ['a compiler', { kind: 'service', name: 'a', event: { kind: 'broken', diagnostics: [fault] } }],
    ['a file name', { kind: 'service', name: 'a', event: { kind: 'restarting', reason: sly } }],
    ['a file', { kind: 'outdated', file: sly }],
    ['a resource', { kind: 'warning', diagnostic: fault }],
    ['a database', { kind: 'progress', message: sly }],
    ['an event', { kind: 'message', message }],
    ['a sidecar', { kind: 'sidecar-log', entry: { level: 'warn', app: 'a', message: sly } }],
  ])('lets the words of %s do nothing to the terminal', (_what, event) => {
    const lines = screen()(event);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('x');
    expect(lines[0]).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
  });

  it('names line and column', () => {
    const root = mkdtempSync(join(tmpdir(), 'eda-screen-'));
    try {
      writeFileSync(join(root, 'a.ts'), 'one\ntwo three\n');
      const at = { file: 'a.ts', path: [], range: { offset: 8, length: 5 } };
      const diagnostic = { code: 'compile-error', severity: 'error', message: 'no', at } as const;
      expect(placeOf(diagnostic, root)).toBe('a.ts:2:5');
      expect(placeOf({ ...diagnostic, at: { file: 'a.yaml', path: ['apps', 0, 'appPort'] } }, root)).toBe(
        'a.yaml apps.0.appPort',
      );
    } finally {
      rmSync(root, { recursive: true });
    }
  });
});

function screen(colour = false): (event: SystemEvent) => readonly string[] {
  const { show } = createScreen({ root: '/', colour });
  show({ kind: 'services', services });
  return show;
}
