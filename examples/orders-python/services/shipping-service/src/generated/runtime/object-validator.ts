import { isObject, own } from './checks.ts';
import { type At, counted, fail, failInside, inside, start, type Validator } from './validator.ts';

export interface ObjectRules {
  readonly loose?: true;
  readonly required?: readonly string[];
  readonly properties?: { readonly [name: string]: Validator };
  readonly dependentRequired?: { readonly [name: string]: readonly string[] };
  readonly dependentSchemas?: { readonly [name: string]: Validator };
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly propertyNames?: Validator;
  readonly patternProperties?: { readonly [pattern: string]: Validator };
  /** `false`: no others. */
  readonly additionalProperties?: Validator | false;
}

type JsonObject = Readonly<Record<string, unknown>>;

/** An object: its properties in their order, then what is said of it as a whole. */
export function object(rules: ObjectRules = {}): Validator {
  const members = membersOf(rules);
  const { minProperties = 0, maxProperties = Number.POSITIVE_INFINITY } = rules;
  const isCounted = minProperties > 0 || maxProperties < Number.POSITIVE_INFINITY;
  const checkDependents = dependentsOf(rules);
  const checkOthers = othersOf(rules);
  return (value, at = start()) => {
    if (!isObject(value)) return rules.loose === true ? at.issues : fail(at, 'must be an object');
    for (const { name, isRequired, isInherited, validate } of members) {
      const member = isInherited ? own(value, name) : value[name];
      if (member !== undefined) inside(validate, member, name, at);
      else if (isRequired) failInside(at, name, 'is required');
    }
    checkDependents?.(value, at);
    if (isCounted) {
      const count = Object.keys(value).length;
      if (count < minProperties) fail(at, `must have at least ${counted(minProperties, 'member')}`);
      if (count > maxProperties) fail(at, `must have at most ${counted(maxProperties, 'member')}`);
    }
    checkOthers?.(value, at);
    return at.issues;
  };
}

interface Member {
  readonly name: string;
  readonly isRequired: boolean;
  /** Every object inherits something of this name, which does not count. */
  readonly isInherited: boolean;
  readonly validate: Validator;
}

function membersOf({ properties = {}, required = [] }: ObjectRules): readonly Member[] {
  const names = new Set([...Object.keys(properties), ...required]);
  return [...names].map((name) => ({
    name,
    isRequired: required.includes(name),
    isInherited: name in Object.prototype,
    validate: (Object.hasOwn(properties, name) ? properties[name] : undefined) ?? takeAll,
  }));
}

function takeAll(_value: unknown, at: At = start()): ReturnType<Validator> {
  return at.issues;
}

type Check = (value: JsonObject, at: At) => void;

function dependentsOf({ dependentRequired, dependentSchemas }: ObjectRules): Check | undefined {
  if (dependentRequired === undefined && dependentSchemas === undefined) return undefined;
  const names = Object.entries(dependentRequired ?? {});
  const schemas = Object.entries(dependentSchemas ?? {});
  return (value, at) => {
    for (const [name, others] of names) {
      if (own(value, name) === undefined) continue;
      for (const other of others)
        if (own(value, other) === undefined) failInside(at, other, `is required beside ${name}`);
    }
    for (const [name, validate] of schemas) if (own(value, name) !== undefined) validate(value, at);
  };
}

/** One loop over the names for all that looks at names. */
function othersOf(rules: ObjectRules): Check | undefined {
  const { propertyNames, patternProperties, additionalProperties } = rules;
  if (propertyNames === undefined && patternProperties === undefined && additionalProperties === undefined)
    return undefined;
  const patterns = Object.entries(patternProperties ?? {}).map(([pattern, validate]) => ({
    pattern: new RegExp(pattern, 'u'),
    validate,
  }));
  const known = new Set(Object.keys(rules.properties ?? {}));
  return (value, at) => {
    for (const name of Object.keys(value)) {
      if (propertyNames !== undefined) inside(propertyNames, name, name, at);
      let isKnown = known.has(name);
      for (const { pattern, validate } of patterns) {
        if (!pattern.test(name)) continue;
        isKnown = true;
        inside(validate, own(value, name), name, at);
      }
      if (isKnown || additionalProperties === undefined) continue;
      if (additionalProperties === false) failInside(at, name, 'is not known here');
      else inside(additionalProperties, own(value, name), name, at);
    }
  };
}
