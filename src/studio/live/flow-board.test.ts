import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { loadDesign } from '../../pipeline.ts';
import { createDiskFiles, createMemoryFiles } from '../../spec/project-files.ts';
import { createFlowBoard } from './flow-board.ts';
import { mask, maskPersonal } from './mask-personal.ts';
import type { ObservedMessage } from './running-system.ts';

const folder = fileURLToPath(new URL('../../../tests/systems/todo', import.meta.url));
const { architecture } = loadDesign(createDiskFiles(folder), 'eda.yaml');
const start = 1_800_000_000_000;

function seen(part: Partial<ObservedMessage>): ObservedMessage {
  return {
    kind: 'published',
    at: start,
    service: 'todo-service',
    type: 'todos.task.created',
    eventId: 'e1',
    ...part,
  };
}

function board(...messages: readonly Partial<ObservedMessage>[]) {
  const made = createFlowBoard(() => architecture);
  for (const message of messages) made.note(seen(message));
  return made;
}

describe('what flows', () => {
  it('is told by the edge, once as fresh, with its rate', () => {
    const made = board({}, { eventId: 'e2' }, { kind: 'handled', service: 'notification-service' });
    expect(made.edges(start)).toEqual([
      expect.objectContaining({
        from: 'service:todo-service',
        to: 'event:todos.task.created',
        rate: 0.2,
        fresh: 2,
        total: 2,
        isDesigned: true,
      }),
      expect.objectContaining({
        from: 'event:todos.task.created',
        to: 'service:notification-service',
        fresh: 1,
        failed: 0,
      }),
    ]);
    expect(made.edges(start).map(({ fresh }) => fresh)).toEqual([0, 0]);
    expect(made.edges(start + 20_000).map(({ rate }) => rate)).toEqual([0, 0]);
  });

  it('goes to the read model where nothing else of the service takes it', () => {
    const [edge] = board({ kind: 'delivered', service: 'analytics-service' }).edges(start);
    expect(edge?.to).toBe('projection:tasks-per-person');
  });

  it('counts a message once, its failed attempts each, and ends with what the service says', () => {
    const by = { service: 'notification-service' };
    const made = board(
      { ...by, kind: 'failed', attempt: 1, error: 'mail server answered 503' },
      { ...by, kind: 'failed', attempt: 1, error: 'mail server answered 503' },
      { ...by, kind: 'failed', attempt: 2, error: 'mail server answered 503' },
      { ...by, kind: 'dead-lettered', error: 'gave up' },
      { ...by, kind: 'delivered' },
    );
    expect(made.edges(start)).toEqual([expect.objectContaining({ total: 1, failed: 2, dead: 1, fresh: 1 })]);
    expect(made.messages()).toEqual([
      expect.objectContaining({ outcome: 'dead-lettered', attempts: 2, error: 'gave up' }),
    ]);
  });

  it('that nobody designed is told as such', () => {
    const made = board(
      { service: 'analytics-service' },
      { kind: 'handled', service: 'user-service' },
      { service: 'a-stranger' },
    );
    expect(made.edges(start).map(({ isDesigned }) => isDesigned)).toEqual([false, false, false]);
  });

  it('of no event of the design is left out; by a topic that carries one event it is known', () => {
    expect(board({ type: 'x.y.z' }).edges(start)).toEqual([]);
    const { type: _type, ...rest } = seen({ topic: 'todos.task' });
    const made = createFlowBoard(() => architecture);
    made.note(rest);
    const topics = Object.values(architecture?.topics ?? {});
    const alone = topics.find(({ name }) => name === 'todos.task')?.events.length === 1;
    expect(made.edges(start).length).toBe(alone ? 1 : 0);
  });

  it('stays bounded, whatever comes', () => {
    const made = board();
    for (let index = 0; index < 5000; index++)
      made.note(seen({ eventId: `e${index}`, at: start + index, service: `s${index % 3000}`, text: '{}' }));
    expect(made.edges(start).length).toBeLessThanOrEqual(2000);
    expect(made.messages().length).toBe(50);
  });
});

describe('what a message says', () => {
  const yaml = `eda: 1
system: s
domains: { a: {} }
events:
  a.person.moved:
    key: id
    data:
      type: object
      properties:
        id: { type: string }
        email: { type: string, x-personal-data: true }
        home: { type: object, properties: { street: { type: string, x-personal-data: true }, country: { type: string } } }
        others: { type: array, items: { type: object, properties: { name: { type: string, x-personal-data: true }, age: { type: integer } } } }
        tags: { type: array, items: { type: string } }
services: { one: { domain: a, publishes: [a.person.moved] } }
`;
  const design = loadDesign(createMemoryFiles({ 'eda.yaml': yaml }), 'eda.yaml').architecture;
  const event = design?.events['a.person.moved'];
  if (design === undefined || event === undefined) throw new Error('the design is none');

  it('is shown without what is personal, at any depth, and without what the design does not know', () => {
    const data = {
      id: '1',
      email: 'a@b.example',
      home: { street: 'Long road 1', country: 'NL', doorbell: 'Smith' },
      others: [{ name: 'Ann', age: 3 }, 'Bob', ['Cid']],
      tags: ['x'],
      nickname: 'Ace',
    };
    expect(maskPersonal(data, event, design)).toEqual({
      id: '1',
      email: mask,
      home: { street: mask, country: 'NL', doorbell: mask },
      others: [{ name: mask, age: 3 }, mask, mask],
      tags: ['x'],
      nickname: mask,
    });
    for (const odd of ['Ann', 7, null, ['Ann'], undefined])
      expect(maskPersonal(odd, event, design)).toBe(mask);
    // Where a scalar was promised and an object comes, nobody has said what is in it.
    expect(maskPersonal({ id: { email: 'a@b.example' } }, event, design)).toEqual({ id: { email: mask } });
  });

  it('is found by the id of its event, on the way out and on the way in', () => {
    const made = createFlowBoard(() => design);
    const text = JSON.stringify({ data: { id: '1', email: 'a@b.example' } });
    made.note({ kind: 'published', at: start, service: 'one', type: 'a.person.moved', eventId: 'e', text });
    made.note({ kind: 'handled', at: start + 5, service: 'two', type: 'a.person.moved', eventId: 'e' });
    const shown = made.messages().map(({ data }) => data);
    expect(shown).toHaveLength(2);
    for (const data of shown) expect(JSON.parse(data ?? '')).toEqual({ id: '1', email: mask });
    expect(made.messages({ from: 'service:one', to: 'event:a.person.moved' })).toHaveLength(1);
  });
});
