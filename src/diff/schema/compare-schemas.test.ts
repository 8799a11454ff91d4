import { describe, expect, it } from 'vitest';
import type { SchemaChange } from './change.ts';
import { schemaComparison } from './compare-schemas.ts';
import { readSchema } from './read-schema.fixture.ts';

function changes(old: unknown, now: unknown): SchemaChange[] {
  const [a, b] = [readSchema(old, { file: 'old.json' }), readSchema(now, { file: 'new.json' })];
  return schemaComparison(a.schemas, b.schemas).compare(a, b);
}

describe('a change', () => {
  it('says where, what, and where it is written on both sides', () => {
    const order = (dueAt: object): object => ({ type: 'object', properties: { dueAt } });
    expect(changes(order({ type: 'string' }), order({ type: 'integer' }))).toEqual([
      {
        kind: 'type-changed',
        path: ['dueAt'],
        before: { file: 'old.json', path: ['properties', 'dueAt'] },
        after: { file: 'new.json', path: ['properties', 'dueAt'] },
        old: 'string',
        new: 'integer',
        message: 'dueAt: type string → integer',
        strict: { backward: 'breaking', forward: 'breaking' },
        tolerant: { backward: 'breaking', forward: 'breaking' },
        'closed-producer': { backward: 'breaking', forward: 'breaking' },
      },
    ]);
  });
});
