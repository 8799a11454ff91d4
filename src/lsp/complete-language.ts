import { posix } from 'node:path';
import { type DataField, fieldsOf } from '../draw/data-fields.ts';
import { rules } from '../rules/index.ts';
import type { DesignView } from './design-view.ts';
import { languageShape } from './language-shape.ts';
import { type NamedKind, nameKindAt } from './name-places.ts';
import { type CompletionPlace, keyText, type Suggestion, scalarText, suggestKeys } from './suggestion.ts';

/** What a completion in a file of the language is answered from. */
export interface LanguageContext {
  /** Absent where the design could not be read yet. */
  readonly view?: DesignView;
  /** Path of the file, relative to the design's folder. */
  readonly file: string;
  readonly isPart: boolean;
  /** Files that a `$ref` may name. */
  readonly schemaFiles: () => readonly string[];
  readonly generators: readonly { readonly id: string; readonly title: string }[];
}

/** What may be written at a place of `eda.yaml` or a part of it: keys, values, names of the design. */
export function completeLanguage(place: CompletionPlace, context: LanguageContext): readonly Suggestion[] {
  const { cursor } = place;
  const { path, on, members } = cursor;
  const shape = languageShape(path, members, context.isPart);
  if (on === 'key') {
    if (shape.type === 'array' && !cursor.flow)
      return valuesAt([...path, 0], place, context).map((one) => ({
        ...one,
        text: `- ${one.text ?? one.label}`,
      }));
    return [...suggestKeys(shape.keys, place), ...namesAsKeys(place, context)];
  }
  const values = valuesAt(path, place, context);
  // An item that is a map begins with one of its keys.
  return values.length > 0 || cursor.flow ? values : suggestKeys(shape.keys, place);
}

function namesAsKeys(place: CompletionPlace, context: LanguageContext): readonly Suggestion[] {
  const { cursor } = place;
  const named = nameKindAt(cursor.path, 'key');
  if (named === undefined || (named.role === 'definition' && named.kind !== 'topic')) return [];
  const service = named.kind === 'operation' ? String(cursor.path[3]) : undefined;
  return namesOf(named.kind, context, service)
    .filter(({ label }) => !cursor.members.has(label) || label === cursor.token.text)
    .map((one) => {
      const isMap = named.kind === 'event' || named.kind === 'operation';
      const key = keyText(one.label, 'other', place);
      return { ...one, text: isMap && key.endsWith(': ') ? `${key}{}` : key };
    });
}

function valuesAt(
  path: CompletionPlace['cursor']['path'],
  place: CompletionPlace,
  context: LanguageContext,
): readonly Suggestion[] {
  if (path.at(-1) === '$ref') return references(place, context);
  const named = nameKindAt(path, 'value');
  const shape = languageShape(path, new Map(), context.isPart);
  const texts = shape.values.map((value): Suggestion => ({ label: value, kind: 'value' }));
  const names = named === undefined ? [] : namesOf(named.kind, context);
  const none: Suggestion[] =
    path.at(-1) === 'compensate' || path.at(-1) === 'compensated' ? [{ label: 'none', kind: 'value' }] : [];
  const fields = fieldsAt(path, context).map(
    ({ path: field, type }): Suggestion => ({ label: field, kind: 'value', detail: type }),
  );
  return [...texts, ...names, ...none, ...fields].map((one) => ({
    ...one,
    text: one.kind === 'value' && shape.type === 'boolean' ? one.label : scalarText(one.label, place),
  }));
}

/** Names of a kind that the design has. */
function namesOf(
  kind: NamedKind,
  { view, generators }: LanguageContext,
  service?: string,
): readonly Suggestion[] {
  if (kind === 'rule') return rules.map(({ id, title }) => ({ label: id, kind: 'name', detail: title }));
  if (kind === 'generator')
    return generators.map(({ id, title }) => ({ label: id, kind: 'name', detail: title }));
  if (view === undefined) return [];
  const { architecture } = view;
  switch (kind) {
    case 'event':
      return Object.values(architecture.events).map(({ name, kind: of, version, summary }) => ({
        label: name,
        kind: 'event',
        detail: `${of} ${version}`,
        ...(summary === undefined ? {} : { description: summary }),
      }));
    case 'service':
      return Object.values(architecture.services).map(({ name, domain, description }) => ({
        label: name,
        kind: 'service',
        detail: domain,
        ...(description === undefined ? {} : { description }),
      }));
    case 'operation':
      return Object.values(architecture.services[service ?? '']?.operations ?? {}).map(
        ({ name, method, path }) => ({
          label: name,
          kind: 'name',
          detail: `${method.toUpperCase()} ${path}`,
        }),
      );
    case 'schema':
      return Object.values(architecture.schemas).map(({ typeName }) => ({ label: typeName, kind: 'schema' }));
    case 'broker':
      return [
        ...new Set(Object.values(architecture.environments).flatMap(({ brokers }) => Object.keys(brokers))),
      ].map((name) => ({ label: name, kind: 'name' }));
    case 'team':
    case 'domain':
    case 'topic':
    case 'environment':
    case 'aggregate':
    case 'projection':
    case 'saga':
      return Object.keys(architecture[`${kind}s`]).map((name) => ({ label: name, kind: 'name' }));
  }
}

/** Shared schemas, and files beside this one. */
function references(
  place: CompletionPlace,
  { view, file, schemaFiles }: LanguageContext,
): readonly Suggestion[] {
  const folder = posix.dirname(file);
  const shared = sharedSchemas(view).map(
    (name): Suggestion => ({ label: `#/schemas/${name}`, kind: 'schema', first: true }),
  );
  const files = schemaFiles().map((path): Suggestion => {
    const relative = posix.relative(folder, path);
    return { label: relative.startsWith('.') ? relative : `./${relative}`, kind: 'file' };
  });
  return [...shared, ...files].map((one) => ({ ...one, text: scalarText(one.label, place) }));
}

/** Names under `schemas` of the design's files. */
function sharedSchemas(view: DesignView | undefined): readonly string[] {
  const names = new Set<string>();
  for (const file of view?.source.texts.keys() ?? []) {
    const value = view?.valueOf(file) as { readonly eda?: unknown; readonly schemas?: object } | undefined;
    if (value?.eda === undefined || typeof value.schemas !== 'object' || value.schemas === null) continue;
    for (const name of Object.keys(value.schemas)) names.add(name);
  }
  return [...names];
}

/** Fields of the data that a path at this place leads into. */
function fieldsAt(
  path: CompletionPlace['cursor']['path'],
  { view }: LanguageContext,
): readonly { readonly path: string; readonly type: string }[] {
  const [section, owner = '', key, inner, last] = path;
  const isKey = key === 'key' && (path.length === 3 || typeof inner === 'number');
  const {
    events = {},
    aggregates = {},
    projections = {},
    sagas = {},
    schemas = {},
  } = view?.architecture ?? {};
  const event =
    section === 'events' && (isKey || key === 'id')
      ? String(owner)
      : section === 'services' && key === 'subscribes' && (last === 'uses' || last === 'versionPath')
        ? String(inner)
        : section === 'aggregates' && isKey
          ? aggregates[owner]?.events[0]
          : section === 'projections' && isKey
            ? projections[owner]?.from[0]
            : section === 'sagas' && isKey
              ? sagas[owner]?.starts
              : undefined;
  const data = event === undefined ? undefined : events[event]?.data;
  return data === undefined ? [] : flatten(fieldsOf(data, schemas));
}

function flatten(fields: readonly DataField[], above = ''): { path: string; type: string }[] {
  return fields.flatMap(({ name, type, fields: inner, of }) => {
    const path = above + name.replaceAll('.', '\\.');
    return [{ path, type }, ...flatten(inner, of === 'value' ? `${path}.` : `${path}.*.`)];
  });
}
