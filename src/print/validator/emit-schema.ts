import type { EnumSchema, NumberSchema, Schema, StringSchema } from '../../model/schema.ts';
import { writeBlock, writeCall, writeIf, writeLine } from '../code-writer.ts';
import { describeConstraints } from '../constraints.ts';
import { printLiteral, printNumber } from '../literal.ts';
import { emitArray } from './emit-array.ts';
import { emitObject } from './emit-object.ts';
import { emitUnion } from './emit-union.ts';
import {
  check,
  type Emitter,
  emitFail,
  freshName,
  literalConstant,
  pathOf,
  patternConstant,
  type Spot,
  setConstant,
} from './emitter.ts';
import { formatCheck } from './format-check.ts';

/** Writes statements that add an issue for each way in which the value of a spot breaks a schema. */
export function emitSchema(emitter: Emitter, schema: Schema, spot: Spot): void {
  switch (schema.kind) {
    case 'any':
      return;
    case 'never':
      emitFail(emitter, spot, 'must not be here');
      return;
    case 'ref':
      writeCall(emitter.code, emitter.context.functionName(schema.id), [
        spot.value,
        pathOf(spot),
        spot.issues,
      ]);
      return;
    case 'string':
      emitString(emitter, schema, spot);
      return;
    case 'number':
      emitNumber(emitter, schema, spot);
      return;
    case 'boolean':
      emitWhen(emitter, `typeof ${spot.value} !== 'boolean'`, spot, 'must be true or false');
      return;
    case 'null':
      emitWhen(emitter, `${spot.value} !== null`, spot, 'must be null');
      return;
    case 'enum':
      emitEnum(emitter, schema, spot);
      return;
    case 'array':
      emitArray(emitter, schema, spot, emitSchema);
      return;
    case 'object':
      emitObject(emitter, schema, spot, emitSchema);
      return;
    case 'union':
      emitUnion(emitter, schema, spot, emitSchema);
      return;
    case 'intersection':
      for (const part of withoutImplied(schema.of)) emitSchema(emitter, part, spot);
      return;
    case 'not':
      emitNot(emitter, schema.schema, spot);
      return;
    case 'conditional': {
      if (schema.then === undefined && schema.else === undefined) return;
      const tried = emitAttempt(emitter, 'condition', schema.if, spot);
      const half = (part: Schema | undefined) => (): void => {
        if (part !== undefined) emitSchema(emitter, part, spot);
      };
      writeIf(emitter.code, [`${tried}.length === 0`], '&&', half(schema.then), {
        unless: [`${tried}.length > 0`],
        body: half(schema.else),
      });
      return;
    }
  }
}

/** Beside a list of values, a bare type that they all have says nothing new. */
function withoutImplied(parts: readonly Schema[]): readonly Schema[] {
  const lists = parts.filter((part) => part.kind === 'enum');
  if (lists.length === 0) return parts;
  return parts.filter((part) => {
    if (part.kind !== 'string' && part.kind !== 'number') return true;
    const isBare = describeConstraints(part).length === 0;
    return !isBare || !lists.some(({ values }) => values.every((value) => typeof value === part.kind));
  });
}

/** Writes checks of a schema into a list of their own. @returns the list's name; empty means that it fits */
function emitAttempt(emitter: Emitter, wish: string, schema: Schema, spot: Spot): string {
  const name = freshName(emitter, wish);
  writeLine(emitter.code, `const ${name}: ValidationIssue[] = [];`);
  emitSchema(emitter, schema, { ...spot, issues: name });
  return name;
}

function emitWhen(emitter: Emitter, condition: string, spot: Spot, message: string): void {
  writeBlock(emitter.code, `if (${condition})`, () => emitFail(emitter, spot, message));
}

function emitNot(emitter: Emitter, schema: Schema, spot: Spot): void {
  const tried = emitAttempt(emitter, 'excluded', schema, spot);
  emitWhen(emitter, `${tried}.length === 0`, spot, excludedMessage(schema));
}

function excludedMessage(schema: Schema): string {
  if (schema.kind === 'enum') return `must not be ${schema.values.map(shown).join(' or ')}`;
  if (schema.kind === 'object' && schema.properties.length === 0 && schema.requiredElsewhere !== undefined) {
    return `must not have ${schema.requiredElsewhere.join(' and ')}`;
  }
  return 'must not fit what is excluded here';
}

function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

function emitEnum(emitter: Emitter, { values }: EnumSchema, spot: Spot): void {
  const few = values.slice(0, 12).map(shown).join(', ');
  const list = values.length > 12 ? `${few} and ${values.length - 12} more` : few;
  const message = values.length === 1 ? `must be ${list}` : `must be one of ${list}`;
  const value = spot.value;
  const simple = values.filter((item) => typeof item !== 'object' || item === null);
  const composite = values.filter((item) => typeof item === 'object' && item !== null);
  const isSet = simple.length > 4 || spot.known !== undefined;
  const terms = [
    ...(isSet && simple.length > 0
      ? [`!${setConstant(emitter, 'values', simple)}.has(${value})`]
      : simple.map((item) => `${value} !== ${printLiteral(item === 0 ? 0 : item)}`)),
    ...composite.map(
      (item) => `!${check(emitter, 'isEqual')}(${value}, ${literalConstant(emitter, 'value', item)})`,
    ),
  ];
  if (terms.length === 0) {
    emitFail(emitter, spot, 'must not be here');
    return;
  }
  writeIf(emitter.code, terms, '&&', () => emitFail(emitter, spot, message));
}

/** One way to break a constraint: a condition, and what to say. */
interface Breach {
  readonly condition: string;
  readonly message: string;
}

function emitString(emitter: Emitter, schema: StringSchema, spot: Spot): void {
  const { value } = spot;
  const breaches: Breach[] = [];
  const { minLength = 0, maxLength, pattern, format } = schema;
  const unit = (count: number): string => `${count} character${count === 1 ? '' : 's'}`;
  if (minLength === 1) breaches.push({ condition: `${value} === ''`, message: 'must not be empty' });
  if (minLength > 1) {
    const condition = `${check(emitter, 'isShorter')}(${value}, ${printNumber(minLength)})`;
    breaches.push({ condition, message: `must be at least ${unit(minLength)}` });
  }
  if (maxLength !== undefined) {
    const condition = `${check(emitter, 'isLonger')}(${value}, ${printNumber(maxLength)})`;
    breaches.push({ condition, message: `must be at most ${unit(maxLength)}` });
  }
  if (pattern !== undefined) {
    const condition = `!${patternConstant(emitter, pattern)}.test(${value})`;
    breaches.push({ condition, message: `must match the pattern ${pattern}` });
  }
  const known = format === undefined ? undefined : formatCheck(format);
  if (known !== undefined) {
    emitter.used.formats.add(known.name);
    breaches.push({ condition: `!${known.name}(${value})`, message: known.message });
  }
  emitTyped(emitter, schema, spot, {
    is: [`typeof ${value} === 'string'`],
    isNot: [`typeof ${value} !== 'string'`],
    message: 'must be text',
    breaches,
  });
}

function emitNumber(emitter: Emitter, schema: NumberSchema, spot: Spot): void {
  const { value } = spot;
  const { multipleOf, format } = schema;
  const breaches: Breach[] = [];
  const limit = (operator: string, bound: number | undefined, words: string): void => {
    if (bound === undefined) return;
    const condition = `${value} ${operator} ${printNumber(bound)}`;
    breaches.push({ condition, message: `must be ${words} ${printNumber(bound)}` });
  };
  if (schema.integer || format === 'int64') {
    breaches.push({ condition: `!Number.isInteger(${value})`, message: 'must be a whole number' });
  }
  limit('<', schema.minimum, 'at least');
  limit('>', schema.maximum, 'at most');
  limit('<=', schema.exclusiveMinimum, 'more than');
  limit('>=', schema.exclusiveMaximum, 'less than');
  if (multipleOf !== undefined) {
    const condition = `!${check(emitter, 'isMultipleOf')}(${value}, ${printNumber(multipleOf)})`;
    breaches.push({ condition, message: `must be a multiple of ${printNumber(multipleOf)}` });
  }
  if (format === 'int32') {
    breaches.push({ condition: `${value} !== (${value} | 0)`, message: 'must be a whole number of 32 bits' });
  }
  emitTyped(emitter, schema, spot, {
    is: [`typeof ${value} === 'number'`],
    isNot: [`typeof ${value} !== 'number'`, `!Number.isFinite(${value})`],
    message: 'must be a number',
    breaches,
  });
}

/** A check of the type, and behind it the checks of the constraints. Loose schemas pass other types. */
function emitTyped(
  emitter: Emitter,
  schema: StringSchema | NumberSchema,
  spot: Spot,
  type: {
    readonly is: readonly string[];
    readonly isNot: readonly string[];
    readonly message: string;
    readonly breaches: readonly Breach[];
  },
): void {
  const { code } = emitter;
  const body = (): void => {
    for (const { condition, message } of type.breaches) emitWhen(emitter, condition, spot, message);
  };
  if (spot.known === schema.kind) body();
  else if (schema.loose === true) writeIf(code, type.is, '&&', body);
  else {
    writeIf(code, type.isNot, '||', () => emitFail(emitter, spot, type.message), {
      unless: type.is,
      body,
      isOneIf: type.breaches.length === 1,
    });
  }
}
