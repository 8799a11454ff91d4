/** What the design says by paths into data. A path is its steps: `customer.id` is `['customer', 'id']`. */

/** The value at a path, or undefined where a step leads nowhere. Own members only. */
export function valueAt(data: unknown, path: readonly string[]): unknown {
  let value = data;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[step];
  }
  return value;
}

/** A text or number at a path, as text. */
export function textAt(data: unknown, path: readonly string[]): string | undefined {
  const value = valueAt(data, path);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

/** Reads a number or text that grows with every event of a key. */
export function versionAt(data: unknown, path: readonly string[]): number | string | undefined {
  const value = valueAt(data, path);
  return typeof value === 'string' || typeof value === 'number' ? value : undefined;
}

/** Reads a key of one or several paths; several are joined by `/`, and a `/` inside a part is escaped. */
export function keyOf(...paths: readonly (readonly string[])[]): (data: unknown) => string | undefined {
  return (data) => {
    const parts: string[] = [];
    for (const path of paths) {
      const part = textAt(data, path);
      if (part === undefined) return undefined;
      parts.push(paths.length === 1 ? part : part.replaceAll('%', '%25').replaceAll('/', '%2F'));
    }
    return parts.length === 0 ? undefined : parts.join('/');
  };
}

/** Reads the values of a projection's key columns; undefined where one is missing. */
export function keyValuesOf(
  ...paths: readonly (readonly string[])[]
): (data: unknown) => readonly (string | number)[] | undefined {
  return (data) => {
    const values = paths.map((path) => versionAt(data, path));
    return values.every((value) => value !== undefined) ? values : undefined;
  };
}

/**
 * Fills the parameters of an address from data: `fleet/{region}` with `{ region: ['region'] }`.
 * @throws Error where a value is missing or could change the shape of the address.
 */
export function addressOf(
  address: string,
  parameters: Readonly<Record<string, readonly string[]>>,
): (data: unknown) => string {
  return (data) =>
    address.replace(/\{(\w+)\}/g, (whole, name: string) => {
      const path = parameters[name];
      if (path === undefined) return whole;
      const value = textAt(data, path);
      if (value === undefined || !/^[\w.~-]+$/.test(value)) {
        const found = JSON.stringify(value);
        throw new Error(`${address}: ${path.join('.')} is ${found}, which no topic name can hold`);
      }
      return value;
    });
}

export interface Edits {
  readonly drop?: readonly (readonly string[])[];
  readonly rename?: readonly { readonly from: readonly string[]; readonly to: readonly string[] }[];
  readonly set?: readonly { readonly path: readonly string[]; readonly value: unknown }[];
}

/** Turns data of an old version into the next newer one: drops, then renames, then sets. Works on a copy. */
export function editor(edits: Edits): (data: unknown) => unknown {
  return (data) => {
    const copy: unknown = structuredClone(data);
    for (const path of edits.drop ?? []) for (const [owner, name] of ownersOf(copy, path)) delete owner[name];
    for (const { from, to } of edits.rename ?? []) rename(copy, from, to);
    for (const { path, value } of edits.set ?? []) write(copy, path, value);
    return copy;
  };
}

type Members = Record<string, unknown>;

/** Objects that have the last step of a path as a member; `*` stands for each item or member. */
function ownersOf(data: unknown, path: readonly string[]): [owner: Members, name: string][] {
  const [step, ...rest] = path;
  if (typeof data !== 'object' || data === null || step === undefined) return [];
  const members = data as Members;
  const names = step === '*' ? Object.keys(members) : Object.hasOwn(members, step) ? [step] : [];
  if (rest.length === 0) return names.map((name) => [members, name]);
  return names.flatMap((name) => ownersOf(members[name], rest));
}

/** Renames each match. What two paths have in common stays as it is: `lines.*.sku` to `lines.*.article`. */
function rename(data: unknown, from: readonly string[], to: readonly string[]): void {
  let common = 0;
  while (common < from.length - 1 && common < to.length - 1 && from[common] === to[common]) common += 1;
  for (const root of valuesAt(data, from.slice(0, common))) {
    for (const [owner, name] of ownersOf(root, from.slice(common))) {
      const value = owner[name];
      delete owner[name];
      write(root, to.slice(common), value);
    }
  }
}

function valuesAt(data: unknown, path: readonly string[]): unknown[] {
  if (path.length === 0) return [data];
  return ownersOf(data, path).map(([owner, name]) => owner[name]);
}

/** Sets a member wherever a path leads, and makes the objects between where they are missing. */
function write(data: unknown, path: readonly string[], value: unknown): void {
  const [step, ...rest] = path;
  if (typeof data !== 'object' || data === null || step === undefined) return;
  const members = data as Members;
  for (const name of step === '*' ? Object.keys(members) : [step]) {
    if (rest.length === 0) define(members, name, structuredClone(value));
    else {
      if (!Object.hasOwn(members, name)) define(members, name, {});
      write(members[name], rest, value);
    }
  }
}

/** Unlike an assignment it makes a member of any name, `__proto__` included. */
function define(members: Members, name: string, value: unknown): void {
  Object.defineProperty(members, name, { value, enumerable: true, writable: true, configurable: true });
}
