import { posix } from 'node:path';
import type { Path } from '../diagnostics/diagnostic.ts';
import { knownVersion, looksLikeAsyncApi } from '../spec/asyncapi/detect-document.ts';
import { documentShape, resolveShape, type Shape, type ShapeNode } from '../spec/asyncapi/shape/shapes.ts';
import { writePointer } from '../spec/json-pointer.ts';
import type { DesignView } from './design-view.ts';
import { jsonSchemaShape } from './json-schema-shape.ts';
import { readOutline } from './outline.ts';
import { noShape, type ShapeKey, type WrittenShape } from './shape.ts';
import { type CompletionPlace, type Suggestion, scalarText, suggestKeys } from './suggestion.ts';

/** What may be written at a place of an AsyncAPI document: keys of its version, values, and what a `$ref` may lead to. */
export function completeAsyncApi(
  place: CompletionPlace,
  { view, file }: { readonly view?: DesignView; readonly file: string },
): readonly Suggestion[] {
  const { path, on } = place.cursor;
  if (on === 'value' && path.at(-1) === '$ref') return references(place, view, file);
  const shape = asyncApiShape(path, place.text);
  if (on === 'value' && shape.keys.length === 0)
    return shape.values.map((label) => ({ label, kind: 'value', text: scalarText(label, place) }));
  return suggestKeys(shape.keys, place);
}

/** What AsyncAPI says of the value at a path, in the version that the text names. */
export function asyncApiShape(path: Path, text: string): WrittenShape {
  const [, written = ''] = /["']?asyncapi["']?[ \t]*:[ \t]*["']?([\d.]+)/.exec(text) ?? [];
  const version = knownVersion(written) ?? '3.0.0';
  const data = schemaBelow(path);
  if (data !== undefined) return jsonSchemaShape(data);
  let node: ShapeNode = documentShape(version);
  for (const step of path) {
    const shape = objectOf(node);
    if (shape === undefined) return noShape;
    node = childOf(shape, step) ?? true;
  }
  const shape = objectOf(node);
  if (shape === undefined) return noShape;
  const { enum: values = [], required = [], properties = {} } = shape;
  const reference: ShapeKey[] = canRefer(node) ? [{ name: '$ref', required: false, type: 'other' }] : [];
  return {
    keys: [
      ...reference,
      ...Object.entries(properties).map(([name, property]) => ({
        name,
        required: required.includes(name),
        type: typeOf(property),
      })),
    ],
    values: values.map(String),
  };
}

/** The steps below the payload schema that a path leads into; undefined: into none. */
function schemaBelow(path: Path): Path | undefined {
  const [first, second] = path;
  if (first === 'components' && second === 'schemas' && path.length > 2) return path.slice(3);
  const start = path.findIndex((step) => step === 'payload' || step === 'headers');
  return start === -1 ? undefined : path.slice(start + 1);
}

function objectOf(node: ShapeNode): Shape | undefined {
  const shape = resolveShape(node);
  if (typeof shape !== 'object') return undefined;
  if (shape.orRef !== undefined) return objectOf(shape.orRef);
  const parts = [...(shape.allOf ?? []), ...(shape.oneOf ?? [])]
    .map(objectOf)
    .filter((part) => part !== undefined);
  if (parts.length === 0) return shape;
  return {
    ...shape,
    properties: Object.assign({}, ...parts.map(({ properties }) => properties), shape.properties),
  };
}

function canRefer(node: ShapeNode): boolean {
  const shape = resolveShape(node);
  return typeof shape === 'object' && shape.orRef !== undefined;
}

function childOf(shape: Shape, step: string | number): ShapeNode | undefined {
  if (typeof step === 'number')
    return Array.isArray(shape.items) ? shape.items[step] : (shape.items as ShapeNode | undefined);
  if (shape.properties !== undefined && Object.hasOwn(shape.properties, step)) return shape.properties[step];
  const pattern = Object.entries(shape.patternProperties ?? {}).find(([each]) =>
    new RegExp(each, 'u').test(step),
  );
  return pattern?.[1] ?? shape.additionalProperties;
}

function typeOf(node: ShapeNode): ShapeKey['type'] {
  const type = objectOf(node)?.type;
  return type === 'object' || type === 'array' || type === 'boolean' ? type : 'other';
}

/** Sections whose members others refer to. */
const referred = ['channels', 'servers', 'operations'];

/** What stands in this document and in others of the design, by its pointer. */
function references(
  place: CompletionPlace,
  view: DesignView | undefined,
  file: string,
): readonly Suggestion[] {
  const others = [...(view?.source.texts ?? [])].filter(
    ([path, text]) => path !== file && looksLikeAsyncApi(text),
  );
  return [['', place.text] as const, ...others].flatMap(([path, text]) => {
    const base = path === '' ? '' : relativePath(file, path);
    return pointersIn(text).map((pointer): Suggestion => {
      const label = `${base}#${pointer}`;
      return {
        label,
        kind: 'schema',
        text: scalarText(label, place),
        ...(base === '' ? { first: true } : {}),
      };
    });
  });
}

/** Pointers to what a document names: components, channels and their messages, operations, servers. */
function pointersIn(text: string): readonly string[] {
  return readOutline(text)
    .map(({ path }) => path)
    .filter(([section = '', , inner], index, all) => {
      const depth = all[index]?.length ?? 0;
      if (section === 'components') return depth === 3;
      if (section === 'channels' && inner === 'messages') return depth === 4;
      return depth === 2 && referred.includes(String(section));
    })
    .map(writePointer);
}

function relativePath(from: string, to: string): string {
  const path = posix.relative(posix.dirname(from), to);
  return path.startsWith('.') ? path : `./${path}`;
}
