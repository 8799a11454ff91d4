import { posix } from 'node:path';
import { type Place, placeAt } from '../../diagnostics/diagnostic.ts';
import { didYouMean } from '../../diagnostics/suggest.ts';
import type { OpenedFile } from '../../spec/source.ts';
import { isMap } from '../../spec/source.ts';
import type { ById } from '../architecture.ts';
import { pascalCase } from '../names.ts';
import type { NamedSchema, Schema } from '../schema.ts';
import { readAvro } from './avro.ts';
import { type JsonSchemaContext, readJsonSchema } from './json-schema.ts';
import type { Report } from './report.ts';

/** Reads the schemas of a design: inline ones where they stand, referenced ones once each. */
export interface SchemaReader {
  read(value: unknown, at: Place): Schema;
  /** Reads what references led to, and what those lead to; names them all. Call it last. */
  finish(): ById<NamedSchema>;
}

export interface SchemaReaderInput {
  /** Under `schemas` of the root and the parts. */
  readonly shared: ReadonlyMap<string, { readonly value: unknown; readonly at: Place }>;
  /** Root and parts: files that `$ref` must not name. */
  readonly specFiles: ReadonlySet<string>;
  readonly open: (path: string) => OpenedFile;
  readonly report: Report;
  /** Type names that are taken: those of the events. */
  readonly takenTypeNames: ReadonlySet<string>;
}

/** A named schema before it has a type name. */
type NamedDraft = Omit<NamedSchema, 'id' | 'typeName'>;

interface Target {
  readonly id: string;
  readonly value: unknown;
  readonly at: Place;
  /** The file whose `#/…` it may use; undefined: the merged system's. */
  readonly file: string | undefined;
  readonly draft07: boolean;
}

/** Makes the reader of a design's schemas. What references lead to is read once, and given by `finish`. */
export function createSchemaReader(input: SchemaReaderInput): SchemaReader {
  const { shared, open, report } = input;
  const targets = new Map<string, Target>();
  const waiting: Target[] = [];
  const named = new Map<string, NamedDraft>();
  const resolved = new Map<string, string | undefined>();

  const context = (file: string, own: string | undefined, draft07: boolean): JsonSchemaContext => ({
    file,
    draft07,
    report,
    resolveRef: (ref, at) => {
      const key = `${own ?? ''}\0${file}\0${ref}`;
      if (resolved.has(key)) {
        const id = resolved.get(key);
        // One wrong reference is one fault, wherever it stands: report each place that holds it.
        if (id !== undefined) return id;
      }
      const id = resolveRef(ref, at, file, own);
      resolved.set(key, id);
      return id;
    },
  });

  const fault = (at: Place, message: string, help?: string): undefined => {
    report({ code: 'ref-target', severity: 'error', message, ...(help === undefined ? {} : { help }), at });
    return undefined;
  };

  const resolveRef = (ref: string, at: Place, file: string, own: string | undefined): string | undefined => {
    const hash = ref.indexOf('#');
    const filePart = hash === -1 ? ref : ref.slice(0, hash);
    const fragment = hash === -1 ? '' : ref.slice(hash + 1);
    if (/^[a-z][a-z0-9+.-]+:/i.test(filePart) || filePart.startsWith('//')) {
      return fault(
        at,
        `${ref}: URLs are not followed`,
        'copy the schema into the project and refer to the file',
      );
    }
    if (filePart === '')
      return own === undefined ? sharedTarget(fragment, ref, at) : fileTarget(own, fragment, ref, at);
    const path = posix.normalize(posix.join(posix.dirname(file), decode(filePart)));
    if (input.specFiles.has(path) || path.endsWith('.eda.yaml')) {
      const name = /^\/schemas\/([^/]+)/.exec(fragment)?.[1];
      return fault(
        at,
        `${ref}: parts are not referred to by file`,
        `shared schemas are '#/schemas/${name ?? 'Name'}' from every file`,
      );
    }
    if (path.startsWith('../') || posix.isAbsolute(filePart)) {
      return fault(at, `${ref} lies outside the project`, 'schemas are files of the project');
    }
    return fileTarget(path, fragment, ref, at);
  };

  const sharedTarget = (fragment: string, ref: string, at: Place): string | undefined => {
    const [, first, name = '', ...rest] = fragment.split('/').map(decodePointer);
    if (first !== 'schemas' || name === '') {
      return fault(
        at,
        `${ref} is no shared schema`,
        "in eda.yaml and its parts, # is the whole system: write '#/schemas/Name'",
      );
    }
    const definition = shared.get(name);
    if (definition === undefined) {
      return fault(
        at,
        `there is no schema ${name}${didYouMean(name, shared.keys())}`,
        `declare it under \`schemas\``,
      );
    }
    const value = descend(definition.value, rest);
    if (value === undefined) return fault(at, `${ref}: schema ${name} has no ${rest.join('/')}`);
    const id = `#${fragment}`;
    return declare({
      id,
      value,
      at: placeAt(definition.at, ...rest),
      file: undefined,
      draft07: isDraft07(definition.value),
    });
  };

  const fileTarget = (path: string, fragment: string, ref: string, at: Place): string | undefined => {
    const opened = open(path);
    if (!opened.ok) return fault(at, `${ref}: ${opened.problem}`);
    if (path.endsWith('.avsc')) return avroTarget(path, fragment, opened.value);
    const steps = fragment === '' ? [] : pointerSteps(fragment, opened.value);
    const value = steps === undefined ? undefined : descend(opened.value, steps);
    if (value === undefined || steps === undefined) {
      return fault(at, `${ref}: ${path} has nothing at #${fragment}`);
    }
    const id = fragment === '' ? path : `${path}#${fragment}`;
    return declare({
      id,
      value,
      at: { file: path, path: steps },
      file: path,
      draft07: isDraft07(opened.value),
    });
  };

  const avroTarget = (path: string, fragment: string, value: unknown): string => {
    const id = fragment === '' ? path : `${path}#${fragment}`;
    if (!named.has(path)) {
      named.set(path, { schema: { kind: 'any' }, at: { file: path, path: [] } });
      const schema = readAvro(value, {
        file: path,
        report,
        declare: (nestedId, nested, at) => named.set(nestedId, { schema: nested, at }),
      });
      named.set(path, { schema, avro: value, at: { file: path, path: [] } });
    }
    return id;
  };

  const declare = (target: Target): string => {
    if (!targets.has(target.id)) {
      targets.set(target.id, target);
      waiting.push(target);
    }
    return target.id;
  };

  const readWaiting = (): void => {
    for (let target = waiting.pop(); target !== undefined; target = waiting.pop()) {
      const own = context(target.at.file, target.file, target.draft07);
      named.set(target.id, { schema: readJsonSchema(target.value, target.at.path, own), at: target.at });
    }
  };

  return {
    read: (value, at) => readJsonSchema(value, at.path, context(at.file, undefined, isDraft07(value))),
    finish: () => {
      for (const name of shared.keys())
        sharedTarget(`/schemas/${encodePointer(name)}`, name, { file: '', path: [] });
      readWaiting();
      breakRefLoops(named, report);
      return nameTypes(named, input.takenTypeNames);
    },
  };
}

/**
 * A schema that contains itself without a property or an item in between has no content: say so once a circle, and
 * take its first member for anything.
 */
function breakRefLoops(named: Map<string, NamedDraft>, report: Report): void {
  const finished = new Set<string>();
  const visit = (id: string, trail: readonly string[]): void => {
    const entry = named.get(id);
    if (finished.has(id) || entry === undefined) return;
    if (trail.includes(id)) {
      report({
        code: 'ref-loop',
        severity: 'error',
        message: `${id} contains itself and nothing else`,
        help: 'a cycle has to pass through a property or an array',
        at: entry.at,
      });
      named.set(id, { schema: { kind: 'any' }, at: entry.at });
      return;
    }
    for (const next of directRefs(entry.schema)) visit(next, [...trail, id]);
    finished.add(id);
  };
  for (const id of [...named.keys()].sort()) visit(id, []);
}

/** Ids that a value has to fit at the same time as the schema itself, not one level deeper. */
function directRefs(schema: Schema): string[] {
  switch (schema.kind) {
    case 'ref':
      return [schema.id];
    case 'intersection':
    case 'union':
      return schema.of.flatMap(directRefs);
    case 'not':
      return directRefs(schema.schema);
    case 'conditional':
      return [schema.if, schema.then, schema.else].flatMap((part) =>
        part === undefined ? [] : directRefs(part),
      );
    default:
      return [];
  }
}

/**
 * Type names by the last word of the id; where two want the same name, all of them take a longer one. No counters:
 * adding a schema never renames an unrelated one.
 */
function nameTypes(named: ReadonlyMap<string, NamedDraft>, taken: ReadonlySet<string>): ById<NamedSchema> {
  const ids = [...named.keys()].sort();
  const candidates = new Map(ids.map((id) => [id, candidateNames(id)]));
  const wanted = new Map<string, number>();
  for (const names of candidates.values()) {
    for (const name of new Set(names)) wanted.set(name, (wanted.get(name) ?? 0) + 1);
  }
  const schemas: { [id: string]: NamedSchema } = Object.create(null);
  const used = new Set(taken);
  for (const id of ids) {
    const names = candidates.get(id) ?? [];
    const free = (name: string): boolean => !used.has(name) && !taken.has(name);
    const typeName =
      names.find((name) => free(name) && wanted.get(name) === 1) ??
      names.filter(free).at(-1) ??
      `${pascalCase(id)}Schema`;
    used.add(typeName);
    const entry = named.get(id);
    if (entry !== undefined) schemas[id] = { id, typeName, ...entry };
  }
  return schemas;
}

/** From short to long: `Line`, `AccountLine`, `SchemasAccountLine`. */
function candidateNames(id: string): string[] {
  const hash = id.indexOf('#');
  const file = hash === -1 ? id : id.slice(0, hash);
  const fragment = hash === -1 ? '' : id.slice(hash + 1);
  const steps = fragment
    .split('/')
    .filter(
      (step) =>
        step !== '' && !['schemas', '$defs', 'definitions', 'components', 'properties'].includes(step),
    )
    .map(decodePointer);
  const stem = file.replace(/\.(schema\.)?(json|ya?ml|avsc)$/, '').replace(/^\.\//, '');
  const folders = stem.split('/');
  const base = folders.at(-1) ?? '';
  const names: string[] = [];
  const last = steps.at(-1);
  if (last !== undefined) names.push(pascalCase(last));
  if (steps.length > 1) names.push(pascalCase(steps.join('-')));
  if (base !== '') names.push(pascalCase([base, ...steps].join('-')));
  if (folders.length > 1) names.push(pascalCase([...folders, ...steps].join('-')));
  return names.length === 0 ? [pascalCase(id)] : names;
}

function pointerSteps(fragment: string, root: unknown): string[] | undefined {
  if (fragment.startsWith('/')) return fragment.slice(1).split('/').map(decodePointer);
  return findAnchor(root, decode(fragment));
}

/** Path of the subschema with `$anchor` (2020-12 §8.2.2), or draft-07's `$id: '#name'`. */
function findAnchor(value: unknown, anchor: string, path: string[] = []): string[] | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (isMap(value) && (value.$anchor === anchor || value.$id === `#${anchor}`)) return path;
  for (const [key, inner] of Object.entries(value)) {
    const found = findAnchor(inner, anchor, [...path, key]);
    if (found !== undefined) return found;
  }
  return undefined;
}

function descend(value: unknown, steps: readonly string[]): unknown {
  let current = value;
  for (const step of steps) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, step)) return undefined;
    current = (current as { readonly [key: string]: unknown })[step];
  }
  return current;
}

function isDraft07(value: unknown): boolean {
  return isMap(value) && typeof value.$schema === 'string' && /draft-0[4-7]/.test(value.$schema);
}

/** RFC 6901 §4, after the percent-decoding of a URI fragment. */
function decodePointer(step: string): string {
  return decode(step).replaceAll('~1', '/').replaceAll('~0', '~');
}

function encodePointer(step: string): string {
  return step.replaceAll('~', '~0').replaceAll('/', '~1');
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
