import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import fc from '../../../tests/support/fast-check.ts';
import { checkValue } from '../../model/check-value.ts';
import type { NamedSchema, Schema } from '../../model/schema.ts';
import { printBundledJsonSchema } from '../../print/json-schema.ts';
import { namedSchemaContext, namedSchemas, schemaArbitrary } from '../../print/sample-schemas.fixture.ts';
import type { SchemaChange } from './change.ts';
import { schemaComparison } from './compare-schemas.ts';
import { sampleValues } from './sample-values.fixture.ts';
import { editedPair, mapChildren, rewordedPair, usualChain } from './schema-edits.fixture.ts';
import { isHarmless, mirrored, type Verdicts, worstVerdicts } from './verdict.ts';

const runs = { numRuns: Number(process.env.EDA_RUNS ?? 50) };
/** The same cases on each run, beside random ones. */
const fixedRuns = { numRuns: Number(process.env.EDA_RUNS ?? 100), seed: 20_12 };

const at = { file: 'schema.json', path: [] };
function namedSchemasOf(schemas: { readonly [id: string]: Schema }): { readonly [id: string]: NamedSchema } {
  return Object.fromEntries(
    Object.entries(schemas).map(([id, schema]) => [
      id,
      { id, typeName: id.replace('#/schemas/', ''), schema, at },
    ]),
  );
}
const lookup = namedSchemaContext;

function compare(old: Schema, now: Schema, more: { readonly [id: string]: Schema } = {}): SchemaChange[] {
  const [before, after] = [namedSchemasOf(namedSchemas), namedSchemasOf({ ...namedSchemas, ...more })];
  return schemaComparison(before, after).compare({ schema: old, at }, { schema: now, at });
}

function strictVerdicts(old: Schema, now: Schema): Verdicts {
  return worstVerdicts(compare(old, now).map(({ strict }) => strict));
}

function ajvFor(schema: Schema): (value: unknown) => boolean {
  const ajv = new Ajv2020({ strict: false, ownProperties: true, multipleOfPrecision: 9, logger: false });
  addFormats.default(ajv);
  return ajv.compile(printBundledJsonSchema(schema, namedSchemaContext)) as (value: unknown) => boolean;
}

function expectSound(
  [old, now]: readonly [Schema, Schema],
  values: readonly unknown[],
  judge: (schema: Schema) => (value: unknown) => boolean,
): void {
  const { backward, forward } = strictVerdicts(old, now);
  if (!isHarmless(backward) && !isHarmless(forward)) return;
  const [fitsOld, fitsNow] = [judge(old), judge(now)];
  for (const value of values) {
    const [was, is] = [fitsOld(value), fitsNow(value)];
    if (isHarmless(backward) && was && !is)
      throw new Error(
        `backward: ${JSON.stringify(value)} is refused now\n${JSON.stringify(old)}\n${JSON.stringify(now)}`,
      );
    if (isHarmless(forward) && is && !was)
      throw new Error(
        `forward: ${JSON.stringify(value)} was refused\n${JSON.stringify(old)}\n${JSON.stringify(now)}`,
      );
  }
}

const ours =
  (schema: Schema) =>
  (value: unknown): boolean =>
    checkValue(value, schema, lookup).length === 0;

const leaf = fc.constantFrom<Schema>(
  { kind: 'string' },
  { kind: 'string', maxLength: 1 },
  { kind: 'number', integer: true },
  { kind: 'number', integer: false },
  { kind: 'enum', values: ['a', 'b'] },
);

/** Objects that say by themselves which members they have, so that closing and opening them is plain. */
function objectArbitrary(member: fc.Arbitrary<Schema>): fc.Arbitrary<Schema> {
  const optional = fc.record({ schema: member, required: fc.boolean() });
  return fc.record(
    {
      kind: fc.constant('object' as const),
      properties: fc
        .record({ a: optional, b: optional, c: optional }, { requiredKeys: [] })
        .map((members) => Object.entries(members).map(([name, each]) => ({ name, ...each }))),
      additional: fc.oneof(fc.constant<Schema>({ kind: 'never' }), leaf),
    },
    { requiredKeys: ['kind', 'properties'] },
  );
}

const plainPair = fc
  .constantFrom(leaf, objectArbitrary(leaf))
  .chain((member) => fc.tuple(objectArbitrary(member), objectArbitrary(member)));

/** What a writer writes by a schema: no member that it does not declare. */
function closed(schema: Schema): Schema {
  const inner = mapChildren(schema, closed);
  return inner.kind === 'object' && inner.additional === undefined
    ? { ...inner, additional: { kind: 'never' } }
    : inner;
}

/** What a reader takes by a schema: members that it does not know as well. */
function open(schema: Schema): Schema {
  const inner = mapChildren(schema, open);
  if (inner.kind !== 'object' || inner.additional?.kind !== 'never') return inner;
  const { additional: _, ...rest } = inner;
  return rest;
}

describe.each([
  ['fixed', fixedRuns],
  ['random', runs],
])('with %s cases', (_, parameters) => {
  it('strict compatible: no value that fits the one is refused by the other', () => {
    fc.assert(
      fc.property(editedPair({ unevaluated: false }), (pair) => {
        expectSound(pair, sampleValues(pair, lookup), ours);
      }),
      parameters,
    );
  });

  it('the same with unevaluated…', () => {
    fc.assert(
      fc.property(editedPair({ unevaluated: true }), (pair) => {
        expectSound(pair, sampleValues(pair, lookup), ours);
      }),
      parameters,
    );
  });

  it('closed producer compatible: what writers declare is taken by readers who pass over the rest', () => {
    fc.assert(
      fc.property(plainPair, ([old, now]) => {
        const { backward, forward } = worstVerdicts(
          compare(old, now).map((change) => change['closed-producer']),
        );
        const pairs = [
          ...(isHarmless(backward) ? [[closed(old), open(now)] as const] : []),
          ...(isHarmless(forward) ? [[closed(now), open(old)] as const] : []),
        ];
        for (const [writer, reader] of pairs) {
          for (const value of sampleValues([old, now], lookup).filter(ours(writer)))
            expect(ours(reader)(value), JSON.stringify({ value, old, now })).toBe(true);
        }
      }),
      parameters,
    );
  });

  it('ajv, who knows nothing of us, agrees', () => {
    fc.assert(
      fc.property(editedPair({ unevaluated: false }), (pair) => {
        expectSound(pair, sampleValues(pair, lookup), ajvFor);
      }),
      { ...parameters, numRuns: Math.ceil(parameters.numRuns / 4) },
    );
  });

  it('the same in other words changes nothing', () => {
    fc.assert(
      fc.property(rewordedPair, ({ old, now, named }) => {
        expect(compare(old, now, named)).toEqual([]);
      }),
      parameters,
    );
  });

  it('a schema does not differ from itself', () => {
    fc.assert(
      fc.property(schemaArbitrary({ unevaluated: true }), (schema) => {
        expect(compare(schema, structuredClone(schema))).toEqual([]);
      }),
      parameters,
    );
  });

  it('what is compatible step by step does not break as a whole', () => {
    fc.assert(
      fc.property(usualChain, ([first, second, third]) => {
        const steps = [strictVerdicts(first, second), strictVerdicts(second, third)];
        fc.pre(steps.every(({ backward }) => isHarmless(backward)));
        expect(strictVerdicts(first, third).backward).not.toBe('breaking');
      }),
      parameters,
    );
  });

  it('forward is backward with the two swapped', () => {
    fc.assert(
      fc.property(editedPair({ unevaluated: true }), ([old, now]) => {
        expect(strictVerdicts(now, old)).toEqual(mirrored(strictVerdicts(old, now)));
      }),
      parameters,
    );
  });
});
