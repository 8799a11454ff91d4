import { type Code, choice, isExpression, isList, isMembers, spread } from './print-code.ts';

/**
 * One value out of what a value is in each environment: equal parts stand once, the others become a choice, as deep
 * inside as possible. Members that only some environments have become a spread.
 */
export function mergeEnvironments(by: ReadonlyMap<string, Code>): Code {
  return merge([...by.values()], [...by.keys()]).code;
}

/** What values of the environments make together, and whether they are the same, each part looked at once. */
interface Merged {
  readonly code: Code;
  readonly isSame: boolean;
}

function merge(values: readonly Code[], environments: readonly string[]): Merged {
  const [first] = values;
  if (values.every((value) => Object.is(value, first))) return { code: first, isSame: true };
  if (isExpression(first) && values.every((value) => isExpression(value) && value.text === first.text))
    return { code: first, isSame: true };
  if (values.every(isMembers)) return mergeMembers(values, environments);
  if (values.every(isList) && values.every(({ length }) => length === values[0]?.length))
    return mergeLists(values, environments);
  return { code: choice(byEnvironment(values, environments)), isSame: false };
}

function mergeMembers(
  values: readonly { readonly [name: string]: Code }[],
  environments: readonly string[],
): Merged {
  const merged: { [name: string]: Code } = Object.create(null);
  let isSame = true;
  for (const name of new Set(values.flatMap(Object.keys))) {
    const members = values.map((value) => (Object.hasOwn(value, name) ? value[name] : undefined));
    const present = members.filter((member) => member !== undefined).length;
    if (present === values.length) {
      const member = merge(members, environments);
      merged[name] = member.code;
      isSame &&= member.isSame;
    } else if (present > 0) {
      merged[name] = spread(byEnvironment(members.map(asObject(name)), environments));
      isSame = false;
    } else if (!values.every((value) => Object.hasOwn(value, name))) isSame = false;
  }
  return { code: isSame ? values[0] : merged, isSame };
}

function mergeLists(values: readonly (readonly Code[])[], environments: readonly string[]): Merged {
  const [first = []] = values;
  const items = first.map((_, index) =>
    merge(
      values.map((value) => value[index]),
      environments,
    ),
  );
  const isSame = items.every((item) => item.isSame);
  return { code: isSame ? first : items.map(({ code }) => code), isSame };
}

function byEnvironment(
  values: readonly Code[],
  environments: readonly string[],
): { readonly [environment: string]: Code } {
  return Object.fromEntries(environments.map((environment, index) => [environment, values[index]]));
}

/** `{ name: value }` where there is a value, else `{}`. */
function asObject(name: string): (value: Code) => Code {
  return (value) => (value === undefined ? {} : { [name]: value });
}
