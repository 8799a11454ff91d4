import type { Path } from '../diagnostics/diagnostic.ts';
import { count, isEqual, isObject, show } from './json-value.ts';
import { enumFaults, expected, matchesPattern, numberFaults, stringFaults } from './scalar-faults.ts';
import type { ArraySchema, ObjectSchema, Schema, SchemaLookup } from './schema.ts';

/** What is wrong with a value, and where in it. */
export interface ValueIssue {
  readonly path: Path;
  /** Without the path: `expected a string, got 5`. */
  readonly message: string;
}

/**
 * Checks a JSON value against a schema by walking both: no code is made, so that it can run at once and anywhere.
 * Meaning: JSON Schema 2020-12 with `format` as an assertion for the formats in `formats.ts`. An empty list: valid.
 * @param fits values that are known to fit a schema, and aren't looked at where it is asked for
 */
export function checkValue(
  value: unknown,
  schema: Schema,
  lookup: SchemaLookup,
  fits?: ReadonlyMap<unknown, Schema>,
): readonly ValueIssue[] {
  return evaluate(value, schema, { lookup, refs: noRefs, ...(fits === undefined ? undefined : { fits }) })
    .issues;
}

interface Frame {
  readonly lookup: SchemaLookup;
  readonly fits?: ReadonlyMap<unknown, Schema>;
  /** The frame that this one is a step deeper than; paths are put together only for issues. */
  readonly parent?: Frame;
  readonly step?: string | number;
  /** Refs followed since the value last went a level deeper: a second time means a schema that only refers to itself. */
  readonly refs: readonly string[];
}

/** Issues, and what was looked at: `unevaluated…` speaks of the rest. */
interface Outcome {
  readonly issues: readonly ValueIssue[];
  readonly properties: ReadonlySet<string>;
  readonly items: ReadonlySet<number>;
}

const nothing: ReadonlySet<never> = new Set<never>();
const valid: Outcome = { issues: [], properties: nothing, items: nothing };

function evaluate(value: unknown, schema: Schema, frame: Frame, beside = false): Outcome {
  switch (schema.kind) {
    case 'any':
      return valid;
    case 'never':
      return failure(frame, 'nothing may stand here');
    case 'ref': {
      const target = frame.lookup.schemaOf(schema.id);
      if (target === undefined || frame.refs.includes(schema.id)) return valid;
      return evaluate(value, target, { ...frame, refs: [...frame.refs, schema.id] });
    }
    case 'string':
      return failures(frame, stringFaults(value, schema));
    case 'number':
      return failures(frame, numberFaults(value, schema));
    case 'boolean':
      return typeof value === 'boolean' ? valid : failure(frame, expected('true or false', value));
    case 'null':
      return value === null ? valid : failure(frame, expected('null', value));
    case 'enum':
      return failures(frame, enumFaults(value, schema));
    case 'array':
      return checkArray(value, schema, frame, beside);
    case 'object':
      return checkObject(value, schema, frame, beside);
    case 'union':
      return checkUnion(value, schema.rule, schema.of, frame);
    case 'intersection':
      return checkIntersection(value, schema.of, schema.merged, frame);
    case 'not':
      return evaluate(value, schema.schema, frame).issues.length > 0
        ? valid
        : failure(frame, `${show(value)} is what the schema forbids`);
    case 'conditional': {
      const condition = evaluate(value, schema.if, frame);
      const holds = condition.issues.length === 0;
      const branch = holds ? schema.then : schema.else;
      const outcome = branch === undefined ? valid : evaluate(value, branch, frame);
      return holds ? { ...join([condition, outcome]), issues: outcome.issues } : outcome;
    }
  }
}

function checkArray(value: unknown, schema: ArraySchema, frame: Frame, beside: boolean): Outcome {
  if (!Array.isArray(value)) return schema.loose ? valid : failure(frame, expected('a list', value));
  const items: readonly unknown[] = value;
  const own: string[] = [];
  if (schema.minItems !== undefined && items.length < schema.minItems) {
    own.push(`the list has ${count(items.length, 'item')}; at least ${schema.minItems} are needed`);
  }
  if (schema.maxItems !== undefined && items.length > schema.maxItems) {
    own.push(`the list has ${count(items.length, 'item')}; at most ${schema.maxItems} are allowed`);
  }
  if (schema.unique === true) {
    const twice = items.findIndex((item, index) =>
      items.slice(0, index).some((other) => isEqual(item, other)),
    );
    if (twice !== -1) own.push(`${show(items[twice])} stands twice in the list`);
  }
  const issues: ValueIssue[] = [...failures(frame, own).issues];
  const seen = new Set<number>();
  const prefix = schema.prefix ?? [];
  for (const [index, item] of items.entries()) {
    const part = prefix[index] ?? schema.items;
    if (part === undefined) continue;
    seen.add(index);
    if (frame.fits?.get(item) === part) continue;
    issues.push(...evaluate(item, part, deeper(frame, index)).issues);
  }
  if (schema.contains !== undefined) {
    const contains = schema.contains;
    const matching = [...items.keys()].filter(
      (index) => evaluate(items[index], contains, deeper(frame, index)).issues.length === 0,
    );
    for (const index of matching) seen.add(index);
    const least = schema.minContains ?? 1;
    if (matching.length < least) {
      issues.push(issue(frame, `${count(matching.length, 'item')} of the list fit; at least ${least} must`));
    }
    if (schema.maxContains !== undefined && matching.length > schema.maxContains) {
      issues.push(
        issue(frame, `${count(matching.length, 'item')} of the list fit; at most ${schema.maxContains} may`),
      );
    }
  }
  const outcome: Outcome = { issues, properties: nothing, items: seen };
  return beside ? outcome : withUnevaluated(value, schema, outcome, frame);
}

function checkObject(value: unknown, schema: ObjectSchema, frame: Frame, beside: boolean): Outcome {
  if (!isObject(value)) return schema.loose ? valid : failure(frame, expected('an object', value));
  const issues: ValueIssue[] = [];
  const names = Object.keys(value);
  const seen = new Set<string>();
  for (const property of schema.properties) {
    const { name } = property;
    if (Object.hasOwn(value, name)) {
      seen.add(name);
      issues.push(...checkMember(value[name], property.schema, name, frame));
    } else if (property.required) issues.push(issue(frame, `${name} is missing`));
  }
  for (const name of schema.requiredElsewhere ?? []) {
    if (!Object.hasOwn(value, name)) issues.push(issue(frame, `${name} is missing`));
  }
  if (schema.minProperties !== undefined && names.length < schema.minProperties) {
    issues.push(
      issue(frame, `${count(names.length, 'member')}; at least ${schema.minProperties} are needed`),
    );
  }
  if (schema.maxProperties !== undefined && names.length > schema.maxProperties) {
    issues.push(
      issue(frame, `${count(names.length, 'member')}; at most ${schema.maxProperties} are allowed`),
    );
  }
  const others =
    schema.patterns !== undefined || schema.additional !== undefined || schema.names !== undefined;
  const listed = new Set(seen);
  for (const name of others ? names : []) {
    const parts = (schema.patterns ?? [])
      .filter(({ pattern }) => matchesPattern(pattern, name))
      .map((entry) => entry.schema);
    if (!listed.has(name) && parts.length === 0 && schema.additional !== undefined)
      parts.push(schema.additional);
    if (parts.length > 0) seen.add(name);
    for (const part of parts) issues.push(...checkMember(value[name], part, name, frame));
    if (schema.names !== undefined && evaluate(name, schema.names, deeper(frame, name)).issues.length > 0) {
      issues.push(issue(frame, `${show(name)} is no name that is allowed here`));
    }
  }
  for (const [name, needed] of Object.entries(schema.dependentRequired ?? {})) {
    if (!Object.hasOwn(value, name)) continue;
    for (const other of needed) {
      if (!Object.hasOwn(value, other)) issues.push(issue(frame, `${other} is missing; ${name} needs it`));
    }
  }
  const outcomes: Outcome[] = [{ issues, properties: seen, items: nothing }];
  for (const [name, part] of Object.entries(schema.dependentSchemas ?? {})) {
    if (Object.hasOwn(value, name)) outcomes.push(evaluate(value, part, frame));
  }
  const outcome = join(outcomes);
  return beside ? outcome : withUnevaluated(value, schema, outcome, frame);
}

function checkMember(value: unknown, schema: Schema, name: string, frame: Frame): readonly ValueIssue[] {
  if (frame.fits?.get(value) === schema) return valid.issues;
  return schema.kind === 'never'
    ? [issue(frame, `${name} is not allowed here`)]
    : evaluate(value, schema, deeper(frame, name)).issues;
}

/** Adds what `unevaluatedProperties` or `unevaluatedItems` say of all that nothing else has looked at. */
function withUnevaluated(value: unknown, schema: Schema, outcome: Outcome, frame: Frame): Outcome {
  if ((schema.kind !== 'object' && schema.kind !== 'array') || schema.unevaluated === undefined)
    return outcome;
  const rest = schema.unevaluated;
  const issues: ValueIssue[] = [];
  const look = (inner: unknown, step: string | number): void => {
    if (rest.kind === 'never') issues.push(issue(frame, `${step} is not allowed here`));
    else issues.push(...evaluate(inner, rest, deeper(frame, step)).issues);
  };
  const properties = new Set<string>();
  const items = new Set<number>();
  if (schema.kind === 'object' && isObject(value)) {
    for (const name of Object.keys(value)) {
      if (outcome.properties.has(name)) continue;
      properties.add(name);
      look(value[name], name);
    }
  }
  if (schema.kind === 'array' && Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      if (outcome.items.has(index)) continue;
      items.add(index);
      look(item, index);
    }
  }
  return join([outcome, { issues, properties, items }]);
}

function checkIntersection(value: unknown, parts: readonly Schema[], merged: boolean, frame: Frame): Outcome {
  let outcome = join(parts.map((part) => evaluate(value, part, frame, merged)));
  // Of one JSON object, `unevaluated…` sees what its neighbours have looked at.
  if (merged) for (const part of parts) outcome = withUnevaluated(value, part, outcome, frame);
  return outcome;
}

function checkUnion(
  value: unknown,
  rule: 'any' | 'one' | 'types',
  parts: readonly Schema[],
  frame: Frame,
): Outcome {
  const outcomes = parts.map((part) => evaluate(value, part, frame));
  const matching = outcomes.filter((outcome) => outcome.issues.length === 0);
  if (matching.length === 0) return nearest(value, parts, outcomes, frame);
  if (rule === 'one' && matching.length > 1) {
    return failure(frame, `${show(value)} fits ${matching.length} of the alternatives; exactly one may fit`);
  }
  return join(matching);
}

/** None fits: the issues of the one alternative that got furthest, else that none does. */
function nearest(
  value: unknown,
  parts: readonly Schema[],
  outcomes: readonly Outcome[],
  frame: Frame,
): Outcome {
  const depth = pathOf(frame).length;
  const inside = outcomes.filter(
    (outcome) =>
      !outcome.issues.some(({ path, message }) => path.length === depth && message.startsWith('expected')),
  );
  const [only, ...others] = inside;
  if (only !== undefined && others.length === 0) return { ...valid, issues: only.issues };
  const kinds = parts.map((part) => kindWords[part.kind]);
  return failure(
    frame,
    inside.length === 0 && kinds.every((kind) => kind !== undefined)
      ? `expected ${kinds.join(' or ')}, got ${show(value)}`
      : `${show(value)} fits none of the ${parts.length} alternatives`,
  );
}

const kindWords: { readonly [kind: string]: string } = {
  string: 'a string',
  number: 'a number',
  boolean: 'true or false',
  null: 'null',
  array: 'a list',
  object: 'an object',
};

function join(outcomes: readonly Outcome[]): Outcome {
  const [only] = outcomes;
  if (only !== undefined && outcomes.length === 1) return only;
  return {
    issues: outcomes.flatMap((outcome) => outcome.issues),
    properties: new Set(outcomes.flatMap((outcome) => [...outcome.properties])),
    items: new Set(outcomes.flatMap((outcome) => [...outcome.items])),
  };
}

const noRefs: readonly string[] = [];

function deeper(parent: Frame, step: string | number): Frame {
  const { lookup, fits } = parent;
  return fits === undefined
    ? { lookup, parent, step, refs: noRefs }
    : { lookup, fits, parent, step, refs: noRefs };
}

function pathOf(frame: Frame): (string | number)[] {
  const path: (string | number)[] = [];
  for (let at: Frame | undefined = frame; at?.step !== undefined; at = at.parent) path.unshift(at.step);
  return path;
}

function issue(frame: Frame, message: string): ValueIssue {
  return { path: pathOf(frame), message };
}

function failure(frame: Frame, message: string): Outcome {
  return { ...valid, issues: [issue(frame, message)] };
}

function failures(frame: Frame, messages: readonly string[]): Outcome {
  return messages.length === 0
    ? valid
    : { ...valid, issues: messages.map((message) => issue(frame, message)) };
}
