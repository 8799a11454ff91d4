import { placeAt } from '../../diagnostics/diagnostic.ts';
import { isEqual } from '../../model/json-value.ts';
import type {
  ArraySchema,
  ConditionalSchema,
  ObjectSchema,
  Schema,
  UnionSchema,
} from '../../model/schema.ts';
import { evaluatedBy } from './evaluated-names.ts';
import { fullShape, meetShapes, withBase } from './meet-shapes.ts';
import { accepts, anyNode, type Node, type NodeFactory, type Part, targetOf } from './node.ts';
import { distinct, enumShape, numberShape, only, perType, stringShape, withChoice } from './plain-shapes.ts';
import { isUnconstrained, type MemberGroup, type Shape, type Unevaluated } from './shape.ts';

/** Tells what nodes say of each type, and remembers it. */
export function shapeReader(nodes: NodeFactory): (node: Node) => Shape {
  const known = new Map<string, Shape>();
  const open = new Set<string>();
  const negations = new WeakMap<Schema, Schema>();

  const shapeOf = (node: Node): Shape => {
    const ready = known.get(node.key);
    if (ready !== undefined) return ready;
    // A schema that holds itself without a step into the data says nothing more by that.
    if (open.has(node.key)) return fullShape;
    open.add(node.key);
    const shape = finish(
      node.parts.reduce((shape, part) => meetShapes(shape, read(part, new Set()), nodes), fullShape),
      node,
    );
    open.delete(node.key);
    known.set(node.key, shape);
    return shape;
  };

  const read = (part: Part, refs: ReadonlySet<string>): Shape => {
    const { schema } = part;
    switch (schema.kind) {
      case 'any':
        return fullShape;
      case 'never':
        return {};
      case 'ref': {
        const target = refs.has(schema.id) ? undefined : targetOf(part);
        return target === undefined ? fullShape : read(target, new Set([...refs, schema.id]));
      }
      case 'intersection':
        return readIntersection(part, schema.of, schema.merged, refs);
      case 'union':
        return readUnion(part, schema);
      case 'not':
        return withBase(readNot(child(part, schema.schema, 'not')), part);
      case 'conditional':
        return readConditional(part, schema);
      default:
        return withBase(readLeaf(part, schema, true), part);
    }
  };

  const readIntersection = (
    part: Part,
    of: readonly Schema[],
    merged: boolean,
    refs: ReadonlySet<string>,
  ): Shape => {
    const parts = of.map((schema, index): Part => {
      const at = merged ? part.at : placeAt(part.at, 'allOf', index);
      return { schema, at, side: part.side };
    });
    const shapes = parts.map((each) =>
      merged && (each.schema.kind === 'object' || each.schema.kind === 'array')
        ? withBase(readLeaf(each, each.schema, false), each)
        : read(each, refs),
    );
    let shape = shapes.reduce((all, next) => meetShapes(all, next, nodes), fullShape);
    if (merged) for (const each of parts) shape = addUnevaluated(shape, each, parts);
    return shape;
  };

  const readLeaf = (
    part: Part,
    schema: Exclude<
      Schema,
      { kind: 'any' | 'never' | 'ref' | 'intersection' | 'union' | 'not' | 'conditional' }
    >,
    alone: boolean,
  ): Shape => {
    switch (schema.kind) {
      case 'string':
        return only('string', schema.loose, { string: stringShape(schema) });
      case 'number':
        return only('number', schema.loose, { number: numberShape(schema) });
      case 'boolean':
      case 'null':
        return { [schema.kind]: fullShape[schema.kind] };
      case 'enum':
        return enumShape(schema.values);
      case 'array': {
        const shape = only('array', schema.loose, { array: arrayShape(schema, part) });
        return alone ? addUnevaluated(shape, part, [part]) : shape;
      }
      case 'object': {
        const shape = only('object', schema.loose, { object: objectShape(schema, part) });
        return alone ? addUnevaluated(shape, part, [part]) : shape;
      }
    }
  };

  const child = (part: Part, schema: Schema, ...steps: (string | number)[]): Node =>
    nodes.one({ schema, at: placeAt(part.at, ...steps), side: part.side });

  const objectShape = (schema: ObjectSchema, part: Part): Shape['object'] => {
    const {
      properties,
      additional,
      patterns = [],
      names,
      dependentRequired = {},
      dependentSchemas = {},
    } = schema;
    const group: MemberGroup = {
      properties: new Map(
        properties.map((each) => [each.name, child(part, each.schema, 'properties', each.name)]),
      ),
      patterns: patterns.map((each) => ({
        pattern: each.pattern,
        node: child(part, each.schema, 'patternProperties', each.pattern),
      })),
      ...(additional === undefined ? {} : { additional: child(part, additional, 'additionalProperties') }),
    };
    const speaks = properties.length > 0 || patterns.length > 0 || additional !== undefined;
    return {
      choices: [],
      nots: [],
      groups: speaks ? [group] : [],
      required: new Set([
        ...properties.filter((each) => each.required).map((each) => each.name),
        ...(schema.requiredElsewhere ?? []),
      ]),
      names: names === undefined ? [] : [child(part, names, 'propertyNames')],
      minProperties: schema.minProperties ?? 0,
      maxProperties: schema.maxProperties ?? Number.POSITIVE_INFINITY,
      dependentRequired: new Map(
        Object.entries(dependentRequired)
          .filter(([, needed]) => needed.length > 0)
          .map(([name, needed]) => [name, new Set(needed)]),
      ),
      dependentSchemas: new Map(
        Object.entries(dependentSchemas).map(([name, each]) => [
          name,
          child(part, each, 'dependentSchemas', name),
        ]),
      ),
      unevaluated: [],
    };
  };

  const arrayShape = (schema: ArraySchema, part: Part): Shape['array'] => {
    const { prefix = [], items, contains } = schema;
    const speaks = prefix.length > 0 || items !== undefined;
    const min = schema.minContains ?? 1;
    const max = schema.maxContains ?? Number.POSITIVE_INFINITY;
    const limits = contains !== undefined && (min > 0 || max < Number.POSITIVE_INFINITY);
    return {
      choices: [],
      nots: [],
      groups: speaks
        ? [
            {
              prefix: prefix.map((each, index) => child(part, each, 'prefixItems', index)),
              items: items === undefined ? anyNode : child(part, items, 'items'),
            },
          ]
        : [],
      minItems: schema.minItems ?? 0,
      maxItems: schema.maxItems ?? Number.POSITIVE_INFINITY,
      unique: schema.unique === true,
      contains: limits ? [{ node: child(part, contains, 'contains'), min, max }] : [],
      unevaluated: [],
    };
  };

  /** Adds what `unevaluated…` of one part says of all that it and its neighbours don't speak of. */
  const addUnevaluated = (shape: Shape, part: Part, beside: readonly Part[]): Shape => {
    const { schema } = part;
    if ((schema.kind !== 'object' && schema.kind !== 'array') || schema.unevaluated === undefined)
      return shape;
    if (schema.unevaluated.kind === 'any') return shape;
    const found = evaluatedBy(beside);
    if (schema.kind === 'object' && shape.object !== undefined) {
      const { base: _, ...object } = shape.object;
      const node = child(part, schema.unevaluated, 'unevaluatedProperties');
      if (found.members === 'depends') {
        const more = found.allMembers || found.patterns.size > 0;
        const own: Unevaluated = { node, names: found.names, more, beside: nodes.all(beside.map(nodes.one)) };
        return { ...shape, object: { ...object, unevaluated: [...object.unevaluated, own] } };
      }
      if (found.allMembers) return shape;
      const group: MemberGroup = {
        properties: new Map([...found.names].map((name) => [name, anyNode])),
        patterns: [...found.patterns].map((pattern) => ({ pattern, node: anyNode })),
        additional: node,
      };
      return { ...shape, object: { ...object, groups: [...object.groups, group] } };
    }
    if (schema.kind === 'array' && shape.array !== undefined) {
      const { base: _, ...array } = shape.array;
      const node = child(part, schema.unevaluated, 'unevaluatedItems');
      if (found.items === 'depends') {
        const own: Unevaluated = {
          node,
          names: new Set(),
          more: true,
          beside: nodes.all(beside.map(nodes.one)),
        };
        return { ...shape, array: { ...array, unevaluated: [...array.unevaluated, own] } };
      }
      if (found.allItems) return shape;
      const group = { prefix: Array.from({ length: found.positions }, () => anyNode), items: node };
      return { ...shape, array: { ...array, groups: [...array.groups, group] } };
    }
    return shape;
  };

  const readUnion = (part: Part, schema: UnionSchema): Shape => {
    const rule = schema.rule === 'one' ? 'one' : 'any';
    const all = unionBranches(part, schema, nodes);
    const branches = rule === 'any' ? distinctNodes(all) : all;
    const shapes = branches.map(shapeOf);
    return perType((type) => {
      const open = branches.filter((_, index) => shapes[index]?.[type] !== undefined);
      const said = shapes.filter((shape) => shape[type] !== undefined);
      const [only] = said;
      if (only === undefined) return undefined;
      if (said.length === 1) return only;
      const free = said.filter((shape) => isUnconstrained(type, shape)).length;
      if (rule === 'any' && free > 0) return withBase(fullShape, part);
      if (rule === 'one' && free > 1) return undefined;
      const lists = said.map((shape) => shape[type]?.values);
      if (lists.every((values) => values !== undefined)) {
        const fitting = distinct(lists.flat()).filter((value) => {
          const count = open.filter((branch) => accepts(branch, value)).length;
          return rule === 'any' ? count > 0 : count === 1;
        });
        return { [type]: { ...fullShape[type], values: fitting, base: [part] } };
      }
      return withChoice(type, { rule, branches: open, from: part });
    });
  };

  const readNot = (inner: Node): Shape => {
    const shape = shapeOf(inner);
    return perType((type) => {
      if (shape[type] === undefined) return fullShape;
      if (isUnconstrained(type, shape)) return undefined;
      return { [type]: { ...fullShape[type], nots: [inner] } };
    });
  };

  const readConditional = (part: Part, schema: ConditionalSchema): Shape => {
    const condition = child(part, schema.if, 'if');
    const holds = schema.then === undefined ? anyNode : child(part, schema.then, 'then');
    const fails = schema.else === undefined ? anyNode : child(part, schema.else, 'else');
    // Nothing follows from it, either way.
    if (saysNothing(holds) && saysNothing(fails)) return fullShape;
    const shape = shapeOf(condition);
    let negation = negations.get(schema.if);
    if (negation === undefined) {
      negation = { kind: 'not', schema: schema.if };
      negations.set(schema.if, negation);
    }
    const otherwise = nodes.one({ schema: negation, at: placeAt(part.at, 'if'), side: part.side });
    return perType((type) => {
      if (shape[type] === undefined) return shapeOf(fails);
      if (isUnconstrained(type, shape)) return shapeOf(holds);
      const branches = [nodes.all([condition, holds]), nodes.all([otherwise, fails])];
      const open = branches.filter((branch) => shapeOf(branch)[type] !== undefined);
      const [only] = open;
      if (open.length === 2) return withChoice(type, { rule: 'if', branches, from: part });
      return only === undefined ? undefined : shapeOf(only);
    });
  };

  /** Values are the last word: what else is said has been asked of each. */
  const finish = (shape: Shape, node: Node): Shape =>
    perType((type) => {
      const values = shape[type]?.values;
      if (values === undefined) return shape;
      const fitting = distinct(values.filter((value) => accepts(node, value)));
      return fitting.length === 0 ? undefined : { [type]: { ...fullShape[type], values: fitting } };
    });

  return shapeOf;
}

/** The branches of a union as nodes of their own; those of unions within it too, where one more makes no difference. */
function unionBranches(part: Part, schema: UnionSchema, nodes: NodeFactory): Node[] {
  const keyword = schema.rule === 'any' ? 'anyOf' : 'oneOf';
  return schema.of.flatMap((branch, index) => {
    const at = schema.rule === 'types' ? part.at : placeAt(part.at, keyword, index);
    const node = nodes.one({ schema: branch, at, side: part.side });
    const [inner] = node.parts;
    const isPlain =
      inner?.schema.kind === 'union' && inner.schema.rule !== 'one' && inner.schema.note === undefined;
    return schema.rule !== 'one' && isPlain && inner.schema.kind === 'union' && inner.schema !== schema
      ? unionBranches(inner, inner.schema, nodes)
      : [node];
  });
}

function saysNothing(node: Node): boolean {
  return node.parts.every(({ schema }) => schema.kind === 'any');
}

/** Each once that is written alike. */
function distinctNodes(branches: readonly Node[]): Node[] {
  const isAlike = (a: Node, b: Node): boolean => a.key === b.key || isEqual(schemasOf(a), schemasOf(b));
  return branches.filter((node, index) => branches.findIndex((other) => isAlike(node, other)) === index);
}

function schemasOf(node: Node): Schema[] {
  return node.parts.map(({ schema }) => schema);
}
