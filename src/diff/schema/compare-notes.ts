import { isEqual } from '../../model/json-value.ts';
import type { Annotations, Schema } from '../../model/schema.ts';
import { type Found, type Here, placesOf } from './comparison.ts';
import { listed } from './describe.ts';
import { finding } from './finding.ts';
import { meaningfulKeywords } from './meaningful-keywords.ts';
import { followed, type Node, type Part, targetOf } from './node.ts';

const documented = ['title', 'description', 'examples', 'deprecated', 'readOnly', 'writeOnly'] as const;

const meaningful: ReadonlySet<string> = new Set(meaningfulKeywords);

/** What differs in what schemas say to people and tools. */
export function compareNotes(a: Node, b: Node, here: Here): Found[] {
  const [old, now] = [noteOf(a), noteOf(b)];
  const places = placesOf(a, b, here);
  const found: Found[] = [];
  const words: string[] = documented.filter((word) => !isEqual(old[word], now[word]));
  const [before, after] = [old.extensions ?? {}, now.extensions ?? {}];
  for (const keyword of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [was, is] = [before[keyword], after[keyword]];
    if (isEqual(was, is)) continue;
    // Who says it for the first time, or no longer, may mean the same as before.
    if (was === undefined || is === undefined || !meaningful.has(keyword)) words.push(keyword);
    else {
      const [from, to] = [was, is].map((value) => JSON.stringify(value));
      const text = `${keyword} ${from} → ${to}`;
      found.push(finding('meaning-changed', places, { text, old: from, new: to }));
    }
  }
  if (words.length > 0)
    found.push(finding('documentation', places, { text: `${listed(words, 'and')} changed` }));
  if ((old.personalData ?? false) !== (now.personalData ?? false)) {
    const text = now.personalData === true ? 'is personal data now' : 'is no personal data any more';
    found.push(finding('personal-data-changed', places, { text, joint: ' ' }));
  }
  if (!isEqual(old.default, now.default)) {
    const [was, is] = [old.default, now.default].map((value) => JSON.stringify(value));
    const kind =
      was === undefined ? 'default-added' : is === undefined ? 'default-removed' : 'default-changed';
    const text = `default ${was ?? 'none'} → ${is ?? 'none'}`;
    found.push(finding(kind, places, { text, old: was, new: is }));
  }
  return found;
}

/** All that is said of a value: at the place itself first, then where its references and parts lead. */
function noteOf(node: Node): Annotations {
  let note: Annotations = {};
  const visit = (part: Part, refs: ReadonlySet<string>): void => {
    const { schema, side, at } = part;
    if (schema.note !== undefined) {
      const extensions = { ...schema.note.extensions, ...note.extensions };
      note = { ...schema.note, ...note, ...(Object.keys(extensions).length === 0 ? {} : { extensions }) };
    }
    const inside = (inner: Schema): void => visit({ schema: inner, side, at }, refs);
    if (schema.kind === 'ref' && !refs.has(schema.id)) {
      const target = targetOf(part);
      if (target !== undefined) visit(target, new Set([...refs, schema.id]));
    } else if (schema.kind === 'intersection') for (const each of schema.of) inside(each);
    else if (schema.kind === 'union') {
      // A value that may be null is described at the other alternative.
      const others = alternativesOf(part, 0).filter((each) => !['null', 'never'].includes(each.schema.kind));
      const [only] = others;
      if (only !== undefined && others.every((each) => isEqual(each.schema, only.schema))) visit(only, refs);
    }
  };
  for (const part of node.parts) visit(part, new Set());
  return note;
}

/** The alternatives of a union, those of unions within it too. */
function alternativesOf(part: Part, depth: number): Part[] {
  const { schema, side, at } = part;
  if (schema.kind !== 'union' || depth > 8) return [part];
  return schema.of.flatMap((each) => {
    const target = followed({ schema: each, side, at });
    return target.schema.note === undefined ? alternativesOf(target, depth + 1) : [target];
  });
}

/** Whether a schema tells its readers to expect values that it does not list. */
export function isExtensible(node: Node): boolean {
  const mark = noteOf(node).extensions?.['x-extensible-enum'];
  return mark !== undefined && mark !== false;
}
