import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import fc from '../support/fast-check.ts';
import { change, makeProject, type Run, runEda } from './run-eda.ts';

/** Parts of a design that a person adds and takes away again. */
interface Choices {
  readonly field: boolean;
  readonly limit: number;
  readonly secondEvent: boolean;
  readonly third: boolean;
  readonly database: boolean;
  readonly environment: boolean;
}

const choices: fc.Arbitrary<Choices> = fc.record({
  field: fc.boolean(),
  limit: fc.constantFrom(10, 20),
  secondEvent: fc.boolean(),
  third: fc.boolean(),
  database: fc.boolean(),
  environment: fc.boolean(),
});

/** What may happen between two runs, besides an edit of the design. */
const mishaps = fc.constantFrom('nothing', 'delete a file', 'edit a file', 'empty the lock');

function printDesign(choice: Choices): string {
  const taken = ['sales.order.placed', ...(choice.secondEvent ? ['sales.order.shipped'] : [])];
  return `eda: 1
system: shop
include: [parts/*.eda.yaml]
domains:
  sales: { owner: sales-team, description: Orders and what becomes of them }
${choice.environment ? 'environments:\n  local: { brokers: { pubsub: { type: in-memory } } }\n  staging: { brokers: { pubsub: { type: redis, servers: [redis:6379] } } }\n' : ''}events:
  sales.order.placed:
    summary: Somebody ordered
    key: orderId
    data:
      type: object
      required: [orderId]
      properties:
        orderId: { type: string, format: uuid }
        note: { type: string, maxLength: ${choice.limit} }
${choice.field ? '        total: { type: integer }\n' : ''}${
  choice.secondEvent
    ? '  sales.order.shipped:\n    summary: It left the house\n    key: orderId\n    data: { $ref: order.schema.json }\n'
    : ''
}services:
  shop-service: { domain: sales, publishes: [${taken.join(', ')}]${choice.database ? '' : ', database: none'} }
  mail-service: { domain: sales, subscribes: { ${taken.map((name) => `${name}: {}`).join(', ')} } }
${choice.third ? '  audit-service: { domain: sales, subscribes: { sales.order.placed: {} } }\n' : ''}`;
}

const schema = (limit: number): string =>
  JSON.stringify({
    type: 'object',
    required: ['orderId'],
    properties: { orderId: { type: 'string' }, code: { type: 'string', maxLength: limit } },
  });

/** Every file but the cache, with its text. */
function readTree(folder: string): { [path: string]: string } {
  return Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
      .filter((path) => !path.startsWith('.eda/'))
      .sort()
      .map((path) => [path, readFileSync(join(folder, path), 'utf8')]),
  );
}

function befall(folder: string, mishap: string): void {
  const path = join(folder, 'services/shop-service/src/generated/events.ts');
  if (mishap === 'delete a file') rmSync(path, { force: true });
  else if (mishap === 'edit a file' && existsSync(path))
    change(folder, relative(folder, path), (t) => `${t}\n`);
  else if (mishap === 'empty the lock') rmSync(join(folder, 'eda.lock'), { force: true });
}

const withoutTime = ({ code, out }: Run): string => `${code} ${out.replace(/ · [\d.]+ m?s\b/, '')}`;

describe('what is kept between runs', () => {
  it('never changes what a run writes or says', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(choices, mishaps), { minLength: 1, maxLength: 3 }),
        async (steps) => {
          const kept = makeProject({ 'order.schema.json': schema(5) });
          const fresh = makeProject({ 'order.schema.json': schema(5) });
          try {
            for (const [choice, mishap] of steps) {
              for (const { folder } of [kept, fresh]) {
                writeFileSync(join(folder, 'eda.yaml'), printDesign(choice));
                writeFileSync(join(folder, 'order.schema.json'), schema(choice.limit));
                befall(folder, mishap);
              }
              // Twice: the second time nothing has changed.
              for (const _ of [1, 2]) {
                rmSync(join(fresh.folder, '.eda'), { recursive: true, force: true });
                const run = await runEda(kept.folder, ['generate']);
                expect(withoutTime(run)).toBe(withoutTime(await runEda(fresh.folder, ['generate'])));
                expect(readTree(kept.folder)).toEqual(readTree(fresh.folder));
              }
            }
          } finally {
            kept.remove();
            fresh.remove();
          }
        },
      ),
      { numRuns: 6 },
    );
  }, 120_000);

  it('notices a file that a glob begins to match, and one that is back as it was', async () => {
    const { folder, remove } = makeProject({
      'eda.yaml': printDesign({
        field: false,
        limit: 10,
        secondEvent: false,
        third: false,
        database: true,
        environment: false,
      }).replace('include: [parts/*.eda.yaml]', "include: ['*.eda.yaml']"),
    });
    try {
      await runEda(folder, ['generate']);
      const page = join(folder, 'services/late-service/package.json');
      writeFileSync(
        join(folder, 'late.eda.yaml'),
        'eda: 1\nservices:\n  late-service: { domain: sales, subscribes: { sales.order.placed: {} } }\n',
      );
      expect((await runEda(folder, ['generate', '--check'])).code).toBe(4);
      await runEda(folder, ['generate']);
      expect(existsSync(page)).toBe(true);
      expect((await runEda(folder, ['generate', '--check'])).code).toBe(0);
      rmSync(join(folder, 'late.eda.yaml'));
      await runEda(folder, ['generate']);
      expect(existsSync(join(folder, 'services/late-service/src/generated/events.ts'))).toBe(false);
    } finally {
      remove();
    }
  });
});
