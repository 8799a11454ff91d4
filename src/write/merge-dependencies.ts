import { applyEdits, type Member, readMembers } from './json-members.ts';

/**
 * Adds what generated code needs to the dependencies of a package.json that people have edited. Only lines of missing
 * dependencies come in; everything else, versions included, stays as it is, byte by byte.
 * @param needed exact versions by package, for those that are missing
 * @returns the new text, or undefined where nothing has to change or the text is no JSON object.
 */
export function mergeDependencies(
  packageJson: string,
  needed: { readonly [name: string]: string },
): string | undefined {
  const root = readMembers(packageJson, 0);
  if (root === undefined) return undefined;
  const dependencies = root.members.find(({ name }) => name === 'dependencies');
  if (dependencies === undefined) {
    const names = Object.keys(needed).sort();
    if (names.length === 0) return undefined;
    const unit = indentOf(packageJson, root.members) ?? '  ';
    const lines = names.map(
      (name) => `${unit}${unit}${JSON.stringify(name)}: ${JSON.stringify(needed[name])}`,
    );
    const text = `"dependencies": {\n${lines.join(',\n')}\n${unit}}`;
    return applyEdits(packageJson, [insertion(packageJson, root, text, unit)]);
  }
  const inner = readMembers(packageJson, dependencies.valueStart);
  if (inner === undefined) return undefined;
  const known = new Map(inner.members.map((member) => [member.name, member]));
  const missing = Object.keys(needed)
    .filter((name) => !known.has(name))
    .sort();
  return missing.length === 0
    ? undefined
    : applyEdits(packageJson, insertions(packageJson, inner, missing, needed));
}

type Members = NonNullable<ReturnType<typeof readMembers>>;

/** New members among the old ones, in order of names as far as the old ones keep it. */
function insertions(
  text: string,
  object: Members,
  names: readonly string[],
  needed: { readonly [name: string]: string },
) {
  const indent = indentOf(text, object.members);
  const print = (name: string): string => `${JSON.stringify(name)}: ${JSON.stringify(needed[name])}`;
  if (object.members.length === 0) {
    const outer = /(?:^|\n)([ \t]*)[^\n]*$/.exec(text.slice(0, object.start))?.[1] ?? '';
    const pad = `\n${outer}  `;
    return [
      {
        start: object.start + 1,
        end: object.end - 1,
        text: `${pad}${names.map(print).join(`,${pad}`)}\n${outer}`,
      },
    ];
  }
  const separator = indent === undefined ? ', ' : `,\n${indent}`;
  const after = new Map<Member | undefined, string[]>();
  for (const name of names) {
    const before = object.members.filter((member) => member.name < name).at(-1);
    after.set(before, [...(after.get(before) ?? []), name]);
  }
  return [...after].map(([member, added]) => {
    if (member === undefined) {
      const first = object.members[0]?.start ?? object.start + 1;
      return { start: first, end: first, text: added.map((name) => print(name) + separator).join('') };
    }
    return {
      start: member.valueEnd,
      end: member.valueEnd,
      text: added.map((name) => separator + print(name)).join(''),
    };
  });
}

/** A new member at the end of an object. */
function insertion(text: string, object: Members, member: string, unit: string) {
  const last = object.members.at(-1);
  if (last === undefined)
    return { start: object.start + 1, end: object.end - 1, text: `\n${unit}${member}\n` };
  const indent = indentOf(text, object.members);
  return {
    start: last.valueEnd,
    end: last.valueEnd,
    text: indent === undefined ? `, ${member}` : `,\n${indent}${member}`,
  };
}

/** What stands before the first member on its line; undefined where it shares the line with others. */
function indentOf(text: string, members: readonly Member[]): string | undefined {
  const [first] = members;
  if (first === undefined) return undefined;
  const line = text.slice(text.lastIndexOf('\n', first.start - 1) + 1, first.start);
  return /^[ \t]*$/.test(line) && text.lastIndexOf('\n', first.start) !== -1 ? line : undefined;
}
