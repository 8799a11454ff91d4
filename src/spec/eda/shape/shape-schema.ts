import type { Path } from '../../../diagnostics/diagnostic.ts';
import { edaSchemaText } from './eda-schema.generated.js';

/** The keywords of the published schema that explanations read. */
export interface ShapeNode {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  /** Of texts in a form alone. */
  readonly examples?: readonly unknown[];
  readonly properties?: Readonly<Record<string, ShapeNode | boolean>>;
  readonly additionalProperties?: ShapeNode | boolean;
  readonly propertyNames?: ShapeNode;
  readonly items?: ShapeNode;
  readonly oneOf?: readonly ShapeNode[];
  readonly discriminator?: { readonly propertyName: string };
  /** Only where a text says one thing and a map another. */
  readonly if?: ShapeNode;
  readonly then?: ShapeNode;
  readonly else?: ShapeNode;
}

/** A place in the schema: what is said of a value, and the definition that says it (`root` for the file itself). */
export interface Shape {
  readonly node: ShapeNode;
  /** Name under `$defs`, of the alternative where there are several: `event`, `duration`, `kafka`, … */
  readonly kind: string;
}

interface ShapeSchema extends ShapeNode {
  readonly $defs: Readonly<Record<string, ShapeNode>>;
}

let parsed: ShapeSchema | undefined;

function shapeSchema(): ShapeSchema {
  parsed ??= JSON.parse(edaSchemaText) as ShapeSchema;
  return parsed;
}

/** What the schema says of the value at `path`; `root` tells which alternative it is. */
export function shapeAt(root: unknown, path: Path): Shape {
  let shape = resolveShape({ node: shapeSchema(), kind: 'root' }, root);
  let value = root;
  for (const step of path) {
    value = childOf(value, step);
    shape = resolveShape(childShape(shape, step), value);
  }
  return shape;
}

/** What the schema says of the names of the members of a map. */
export function memberNameKind(shape: Shape): string {
  return refName(shape.node.propertyNames) ?? 'name';
}

/** The keys that the schema knows for a map, in the order of the schema. */
export function keysOf(node: ShapeNode): readonly string[] {
  return Object.keys(node.properties ?? {});
}

/** Keys of a definition by its name. */
export function keysOfKind(kind: string): readonly string[] {
  return keysOf(shapeSchema().$defs[kind] ?? {});
}

/** The constants that tell alternatives apart: the types of brokers, the styles of sagas. */
export function tagsOf(node: ShapeNode): readonly string[] {
  const tag = node.discriminator?.propertyName;
  if (tag === undefined) return [];
  return (node.oneOf ?? []).flatMap((branch) => constantOf(dereference(branch).node, tag) ?? []);
}

/** The broker types that have a key of this name. */
export function brokerTypesWith(key: string): readonly string[] {
  const branches = shapeSchema().$defs.brokerConnection?.oneOf ?? [];
  return branches
    .filter((branch) => keysOf(branch).includes(key))
    .flatMap((branch) => constantOf(branch, 'type') ?? []);
}

/** The value of a map's or list's member, own members only. */
export function childOf(value: unknown, step: string | number): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
  return (value as Record<string | number, unknown>)[step];
}

/** The value at a path, own members only; undefined where there is none. */
export function valueAt(root: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, step) => childOf(value, step), root);
}

function childShape(shape: Shape, step: string | number): Shape {
  const { node } = shape;
  const own = node.properties;
  const child =
    typeof step === 'number'
      ? node.items
      : own !== undefined && Object.hasOwn(own, step)
        ? own[step]
        : node.additionalProperties;
  return { node: typeof child === 'object' ? child : {}, kind: 'any' };
}

function resolveShape(shape: Shape, value: unknown): Shape {
  const found = dereference(shape.node, shape.kind);
  const branch = branchFor(found.node, value);
  if (branch !== undefined) return dereference(branch, found.kind);
  const tag = found.node.discriminator?.propertyName;
  if (tag === undefined) return found;
  const written = childOf(value, tag);
  const alternative = found.node.oneOf?.find((each) => constantOf(dereference(each).node, tag) === written);
  if (alternative === undefined || typeof written !== 'string') return found;
  return dereference(alternative, found.kind);
}

/** What is said of maps, or of anything else, where the two differ. */
function branchFor(node: ShapeNode, value: unknown): ShapeNode | undefined {
  if (node.if?.type !== 'string') return undefined;
  return typeof value === 'object' && value !== null ? node.else : node.then;
}

/** Follows `$ref` through definitions; the last name is the kind. Keywords beside a `$ref` are kept. */
function dereference(node: ShapeNode, kind = 'any'): Shape {
  const name = refName(node);
  if (name === undefined) return { node, kind };
  const target = dereference(shapeSchema().$defs[name] ?? {}, name);
  return { node: { ...target.node, ...node }, kind: target.kind };
}

function constantOf(node: ShapeNode, key: string): string | undefined {
  const property = node.properties?.[key];
  return typeof property === 'object' && typeof property.const === 'string' ? property.const : undefined;
}

function refName(node: ShapeNode | undefined): string | undefined {
  return node?.$ref?.slice('#/$defs/'.length);
}
