import { type Code, choice, isExpression, isList, isMembers, spread } from './print-code.ts';

/**
 * One value out of what a value is in each environment: equal parts stand once, the others become a choice, as deep
 * inside as possible. Members that only some environments have become a spread.
 */
export function mergeEnvironments(by: ReadonlyMap<string, Code>): Code {
  const values = [...by.values()];
  const [first, ...rest] = values;
  if (rest.every((other) => equalCode(first, other))) return first;
  if (values.every(isMembers))
    return mergeMembers(by as ReadonlyMap<string, { readonly [name: string]: Code }>);
  if (values.every(isList)) {
    const lists = values as (readonly Code[])[];
    const length = lists[0]?.length ?? 0;
    if (lists.every((list) => list.length === length)) {
      return Array.from({ length }, (_, index) =>
        mergeEnvironments(select(by, (value) => itemOf(value, index))),
      );
    }
  }
  return choice(Object.fromEntries(by));
}

function mergeMembers(by: ReadonlyMap<string, { readonly [name: string]: Code }>): Code {
  const merged: { [name: string]: Code } = Object.create(null);
  for (const name of new Set([...by.values()].flatMap(Object.keys))) {
    const member = select(by, (members) => (Object.hasOwn(members, name) ? members[name] : undefined));
    const present = [...member.values()].filter((value) => value !== undefined).length;
    if (present === by.size) merged[name] = mergeEnvironments(member);
    else if (present > 0) merged[name] = spread(Object.fromEntries([...member].map(asObject(name))));
  }
  return merged;
}

function select<Value>(by: ReadonlyMap<string, Value>, part: (value: Value) => Code): Map<string, Code> {
  return new Map([...by].map(([environment, value]) => [environment, part(value)]));
}

/** `{ name: value }` where there is a value, else `{}`. */
function asObject(name: string): (entry: [string, Code]) => [string, Code] {
  return ([environment, value]) => [environment, value === undefined ? {} : { [name]: value }];
}

function itemOf(value: Code, index: number): Code {
  return isList(value) ? value[index] : undefined;
}

function equalCode(a: Code, b: Code): boolean {
  if (Object.is(a, b)) return true;
  if (isList(a) && isList(b)) {
    return a.length === b.length && a.every((item, index) => equalCode(item, b[index]));
  }
  if (isExpression(a) && isExpression(b)) return a.text === b.text;
  if (!isMembers(a) || !isMembers(b)) return false;
  const [names, others] = [Object.keys(a), Object.keys(b)];
  return (
    names.length === others.length &&
    names.every((name) => Object.hasOwn(b, name) && equalCode(a[name], b[name]))
  );
}
