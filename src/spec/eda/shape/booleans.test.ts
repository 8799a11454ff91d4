import { expect, test } from 'vitest';
import type { Path } from '../../../diagnostics/diagnostic.ts';
import { checkShape } from './check-shape.ts';
import { edaSchemaText } from './eda-schema.generated.js';

interface Node {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: { readonly [key: string]: Node | boolean };
  readonly additionalProperties?: Node | boolean;
  readonly items?: Node;
  readonly oneOf?: readonly Node[];
  readonly if?: Node;
  readonly then?: Node;
  readonly else?: Node;
}

const schema = JSON.parse(edaSchemaText) as Node & { readonly $defs: { readonly [name: string]: Node } };

/** A place where true and false may stand, and what tells which of several maps each map on the way is. */
interface BooleanPlace {
  readonly path: Path;
  readonly tags: readonly { readonly path: Path; readonly value: unknown }[];
  /** `false` alone, where a map may stand as well. */
  readonly isEither: boolean;
}

/** Every place of the language that takes a boolean, each definition followed once. */
function booleanPlaces(): BooleanPlace[] {
  const found: BooleanPlace[] = [];
  const seen = new Set<string>();
  const visit = (node: Node | boolean | undefined, path: Path, tags: BooleanPlace['tags']): void => {
    if (typeof node !== 'object') return;
    const { $ref, ...own } = node;
    if ($ref !== undefined) {
      const id = `${$ref} ${path.length < 3 ? path.join(' ') : ''}`;
      const target = schema.$defs[$ref.slice('#/$defs/'.length)];
      if (target?.properties !== undefined || target?.oneOf !== undefined) {
        if (seen.has(id)) return;
        seen.add(id);
      }
      visit({ ...target, ...own }, path, tags);
      return;
    }
    const types = [node.type ?? []].flat();
    // Where a text may stand as well, it is one.
    if (types.includes('boolean') && !types.includes('string') && node.const === undefined)
      found.push({ path, tags, isEither: types.length > 1 });
    for (const branch of node.oneOf ?? []) {
      const form = branch.$ref === undefined ? branch : schema.$defs[branch.$ref.slice('#/$defs/'.length)];
      const tag = Object.entries(form?.properties ?? {}).find(
        ([, each]) => typeof each === 'object' && each.const !== undefined,
      );
      const own = tag === undefined ? [] : [{ path: [...path, tag[0]], value: (tag[1] as Node).const }];
      visit(form, path, [...tags, ...own]);
    }
    if (node.if?.type === 'string') for (const branch of [node.then, node.else]) visit(branch, path, tags);
    for (const [key, child] of Object.entries(node.properties ?? {})) visit(child, [...path, key], tags);
    visit(node.additionalProperties, [...path, 'a'], tags);
    visit(node.items, [...path, 0], tags);
  };
  visit(schema, [], []);
  return found;
}

/** A file that says a value at a place, and what leads there. */
function fileWith({ path, tags }: BooleanPlace, value: unknown): unknown {
  const root: unknown = {};
  const put = (at: Path, written: unknown): void => {
    let within = root as { [step: string | number]: unknown };
    for (const [index, step] of at.slice(0, -1).entries()) {
      within[step] ??= typeof at[index + 1] === 'number' ? [] : {};
      within = within[step] as typeof within;
    }
    within[at.at(-1) ?? ''] = written;
  };
  put(['eda'], 1);
  put(['system'], 'shop');
  for (const tag of tags) put(tag.path, tag.value);
  put(path, value);
  return root;
}

const places = booleanPlaces();

test('the language has booleans in many places', () => {
  expect(places.length).toBeGreaterThan(30);
  expect(places.map(({ path }) => path.join('.'))).toEqual(
    expect.arrayContaining(['defaults.ordered', 'generate.postgres.dropUnused', 'services.a.external']),
  );
});

test.each([
  ['yes', true],
  ['Yes', true],
  ['on', true],
  ['ON', true],
  ['true', true],
  ['no', false],
  ['off', false],
  ['False', false],
])('the text %j is told to be written as a boolean everywhere', (text, meant) => {
  for (const place of places) {
    // There `true` alone says nothing.
    if (place.isEither && meant) continue;
    const found = checkShape({ path: 'eda.yaml', value: fileWith(place, text), role: 'root' });
    const [fault] = found.filter(
      ({ at }) => at.path.join('.') === place.path.join('.') && at.on === undefined,
    );
    const where = place.path.join('.');
    expect(fault?.help, `${where}: ${JSON.stringify(fault)}`).toBe(`write \`${meant}\``);
    expect(fault?.fix, where).toMatchObject({ safe: true, edits: [{ text: String(meant) }] });
  }
});
