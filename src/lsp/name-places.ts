import type { Path } from '../diagnostics/diagnostic.ts';
import { isMap } from '../spec/is-map.ts';

/** Kinds of names that a design speaks of in several places. */
export type NamedKind =
  | 'team'
  | 'domain'
  | 'schema'
  | 'event'
  | 'topic'
  | 'service'
  | 'operation'
  | 'aggregate'
  | 'projection'
  | 'saga'
  | 'environment'
  | 'broker'
  | 'rule'
  | 'generator';

/** A place of the language that holds a name. */
interface NamePlace {
  readonly kind: NamedKind;
  /** `*` any key, `#` any index. */
  readonly path: readonly string[];
  readonly on: 'key' | 'value';
  readonly role: 'definition' | 'use';
}

const at = (kind: NamedKind, role: NamePlace['role'], ...paths: readonly string[]): readonly NamePlace[] =>
  paths.map((text) => ({
    kind,
    role,
    on: text.endsWith('*') ? 'key' : 'value',
    path: text.split('/'),
  }));

/** Every place of the language where something is named or referred to; of keys the path ends in `*`. */
const places: readonly NamePlace[] = [
  ...at('team', 'definition', 'teams/*'),
  ...at('team', 'use', 'domains/*/owner', 'services/*/owner'),
  ...at('domain', 'definition', 'domains/*'),
  ...at('domain', 'use', 'services/*/domain'),
  ...at('schema', 'definition', 'schemas/*'),
  ...at('event', 'definition', 'events/*'),
  ...at(
    'event',
    'use',
    'events/*/deprecated/replacedBy',
    'services/*/publishes/#',
    'services/*/subscribes/*',
    'services/*/subscribes/*/publishes/#',
    'aggregates/*/events/#',
    'projections/*/from/#',
    'projections/*/keys/*',
    'sagas/*/starts',
    'sagas/*/completes',
    'sagas/*/aborts',
    'sagas/*/keys/*',
    'sagas/*/steps/#/command',
    'sagas/*/steps/#/succeeds',
    'sagas/*/steps/#/fails',
    'sagas/*/steps/#/compensate',
    'sagas/*/steps/#/compensated',
  ),
  ...at('topic', 'definition', 'topics/*'),
  ...at('topic', 'use', 'events/*/topic'),
  ...at('service', 'definition', 'services/*'),
  ...at(
    'service',
    'use',
    'services/*/calls/*',
    'aggregates/*/service',
    'projections/*/service',
    'sagas/*/coordinator',
    'sagas/*/steps/#/service',
  ),
  ...at('operation', 'definition', 'services/*/serves/*'),
  ...at('operation', 'use', 'services/*/calls/*/*'),
  ...at('aggregate', 'definition', 'aggregates/*'),
  ...at('projection', 'definition', 'projections/*'),
  ...at('saga', 'definition', 'sagas/*'),
  ...at('environment', 'definition', 'environments/*'),
  ...at('environment', 'use', 'topics/*/in/*', 'services/*/in/*', 'services/*/subscribes/*/in/*'),
  ...at('broker', 'definition', 'environments/*/brokers/*'),
  ...at('broker', 'use', 'topics/*/broker', 'defaults/broker', 'domains/*/defaults/broker'),
  ...at('rule', 'use', 'lint/rules/*', 'lint/overrides/#/rules/*'),
  ...at('generator', 'use', 'generate/*'),
];

/** A name as it stands at a place. */
export interface NameAt {
  readonly kind: NamedKind;
  /** Of an operation with its service: `user-service.getAccount`. */
  readonly name: string;
  readonly role: NamePlace['role'];
}

/** What kind of name belongs to a place: a key of the map at `path`, or the value there. */
export function nameKindAt(path: Path, on: 'key' | 'value'): NamePlace | undefined {
  const full = on === 'key' ? [...path, '*'] : path;
  return places.find((place) => place.on === on && matches(place.path, full));
}

/** The name that a key or value at a place is; `text` is how it is written. */
export function nameAt(path: Path, on: 'key' | 'value', text: string): NameAt | undefined {
  if (text === '' || text === 'none') return undefined;
  if (on === 'value' && path.at(-1) === '$ref') return schemaReference(text);
  const place = nameKindAt(path, on);
  if (place === undefined) return undefined;
  const owner = place.kind === 'operation' ? `${path[place.role === 'use' ? 3 : 1]}.` : '';
  return { kind: place.kind, role: place.role, name: owner + text };
}

/** A `$ref` to a shared schema, which every file writes alike. */
function schemaReference(ref: string): NameAt | undefined {
  const [, name] = /^#\/schemas\/([^/]+)/.exec(ref) ?? [];
  return name === undefined ? undefined : { kind: 'schema', role: 'use', name };
}

function matches(pattern: readonly string[], path: Path): boolean {
  return (
    pattern.length === path.length &&
    pattern.every((step, index) => {
      const given = path[index];
      return step === '#'
        ? typeof given === 'number'
        : step === '*'
          ? typeof given === 'string'
          : step === given;
    })
  );
}

/** A name with the place that it stands at. */
export interface Occurrence extends NameAt {
  readonly path: Path;
  readonly on: 'key' | 'value';
}

/** All names in the value of a file, without those of `$ref`s. */
export function namesIn(root: unknown): Occurrence[] {
  const found: Occurrence[] = [];
  for (const place of places) visit(root, place, [], found);
  return found;
}

function visit(value: unknown, place: NamePlace, path: Path, found: Occurrence[]): void {
  const step = place.path[path.length];
  const isLast = path.length === place.path.length - 1;
  if (step === '#') {
    if (Array.isArray(value)) for (const [index, item] of value.entries()) enter(item, index);
  } else if (isMap(value)) {
    if (step !== '*') {
      if (step !== undefined && Object.hasOwn(value, step)) enter(value[step], step);
    } else {
      for (const key of Object.keys(value)) {
        if (!isLast) enter(value[key], key);
        else note(nameAt(path, 'key', key), 'key', [...path, key]);
      }
    }
  }
  function enter(inner: unknown, next: string | number): void {
    const to = [...path, next];
    if (!isLast) visit(inner, place, to, found);
    else if (typeof inner === 'string') note(nameAt(to, 'value', inner), 'value', to);
  }
  function note(name: NameAt | undefined, on: Occurrence['on'], to: Path): void {
    if (name !== undefined) found.push({ ...name, path: to, on });
  }
}

/** Every `$ref` in a value, with its place. */
export function referencesIn(
  value: unknown,
  path: Path = [],
): { readonly ref: string; readonly path: Path }[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => referencesIn(item, [...path, index]));
  if (!isMap(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === '$ref' && typeof inner === 'string'
      ? [{ ref: inner, path: [...path, key] }]
      : referencesIn(inner, [...path, key]),
  );
}

/**
 * The files that a value of a file names, as one text to compare: parts, contracts, documents that events come from, and
 * what `$ref`s of others lead to.
 */
export function filesNamedIn(value: unknown): string {
  if (!isMap(value)) return '';
  const found = knownFiles.get(value) ?? findFiles(value);
  knownFiles.set(value, found);
  return found;
}

/** Of values that are kept between questions; a value that was parsed never changes. */
const knownFiles = new WeakMap<object, string>();

function findFiles(value: { readonly [key: string]: unknown }): string {
  const under = (section: string, key: string): unknown[] =>
    Object.values(isMap(value[section]) ? value[section] : {}).map((each) =>
      isMap(each) ? each[key] : undefined,
    );
  const elsewhere = referencesIn(value).flatMap(({ ref }) =>
    ref.startsWith('#') ? [] : [ref.split('#')[0]],
  );
  return JSON.stringify([
    value.include,
    under('services', 'contract'),
    under('events', 'from'),
    [...new Set(elsewhere)],
  ]);
}
