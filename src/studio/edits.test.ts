import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { loadDesign } from '../pipeline.ts';
import { createParseMemory } from '../spec/parse-memory.ts';
import { createDiskFiles, createMemoryFiles, type ProjectFiles } from '../spec/project-files.ts';
import type { StudioOperation } from './edits/operation.ts';
import { diffLines, expectMinimal, openForEdits, operationsOn } from './edits.fixture.ts';
import { planOperation } from './edits.ts';

/** Carries an operation out on one file. */
function edit(yaml: string, operation: StudioOperation): string {
  const files = createMemoryFiles({ 'eda.yaml': yaml });
  const planned = planOperation(operation, openForEdits(files), files);
  if (!planned.ok) throw new Error(planned.reason);
  return planned.files[0]?.after ?? yaml;
}

function refusal(yaml: string, operation: StudioOperation): string {
  const files = createMemoryFiles({ 'eda.yaml': yaml });
  const planned = planOperation(operation, openForEdits(files), files);
  return planned.ok ? 'done' : planned.reason;
}

const sample = `# The shop
eda: 1
system: shop
domains:
  sales: {}   # ours
  post: {}
events:
  # when somebody buys
  sales.order.placed:
    key: orderId   # never changes
    data: { type: object, required: [orderId], properties: { orderId: { type: string } } }
  sales.order.paid: { key: orderId, data: { type: object, required: [orderId], properties: { orderId: { type: string } } } }
services:
  shop:
    domain: sales
    publishes:
      - sales.order.placed # first
      - sales.order.paid

  mail:
    domain: post
    subscribes:
      sales.order.placed: {}   # confirms
  # below all
  silent: { domain: post }
`;

describe('one operation changes one place', () => {
  it.each<[string, StudioOperation, string[], string[]]>([
    ['add-domain', { kind: 'add-domain', name: 'billing' }, [], ['  billing: {}']],
    [
      'add-service',
      { kind: 'add-service', name: 'invoices', domain: 'sales' },
      [],
      ['  invoices:', '    domain: sales'],
    ],
    [
      'add-subscription to a block',
      { kind: 'add-subscription', service: 'mail', event: 'sales.order.paid' },
      [],
      ['      sales.order.paid: {}'],
    ],
    [
      'add-subscription to a service in braces',
      { kind: 'add-subscription', service: 'silent', event: 'sales.order.paid' },
      ['  silent: { domain: post }'],
      ['  silent: { domain: post, subscribes: { sales.order.paid: {} } }'],
    ],
    [
      'add-publication to a service that has none',
      { kind: 'add-publication', service: 'mail', event: 'sales.order.paid' },
      [],
      ['    publishes: [sales.order.paid]'],
    ],
    [
      'add-event with a publisher whose list is a block',
      {
        kind: 'add-event',
        name: 'sales.order.shipped',
        as: 'notification',
        summary: 'It: left',
        publisher: 'shop',
      },
      [],
      [
        '  sales.order.shipped:',
        '    summary: "It: left"',
        '    key: orderId',
        '    data:',
        '      type: object',
        '      required: [orderId]',
        '      properties:',
        '        orderId: { type: string }',
        '      - sales.order.shipped',
      ],
    ],
    [
      'rename-event everywhere',
      { kind: 'rename-event', from: 'sales.order.placed', to: 'sales.order.received' },
      [
        '  sales.order.placed:',
        '      - sales.order.placed # first',
        '      sales.order.placed: {}   # confirms',
      ],
      [
        '  sales.order.received:',
        '      - sales.order.received # first',
        '      sales.order.received: {}   # confirms',
      ],
    ],
    [
      'rename-service',
      { kind: 'rename-service', from: 'mail', to: 'post-office' },
      ['  mail:'],
      ['  post-office:'],
    ],
    [
      'move-service',
      { kind: 'move-service', name: 'silent', domain: 'sales' },
      ['  silent: { domain: post }'],
      ['  silent: { domain: sales }'],
    ],
    [
      'remove-publication',
      { kind: 'remove-publication', service: 'shop', event: 'sales.order.paid' },
      ['      - sales.order.paid'],
      [],
    ],
    ['delete-service', { kind: 'delete-service', name: 'silent' }, ['  silent: { domain: post }'], []],
    [
      'delete-event with what speaks of it',
      { kind: 'delete-event', name: 'sales.order.paid' },
      [
        '  sales.order.paid: { key: orderId, data: { type: object, required: [orderId], properties: { orderId: { type: string } } } }',
        '      - sales.order.paid',
      ],
      [],
    ],
    [
      'version-event',
      { kind: 'version-event', name: 'sales.order.paid' },
      [
        '  sales.order.paid: { key: orderId, data: { type: object, required: [orderId], properties: { orderId: { type: string } } } }',
      ],
      [
        '  sales.order.paid: { key: orderId, data: { type: object, required: [orderId], properties: { orderId: { type: string } } }, deprecated: { since: 1.0.0, replacedBy: sales.order.paid.v2 } }',
        '  sales.order.paid.v2:',
        '    key: orderId',
        '    data:',
        '      type: object',
        '      required: [orderId]',
        '      properties:',
        '        orderId:',
        '          type: string',
        '    version: 2.0.0',
        '      - sales.order.paid.v2',
      ],
    ],
  ])('%s', (_name, operation, gone, come) => {
    expect(diffLines(sample, edit(sample, operation))).toEqual({ gone, come });
  });

  it('writes a section that is not there, and one that is empty', () => {
    expect(edit('eda: 1\nsystem: s\n', { kind: 'add-domain', name: 'a' })).toBe(
      'eda: 1\nsystem: s\ndomains:\n  a: {}\n',
    );
    expect(edit('eda: 1\nsystem: s\ndomains: {}\n', { kind: 'add-domain', name: 'a' })).toBe(
      'eda: 1\nsystem: s\ndomains: { a: {} }\n',
    );
  });

  it('keeps CRLF, the indentation of the file and a missing line at its end', () => {
    const yaml = 'eda: 1\r\nsystem: s\r\ndomains:\r\n    a: {}\r\nservices:\r\n    one:\r\n        domain: a';
    expect(edit(yaml, { kind: 'add-service', name: 'two', domain: 'a' })).toBe(
      `${yaml}\r\n    two:\r\n        domain: a`,
    );
  });
});

describe('what cannot be done safely is refused', () => {
  it.each<[StudioOperation, string]>([
    [{ kind: 'add-service', name: 'Bad Name', domain: 'sales' }, 'Bad Name is no name'],
    [{ kind: 'add-service', name: 'shop', domain: 'sales' }, 'there is a service shop already'],
    [{ kind: 'add-service', name: 'x', domain: 'nowhere' }, 'there is no domain nowhere'],
    [{ kind: 'add-event', name: 'sales.order', as: 'document' }, 'sales.order is no name of an event'],
    [{ kind: 'add-event', name: 'moon.order.placed', as: 'document' }, 'there is no domain moon'],
    [{ kind: 'rename-event', from: 'x', to: 'sales.order.sent' }, 'there is no event x'],
    [
      { kind: 'rename-event', from: 'sales.order.paid', to: 'sales.order.placed' },
      'there is an event sales.order.placed already',
    ],
    [
      { kind: 'add-subscription', service: 'mail', event: 'sales.order.placed' },
      'mail takes sales.order.placed already',
    ],
    [{ kind: 'remove-subscription', service: 'shop', event: 'sales.order.placed' }, 'shop does not take'],
  ])('%j', (operation, reason) => {
    expect(refusal(sample, operation)).toContain(reason);
  });

  it('where an anchor stands in the way', () => {
    const yaml = `eda: 1
system: s
domains: { a: {} }
events: { a.b.done: { data: { type: object } } }
services:
  one: &same
    domain: a
    subscribes: &none {}
  two: *same
`;
    expect(refusal(yaml, { kind: 'add-subscription', service: 'two', event: 'a.b.done' })).not.toBe('done');
  });

  it('where a saga or a read model would be broken', () => {
    const files = createDiskFiles(system('orders'));
    const design = openForEdits(files);
    const plan = (operation: StudioOperation) => planOperation(operation, design, files);
    expect(plan({ kind: 'delete-event', name: 'inventory.stock.reserved' })).toMatchObject({
      reason: 'saga order-fulfilment needs inventory.stock.reserved',
    });
    expect(plan({ kind: 'delete-service', name: 'order-service' })).toMatchObject({
      reason: expect.stringContaining('needs order-service'),
    });
  });
});

const system = (name: string): string =>
  fileURLToPath(new URL(`../../tests/systems/${name}`, import.meta.url));

describe.each(['todo', 'orders', 'bank', 'iot', 'mixed'])('every operation on %s', (name) => {
  it.each([
    ['LF', (text: string) => text],
    ['CRLF', (text: string) => text.replace(/\r?\n/g, '\r\n')],
  ])(
    'changes only lines that speak of it, with %s',
    (_name, spelt) => {
      const disk = createDiskFiles(system(name));
      const files: ProjectFiles = {
        ...disk,
        read: (path) => {
          const file = disk.read(path);
          return file.ok && /\.ya?ml$/.test(path) ? { ok: true, text: spelt(file.text) } : file;
        },
      };
      const design = openForEdits(files);
      const tally = { done: 0, refused: 0 };
      for (const operation of operationsOn(design)) {
        const planned = planOperation(operation, design, files);
        if (!planned.ok) {
          tally.refused++;
          // What follows from AsyncAPI documents changes in ways that only a person can judge.
          if (name === 'mixed') continue;
          expect(planned.reason, JSON.stringify(operation)).not.toMatch(
            /could not be read any more|would change as well/,
          );
          continue;
        }
        tally.done++;
        for (const { before, after } of planned.files) {
          expectMinimal(operation, { file: '', before, after });
          const bare = after
            .split('\n')
            .slice(0, -1)
            .filter((line) => !line.endsWith('\r')).length;
          const wasBare = before
            .split('\n')
            .slice(0, -1)
            .filter((line) => !line.endsWith('\r')).length;
          if (spelt('\n') === '\r\n') expect({ bare, wasBare }).toEqual({ bare: 0, wasBare: 0 });
        }
      }
      expect(tally.done).toBeGreaterThan(10);
    },
    300_000,
  );
});

it('writes into the part that owns the thing, several files as one', () => {
  const files = createDiskFiles(system('orders'));
  const planned = planOperation(
    { kind: 'rename-event', from: 'payments.payment.taken', to: 'payments.payment.received' },
    openForEdits(files),
    files,
  );
  if (!planned.ok) throw new Error(planned.reason);
  expect(planned.files.length).toBeGreaterThan(1);
  expect(planned.files.map(({ file }) => join(file))).toContain('eda.yaml');
});

it('parses the files that it changes alone, where others are known, and keeps nothing of what is not written', () => {
  const files = createDiskFiles(system('orders'));
  const design = openForEdits(files);
  const operation = {
    kind: 'rename-event',
    from: 'payments.payment.taken',
    to: 'payments.payment.received',
  } as const;
  const memory = createParseMemory();
  loadDesign(files, 'eda.yaml', memory);
  const parsed: string[] = [];
  const planned = planOperation(operation, design, files, {
    get: (path, text) => {
      const value = memory.get(path, text);
      if (value === undefined) parsed.push(path);
      return value;
    },
  });
  if (!planned.ok) throw new Error(planned.reason);
  expect(planned).toEqual(planOperation(operation, design, files));
  expect(parsed.sort()).toEqual(planned.files.map(({ file }) => file).sort());
  expect(design.source.texts.size).toBeGreaterThan(parsed.length);
  for (const { file, before, after } of planned.files)
    expect([memory.get(file, before) === undefined, memory.get(file, after)]).toEqual([false, undefined]);
});
