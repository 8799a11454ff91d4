import { expect, it } from 'vitest';
import fc from '../../tests/support/fast-check.ts';
import { type BenchStudio, openBench } from './change-design.fixture.ts';

const yaml = `eda: 1
system: shop
domains:
  sales: {}
events:
  sales.order.placed: { key: orderId, data: { type: object, required: [orderId], properties: { orderId: { type: string } } } }
services:
  shop: { domain: sales, publishes: [sales.order.placed] }
  mail: { domain: sales }
`;

/** What somebody does: in the studio, in a text that was opened some time ago, or with another program. */
type Deed =
  | { readonly by: 'studio'; readonly what: 'service' | 'event' | 'rename' | 'undo' | 'redo' }
  | { readonly by: 'editor'; readonly line: number; readonly age: number }
  | { readonly by: 'other'; readonly line: number };

const deed: fc.Arbitrary<Deed> = fc.oneof(
  fc.record({
    by: fc.constant('studio' as const),
    what: fc.constantFrom('service', 'event', 'rename', 'undo', 'redo'),
  }),
  fc.record({ by: fc.constant('editor' as const), line: fc.nat(12), age: fc.nat(3) }),
  fc.record({ by: fc.constant('other' as const), line: fc.nat(12) }),
);

/**
 * Every deed leaves a word of its own in the texts. What was answered with "done" has to be there in the end, once, and
 * what was refused or taken back must not.
 */
async function live(deeds: readonly Deed[], whileRead: readonly Deed[]): Promise<void> {
  const marks = new Map<string, 'there' | 'gone'>();
  const seen: string[] = [yaml];
  const waiting = [...whileRead];
  let number = 0;
  let event = 'sales.order.placed';
  const undone: (readonly [title: string, word: string, before: string | undefined])[] = [];
  const done: (readonly [title: string, word: string, before: string | undefined])[] = [];

  const putLine = (text: string, line: number, word: string): string => {
    const lines = text.split('\n');
    // Between lines of the top level alone a comment is no part of a value.
    lines.splice(Math.min(line, lines.length - 1), 0, `# ${word}`);
    return lines.join('\n');
  };
  const writeAsOther = (one: Deed): void => {
    if (one.by !== 'other') return;
    const word = `other${++number}`;
    bench.disk.set('eda.yaml', putLine(bench.disk.get('eda.yaml') ?? '', one.line, word));
    marks.set(word, 'there');
    seen.push(bench.disk.get('eda.yaml') ?? '');
  };
  const bench: BenchStudio = openBench({ 'eda.yaml': yaml }, () => {
    const next = waiting.shift();
    if (next !== undefined) writeAsOther(next);
  });

  const settle = (word: string, title: string, status: number, before?: string): void => {
    marks.set(word, status === 200 ? 'there' : 'gone');
    if (status !== 200) return;
    if (before !== undefined) marks.set(before, 'gone');
    done.push([title, word, before]);
    undone.length = 0;
  };
  for (const one of deeds) {
    if (one.by === 'other') writeAsOther(one);
    else if (one.by === 'editor') {
      const word = `typed${++number}`;
      const base = seen.at(-1 - Math.min(one.age, seen.length - 1)) ?? yaml;
      const { status } = await bench.ask('text', {
        file: 'eda.yaml',
        base,
        text: putLine(base, one.line, word),
      });
      settle(word, 'edit eda.yaml', status);
    } else if (one.what === 'service') {
      const word = `svc${++number}`;
      const { status } = await bench.ask('operation', {
        operation: { kind: 'add-service', name: word, domain: 'sales' },
      });
      settle(word, word, status);
    } else if (one.what === 'event') {
      const word = `ev${++number}`;
      const { status } = await bench.ask('operation', {
        operation: { kind: 'add-event', name: `sales.${word}.done`, as: 'notification', publisher: 'shop' },
      });
      settle(word, word, status);
    } else if (one.what === 'rename') {
      const word = `ren${++number}`;
      const before = event.split('.')[1];
      const to = `sales.${word}.placed`;
      const { status } = await bench.ask('operation', {
        operation: { kind: 'rename-event', from: event, to },
      });
      settle(word, word, status, before);
      if (status === 200) event = to;
    } else {
      const { status } = await bench.ask(one.what, {});
      const [from, to] = one.what === 'undo' ? [done, undone] : [undone, done];
      const turned = status === 200 ? from.pop() : undefined;
      if (turned !== undefined) {
        to.push(turned);
        const [, word, before] = turned;
        marks.set(word, one.what === 'undo' ? 'gone' : 'there');
        if (before !== undefined) {
          marks.set(before, one.what === 'undo' ? 'there' : 'gone');
          event = `sales.${one.what === 'undo' ? before : word}.placed`;
        }
      }
    }
    seen.push(bench.disk.get('eda.yaml') ?? '');
  }
  const text = bench.disk.get('eda.yaml') ?? '';
  for (const [word, state] of marks) {
    const isThere = new RegExp(`\\b${word}\\b`).test(text);
    expect({ word, isThere, text }).toEqual({ word, isThere: state === 'there', text });
  }
}

// EDA_FUZZ asks for more.
const runs = Number(process.env.EDA_FUZZ ?? 1000);

it(`loses nothing in ${runs} interleavings of changes in the studio, typed texts and writes of others`, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(deed, { minLength: 2, maxLength: 6 }),
      fc.array(fc.record({ by: fc.constant('other' as const), line: fc.nat(12) }), { maxLength: 3 }),
      live,
    ),
    { numRuns: runs },
  );
}, 600_000);
