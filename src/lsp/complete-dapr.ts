import {
  componentTypes,
  knownComponent,
  type ResourceSchema,
  resourceKinds,
  schemasOf,
} from '../dapr/known.ts';
import type { Path } from '../diagnostics/diagnostic.ts';
import { startOfLine } from './line-head.ts';
import type { ShapeKey } from './shape.ts';
import { type CompletionPlace, type Suggestion, scalarText, suggestKeys } from './suggestion.ts';

/** What may be written at a place of a Dapr resource: keys of its kind, types, and metadata of the chosen component. */
export function completeDapr(place: CompletionPlace): readonly Suggestion[] {
  const { cursor } = place;
  const document = documentAround(place.text, cursor.token.offset);
  const at = cursor.path.map(String).join('/');
  if (cursor.on === 'value') {
    const values = valuesAt(at, document, place);
    if (values.length > 0) return values.map((value) => ({ ...value, text: scalarText(value.label, place) }));
  }
  const isMetadata = /^spec\/metadata(\/\d+)?$/.test(at);
  if (isMetadata && cursor.on === 'key' && at === 'spec/metadata') {
    return metadataOf(document).map((one) => ({
      ...one,
      text: `- name: ${one.label}\n${' '.repeat(place.column)}  value: `,
    }));
  }
  return suggestKeys(keysAt(cursor.path, document), place);
}

interface DaprDocument {
  readonly kind: string;
  readonly apiVersion: string;
  readonly type: string;
  readonly names: ReadonlySet<string>;
}

/** The document of a file of several that an offset is in, as far as it says what it is. */
export function documentAround(text: string, offset: number): DaprDocument {
  const before = text.slice(0, startOfLine(text, offset));
  const start = Math.max(0, before.search(/(?:^|\n)---[^\n]*\n(?![\s\S]*\n---)/));
  const end = text.slice(offset).search(/\n---/);
  const own = text.slice(start, end === -1 ? undefined : offset + end);
  const word = (pattern: RegExp): string => pattern.exec(own)?.[1] ?? '';
  return {
    kind: word(/^kind:[ \t]*["']?(\w+)/m),
    apiVersion: word(/^apiVersion:[ \t]*["']?([\w./]+)/m),
    type: word(/^spec:[^\n]*\n(?:[ \t][^\n]*\n|[ \t]*\n)*?[ \t]+type:[ \t]*["']?([\w.-]+)/m),
    names: new Set(
      [...own.matchAll(/^[ \t]+(?:- +)?name:[ \t]*["']?([\w.-]+)/gm)].map(([, name = '']) => name),
    ),
  };
}

function valuesAt(at: string, document: DaprDocument, { cursor }: CompletionPlace): readonly Suggestion[] {
  const texts = (values: readonly string[]): readonly Suggestion[] =>
    values.map((value) => ({ label: value, kind: 'value' }));
  if (at === 'kind') return texts(resourceKinds);
  if (at === 'apiVersion') return texts(Object.keys(schemasOf(document.kind) ?? { 'dapr.io/v1alpha1': {} }));
  if (document.kind !== 'Component') return texts(schemaAt(cursor.path, document)?.enum?.map(String) ?? []);
  if (at === 'spec/type') return texts(componentTypes);
  const known = knownComponent(document.type);
  if (known === undefined || known === 'bare') return [];
  if (at === 'spec/version') return texts(known.versions);
  if (/^spec\/metadata\/\d+\/name$/.test(at)) return metadataOf(document);
  if (/^spec\/metadata\/\d+\/value$/.test(at)) {
    const { values = [], type = '' } = known.metadata[cursor.members.get('name') ?? ''] ?? {};
    return values.length > 0 ? texts(values) : /^bool/.test(type) ? texts(['true', 'false']) : [];
  }
  return [];
}

/** Names of metadata that the component takes and does not have yet; required ones first. */
function metadataOf({ type, names }: DaprDocument): readonly Suggestion[] {
  const known = knownComponent(type);
  if (known === undefined || known === 'bare') return [];
  return Object.entries(known.metadata)
    .filter(([name, { deprecated }]) => !names.has(name) && deprecated !== true)
    .map(([name, { type: of, required, sensitive, values }]) => ({
      label: name,
      kind: 'key',
      detail: [of, required && 'required', sensitive && 'secret'].filter((part) => part).join(', '),
      ...(values === undefined ? {} : { description: values.join(', ') }),
      ...(required === true ? { first: true } : {}),
    }));
}

function keysAt(path: Path, document: DaprDocument): readonly ShapeKey[] {
  const schema =
    path.length === 0 && document.kind === ''
      ? schemasOf('Component')?.['dapr.io/v1alpha1']
      : schemaAt(path, document);
  const top = path.length === 0 ? { apiVersion: {}, kind: {}, metadata: { type: 'object' } } : {};
  const metadata = path.length === 1 && path[0] === 'metadata' ? { name: {}, namespace: {} } : {};
  return Object.entries<ResourceSchema>({ ...top, ...metadata, ...schema?.properties }).map(
    ([name, { type }]) => ({
      name,
      required: schema?.required?.includes(name) ?? false,
      type: type === 'object' || type === 'array' || type === 'boolean' ? type : 'other',
    }),
  );
}

function schemaAt(path: Path, { kind, apiVersion }: DaprDocument): ResourceSchema | undefined {
  const versions = schemasOf(kind) ?? {};
  let schema: ResourceSchema | undefined = versions[apiVersion] ?? Object.values(versions)[0];
  for (const step of path) {
    schema =
      typeof step === 'number'
        ? schema?.items
        : schema?.properties !== undefined && Object.hasOwn(schema.properties, step)
          ? schema.properties[step]
          : schema?.additionalProperties;
  }
  return schema;
}
