import type { Version } from '../detect-document.ts';
import { asyncApiBindingsText } from './asyncapi-bindings.generated.js';
import { asyncApiShapesText } from './asyncapi-shapes.generated.js';

/**
 * What an object of a document looks like: the keywords of JSON Schema that the official schemas use, and two of our
 * own. `true`: anything.
 */
export type ShapeNode = Shape | true | false;

export interface Shape {
  /** Of a definition: `channel`, `messageObject`, … */
  readonly name?: string;
  /** Number of a definition. */
  readonly $ref?: number;
  /** A `$ref`, or this. */
  readonly orRef?: ShapeNode;
  /** Keys that begin with `x-` may stand here. */
  readonly extensions?: true;
  readonly type?: string | readonly string[];
  readonly required?: readonly string[];
  readonly properties?: { readonly [key: string]: ShapeNode };
  readonly patternProperties?: { readonly [pattern: string]: ShapeNode };
  readonly additionalProperties?: ShapeNode;
  readonly propertyNames?: Shape;
  readonly items?: ShapeNode | readonly ShapeNode[];
  readonly minItems?: number;
  readonly uniqueItems?: boolean;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly format?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly allOf?: readonly ShapeNode[];
  readonly oneOf?: readonly ShapeNode[];
  readonly not?: Shape;
  readonly if?: Shape;
  readonly then?: ShapeNode;
  readonly else?: ShapeNode;
}

/** Shapes of binding objects: protocol → `server`, `channel`, `operation`, `message` → version → number. */
export interface BindingTable {
  readonly protocols: {
    readonly [protocol: string]: { readonly [object: string]: { readonly [version: string]: number } };
  };
  readonly shapes: readonly Shape[];
}

interface ShapeTable {
  readonly versions: { readonly [version in Version]: number };
  readonly shapes: readonly Shape[];
}

let table: ShapeTable | undefined;

function shapeTable(): ShapeTable {
  table ??= JSON.parse(asyncApiShapesText) as ShapeTable;
  return table;
}

let bindings: BindingTable | undefined;

/** The binding objects of all protocols. */
export function bindingTable(): BindingTable {
  bindings ??= JSON.parse(asyncApiBindingsText) as BindingTable;
  return bindings;
}

/** The shape of a whole document. */
export function documentShape(version: Version): Shape {
  const { versions, shapes } = shapeTable();
  return shapes[versions[version]] ?? {};
}

/** A shape behind its reference to a definition. */
export function resolveShape(node: ShapeNode): ShapeNode {
  let current = node;
  while (typeof current === 'object' && current.$ref !== undefined)
    current = shapeTable().shapes[current.$ref] ?? true;
  return current;
}
