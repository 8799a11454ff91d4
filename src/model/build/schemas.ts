import { posix } from 'node:path';
import { type Path, type Place, placeAt } from '../../diagnostics/diagnostic.ts';
import { didYouMean } from '../../diagnostics/suggest.ts';
import type { SchemaFormat, WrittenSchema } from '../../spec/asyncapi/document.ts';
import { explainDeadEnd } from '../../spec/explain-dead-end.ts';
import { isMap } from '../../spec/is-map.ts';
import {
  decodeStep,
  decodeText,
  descend,
  encodeStep,
  readPointer,
  writePointer,
} from '../../spec/json-pointer.ts';
import type { OpenedFile } from '../../spec/spec-file.ts';
import type { ById } from '../architecture.ts';
import { pascalCase } from '../names.ts';
import type { NamedSchema, Schema } from '../schema.ts';
import { readAvro } from './avro.ts';
import { type Dialect, type JsonSchemaContext, readJsonSchema } from './json-schema.ts';
import type { Report } from './report.ts';

/** Reads the schemas of a design: inline ones where they stand, referenced ones once each. */
export interface SchemaReader {
  read(value: unknown, at: Place): Schema;
  /** A reference to a schema of a document; a schema that only refers to another is that one. */
  refer(written: WrittenSchema): Schema;
  /** Whether a schema that stands somewhere refers to one in Avro. */
  isAvro(value: unknown, at: Place): boolean;
  /** Reads what references led to, and what those lead to; names them all. Call it last. */
  finish(): ById<NamedSchema>;
}

export interface SchemaReaderInput {
  /** Under `schemas` of the root and the parts. */
  readonly shared: ReadonlyMap<string, { readonly value: unknown; readonly at: Place }>;
  /** Root and parts: files that `$ref` must not name. */
  readonly specFiles: ReadonlySet<string>;
  /** AsyncAPI documents: their schemas are the superset of draft-07 that AsyncAPI defines. */
  readonly documents: ReadonlySet<string>;
  /** Schemas of other languages in documents, by \`file#pointer\`. */
  readonly formats: ReadonlyMap<string, SchemaFormat>;
  /** Takes a reference of a document to another host. */
  readonly noteRemote: (ref: string, at: Place) => void;
  readonly open: (path: string) => OpenedFile;
  readonly report: Report;
  /** Type names that are taken: those of the events. */
  readonly takenTypeNames: ReadonlySet<string>;
  /** What another reader has read: references to it are followed no further. */
  readonly known?: ById<NamedSchema>;
}

/** A named schema before it has a type name. */
type NamedDraft = Omit<NamedSchema, 'id' | 'typeName'>;

interface Target {
  readonly id: string;
  readonly value: unknown;
  readonly at: Place;
  /** The file whose `#/…` it may use; undefined: the merged system's. */
  readonly file: string | undefined;
  readonly dialect: Dialect;
}

/** Makes the reader of a design's schemas. What references lead to is read once, and given by `finish`. */
export function createSchemaReader(input: SchemaReaderInput): SchemaReader {
  const { shared, open, report } = input;
  const targets = new Map<string, Target>();
  const waiting: Target[] = [];
  const named = new Map<string, NamedDraft>();
  const resolved = new Map<string, string | undefined>();

  const context = (file: string, own: string | undefined, dialect: Dialect): JsonSchemaContext => ({
    file,
    dialect,
    report,
    resolveRef: (ref, at) => {
      const key = `${dialect.lenient}\0${own ?? ''}\0${file}\0${ref}`;
      if (resolved.has(key)) {
        const id = resolved.get(key);
        // One wrong reference is one fault, wherever it stands: report each place that holds it.
        if (id !== undefined) return id;
      }
      const id = resolveRef(ref, at, file, own, dialect);
      resolved.set(key, id);
      return id;
    },
  });

  const fault = (at: Place, message: string, help?: string): undefined => {
    report({ code: 'ref-target', severity: 'error', message, ...(help === undefined ? {} : { help }), at });
    return undefined;
  };

  const resolveRef = (
    ref: string,
    at: Place,
    file: string,
    own: string | undefined,
    dialect: Dialect,
  ): string | undefined => {
    const hash = ref.indexOf('#');
    const filePart = hash === -1 ? ref : ref.slice(0, hash);
    const fragment = hash === -1 ? '' : ref.slice(hash + 1);
    if (/^[a-z][a-z0-9+.-]+:/i.test(filePart) || filePart.startsWith('//')) {
      if (dialect.lenient) {
        input.noteRemote(ref, at);
        return undefined;
      }
      return fault(
        at,
        `${ref}: URLs are not followed`,
        'copy the schema into the project and refer to the file',
      );
    }
    if (filePart === '')
      return own === undefined
        ? sharedTarget(fragment, ref, at)
        : fileTarget(own, fragment, ref, at, dialect);
    const path = posix.normalize(posix.join(posix.dirname(file), decodeText(filePart)));
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
    return fileTarget(path, fragment, ref, at, dialect);
  };

  const sharedTarget = (fragment: string, ref: string, at: Place): string | undefined => {
    const [, first, name = '', ...rest] = fragment.split('/').map(decodeStep);
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
      dialect: dialectOf(definition.value, false),
    });
  };

  const fileTarget = (
    path: string,
    fragment: string,
    ref: string,
    at: Place,
    { lenient }: Dialect,
  ): string | undefined => {
    const opened = open(path);
    if (!opened.ok) return fault(at, `${ref}: ${opened.problem}`);
    if (path.endsWith('.avsc')) {
      avroTarget(path, path, [], opened.value);
      return fragment === '' ? path : `${path}#${fragment}`;
    }
    const steps = fragment === '' ? [] : pointerSteps(fragment, opened.value);
    const value = steps === undefined ? undefined : descend(opened.value, steps);
    if (steps === undefined) return fault(at, `${ref}: ${path} has nothing at #${fragment}`);
    if (value === undefined) {
      const { said, help } = explainDeadEnd(opened.value, steps);
      return fault(at, `there is nothing at ${ref}${said}`, help);
    }
    const id = fragment === '' ? path : `${path}#${fragment}`;
    if (input.formats.get(`${path}#${fragment}`) === 'avro') return avroTarget(id, path, steps, value);
    return declare({
      id,
      value,
      at: { file: path, path: steps },
      file: path,
      dialect: dialectOf(opened.value, lenient || input.documents.has(path)),
    });
  };

  const avroTarget = (id: string, file: string, path: Path, value: unknown): string => {
    if (!named.has(id) && input.known?.[id] === undefined) {
      named.set(id, { schema: { kind: 'any' }, at: { file, path } });
      const schema = readAvro(value, {
        file,
        path,
        id,
        report,
        declare: (nestedId, nested, at) => named.set(nestedId, { schema: nested, at }),
      });
      named.set(id, { schema, avro: value, at: { file, path } });
    }
    return id;
  };

  const declare = (target: Target): string => {
    if (!targets.has(target.id) && input.known?.[target.id] === undefined) {
      targets.set(target.id, target);
      waiting.push(target);
    }
    return target.id;
  };

  const readWaiting = (): void => {
    for (let target = waiting.pop(); target !== undefined; target = waiting.pop()) {
      const own = context(target.at.file, target.file, target.dialect);
      named.set(target.id, { schema: readJsonSchema(target.value, target.at.path, own), at: target.at });
    }
  };

  return {
    read: (value, at) => {
      const dialect = dialectOf(value, input.documents.has(at.file));
      return readJsonSchema(value, at.path, context(at.file, undefined, dialect));
    },
    refer: ({ value, at, format }) => {
      const asyncApi = dialectOf(value, true);
      if (isMap(value) && typeof value.$ref === 'string' && Object.keys(value).length === 1) {
        const place = placeAt(at, '$ref');
        const id = context(at.file, at.file, asyncApi).resolveRef(value.$ref, place);
        return id === undefined ? { kind: 'any' } : { kind: 'ref', id };
      }
      const id = `${at.file}#${writePointer(at.path)}`;
      if (format === 'avro') return { kind: 'ref', id: avroTarget(id, at.file, at.path, value) };
      return { kind: 'ref', id: declare({ id, value, at, file: at.file, dialect: asyncApi }) };
    },
    isAvro: (value, at) => {
      const ref = isMap(value) && typeof value.$ref === 'string' ? value.$ref : '';
      if (/\.avsc(#|$)/.test(ref)) return true;
      const hash = ref.indexOf('#');
      if (hash === -1 || input.formats.size === 0) return false;
      const path = posix.normalize(posix.join(posix.dirname(at.file), decodeText(ref.slice(0, hash))));
      return input.formats.get(`${path}${ref.slice(hash)}`) === 'avro';
    },
    finish: () => {
      for (const name of shared.keys())
        sharedTarget(`/schemas/${encodeStep(name)}`, name, { file: '', path: [] });
      readWaiting();
      breakRefLoops(named, input.documents, report);
      return nameTypes(named, input.takenTypeNames);
    },
  };
}

/**
 * A schema that contains itself without a property or an item in between has no content: say so once a circle, and
 * take its first member for anything.
 */
function breakRefLoops(named: Map<string, NamedDraft>, documents: ReadonlySet<string>, report: Report): void {
  const finished = new Set<string>();
  const visit = (id: string, trail: readonly string[]): void => {
    const entry = named.get(id);
    if (finished.has(id) || entry === undefined) return;
    if (trail.includes(id)) {
      const circle = trail.slice(trail.indexOf(id));
      report({
        code: 'ref-loop',
        // Documents describe base types and their kinds so: `oneOf` the kinds, each `allOf` the base.
        severity: documents.has(entry.at.file) ? 'warning' : 'error',
        message: circle.every((each) => named.get(each)?.schema.kind === 'ref')
          ? `${id} contains itself and nothing else`
          : `${nameIn(id)} is part of itself, and has no end: ${[...circle, id].map(nameIn).join(' → ')}`,
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

/** The last step of an id: `a.yaml#/components/schemas/Pet` → `Pet`. */
function nameIn(id: string): string {
  return decodeText(id.slice(id.lastIndexOf('/') + 1));
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
    .filter((step) => step !== '' && !passedOver.has(step))
    .map(decodeStep)
    .filter((step, index, all) => !(index === all.length - 1 && all.length > 1 && wrappers.has(step)));
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

const passedOver = new Set([
  'schemas',
  '$defs',
  'definitions',
  'components',
  'properties',
  'messages',
  'channels',
]);

/** Steps of a document that say what a schema is for, not what it is of. */
const wrappers = new Set(['payload', 'headers', 'schema', 'data']);

function pointerSteps(fragment: string, root: unknown): string[] | undefined {
  if (fragment.startsWith('/')) return readPointer(fragment);
  return findAnchor(root, decodeText(fragment));
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

/** 2020-12 unless \`$schema\` says draft-07; in documents the other way round. */
function dialectOf(value: unknown, lenient: boolean): Dialect {
  const $schema = isMap(value) && typeof value.$schema === 'string' ? value.$schema : '';
  return { draft07: lenient ? !/draft\/20/.test($schema) : /draft-0[4-7]/.test($schema), lenient };
}
