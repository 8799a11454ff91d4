import { isIdentifier } from '../../model/names.ts';
import type { ObjectSchema, Schema } from '../../model/schema.ts';
import { writeBlock, writeIf, writeLine } from '../code-writer.ts';
import { printString } from '../literal.ts';
import type { EmitSchema } from './emit-array.ts';
import {
  check,
  type Emitter,
  emitFail,
  freshName,
  pathStep,
  patternConstant,
  type Spot,
  setConstant,
  withConstant,
} from './emitter.ts';

/** Writes the checks of an object. `emit` writes those of its members. */
export function emitObject(emitter: Emitter, schema: ObjectSchema, spot: Spot, emit: EmitSchema): void {
  const { code } = emitter;
  const value = spot.value;
  const body = (): void => emitMembers(emitter, schema, spot, emit);
  if (spot.known === 'object') {
    body();
    return;
  }
  const test = `${check(emitter, 'isObject')}(${value})`;
  if (schema.loose === true) {
    writeBlock(code, `if (${test})`, body);
    return;
  }
  writeIf(code, [`!${test}`], '&&', () => emitFail(emitter, spot, 'must be an object'), {
    unless: [test],
    body,
  });
}

function emitMembers(emitter: Emitter, schema: ObjectSchema, spot: Spot, emit: EmitSchema): void {
  for (const property of schema.properties) {
    emitProperty(emitter, property.name, property.schema, property.required, spot, emit);
  }
  for (const name of schema.requiredElsewhere ?? []) {
    emitProperty(emitter, name, { kind: 'any' }, true, spot, emit);
  }
  emitDependents(emitter, schema, spot, emit);
  emitCount(emitter, schema, spot);
  emitOthers(emitter, schema, spot, emit);
}

function emitProperty(
  emitter: Emitter,
  name: string,
  schema: Schema,
  required: boolean,
  spot: Spot,
  emit: EmitSchema,
): void {
  const { code } = emitter;
  const variable = freshName(emitter, name);
  const inner: Spot = { value: variable, path: spot.path + pathStep(name), issues: spot.issues };
  withConstant(emitter, variable, access(emitter, spot.value, name), () => {
    if (!required) {
      writeBlock(code, `if (${variable} !== undefined)`, () => emit(emitter, schema, inner));
      return;
    }
    writeIf(code, [`${variable} === undefined`], '&&', () => emitFail(emitter, inner, 'is required'), {
      unless: [`${variable} !== undefined`],
      body: () => emit(emitter, schema, inner),
      isOneIf: writesOneIf(schema),
    });
  });
}

/** Whether checks of a schema begin and end with one `if`: those of a type do, which have it around them. */
function writesOneIf(schema: Schema): boolean {
  switch (schema.kind) {
    case 'boolean':
    case 'null':
      return true;
    case 'enum':
      return schema.values.length > 0;
    case 'string':
    case 'number':
    case 'array':
    case 'object':
      return schema.loose !== true;
    default:
      return false;
  }
}

/**
 * Reads a member. Names that every object inherits are asked for by `own`; of others, values that come from JSON have
 * no inherited ones.
 */
function access(emitter: Emitter, object: string, name: string): string {
  if (name in Object.prototype) return `${check(emitter, 'own')}(${object}, ${printString(name)})`;
  return isIdentifier(name) ? `${object}.${name}` : `${object}[${printString(name)}]`;
}

function emitDependents(emitter: Emitter, schema: ObjectSchema, spot: Spot, emit: EmitSchema): void {
  const { code } = emitter;
  for (const [name, others] of Object.entries(schema.dependentRequired ?? {})) {
    writeBlock(code, `if (${access(emitter, spot.value, name)} !== undefined)`, () => {
      for (const other of others) {
        writeBlock(code, `if (${access(emitter, spot.value, other)} === undefined)`, () =>
          emitFail(emitter, { ...spot, path: spot.path + pathStep(other) }, `is required beside ${name}`),
        );
      }
    });
  }
  for (const [name, part] of Object.entries(schema.dependentSchemas ?? {})) {
    writeBlock(code, `if (${access(emitter, spot.value, name)} !== undefined)`, () =>
      emit(emitter, part, { ...spot, known: 'object' }),
    );
  }
}

function emitCount(emitter: Emitter, { minProperties = 0, maxProperties }: ObjectSchema, spot: Spot): void {
  if (minProperties === 0 && maxProperties === undefined) return;
  const { code } = emitter;
  const count = freshName(emitter, 'count');
  const unit = (number: number): string => `${number} member${number === 1 ? '' : 's'}`;
  writeLine(code, `const ${count} = Object.keys(${spot.value}).length;`);
  if (minProperties > 0) {
    writeBlock(code, `if (${count} < ${minProperties})`, () =>
      emitFail(emitter, spot, `must have at least ${unit(minProperties)}`),
    );
  }
  if (maxProperties !== undefined) {
    writeBlock(code, `if (${count} > ${maxProperties})`, () =>
      emitFail(emitter, spot, `must have at most ${unit(maxProperties)}`),
    );
  }
}

/** One loop over the names for all that looks at names: `propertyNames`, `patternProperties`, `additionalProperties`. */
function emitOthers(emitter: Emitter, schema: ObjectSchema, spot: Spot, emit: EmitSchema): void {
  const { names, additional, patterns = [] } = schema;
  if (names === undefined && additional === undefined && patterns.length === 0) return;
  const { code } = emitter;
  const key = freshName(emitter, 'key');
  const member: Spot = { ...withoutKnown(spot), path: `${spot.path}.\${${key}}` };
  writeBlock(code, `for (const ${key} of Object.keys(${spot.value}))`, () => {
    if (names !== undefined) emit(emitter, names, { ...member, value: key });
    const withValue = (part: Schema) => (): void => {
      const variable = freshName(emitter, 'member');
      withConstant(emitter, variable, `${spot.value}[${key}]`, () =>
        emit(emitter, part, { ...member, value: variable }),
      );
    };
    const constants = patterns.map(({ pattern }) => patternConstant(emitter, pattern));
    patterns.forEach((part, index) => {
      writeBlock(code, `if (${constants[index]}.test(${key}))`, withValue(part.schema));
    });
    if (additional === undefined || additional.kind === 'any') return;
    const known = schema.properties.map(({ name }) => name);
    const terms = [
      ...(known.length > 16
        ? [`!${setConstant(emitter, 'names', known)}.has(${key})`]
        : known.map((name) => `${key} !== ${printString(name)}`)),
      ...constants.map((name) => `!${name}.test(${key})`),
    ];
    const body =
      additional.kind === 'never'
        ? (): void => emitFail(emitter, member, 'is not known here')
        : withValue(additional);
    if (terms.length === 0) body();
    else writeIf(code, terms, '&&', body);
  });
}

function withoutKnown({ value, path, issues }: Spot): Spot {
  return { value, path, issues };
}
