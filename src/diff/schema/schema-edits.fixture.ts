import fc from '../../../tests/support/fast-check.ts';
import type { ObjectSchema, Schema } from '../../model/schema.ts';
import { schemaArbitrary } from '../../print/sample-schemas.fixture.ts';

/** The schema with each directly inside it replaced. */
export function mapChildren(schema: Schema, change: (child: Schema) => Schema): Schema {
  const byName = (map: { readonly [name: string]: Schema }): { [name: string]: Schema } =>
    Object.fromEntries(Object.entries(map).map(([name, each]) => [name, change(each)]));
  switch (schema.kind) {
    case 'object':
      return {
        ...schema,
        properties: schema.properties.map((each) => ({ ...each, schema: change(each.schema) })),
        ...(schema.additional && { additional: change(schema.additional) }),
        ...(schema.patterns && {
          patterns: schema.patterns.map((each) => ({ ...each, schema: change(each.schema) })),
        }),
        ...(schema.names && { names: change(schema.names) }),
        ...(schema.dependentSchemas && { dependentSchemas: byName(schema.dependentSchemas) }),
        ...(schema.unevaluated && { unevaluated: change(schema.unevaluated) }),
      };
    case 'array':
      return {
        ...schema,
        ...(schema.prefix && { prefix: schema.prefix.map(change) }),
        ...(schema.items && { items: change(schema.items) }),
        ...(schema.contains && { contains: change(schema.contains) }),
        ...(schema.unevaluated && { unevaluated: change(schema.unevaluated) }),
      };
    case 'union':
    case 'intersection':
      return { ...schema, of: schema.of.map(change) };
    case 'not':
      return { ...schema, schema: change(schema.schema) };
    case 'conditional':
      return {
        ...schema,
        if: change(schema.if),
        ...(schema.then && { then: change(schema.then) }),
        ...(schema.else && { else: change(schema.else) }),
      };
    default:
      return schema;
  }
}

function sizeOf(schema: Schema): number {
  let size = 1;
  mapChildren(schema, (child) => {
    size += sizeOf(child);
    return child;
  });
  return size;
}

/** The schema with one node, counted from its root, replaced. */
function editAt(schema: Schema, index: number, edit: (node: Schema) => Schema): Schema {
  let left = index % sizeOf(schema);
  const visit = (node: Schema): Schema => (left-- === 0 ? edit(node) : mapChildren(node, visit));
  return visit(schema);
}

type Edit = (node: Schema) => Schema;

/** Whether the JSON object that a node stands for has `unevaluatedProperties`: it cannot have it twice. */
function saysUnevaluated(node: Schema): boolean {
  if (node.kind === 'intersection' || node.kind === 'union') return node.of.some(saysUnevaluated);
  return node.kind === 'object' && node.unevaluated !== undefined;
}

/** Edits that may change what fits, some of them in one direction. */
function editArbitrary(options: { readonly unevaluated: boolean }): fc.Arbitrary<Edit> {
  const schema = schemaArbitrary({ ...options, forAjv: true });
  const number = fc.constantFrom(-1, 0, 1, 2, 3);
  return fc.oneof(
    schema.map(
      (other): Edit =>
        () =>
          other,
    ),
    schema.map(
      (other): Edit =>
        (node) => ({ kind: 'union', rule: 'any', of: [node, other] }),
    ),
    schema.map(
      (other): Edit =>
        (node) => ({ kind: 'union', rule: 'one', of: [node, other] }),
    ),
    schema.map(
      (other): Edit =>
        (node) => ({ kind: 'intersection', merged: false, of: [node, other] }),
    ),
    schema.map(
      (other): Edit =>
        (node) => ({ kind: 'intersection', merged: true, of: [node, other] }),
    ),
    schema.map(
      (other): Edit =>
        (node) =>
          saysUnevaluated(node)
            ? node
            : {
                kind: 'intersection',
                merged: true,
                of: [node, { kind: 'object', loose: true, properties: [], unevaluated: other }],
              },
    ),
    fc.constant<Edit>((node) =>
      'of' in node && node.of.length > 1 ? { ...node, of: node.of.slice(1) } : node,
    ),
    schema.map(
      (other): Edit =>
        (node) =>
          'of' in node ? { ...node, of: [...node.of, other] } : node,
    ),
    fc.constant<Edit>((node) =>
      node.kind === 'union' ? { ...node, rule: node.rule === 'one' ? 'any' : 'one' } : node,
    ),
    fc.constant<Edit>((node) => ('loose' in node && node.loose ? withoutLoose(node) : node)),
    fc.constant<Edit>((node) =>
      node.kind === 'object' || node.kind === 'array' || node.kind === 'string'
        ? { ...node, loose: true }
        : node,
    ),
    fc
      .tuple(
        fc.constantFrom(
          'minLength',
          'maxLength',
          'minProperties',
          'maxProperties',
          'minItems',
          'maxItems',
          'minimum',
          'maximum',
          'exclusiveMinimum',
          'multipleOf',
        ),
        number,
      )
      .map(
        ([keyword, limit]): Edit =>
          (node) =>
            limited(node, keyword, limit),
      ),
    fc.tuple(fc.constantFrom('a', 'b', 'c', 'constructor'), schema, fc.boolean()).map(
      ([name, other, required]): Edit =>
        (node) =>
          withProperty(node, name, other, required),
    ),
    fc.nat({ max: 3 }).map(
      (index): Edit =>
        (node) =>
          node.kind === 'object'
            ? { ...node, properties: node.properties.filter((_, at) => at !== index) }
            : node,
    ),
    fc.nat({ max: 3 }).map(
      (index): Edit =>
        (node) =>
          node.kind === 'object'
            ? {
                ...node,
                properties: node.properties.map((each, at) =>
                  at === index ? { ...each, required: !each.required } : each,
                ),
              }
            : node,
    ),
    schema.map(
      (other): Edit =>
        (node) =>
          node.kind === 'object' ? { ...node, additional: other } : node,
    ),
    fc.constant<Edit>((node) => {
      if (node.kind !== 'object') return node;
      const { additional: _, ...rest } = node;
      return rest;
    }),
    schema.map(
      (other): Edit =>
        (node) =>
          node.kind === 'array' ? { ...node, items: other } : node,
    ),
    fc.constant<Edit>((node) =>
      node.kind === 'enum' && node.values.length > 1 ? { ...node, values: node.values.slice(1) } : node,
    ),
    fc.constantFrom('a', 'b', 1, null).map(
      (value): Edit =>
        (node) =>
          node.kind === 'enum' ? { kind: 'enum', values: [...node.values, value] } : node,
    ),
  );
}

function withoutLoose({ loose: _, ...rest }: Schema & { readonly loose?: true }): Schema {
  return rest as Schema;
}

function limited(node: Schema, keyword: string, limit: number): Schema {
  const kinds: { readonly [kind in string]: RegExp } = {
    string: /Length$/,
    object: /Properties$/,
    array: /Items$/,
    number: /imum$|Of$/,
  };
  if (kinds[node.kind]?.test(keyword) !== true) return node;
  const least = keyword === 'multipleOf' ? 1 : 0;
  return {
    ...node,
    [keyword]: node.kind === 'number' && keyword !== 'multipleOf' ? limit : Math.max(limit, least),
  } as Schema;
}

function withProperty(node: Schema, name: string, schema: Schema, required: boolean): Schema {
  if (node.kind !== 'object') return node;
  const others = node.properties.filter((each) => each.name !== name);
  const object: ObjectSchema = { ...node, properties: [...others, { name, schema, required }] };
  return object;
}

/** Edits that let more values pass, or none the fewer, where nothing beside them stands against it. */
const wideningEdits: readonly Edit[] = [
  (node) => (node.kind === 'number' ? { ...node, integer: false } : node),
  (node) => {
    if (node.kind !== 'string') return node;
    const { maxLength: _, ...rest } = node;
    return rest;
  },
  (node) => (node.kind === 'array' ? { ...node, maxItems: (node.maxItems ?? 5) + 1 } : node),
  (node) =>
    node.kind === 'enum' ? { kind: 'enum', values: [...node.values, `more${node.values.length}`] } : node,
  (node) => ({ kind: 'union', rule: 'any', of: [node, { kind: 'null' }] }),
  (node) => ({ kind: 'union', rule: 'any', of: [node, { kind: 'boolean' }] }),
  (node) =>
    node.kind === 'object'
      ? { ...node, properties: node.properties.map((each) => ({ ...each, required: false })) }
      : node,
  (node) =>
    node.kind === 'object' && node.additional?.kind === 'never'
      ? withProperty(node, 'more', { kind: 'string' }, false)
      : node,
  (node) => {
    if (node.kind !== 'object') return node;
    const { maxProperties: _, ...rest } = node;
    return rest;
  },
];

/** A schema, and one that was made from it by a few edits at random places. */
export function editedPair(options: {
  readonly unevaluated: boolean;
}): fc.Arbitrary<readonly [Schema, Schema]> {
  return fc
    .tuple(
      schemaArbitrary({ ...options, forAjv: true }),
      fc.array(fc.tuple(fc.nat({ max: 40 }), editArbitrary(options)), { minLength: 1, maxLength: 3 }),
    )
    .map(([schema, edits]) => [
      schema,
      edits.reduce((all, [index, edit]) => editAt(all, index, edit), schema),
    ]);
}

/** Ways to say the same in other words. */
const rewordings: readonly Edit[] = [
  (node) => ({ kind: 'union', rule: 'any', of: [node] }),
  (node) => ({ kind: 'union', rule: 'one', of: [node] }),
  (node) => ({ kind: 'intersection', merged: false, of: [node] }),
  (node) => ({ kind: 'intersection', merged: false, of: [node, { kind: 'any' }] }),
  (node) => ({ kind: 'union', rule: 'any', of: [node, node] }),
  (node) => ({ kind: 'union', rule: 'any', of: [node, { kind: 'never' }] }),
  (node) =>
    node.kind === 'enum' && node.values.length === 1
      ? { kind: 'enum', values: node.values, ...(node.single ? {} : { single: true }) }
      : node,
  (node) => (node.kind === 'enum' ? { kind: 'enum', values: [...node.values].reverse() } : node),
  (node) =>
    node.kind === 'enum'
      ? {
          kind: 'union',
          rule: 'one',
          of: node.values.map((value) => ({ kind: 'enum', values: [value], single: true })),
        }
      : node,
  (node) => (node.kind === 'object' ? { ...node, properties: [...node.properties].reverse() } : node),
  (node) => (node.kind === 'union' ? { ...node, of: [...node.of].reverse() } : node),
  (node) => (node.kind === 'intersection' && !node.merged ? { ...node, of: [...node.of].reverse() } : node),
  (node) => (node.kind === 'object' && node.unevaluated === undefined ? splitObject(node) : node),
  (node) =>
    node.kind === 'string' || node.kind === 'number'
      ? { kind: 'intersection', merged: false, of: [node, { ...node, loose: true }] }
      : node,
];

/** Limits and required names in a part of their own. */
function splitObject(node: ObjectSchema): Schema {
  const { minProperties, maxProperties, ...rest } = node;
  const required = node.properties.filter((each) => each.required).map(({ name }) => name);
  const more: ObjectSchema = {
    kind: 'object',
    loose: true,
    properties: [],
    ...(required.length === 0 ? {} : { requiredElsewhere: required }),
    ...(minProperties === undefined ? {} : { minProperties }),
    ...(maxProperties === undefined ? {} : { maxProperties }),
  };
  const properties = node.properties.map((each) => ({ ...each, required: false }));
  return { kind: 'intersection', merged: false, of: [{ ...rest, properties }, more] };
}

/** Schemas as people write them: objects, lists, enums, alternatives that are told apart. */
const usualSchema: fc.Arbitrary<Schema> = fc.letrec<{ schema: Schema; object: ObjectSchema }>((tie) => {
  const schema = tie('schema');
  const property = fc.record({
    name: fc.constantFrom('id', 'name', 'lines', 'total'),
    schema,
    required: fc.boolean(),
  });
  return {
    object: fc.record(
      {
        kind: fc.constant('object' as const),
        properties: fc.uniqueArray(property, { maxLength: 4, selector: ({ name }) => name }),
        additional: fc.oneof(fc.constant<Schema>({ kind: 'never' }), schema),
        maxProperties: fc.constantFrom(4, 8),
      },
      { requiredKeys: ['kind', 'properties'] },
    ),
    schema: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom<Schema>(
        { kind: 'string' },
        { kind: 'string', maxLength: 3 },
        { kind: 'string', format: 'date-time' },
        { kind: 'number', integer: true, minimum: 0 },
        { kind: 'number', integer: false, multipleOf: 0.5 },
        { kind: 'boolean' },
        { kind: 'enum', values: ['a', 'b', 'c'] },
        { kind: 'enum', values: ['a'], single: true },
        { kind: 'ref', id: '#/schemas/Money' },
        { kind: 'ref', id: '#/schemas/Other' },
        { kind: 'any' },
      ),
      tie('object'),
      schema.map((items): Schema => ({ kind: 'array', items, maxItems: 5 })),
      schema.map((other): Schema => ({ kind: 'union', rule: 'any', of: [other, { kind: 'null' }] })),
      fc.tuple(tie('object'), tie('object')).map(
        (both): Schema => ({
          kind: 'union',
          rule: 'one',
          of: both.map((each, index) =>
            withProperty(each, 'type', { kind: 'enum', values: [`t${index}`], single: true }, true),
          ),
        }),
      ),
      fc
        .tuple(tie('object'), tie('object'))
        .map((of): Schema => ({ kind: 'intersection', merged: false, of })),
    ),
  };
}).schema;

/** A usual schema, and two that were made from it one after the other, by a few edits each. */
export const usualChain: fc.Arbitrary<readonly [Schema, Schema, Schema]> = fc
  .tuple(
    usualSchema,
    fc.array(fc.tuple(fc.nat({ max: 40 }), fc.nat({ max: wideningEdits.length - 1 }), fc.boolean()), {
      minLength: 2,
      maxLength: 6,
    }),
  )
  .map(([first, edits]) => {
    const apply = (schema: Schema, part: typeof edits): Schema =>
      part.reduce(
        (all, [index, which]) => editAt(all, index, wideningEdits[which] ?? ((node) => node)),
        schema,
      );
    const second = apply(first, edits.slice(0, edits.length / 2));
    return [first, second, apply(second, edits.slice(edits.length / 2))];
  });

/** A schema, one that says the same otherwise, and the named schemas that this one uses beside the common ones. */
export interface Reworded {
  readonly old: Schema;
  readonly now: Schema;
  readonly named: { readonly [id: string]: Schema };
}

export const rewordedPair: fc.Arbitrary<Reworded> = fc
  .tuple(
    usualSchema,
    fc.array(fc.tuple(fc.nat({ max: 40 }), fc.nat({ max: rewordings.length })), {
      minLength: 1,
      maxLength: 4,
    }),
  )
  .map(([old, edits]) => {
    const named: { [id: string]: Schema } = {};
    const now = edits.reduce((schema, [index, which], count) => {
      const id = `#/schemas/Extracted${count}`;
      const extract: Edit = (node) => {
        named[id] = node;
        return { kind: 'ref', id };
      };
      return editAt(schema, index, rewordings[which] ?? extract);
    }, old);
    return { old, now, named };
  });
