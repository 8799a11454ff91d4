import edaSchema from '../../specs/schema/eda.schema.json' with { type: 'json' };
import type { Path } from '../diagnostics/diagnostic.ts';
import { jsonSchemaShape } from './json-schema-shape.ts';
import { noShape, type ShapeKey, type WrittenShape } from './shape.ts';

/** The keywords of the published schema that say what may be written where. */
interface Node {
  readonly $ref?: string;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly properties?: { readonly [key: string]: Node | boolean };
  readonly additionalProperties?: Node | boolean;
  readonly items?: Node;
  readonly required?: readonly string[];
  readonly oneOf?: readonly Node[];
  readonly anyOf?: readonly Node[];
  readonly if?: Node;
  readonly then?: Node;
  readonly else?: Node;
}

const schema = edaSchema as unknown as Node & { readonly $defs: { readonly [name: string]: Node } };
const local = '#/$defs/';
const jsonSchema = 'https://json-schema.org/draft/';

/** The keys that tell which of several maps is meant: the type of a broker, the style of a saga. */
const tags = ['type', 'style'] as const;

/**
 * What the language says of the value at a path. `tagged` are the members of the map there, as far as they are written:
 * a broker's `type` decides about its keys.
 */
export function languageShape(
  path: Path,
  tagged: ReadonlyMap<string, string>,
  isPart: boolean,
): WrittenShape {
  let nodes = alternatives(schema);
  for (const [index, step] of path.entries()) {
    const inside = nodes.flatMap((node) => childrenOf(node, step)).flatMap(alternatives);
    const data = inside.find(({ $ref }) => $ref?.startsWith(jsonSchema));
    if (data !== undefined) {
      const rest = path.slice(index + 1);
      const shape = jsonSchemaShape(rest);
      return rest.length === 0 ? { ...shape, ...described(data) } : shape;
    }
    nodes = inside;
  }
  if (nodes.length === 0) return noShape;
  const meant = nodes.filter((node) => tags.every((tag) => fits(node, tag, tagged.get(tag))));
  const keys = keysOf(meant.length > 0 ? meant : nodes);
  const rootOnly = path.length === 0 && isPart ? rootKeys() : new Set<string>();
  return {
    keys: keys.filter(({ name }) => !rootOnly.has(name)),
    values: [...new Set(nodes.flatMap(valuesOf))],
    type: typeOf(nodes),
    ...described(nodes.find(({ description }) => description !== undefined)),
  };
}

/** A node with its `$ref` followed, and all that it may be instead. */
function alternatives(node: Node): Node[] {
  const { $ref, ...own } = node;
  if ($ref?.startsWith(local)) {
    const target = schema.$defs[$ref.slice(local.length)] ?? {};
    return alternatives({ ...target, ...own });
  }
  const others = [...(node.oneOf ?? []), ...(node.anyOf ?? []), ...branchesOf(node)];
  if (others.length === 0) return [node];
  const { oneOf: _oneOf, anyOf: _anyOf, ...rest } = node;
  return [rest, ...others.flatMap(alternatives)];
}

/** Where a text says one thing and a map another. */
function branchesOf(node: Node): Node[] {
  if (node.if?.type !== 'string') return [];
  return [node.then, node.else].filter((branch) => branch !== undefined);
}

function childrenOf({ properties, additionalProperties, items }: Node, step: string | number): Node[] {
  const child =
    typeof step === 'number'
      ? items
      : properties !== undefined && Object.hasOwn(properties, step)
        ? properties[step]
        : additionalProperties;
  return typeof child === 'object' ? [child] : [];
}

/** Whether a map can be the one whose tag says this; what is no tag of it decides nothing. */
function fits({ properties }: Node, tag: string, written: string | undefined): boolean {
  const property = properties?.[tag];
  if (written === undefined || typeof property !== 'object' || property.const === undefined) return true;
  return property.const === written;
}

function keysOf(nodes: readonly Node[]): ShapeKey[] {
  const keys = new Map<string, ShapeKey>();
  for (const { properties = {}, required = [] } of nodes) {
    for (const [name, property] of Object.entries(properties)) {
      if (typeof property !== 'object' || keys.has(name)) continue;
      const forms = alternatives(property);
      keys.set(name, {
        name,
        required: required.includes(name),
        type: typeOf(forms),
        ...described(property.description === undefined ? forms[0] : property),
      });
    }
  }
  return [...keys.values()];
}

function valuesOf(node: Node): string[] {
  if (node.enum !== undefined) return node.enum.map(String);
  if (node.const !== undefined) return [String(node.const)];
  return node.type === 'boolean' ? ['true', 'false'] : [];
}

function typeOf(nodes: readonly Node[]): ShapeKey['type'] {
  const types = nodes.flatMap(({ type, $ref, properties }) =>
    $ref?.startsWith(jsonSchema) || properties !== undefined ? 'object' : (type ?? []),
  );
  const only = new Set(types);
  if (only.size !== 1) return 'other';
  const [type] = only;
  return type === 'object' || type === 'array' || type === 'boolean' ? type : 'other';
}

/** Keys that a part may not have. */
function rootKeys(): ReadonlySet<string> {
  return new Set(['system', ...Object.keys(schema.then?.properties ?? {})]);
}

function described(node: Node | undefined): { readonly description?: string } {
  return node?.description === undefined ? {} : { description: node.description };
}
