import { formats } from './formats.ts';
import { count, isEqual, show } from './json-value.ts';
import { type Automaton, accepts, automatonOf } from './pattern/automaton.ts';
import { readPattern } from './pattern/read-pattern.ts';
import type { EnumSchema, NumberSchema, StringSchema } from './schema.ts';

/** What is wrong with a value for a schema of strings; one text for each keyword. */
export function stringFaults(value: unknown, schema: StringSchema): string[] {
  if (typeof value !== 'string') return schema.loose ? [] : [expected('a string', value)];
  const issues: string[] = [];
  const length = schema.minLength === undefined && schema.maxLength === undefined ? 0 : [...value].length;
  if (schema.minLength !== undefined && length < schema.minLength) {
    issues.push(`${show(value)} has ${count(length, 'character')}; at least ${schema.minLength} are needed`);
  }
  if (schema.maxLength !== undefined && length > schema.maxLength) {
    issues.push(`${show(value)} has ${count(length, 'character')}; at most ${schema.maxLength} are allowed`);
  }
  if (schema.pattern !== undefined && !matchesPattern(schema.pattern, value)) {
    issues.push(`${show(value)} does not match the pattern ${schema.pattern}`);
  }
  if (schema.format !== undefined && formats.get(schema.format)?.(value) === false) {
    issues.push(`${show(value)} is no ${schema.format}`);
  }
  return issues;
}

/** What is wrong with a value for a schema of numbers. */
export function numberFaults(value: unknown, schema: NumberSchema): string[] {
  if (typeof value !== 'number') {
    return schema.loose ? [] : [expected(schema.integer ? 'a whole number' : 'a number', value)];
  }
  if (schema.integer && !Number.isInteger(value)) return [expected('a whole number', value)];
  const issues: string[] = [];
  if (schema.minimum !== undefined && value < schema.minimum)
    issues.push(`${value} is below ${schema.minimum}`);
  if (schema.maximum !== undefined && value > schema.maximum)
    issues.push(`${value} is above ${schema.maximum}`);
  if (schema.exclusiveMinimum !== undefined && value <= schema.exclusiveMinimum) {
    issues.push(`${value} is not above ${schema.exclusiveMinimum}`);
  }
  if (schema.exclusiveMaximum !== undefined && value >= schema.exclusiveMaximum) {
    issues.push(`${value} is not below ${schema.exclusiveMaximum}`);
  }
  if (schema.multipleOf !== undefined && !isMultiple(value, schema.multipleOf)) {
    issues.push(`${value} is no multiple of ${schema.multipleOf}`);
  }
  return issues;
}

/** 0.3 is a multiple of 0.1, though not in binary arithmetic: a quotient within 1e-8 of a whole number counts. */
function isMultiple(value: number, of: number): boolean {
  const quotient = value / of;
  return Number.isFinite(quotient) && Math.abs(Math.round(quotient) - quotient) < 1e-8;
}

/** What is wrong with a value for a list of allowed ones. */
export function enumFaults(value: unknown, schema: EnumSchema): string[] {
  if (schema.values.some((allowed) => isEqual(value, allowed))) return [];
  const allowed = schema.values.map(show);
  return [
    schema.single === true || allowed.length === 1
      ? `expected ${allowed[0] ?? 'nothing'}, got ${show(value)}`
      : `${show(value)} is none of ${allowed.join(', ')}`,
  ];
}

/** `expected a string, got 5` */
export function expected(what: string, value: unknown): string {
  return `expected ${what}, got ${show(value)}`;
}

const patterns = new Map<string, RegExp>();

/** Patterns are compiled once. The reader has refused those that are no regular expressions. */
export function patternOf(pattern: string): RegExp {
  let regex = patterns.get(pattern);
  if (regex === undefined) {
    regex = new RegExp(pattern, 'u');
    patterns.set(pattern, regex);
  }
  return regex;
}

/**
 * Whether a text matches a pattern (ECMAScript with the u flag). Whoever wrote it may be somebody else: one whose matching
 * could take exponential time, or a long one, is followed by an automaton, whose time grows with the text alone. One that is
 * no regular language (look-around, references) is then tried on short texts only: a text counts as matching before a check
 * that does not end.
 */
export function matchesPattern(pattern: string, text: string): boolean {
  if (!mayTakeLong(pattern, text.length)) return patternOf(pattern).test(text);
  const automaton = automatonFor(pattern);
  if (automaton === undefined) return text.length > shortText || patternOf(pattern).test(text);
  return text.length * automaton.free.length > mostSteps || accepts(automaton, text);
}

/** On a text of this length even an exponential pattern ends within moments. */
const shortText = 8;
/** A second or so. */
const mostSteps = 20_000_000;
const automata = new Map<string, Automaton | undefined>();

function automatonFor(pattern: string): Automaton | undefined {
  if (!automata.has(pattern)) {
    const read = readPattern(pattern);
    automata.set(pattern, read && automatonOf(read));
  }
  return automata.get(pattern);
}

/** What is known of a pattern before any text is. */
interface Effort {
  /** A repeated group holds a choice: any text may take long. */
  readonly isNested: boolean;
  /** Repetitions that share a text. */
  readonly repetitions: number;
}

const efforts = new Map<string, Effort>();

/** Said too often rather than too rarely: a repeated group that holds a choice, or repetitions that share a long text. */
function mayTakeLong(pattern: string, length: number): boolean {
  const effort = efforts.get(pattern) ?? effortOf(pattern);
  efforts.set(pattern, effort);
  return effort.isNested || (effort.repetitions > 1 && length ** effort.repetitions > 10_000_000);
}

function effortOf(pattern: string): Effort {
  // Escaped characters and classes are one character each; what is left are groups and repetitions.
  const bare = pattern.replace(/\\(?:[pPu]\{[^}]*\}|.)/g, 'c').replace(/\[[^\]]*\]/g, 'c');
  const choices = bare.match(/[*+?|]|\{\d+(?:,\d*)?\}/g)?.length ?? 0;
  if (/\)(?:[*+]|\{)/.test(bare)) return { isNested: choices > 1, repetitions: 0 };
  return { isNested: false, repetitions: bare.match(/[*+]|\{\d+,\d*\}/g)?.length ?? 0 };
}
