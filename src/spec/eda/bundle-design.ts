import { posix } from 'node:path';
import { isDesignSection, sectionNames } from '../../diagnostics/design-sections.ts';
import { isMap } from '../is-map.ts';
import type { SpecFile } from '../spec-file.ts';

/** A design as one root file and the files that it refers to: what a release keeps. */
export interface BundledDesign {
  /** The root and its parts in one value, keys in a fixed order, names sorted. */
  readonly root: { readonly [key: string]: unknown };
  /** Texts of schema files and foreign documents as they stand, by path; sorted. */
  readonly files: ReadonlyMap<string, string>;
}

/** Where a design stands: its root, its parts, and every file that it refers to. */
export interface DesignFiles {
  readonly root: SpecFile;
  readonly parts: readonly SpecFile[];
  readonly texts: ReadonlyMap<string, string>;
}

/** Order of the root's keys. How a team lints and generates is no part of what it promises. */
const rootKeys = ['eda', 'system', 'title', 'version', 'description', 'defaults', ...sectionNames];

/**
 * Puts root and parts together, so that the same design gives the same bundle however it is split into files. Paths are
 * turned to begin at the root file's folder. Call it once the model is built: by then every file is open that the
 * design refers to.
 */
export function bundleDesign({ root, parts, texts }: DesignFiles): BundledDesign {
  const own = new Set([root.path, ...parts.map(({ path }) => path)]);
  const merged: { [key: string]: unknown } = {};
  for (const key of rootKeys) {
    // Parts may add to sections.
    if (!isDesignSection(key)) {
      if (root.value[key] !== undefined) merged[key] = turnPaths(root.value[key], root.path, root.path);
      continue;
    }
    const members = new Map<string, unknown>();
    for (const file of [root, ...parts]) {
      const section = file.value[key];
      if (!isMap(section)) continue;
      for (const [name, member] of Object.entries(section)) {
        if (!members.has(name))
          members.set(name, turnPaths({ [key]: { [name]: member } }, file.path, root.path, [key, name]));
      }
    }
    if (members.size > 0) merged[key] = Object.fromEntries([...members].sort(([a], [b]) => (a < b ? -1 : 1)));
  }
  const folder = posix.dirname(root.path);
  const files = [...texts]
    .filter(([path]) => !own.has(path))
    .map(([path, text]): [string, string] => [posix.relative(folder, path), text])
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return { root: merged, files: new Map(files) };
}

/** Where a value is data, not design: what looks like a path there is somebody's text. */
const dataKeys = new Set(['examples', 'default', 'const', 'enum', 'fallback', 'set']);
/** Where keys are names that people chose. */
const nameKeys: ReadonlySet<string> = new Set([
  ...sectionNames,
  'properties',
  'patternProperties',
  '$defs',
  'definitions',
  'dependentSchemas',
  'attributes',
  'params',
  'columns',
  'serves',
  'previous',
  'subscribes',
  'in',
]);

/** The value with every path in it that is relative to one file made relative to another. */
function turnPaths(value: unknown, from: string, to: string, inside: readonly string[] = []): unknown {
  const turned = posix.dirname(from) === posix.dirname(to) ? value : turn(value, from, to, undefined);
  return inside.reduce((inner: unknown, key) => (isMap(inner) ? inner[key] : undefined), turned);
}

function turn(value: unknown, from: string, to: string, key: string | undefined): unknown {
  if (Array.isArray(value)) return value.map((item) => turn(item, from, to, undefined));
  if (!isMap(value)) return value;
  const hasNames = key !== undefined && nameKeys.has(key);
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => {
      if (hasNames) return [name, turn(member, from, to, undefined)];
      if (dataKeys.has(name)) return [name, member];
      if (typeof member === 'string' && isPath(name, member)) return [name, turnPath(member, from, to)];
      return [name, turn(member, from, to, name)];
    }),
  );
}

/** `$ref` to a file, `from` a message of a document (not of a topic's parameter), a service's `contract`. */
function isPath(key: string, text: string): boolean {
  if (key === '$ref') return !text.startsWith('#');
  return key === 'contract' || (key === 'from' && text.includes('#'));
}

function turnPath(path: string, from: string, to: string): string {
  const [file = '', ...fragment] = path.split('#');
  const whole = posix.join(posix.dirname(from), decodeURI(file));
  const relative = posix.relative(posix.dirname(to), whole);
  return [`./${encodeURI(relative)}`, ...fragment].join('#');
}
