import { isMap } from '../../is-map.ts';
import { descend } from '../../json-pointer.ts';
import { resolveShape, type Shape, type ShapeNode } from './shapes.ts';

type Step = string | number;

/** One thing that is wrong with the shape of a document. */
export type Fault =
  | {
      readonly is: 'unknown-key';
      readonly path: readonly Step[];
      readonly key: string;
      readonly shape: Shape;
    }
  | { readonly is: 'missing-key'; readonly path: readonly Step[]; readonly keys: readonly string[] }
  | { readonly is: 'type'; readonly path: readonly Step[]; readonly expected: readonly string[] }
  | { readonly is: 'choice'; readonly path: readonly Step[]; readonly values: readonly unknown[] }
  | { readonly is: 'format'; readonly path: readonly Step[]; readonly format: string }
  | { readonly is: 'pattern'; readonly path: readonly Step[]; readonly pattern: string }
  | { readonly is: 'name'; readonly path: readonly Step[]; readonly key: string; readonly pattern: string }
  | { readonly is: 'length'; readonly path: readonly Step[] }
  | { readonly is: 'range'; readonly path: readonly Step[]; readonly limit: string }
  | { readonly is: 'double'; readonly path: readonly Step[] }
  | {
      readonly is: 'excluded';
      readonly path: readonly Step[];
      readonly keys: readonly string[];
      /** What stands there and rules them out. */
      readonly because: { readonly [key: string]: unknown };
    };

/** Is told of references, so that what lies in other files is looked at as well. */
export type OnReference = (ref: string, path: readonly Step[], shape: ShapeNode) => void;

/**
 * Walks a value along a shape. Of alternatives the one that the value comes nearest to tells its faults, so that one
 * mistake is one fault.
 */
export function findFaults(value: unknown, shape: ShapeNode, onReference: OnReference): Fault[] {
  const faults: Fault[] = [];
  createWalk(onReference)(value, shape, faults);
  return withoutConsequences(faults, value);
}

/** Where a map has no key that belongs there, something else is meant by it as a whole: what it lacks says no more. */
function withoutConsequences(faults: readonly Fault[], value: unknown): Fault[] {
  const unknown = new Map<string, number>();
  for (const { is, path } of faults) {
    if (is !== 'unknown-key') continue;
    const place = JSON.stringify(path);
    unknown.set(place, (unknown.get(place) ?? 0) + 1);
  }
  return faults.filter(({ is, path }) => {
    const count = is === 'missing-key' ? unknown.get(JSON.stringify(path)) : undefined;
    return count === undefined || count < Object.keys(descend(value, path) ?? {}).length;
  });
}

function createWalk(onReference: OnReference) {
  const path: Step[] = [];
  const here = (...more: Step[]): Step[] => [...path, ...more];

  const walk = (value: unknown, node: ShapeNode, faults: Fault[]): void => {
    const shape = resolveShape(node);
    if (shape === true) return;
    if (shape === false) {
      faults.push({ is: 'excluded', path: here(), keys: [], because: {} });
      return;
    }
    if (shape.orRef !== undefined) {
      if (isMap(value) && value.$ref !== undefined) {
        if (typeof value.$ref !== 'string')
          faults.push({ is: 'type', path: here('$ref'), expected: ['string'] });
        else onReference(value.$ref, here(), shape.orRef);
        return;
      }
      walk(value, shape.orRef, faults);
      return;
    }
    if (shape.type !== undefined && !isOfType(value, shape.type)) {
      faults.push({ is: 'type', path: here(), expected: [shape.type].flat() });
      return;
    }
    if (shape.const !== undefined && value !== shape.const)
      faults.push({ is: 'choice', path: here(), values: [shape.const] });
    if (shape.enum !== undefined && !shape.enum.includes(value))
      faults.push({ is: 'choice', path: here(), values: shape.enum });
    if (typeof value === 'number') walkNumber(value, shape, faults);
    if (typeof value === 'string') walkText(value, shape, faults);
    else if (Array.isArray(value)) walkList(value, shape, faults);
    else if (isMap(value)) walkMap(value, shape, faults);
    for (const part of shape.allOf ?? []) walk(value, part, faults);
    if (shape.oneOf !== undefined) walkAlternatives(value, shape.oneOf, faults);
    if (shape.not !== undefined && fits(value, shape.not))
      faults.push({
        is: 'excluded',
        path: here(),
        keys: shape.not.required ?? [],
        because: constantsOf(shape),
      });
    if (shape.if !== undefined) {
      const branch = fits(value, shape.if) ? shape.then : shape.else;
      if (branch !== undefined) walk(value, branch, faults);
    }
  };

  const walkNumber = (number: number, shape: Shape, faults: Fault[]): void => {
    if (shape.minimum !== undefined && number < shape.minimum)
      faults.push({ is: 'range', path: here(), limit: `at least ${shape.minimum}` });
    if (shape.maximum !== undefined && number > shape.maximum)
      faults.push({ is: 'range', path: here(), limit: `at most ${shape.maximum}` });
  };

  const walkText = (text: string, shape: Shape, faults: Fault[]): void => {
    if (shape.minLength !== undefined && text.length < shape.minLength)
      faults.push({ is: 'length', path: here() });
    if (shape.maxLength !== undefined && text.length > shape.maxLength)
      faults.push({ is: 'range', path: here(), limit: `at most ${shape.maxLength} characters` });
    if (shape.format !== undefined && !isOfFormat(text, shape.format))
      faults.push({ is: 'format', path: here(), format: shape.format });
    if (shape.pattern !== undefined && !matches(shape.pattern, text))
      faults.push({ is: 'pattern', path: here(), pattern: shape.pattern });
  };

  const walkList = (list: readonly unknown[], shape: Shape, faults: Fault[]): void => {
    const { items } = shape;
    if (shape.minItems !== undefined && list.length < shape.minItems)
      faults.push({ is: 'length', path: here() });
    if (shape.uniqueItems === true && list.length > 1) {
      const seen = new Set<string>();
      for (const [index, item] of list.entries()) {
        const text = JSON.stringify(item);
        if (seen.has(text)) faults.push({ is: 'double', path: here(index) });
        seen.add(text);
      }
    }
    if (items === undefined) return;
    for (const [index, item] of list.entries()) {
      const part = Array.isArray(items) ? items[index] : items;
      if (part === undefined) continue;
      path.push(index);
      walk(item, part, faults);
      path.pop();
    }
  };

  const walkMap = (map: { readonly [key: string]: unknown }, shape: Shape, faults: Fault[]): void => {
    const { properties, patternProperties, additionalProperties, required } = shape;
    for (const key in map) {
      const property =
        properties !== undefined && Object.hasOwn(properties, key) ? properties[key] : undefined;
      if (property === undefined && shape.extensions === true && key.startsWith('x-')) continue;
      const member = property ?? memberShape(key, patternProperties) ?? additionalProperties;
      if (member === false) {
        faults.push({ is: 'unknown-key', path: here(), key, shape });
        continue;
      }
      if (shape.propertyNames !== undefined && !fits(key, shape.propertyNames)) {
        const { format = '' } = shape.propertyNames;
        faults.push({ is: 'name', path: here(), key, pattern: format });
      }
      if (shape.name === 'components' && isMap(map[key])) {
        for (const name of Object.keys(map[key])) {
          if (!/^[\w.-]+$/.test(name)) faults.push({ is: 'name', path: here(key), key: name, pattern: '' });
        }
      }
      if (member === undefined) {
        continue;
      }
      path.push(key);
      walk(map[key], member, faults);
      path.pop();
    }
    const missing = (required ?? []).filter((key) => !Object.hasOwn(map, key));
    if (missing.length > 0) faults.push({ is: 'missing-key', path: here(), keys: missing });
  };

  const walkAlternatives = (value: unknown, branches: readonly ShapeNode[], faults: Fault[]): void => {
    let best: Fault[] | undefined;
    for (const branch of branches) {
      const own: Fault[] = [];
      walk(value, branch, own);
      if (own.length === 0) return;
      if (best === undefined || distance(own, path.length) < distance(best, path.length)) best = own;
    }
    faults.push(...(best ?? []));
  };

  const fits = (value: unknown, node: ShapeNode): boolean => {
    const faults: Fault[] = [];
    walk(value, node, faults);
    return faults.length === 0;
  };
  return walk;
}

/**
 * How far a value is from an alternative: a constant that differs means another alternative, and so does the lack of
 * what makes this one, however much is wrong further inside.
 */
function distance(faults: readonly Fault[], depth: number): number {
  const weigh = ({ is, path }: Fault): number => {
    if (is === 'choice' && path.length <= depth + 1) return 100;
    if (is === 'missing-key' && path.length === depth) return 50;
    return is === 'type' ? 10 : 1;
  };
  return faults.reduce((sum, fault) => sum + weigh(fault), 0);
}

/** The members that a shape wants to be of one value. */
function constantsOf({ properties = {} }: Shape): { [key: string]: unknown } {
  return Object.fromEntries(
    Object.entries(properties).flatMap(([key, member]) =>
      typeof member === 'object' && member.const !== undefined ? [[key, member.const]] : [],
    ),
  );
}

function memberShape(key: string, patterns: Shape['patternProperties']): ShapeNode | undefined {
  for (const pattern in patterns) if (matches(pattern, key)) return patterns[pattern];
  return undefined;
}

const compiled = new Map<string, RegExp>();

/** The patterns are those of the official schemas, never a document's. */
function matches(pattern: string, text: string): boolean {
  let expression = compiled.get(pattern);
  if (expression === undefined) {
    expression = new RegExp(pattern);
    compiled.set(pattern, expression);
  }
  return expression.test(text);
}

function isOfType(value: unknown, type: string | readonly string[]): boolean {
  if (typeof type !== 'string') return type.some((one) => isOfType(value, one));
  switch (type) {
    case 'object':
      return isMap(value);
    case 'array':
      return Array.isArray(value);
    case 'null':
      return value === null;
    case 'integer':
      return Number.isInteger(value);
    default:
      return typeof value === type;
  }
}

/** Formats of the official schemas, as far as a slip can be told from a matter of taste (RFC 3986, 5322, 6570). */
function isOfFormat(text: string, format: string): boolean {
  switch (format) {
    case 'email':
      return /^[^\s@]+@[^\s@]+$/.test(text);
    case 'uri':
      return /^[A-Za-z][A-Za-z0-9+.-]*:[^\s<>"{}|\\^`]+$/.test(text);
    case 'uri-reference':
      return !/[\s<>"\\^`]/.test(text);
    case 'uri-template':
      return isTemplate(text);
    default:
      return true;
  }
}

/** Braces in pairs, none inside another, a name in each; no blanks outside. */
function isTemplate(text: string): boolean {
  return (
    !/[{}]/.test(text.replace(/\{[^{}]+\}/g, '')) && !/[\s"<>\\^`|]/.test(text.replace(/\{[^{}]+\}/g, ''))
  );
}
