import { describe, expect, it } from 'vitest';
import { readDesign } from '../draw/sample-design.fixture.ts';
import type { Schema } from '../model/schema.ts';
import { createSchemaMemory } from './schema-memory.ts';

/** A design with a shared schema, read for itself: its schemas are objects of its own. */
const designWith = (type: string) =>
  readDesign(`schemas:
  Money: { type: object, properties: { amount: { type: ${type} } } }
`).architecture;

const schema: Schema = { kind: 'any' };
const at = { file: 'eda.yaml', path: ['events', 'a', 'data'] };
const said = [{ ruleId: 'a-rule', note: 1 }];

describe(createSchemaMemory, () => {
  it('goes on knowing schemas where the file of shared ones was read again', () => {
    const memory = createSchemaMemory();
    memory.begin(designWith('integer'), ['a-rule']);
    memory.keep(schema, at, said);
    memory.begin(designWith('integer'), ['a-rule']);
    expect(memory.find(schema, at)).toBe(said);
    expect(memory.find(schema, { ...at, path: ['events', 'b', 'data'] })).toBeUndefined();
  });

  it('forgets them where a shared schema is another, or other rules run', () => {
    const memory = createSchemaMemory();
    memory.begin(designWith('integer'), ['a-rule']);
    memory.keep(schema, at, said);
    memory.begin(designWith('number'), ['a-rule']);
    expect(memory.find(schema, at)).toBeUndefined();
    memory.keep(schema, at, said);
    memory.begin(designWith('number'), ['a-rule', 'another']);
    expect(memory.find(schema, at)).toBeUndefined();
  });
});
