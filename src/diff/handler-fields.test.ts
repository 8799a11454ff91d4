import * as morph from 'ts-morph';
import { describe, expect, it } from 'vitest';
import { linesReading, readHandlerFields, readProjectionFields } from './handler-fields.ts';

const read = (text: string): string[] =>
  (readHandlerFields(morph, text) ?? []).map(
    ({ path, whole, line }) => `${line} ${path.join('.')}${whole ? ' …' : ''}`,
  );

describe('fields that a handler reads', () => {
  it('are property accesses on its data', () => {
    expect(
      read(`export const handle: H = async ({ id, data }, { tx }) => {
  await send(tx, { id, to: data.userId, text: \`hi \${data.customer?.['first name']}\` });
  if (data.lines[0]!.sku === 'x') return;
};`),
    ).toEqual(['2 userId …', '2 customer.first name …', '3 lines.*.sku …']);
  });

  it('are what is taken apart, under whatever name', () => {
    expect(
      read(`export async function handle(event: E) {
  const { data: task } = event;
  const { title, owner: { name }, ...rest } = task;
  log(title);
  log(rest.dueAt, event.id);
}`),
    ).toEqual(['3 title', '3 owner', '3 owner.name', '4 title …', '5 dueAt …']);
  });

  it('follow a name of its own, and no other of that name', () => {
    expect(
      read(`export const handle = (async ({ data }) => {
  const lines = data.lines;
  for (const data of others) log(data.secret);
  return lines.map((line) => line.price);
}) satisfies H;`),
    ).toEqual(['2 lines', '4 lines …']);
  });

  it('are all of it where it is handed on', () => {
    const reads = readHandlerFields(morph, 'export const handle = async ({ data }) => save(data);') ?? [];
    expect(reads).toEqual([{ path: [], whole: true, line: 1 }]);
    expect(linesReading(reads, ['customer', 'name'])).toEqual([1]);
    expect(read('export const handle = async (event) => save(event);')).toEqual(['1  …']);
    expect(read('export const handle = async ({ data }) => save({ data });')).toEqual(['1  …']);
  });

  it('are unknown where there is no handler to follow', () => {
    expect(readHandlerFields(morph, "export { handle } from './other.ts';")).toBeUndefined();
    expect(readHandlerFields(morph, 'export const handle = compose(a, b);')).toBeUndefined();
    expect(readHandlerFields(morph, 'export const handle = async () => {};')).toEqual([]);
    expect(() => readHandlerFields(morph, 'export const handle = async ({ data ')).not.toThrow();
  });
});

describe('lines that read a field', () => {
  const reads = [
    { path: ['title'], whole: true, line: 2 },
    { path: ['lines'], whole: true, line: 3 },
    { path: ['customer'], whole: false, line: 4 },
  ];

  it.each([
    ['title', [2]],
    ['lines.*.sku', [3]],
    ['customer', [4]],
    ['customer.name', []],
    ['dueAt', []],
  ])('%s', (field, lines) => {
    expect(linesReading(reads, field.split('.'))).toEqual(lines);
  });
});

describe('fields that a projection reads', () => {
  const text = `export const project: P = {
  'todos.task.created': ({ data }) => ({ set: { title: data.title } }),
  'todos.task.completed'(event) { return { increment: { completed: event.data.points } }; },
};`;

  it('are those of the function of its event', () => {
    expect(readProjectionFields(morph, text, 'todos.task.created')).toEqual([
      { path: ['title'], whole: true, line: 2 },
    ]);
    expect(readProjectionFields(morph, text, 'todos.task.completed')).toEqual([
      { path: ['points'], whole: true, line: 3 },
    ]);
  });

  it('are unknown of other events', () => {
    expect(readProjectionFields(morph, text, 'todos.task.moved')).toBeUndefined();
    expect(readProjectionFields(morph, 'export default {};', 'todos.task.created')).toBeUndefined();
  });
});
