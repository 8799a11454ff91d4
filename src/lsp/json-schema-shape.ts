import type { Path } from '../diagnostics/diagnostic.ts';
import { schemaTypes } from '../model/build/schema-keywords.ts';
import { formats } from '../model/formats.ts';
import { noShape, type ShapeKey, type WrittenShape } from './shape.ts';

/** Keywords of JSON Schema that describe payloads, with what stands behind each (2020-12). */
const keywords: readonly (readonly [
  name: string,
  holds: 'schema' | 'list' | 'map' | 'texts' | 'value',
  description: string,
])[] = [
  ['$ref', 'value', 'A schema that is written elsewhere: `#/schemas/Money`, `./order.json`.'],
  ['type', 'value', 'Type of the value, or list of types.'],
  ['title', 'value', 'A short name for people.'],
  ['description', 'value', 'What the value means.'],
  ['properties', 'map', 'Fields of an object: name → schema.'],
  ['required', 'texts', 'Names of the fields that must be there.'],
  ['additionalProperties', 'schema', 'Schema of fields of any other name; `false`: there are none.'],
  ['patternProperties', 'map', 'Fields by patterns of their names.'],
  ['propertyNames', 'schema', 'Schema that every name of a field fits.'],
  ['minProperties', 'value', 'Fewest fields.'],
  ['maxProperties', 'value', 'Most fields.'],
  ['items', 'schema', 'Schema of each item of a list.'],
  ['prefixItems', 'list', 'Schemas of the first items.'],
  ['contains', 'schema', 'Schema that some item fits.'],
  ['minItems', 'value', 'Fewest items.'],
  ['maxItems', 'value', 'Most items.'],
  ['uniqueItems', 'value', 'No item twice.'],
  ['enum', 'texts', 'The values that are allowed.'],
  ['const', 'value', 'The only value that is allowed.'],
  ['format', 'value', 'What a text looks like.'],
  ['pattern', 'value', 'Regular expression that a text matches somewhere.'],
  ['minLength', 'value', 'Fewest characters.'],
  ['maxLength', 'value', 'Most characters.'],
  ['minimum', 'value', 'Least value.'],
  ['maximum', 'value', 'Greatest value.'],
  ['exclusiveMinimum', 'value', 'The value is greater than this.'],
  ['exclusiveMaximum', 'value', 'The value is less than this.'],
  ['multipleOf', 'value', 'The value is a multiple of this.'],
  ['allOf', 'list', 'All of these hold.'],
  ['anyOf', 'list', 'At least one of these holds.'],
  ['oneOf', 'list', 'Exactly one of these holds.'],
  ['not', 'schema', 'This does not hold.'],
  ['if', 'schema', 'Where this holds, `then` does as well, else `else`.'],
  ['then', 'schema', 'Holds where `if` does.'],
  ['else', 'schema', 'Holds where `if` does not.'],
  ['default', 'value', 'Value that is meant where none is given.'],
  ['examples', 'texts', 'Values for people.'],
  ['deprecated', 'value', 'It should not be used any more.'],
  ['readOnly', 'value', 'Only the owner sets it.'],
  ['writeOnly', 'value', 'It is never shown again.'],
  ['x-personal-data', 'value', 'It tells something of a person.'],
];

const holds = new Map(keywords.map(([name, what]) => [name, what]));
const flags = new Set(['uniqueItems', 'deprecated', 'readOnly', 'writeOnly', 'x-personal-data']);

const keys: readonly ShapeKey[] = keywords.map(([name, what, description]) => ({
  name,
  description,
  required: false,
  type:
    what === 'map' || what === 'schema'
      ? 'object'
      : what === 'list' || what === 'texts'
        ? 'array'
        : flags.has(name)
          ? 'boolean'
          : 'other',
}));

/** What JSON Schema says of the value at a path below a schema. */
export function jsonSchemaShape(path: Path): WrittenShape {
  let at: 'schema' | 'list' | 'map' = 'schema';
  for (const [index, step] of path.entries()) {
    if (at === 'schema') {
      const what = holds.get(String(step)) ?? 'value';
      if (what === 'value' || what === 'texts')
        return index === path.length - 1 ? valueShape(String(step)) : noShape;
      at = what;
    } else at = 'schema';
  }
  return at === 'schema'
    ? { keys, values: [], type: 'object' }
    : { ...noShape, type: at === 'map' ? 'object' : 'array' };
}

function valueShape(keyword: string): WrittenShape {
  const description = keys.find(({ name }) => name === keyword)?.description;
  return {
    keys: [],
    values:
      keyword === 'type'
        ? schemaTypes
        : keyword === 'format'
          ? [...formats.keys()]
          : flags.has(keyword)
            ? ['true', 'false']
            : [],
    ...(description === undefined ? {} : { description }),
  };
}
