import { type Place, placeAt } from '../../diagnostics/diagnostic.ts';
import { isMap } from '../is-map.ts';
import type { Binding, NamedUse, Variable } from './document.ts';
import type { Located, References } from './references.ts';

/*
 * Reading the members of objects of a document. What does not fit is absent here: the shape check tells about it.
 */

/** An object of a document, behind its references. */
export interface Fields {
  readonly map: { readonly [key: string]: unknown };
  readonly at: Place;
}

/** The object behind a value's references; undefined where there is none. */
export function fieldsOf(located: Located, references: References): Fields | undefined {
  const found = references.follow(located);
  return found !== undefined && isMap(found.value) ? { map: found.value, at: found.at } : undefined;
}

/** A member with its place, unfollowed. */
export function memberOf({ map, at }: Fields, key: string): Located | undefined {
  const value = Object.hasOwn(map, key) ? map[key] : undefined;
  return value === undefined || value === null ? undefined : { value, at: placeAt(at, key) };
}

/** The members of a map of objects, each behind its references; `written` is where the map names it. */
export function objectsIn(
  fields: Fields,
  key: string,
  references: References,
): { name: string; object: Fields; written: Located }[] {
  const map = memberOf(fields, key);
  if (map === undefined || !isMap(map.value)) return [];
  const found: { name: string; object: Fields; written: Located }[] = [];
  for (const name of Object.keys(map.value)) {
    const written: Located = { value: map.value[name], at: placeAt(map.at, name) };
    const object = fieldsOf(written, references);
    if (object !== undefined) found.push({ name, object, written });
  }
  return found;
}

/**
 * The `parameters` of a channel, as `read` makes them of their objects. One that is no object, or refers to nothing, is
 * declared all the same: that has been reported.
 */
export function parametersIn(
  channel: Fields,
  references: References,
  read: (name: string, object: Fields) => Variable,
): Variable[] {
  const found = new Map(
    objectsIn(channel, 'parameters', references).map(({ name, object }) => [name, read(name, object)]),
  );
  const written = memberOf(channel, 'parameters');
  const names = written !== undefined && isMap(written.value) ? Object.keys(written.value) : [];
  return names.map(
    (name) =>
      found.get(name) ?? { name, enum: [], examples: [], at: placeAt(channel.at, 'parameters', name) },
  );
}

/** The items of a list, unfollowed; of anything else none. */
export function itemsIn(fields: Fields, key: string): Located[] {
  const list = memberOf(fields, key);
  if (list === undefined || !Array.isArray(list.value)) return [];
  return list.value.map((value, index) => ({ value, at: placeAt(list.at, index) }));
}

/** A text, else undefined. */
export function textIn({ map }: Fields, key: string): string | undefined {
  const value = Object.hasOwn(map, key) ? map[key] : undefined;
  return typeof value === 'string' ? value : undefined;
}

/** A text as a name with its place. */
export function nameIn(fields: Fields, key: string): NamedUse | undefined {
  const name = textIn(fields, key);
  return name === undefined ? undefined : { name, at: placeAt(fields.at, key) };
}

/** The texts of a list; numbers and booleans count as they are written. */
export function textsIn({ map }: Fields, key: string): string[] {
  const list = map[key];
  if (!Array.isArray(list)) return [];
  return list.flatMap((item) =>
    typeof item === 'string' || typeof item === 'number' || typeof item === 'boolean' ? [String(item)] : [],
  );
}

/** `title`, `summary` and `description`, as far as they are said. */
export function wordsIn(fields: Fields): { title?: string; summary?: string; description?: string } {
  const words: { title?: string; summary?: string; description?: string } = {};
  for (const key of ['title', 'summary', 'description'] as const) {
    const text = textIn(fields, key);
    if (text !== undefined) words[key] = text;
  }
  return words;
}

/** Names of `tags`. */
export function tagsIn(fields: Fields, references: References): string[] {
  return itemsIn(fields, 'tags').flatMap((item) => {
    const tag = fieldsOf(item, references);
    const name = tag === undefined ? undefined : textIn(tag, 'name');
    return name === undefined ? [] : [name];
  });
}

/** `bindings` by protocol. */
export function bindingsIn(fields: Fields, references: References): Binding[] {
  const written = memberOf(fields, 'bindings');
  const bindings = written === undefined ? undefined : fieldsOf(written, references);
  return bindings === undefined ? [] : protocolsIn(bindings, references);
}

/** The members of a bindings object by protocol. */
export function protocolsIn(bindings: Fields, references: References): Binding[] {
  return Object.keys(bindings.map)
    .filter((protocol) => !protocol.startsWith('x-'))
    .flatMap((protocol) => {
      const found = references.follow({ value: bindings.map[protocol], at: placeAt(bindings.at, protocol) });
      return found === undefined ? [] : [{ protocol, value: found.value, at: found.at }];
    });
}

/** A server variable, or a parameter as 3.x writes it; `values` holds `enum` and `default` (2.x: the schema). */
export function variableOf(name: string, fields: Fields, values: Fields = fields): Variable {
  const description = textIn(fields, 'description');
  const [first] = textsIn({ map: { first: [values.map.default] }, at: values.at }, 'first');
  const location = textIn(fields, 'location');
  return {
    name,
    ...(description === undefined ? {} : { description }),
    enum: textsIn(values, 'enum'),
    ...(first === undefined ? {} : { default: first }),
    examples: textsIn(fields, 'examples'),
    ...(location === undefined ? {} : { location }),
    at: fields.at,
  };
}

/**
 * Members of an object and its traits: in 3.x the object's own count before those of traits and later traits before
 * earlier ones; in 2.x traits are merged over the object.
 */
export function layersOf(fields: Fields, major: 2 | 3, references: References): readonly Fields[] {
  const traits = itemsIn(fields, 'traits').flatMap((item) => fieldsOf(item, references) ?? []);
  if (traits.length === 0) return [fields];
  return major === 3 ? [fields, ...traits.reverse()] : [...traits.reverse(), fields];
}

/** The layer that says something of a key. */
export function layerWith(layers: readonly Fields[], key: string): Fields | undefined {
  return layers.find(({ map }) => Object.hasOwn(map, key) && map[key] !== undefined);
}

/** Bindings of all layers, each protocol from the first that has it. */
export function layeredBindings(layers: readonly Fields[], references: References): Binding[] {
  const found = new Map<string, Binding>();
  for (const layer of layers) {
    for (const binding of bindingsIn(layer, references)) {
      if (!found.has(binding.protocol)) found.set(binding.protocol, binding);
    }
  }
  return [...found.values()];
}
