import { isEqual, isLonger, isMultipleOf, isShorter } from './checks.ts';
import * as formats from './formats.ts';
import { type At, counted, fail, start, type Validator } from './validator.ts';

/** Takes every value. */
export function anything(): Validator {
  return (_value, at = start()) => at.issues;
}

/** Takes no value. */
export function never(): Validator {
  return (_value, at = start()) => fail(at, 'must not be here');
}

/** Constraints of which `loose` lets values of other types pass. */
interface MayBeLoose {
  readonly loose?: true;
}

export interface TextRules extends MayBeLoose {
  readonly minLength?: number;
  readonly maxLength?: number;
  /** Compiled once, with the `u` flag. */
  readonly pattern?: string;
  readonly format?: keyof typeof formatRules;
}

/** A text; lengths count Unicode code points. */
export function text(rules: TextRules = {}): Validator {
  const { minLength = 0, maxLength = Number.POSITIVE_INFINITY, loose } = rules;
  const pattern = rules.pattern === undefined ? undefined : new RegExp(rules.pattern, 'u');
  const format = rules.format === undefined ? undefined : formatRules[rules.format];
  return (value, at = start()) => {
    if (typeof value !== 'string') return loose === true ? at.issues : fail(at, 'must be text');
    if (minLength > 0 && isShorter(value, minLength)) {
      fail(at, minLength === 1 ? 'must not be empty' : `must be at least ${counted(minLength, 'character')}`);
    }
    if (isLonger(value, maxLength)) fail(at, `must be at most ${counted(maxLength, 'character')}`);
    if (pattern !== undefined && !pattern.test(value)) fail(at, `must match the pattern ${rules.pattern}`);
    if (format !== undefined && !format.fits(value)) fail(at, format.message);
    return at.issues;
  };
}

interface FormatRule {
  readonly fits: (text: string) => boolean;
  readonly message: string;
}

/** Formats that are checked; others are annotations. */
const formatRules = {
  'date-time': rule(formats.isDateTime, 'must be a date and time such as 2024-02-29T10:00:00Z'),
  date: rule(formats.isDate, 'must be a date such as 2024-02-29'),
  time: rule(formats.isTime, 'must be a time such as 10:00:00Z'),
  duration: rule(formats.isDuration, 'must be a duration such as P1DT12H'),
  uuid: rule(formats.isUuid, 'must be a UUID'),
  email: rule(formats.isEmail, 'must be an email address'),
  hostname: rule(formats.isHostname, 'must be a host name'),
  ipv4: rule(formats.isIpv4, 'must be an IPv4 address'),
  ipv6: rule(formats.isIpv6, 'must be an IPv6 address'),
  uri: rule(formats.isUri, 'must be a URI'),
  'uri-reference': rule(formats.isUriReference, 'must be a URI or a reference relative to one'),
  'json-pointer': rule(formats.isJsonPointer, 'must be a JSON pointer'),
  regex: rule(formats.isRegex, 'must be a regular expression'),
};

function rule(fits: FormatRule['fits'], message: string): FormatRule {
  return { fits, message };
}

export interface NumberRules extends MayBeLoose {
  readonly integer?: true;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly multipleOf?: number;
  readonly format?: 'int32' | 'int64';
}

/** A finite number. */
export function number(rules: NumberRules = {}): Validator {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf, format, loose } = rules;
  const isWhole = rules.integer === true || format === 'int64';
  return (value, at = start()) => {
    if (typeof value !== 'number') return loose === true ? at.issues : fail(at, 'must be a number');
    if (loose !== true && !Number.isFinite(value)) return fail(at, 'must be a number');
    if (isWhole && !Number.isInteger(value)) fail(at, 'must be a whole number');
    if (minimum !== undefined && value < minimum) fail(at, `must be at least ${minimum}`);
    if (maximum !== undefined && value > maximum) fail(at, `must be at most ${maximum}`);
    if (exclusiveMinimum !== undefined && value <= exclusiveMinimum)
      fail(at, `must be more than ${exclusiveMinimum}`);
    if (exclusiveMaximum !== undefined && value >= exclusiveMaximum)
      fail(at, `must be less than ${exclusiveMaximum}`);
    if (multipleOf !== undefined && !isMultipleOf(value, multipleOf))
      fail(at, `must be a multiple of ${multipleOf}`);
    if (format === 'int32' && value !== (value | 0)) fail(at, 'must be a whole number of 32 bits');
    return at.issues;
  };
}

/** True or false. */
export function boolean(): Validator {
  return (value, at = start()) =>
    typeof value === 'boolean' ? at.issues : fail(at, 'must be true or false');
}

/** Null. */
export function nothing(): Validator {
  return (value, at = start()) => (value === null ? at.issues : fail(at, 'must be null'));
}

const shownValues = 12;

/** One of some values, equal as JSON. */
export function oneOf(values: readonly unknown[]): Validator {
  const simple = new Set(values.filter((value) => typeof value !== 'object' || value === null));
  const composite = values.filter((value) => typeof value === 'object' && value !== null);
  return (value, at: At = start()) => {
    if (simple.has(value) || composite.some((other) => isEqual(value, other))) return at.issues;
    return fail(at, values.length === 0 ? 'must not be here' : `must be ${listed(values)}`);
  };
}

function listed(values: readonly unknown[]): string {
  const few = values.slice(0, shownValues).map(shown).join(', ');
  if (values.length === 1) return few;
  const more = values.length - shownValues;
  return `one of ${few}${more > 0 ? ` and ${more} more` : ''}`;
}

function shown(value: unknown): string {
  const printed = JSON.stringify(value);
  return printed.length > 60 ? `${printed.slice(0, 57)}...` : printed;
}
