import avro from 'avsc';
import { describe, expect, it } from 'vitest';
import fc from '../../../../tests/support/fast-check.ts';
import type { SchemaChange } from '../change.ts';
import { schemaComparison } from '../compare-schemas.ts';
import { mirrored, type Verdict, type Verdicts, worstVerdicts } from '../verdict.ts';
import { avroChanges } from './resolution.cases.ts';

const signs: { readonly [verdict in Verdict]: string } = {
  compatible: '✔',
  documentation: '✔',
  risky: '⚠',
  breaking: '✘',
};

function compare(old: unknown, now: unknown): SchemaChange[] {
  const at = { file: 'order.avsc', path: [] };
  const side = (avroSchema: unknown) => ({
    'order.avsc': {
      id: 'order.avsc',
      typeName: 'Order',
      schema: { kind: 'any' as const },
      avro: avroSchema,
      at,
    },
  });
  const reference = { schema: { kind: 'ref' as const, id: 'order.avsc' }, at };
  return schemaComparison(side(old), side(now)).compare(reference, reference);
}

function strictVerdicts(old: unknown, now: unknown): Verdicts {
  return worstVerdicts(compare(old, now).map(({ strict }) => strict));
}

function signsOf({ backward, forward }: Verdicts): string {
  return signs[backward] + signs[forward];
}

/** Whether a real implementation makes a reader of the one for what was written with the other. */
function avscReads(reader: unknown, writer: unknown): boolean {
  const typeOf = (schema: unknown): avro.Type =>
    avro.Type.forSchema(schema as avro.Schema, { wrapUnions: true });
  const [reads, written] = [typeOf(reader), typeOf(writer)];
  try {
    reads.createResolver(written);
    return true;
  } catch {
    return false;
  }
}

/** Where avsc and the specification say different things. */
const peculiar = new Set([
  // Logical types are what their readers make of them.
  ...avroChanges.filter(({ kinds }) => kinds.includes('avro-logical-type-changed')).map(({ title }) => title),
  // Names match without their namespaces; avsc compares them whole.
  'namespace changed',
]);

describe('Avro', () => {
  it.each(avroChanges)('$title: $verdicts', ({ old, new: now, verdicts, kinds }) => {
    expect({
      verdicts: signsOf(strictVerdicts(old, now)),
      kinds: compare(old, now).map(({ kind }) => kind),
    }).toEqual({ verdicts, kinds });
  });

  it.each(avroChanges)('mirrored: $title', ({ old, new: now }) => {
    const there = strictVerdicts(old, now);
    // An alias looks one way: what it mends in one direction, nobody mends in the other.
    expect(strictVerdicts(now, old)).toEqual(mirrored(there));
  });

  it.each(avroChanges.filter(({ title }) => !peculiar.has(title)))(
    'avsc agrees: $title',
    ({ old, new: now, verdicts }) => {
      expect({ backward: avscReads(now, old), forward: avscReads(old, now) }).toEqual({
        backward: verdicts[0] === '✔',
        forward: verdicts[1] === '✔',
      });
    },
  );

  it('tells where in the data, and where in the file', () => {
    const record = (type: string): object => ({
      type: 'record',
      name: 'Order',
      fields: [
        {
          name: 'lines',
          type: { type: 'array', items: { type: 'record', name: 'Line', fields: [{ name: 'n', type }] } },
        },
      ],
    });
    expect(compare(record('long'), record('int'))).toMatchObject([
      {
        kind: 'avro-type-demoted',
        path: ['lines', '*', 'n'],
        message: 'lines.*.n: type long → int',
        after: { file: 'order.avsc', path: ['fields', 0, 'type', 'items', 'fields', 0, 'type'] },
      },
    ]);
  });
});

/** Random Avro types; names are numbered, so that each is declared once. */
const avroType = fc
  .letrec<{ type: unknown }>((tie) => ({
    type: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom('null', 'boolean', 'int', 'long', 'float', 'double', 'bytes', 'string'),
      tie('type').map((items) => ({ type: 'array', items })),
      tie('type').map((values) => ({ type: 'map', values })),
      fc.uniqueArray(fc.constantFrom('null', 'boolean', 'int', 'long', 'double', 'bytes', 'string'), {
        minLength: 1,
        maxLength: 4,
      }),
      fc
        .record({
          symbols: fc.uniqueArray(fc.constantFrom('A', 'B', 'C'), { minLength: 1 }),
          safe: fc.boolean(),
        })
        .map(({ symbols, safe }) => ({
          type: 'enum',
          name: 'E',
          symbols,
          ...(safe ? { default: symbols[0] } : {}),
        })),
      fc.constantFrom(1, 2).map((size) => ({ type: 'fixed', name: 'F', size })),
      fc
        .uniqueArray(
          fc.record({ name: fc.constantFrom('a', 'b', 'c'), type: tie('type'), optional: fc.boolean() }),
          {
            maxLength: 3,
            selector: ({ name }) => name,
          },
        )
        .map((fields) => ({
          type: 'record',
          name: 'R',
          fields: fields.map(({ name, type, optional }) =>
            // A default of null makes the type one that takes null first.
            optional ? { name, type: nullFirst(type), default: null } : { name, type },
          ),
        })),
    ),
  }))
  .type.map((type) => numbered({ type: 'record', name: 'Root', fields: [{ name: 'x', type }] }));

function nullFirst(type: unknown): unknown {
  const branches = Array.isArray(type) ? type : [type];
  return ['null', ...branches.filter((branch) => branch !== 'null')];
}

/** Named types by the order in which they stand: the same place, the same name. */
function numbered(schema: unknown): unknown {
  let next = 0;
  const visit = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(visit);
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value);
    const isNamed = 'type' in value && ['record', 'enum', 'fixed'].includes(String(value.type));
    const name =
      isNamed && 'name' in value && value.name !== 'Root' ? { name: `${String(value.name)}${next++}` } : {};
    return {
      ...Object.fromEntries(entries.map(([key, each]) => [key, key === 'symbols' ? each : visit(each)])),
      ...name,
    };
  };
  return visit(schema);
}

describe('random Avro schemas', () => {
  it('are judged as avsc judges them', () => {
    fc.assert(
      fc.property(avroType, avroType, (old, now) => {
        const { backward, forward } = strictVerdicts(old, now);
        expect({ backward: backward !== 'breaking', forward: forward !== 'breaking', old, now }).toEqual({
          backward: avscReads(now, old),
          forward: avscReads(old, now),
          old,
          now,
        });
      }),
      { numRuns: Number(process.env.EDA_RUNS ?? 300) },
    );
  });

  it('do not differ from themselves', () => {
    fc.assert(
      fc.property(avroType, (schema) => {
        expect(compare(schema, structuredClone(schema))).toEqual([]);
      }),
      { numRuns: Number(process.env.EDA_RUNS ?? 100) },
    );
  });
});

/** What a writer makes of a datum in the JSON encoding, read by another schema: undefined where that refuses it. */
function readThrough(datum: unknown, writer: unknown, reader: unknown): boolean {
  const typeOf = (schema: unknown): avro.Type =>
    avro.Type.forSchema(schema as avro.Schema, { wrapUnions: true });
  const [written, read] = [typeOf(writer), typeOf(reader)];
  const buffer = written.toBuffer(written.fromString(JSON.stringify(datum)));
  try {
    read.fromBuffer(buffer, read.createResolver(written));
    return true;
  } catch {
    return false;
  }
}

function witnessesOf(
  old: unknown,
  now: unknown,
): { change: SchemaChange; data: unknown; validUnder: string }[] {
  const at = { file: 'order.avsc', path: [] };
  const side = (schema: unknown) => ({
    'order.avsc': { id: 'order.avsc', typeName: 'Order', schema: { kind: 'any' as const }, avro: schema, at },
  });
  const reference = { schema: { kind: 'ref' as const, id: 'order.avsc' }, at };
  const comparison = schemaComparison(side(old), side(now));
  return comparison.compare(reference, reference).flatMap((change) => {
    const witness = comparison.findWitness(change, reference, reference);
    return witness === undefined ? [] : [{ change, data: witness.value, validUnder: witness.validUnder }];
  });
}

describe('data that shows what breaks', () => {
  const breaking = avroChanges.filter(
    ({ title, verdicts }) => verdicts.includes('✘') && !peculiar.has(title),
  );

  it.each(breaking)('is found, written and refused: $title', ({ old, new: now }) => {
    const found = witnessesOf(old, now);
    expect(found.length).toBeGreaterThan(0);
    for (const { data, validUnder } of found) {
      const [writer, reader] = validUnder === 'old' ? [old, now] : [now, old];
      expect(readThrough(data, writer, reader)).toBe(false);
      expect(readThrough(data, writer, writer)).toBe(true);
    }
  });

  it('is of the field that changed, and as small as it goes', () => {
    const order = (...fields: object[]): object => ({ type: 'record', name: 'Order', fields });
    const id = { name: 'id', type: 'string' };
    const list = (symbols: string[]): object => ({
      name: 'lines',
      type: { type: 'array', items: { type: 'enum', name: 'Kind', symbols } },
    });
    expect(witnessesOf(order(id, list(['A', 'B'])), order(id, list(['A'])))).toMatchObject([
      { data: { id: 'text', lines: ['B'] }, validUnder: 'old' },
    ]);
    const note = { name: 'note', type: ['null', 'string'] };
    expect(witnessesOf(order(id, note), order(id, { name: 'note', type: 'null' }))).toMatchObject([
      { data: { id: 'text', note: { string: 'text' } }, validUnder: 'old' },
    ]);
    expect(witnessesOf(order(id), order(id, { name: 'total', type: 'long' }))).toMatchObject([
      { data: { id: 'text' }, validUnder: 'old' },
    ]);
  });

  it('of random schemas is refused by a real reader', () => {
    let found = 0;
    fc.assert(
      fc.property(avroType, avroType, (old, now) => {
        for (const { data, validUnder } of witnessesOf(old, now)) {
          found++;
          const [writer, reader] = validUnder === 'old' ? [old, now] : [now, old];
          expect({ read: readThrough(data, writer, reader), data, writer, reader }).toMatchObject({
            read: false,
          });
        }
      }),
      { numRuns: Number(process.env.EDA_RUNS ?? 300) },
    );
    expect(found).toBeGreaterThan(0);
  });
});
