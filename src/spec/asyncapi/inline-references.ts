import { placeAt } from '../../diagnostics/diagnostic.ts';
import { isMap } from '../is-map.ts';
import type { Located, References } from './references.ts';

/**
 * A copy of a value with what its `$ref`s lead to in their place, so that it means the same elsewhere; undefined where
 * one leads nowhere, to another host, or back to what it stands in.
 */
export function inlineReferences(located: Located, references: References, depth = 0): unknown {
  if (depth > deepest) return undefined;
  const found = references.follow(located);
  if (found === undefined) return undefined;
  const { value, at } = found;
  const isList = Array.isArray(value);
  if (!isList && !isMap(value)) return value;
  const copies = Object.entries(value).map(([key, member]): [string, unknown] => [
    key,
    inlineReferences({ value: member, at: placeAt(at, isList ? Number(key) : key) }, references, depth + 1),
  ]);
  if (copies.some(([, copy]) => copy === undefined)) return undefined;
  return isList ? copies.map(([, copy]) => copy) : Object.fromEntries(copies);
}

/** Values of documents are seldom deeper than ten; a schema that contains itself is so without end. */
const deepest = 24;
