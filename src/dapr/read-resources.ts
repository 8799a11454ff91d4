import { dirname, posix } from 'node:path';
import {
  type Document,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  type Node,
  parseAllDocuments,
  visit,
} from 'yaml';
import type { Diagnostic, Path, Place } from '../diagnostics/diagnostic.ts';
import { resourceKinds } from './known.ts';
import { type Fields, fieldsOf, listOf, type Resource, textOf, type World } from './resource.ts';

/** A file that may hold resources of Dapr. */
export interface ResourceFile {
  /** Relative to where places are relative to, with `/`. */
  readonly path: string;
  readonly text: string;
}

export interface ReadResources {
  /** What daprd or a cluster would see together, a world each. */
  readonly worlds: readonly World[];
  readonly problems: readonly Diagnostic[];
}

/** Folders that a project sorts resources into: what is beside each other in them is read together. */
export const sortedFolders: ReadonlySet<string> = new Set([
  'components',
  'subscriptions',
  'resiliency',
  'configurations',
  'configuration',
  'resources',
]);

/**
 * Reads the Dapr resources of YAML files. Documents of anything else are passed over, except for the apps that they run:
 * `dapr.yaml` of `dapr run -f`, Kubernetes' deployments, and sidecars of Compose files. Files of one folder make a world, or of the folders
 * `components`, `subscriptions`, `resiliency` beside each other.
 */
export function readResources(files: readonly ResourceFile[]): ReadResources {
  const problems: Diagnostic[] = [];
  const worlds = new Map<
    string,
    { resources: Resource[]; apps: Set<string>; names: boolean; isPartial: boolean }
  >();
  for (const { path, text } of files) {
    // Keys that are maps would be told on standard error as well.
    const documents = parseAllDocuments(text, { logLevel: 'error' });
    const list = Array.isArray(documents) ? documents : [];
    const folder = worldOf(path);
    const world = worlds.get(folder) ?? {
      resources: [],
      apps: new Set<string>(),
      names: false,
      isPartial: false,
    };
    worlds.set(folder, world);
    const template = findTemplate(text, list);
    if (template !== undefined) {
      // Charts are full of templates that have nothing to do with Dapr.
      if (!text.includes('dapr.io/')) continue;
      world.isPartial = true;
      problems.push(templateNotice(path, template));
      continue;
    }
    for (const document of list) {
      const [error] = document.errors;
      if (error !== undefined) {
        world.isPartial = true;
        problems.push(syntaxProblem(path, error));
        break;
      }
      const value = readValue(document);
      const found = appsOf(value);
      if (found.length > 0) world.names = true;
      for (const app of found) world.apps.add(app);
      const resource = resourceOf(path, document, value, list.length);
      if (resource !== undefined) world.resources.push(resource);
    }
  }
  return {
    worlds: [...worlds.values()].map(({ resources, apps, names, isPartial }) => ({
      resources,
      apps: names && !isPartial ? apps : undefined,
      isPartial,
    })),
    problems,
  };
}

function worldOf(path: string): string {
  const folder = posix.dirname(path);
  return sortedFolders.has(posix.basename(folder)) ? dirname(folder) : folder;
}

/** Aliases that make a document endless or huge are refused by the library. */
function readValue(document: Document): Fields {
  try {
    return fieldsOf(document.toJS({ maxAliasCount: 100 }));
  } catch {
    return {};
  }
}

function syntaxProblem(
  file: string,
  error: { readonly message: string; readonly pos: readonly [number, number] },
): Diagnostic {
  const [offset, end] = error.pos;
  return {
    code: 'dapr-yaml',
    severity: 'error',
    message: `no YAML: ${error.message.split(/ at line |\n/, 1)[0]}`,
    at: { file, path: [], range: { offset, length: Math.max(1, end - offset) } },
  };
}

/**
 * The first `{{ … }}` of a text that is a template of Helm or the like: where it makes it no YAML, or a map whose key is
 * a map. In quotes it is a text as any other, which something fills in.
 *
 * @returns its offset and length
 */
function findTemplate(
  text: string,
  documents: readonly Document[],
): { readonly offset: number; readonly length: number } | undefined {
  const first = /\{\{[^}]*\}\}/.exec(text);
  if (first === null) return undefined;
  const isTemplate = documents.some((document) => document.errors.length > 0 || hasMapAsKey(document));
  return isTemplate ? { offset: first.index, length: first[0].length } : undefined;
}

function hasMapAsKey(document: Document): boolean {
  let found = false;
  visit(document, {
    Pair: (_, { key }) => {
      if (!isMap(key)) return undefined;
      found = true;
      return visit.BREAK;
    },
  });
  return found;
}

function templateNotice(
  file: string,
  range: { readonly offset: number; readonly length: number },
): Diagnostic {
  return {
    code: 'dapr-yaml',
    severity: 'info',
    message: 'a template is no YAML: what it gives is known once it is rendered',
    help: 'render it first: helm template … > rendered.yaml, and check that file',
    at: { file, path: [], range },
  };
}

function resourceOf(
  file: string,
  document: Document,
  value: Fields,
  documents: number,
): Resource | undefined {
  const apiVersion = textOf(value.apiVersion) ?? '';
  const kind = textOf(value.kind) ?? '';
  // Without a version, the kind alone tells.
  if (!(apiVersion === '' ? resourceKinds.includes(kind) : apiVersion.startsWith('dapr.io/')))
    return undefined;
  return {
    file,
    kind,
    apiVersion,
    name: textOf(fieldsOf(value.metadata).name) ?? '',
    value,
    documents,
    at: (path, on) => placeOf(file, document, path, on),
    isWritten: (path, on) => isWritten(document, path, on),
  };
}

/** Where a path leads; where it leads on, the last thing that is there. */
function placeOf(file: string, document: Document, path: Path, on?: 'key'): Place {
  let node: Node | null = document.contents;
  let key: Node | undefined;
  for (const step of path) {
    const next: { node: unknown; key?: unknown } | undefined = stepInto(node, step);
    if (next === undefined) break;
    if (!isNode(next.node)) {
      key = isNode(next.key) ? next.key : key;
      break;
    }
    node = next.node;
    key = isNode(next.key) ? next.key : undefined;
  }
  const [offset = 0, end = 1] = (on === 'key' && key ? key.range : rangeOf(node, key)) ?? [];
  return { file, path, range: { offset, length: Math.max(1, end - offset) } };
}

function isWritten(document: Document, path: Path, on?: 'key'): boolean {
  let [node, key]: unknown[] = [document.contents];
  for (const step of path) {
    const next = isNode(node) ? stepInto(node, step) : undefined;
    [node, key] = [next?.node, next?.key];
  }
  const written = on === 'key' ? key : node;
  return isScalar(written) && written.anchor === undefined;
}

function stepInto(node: Node | null, step: string | number): { node: unknown; key?: unknown } | undefined {
  if (isMap(node)) {
    const pair = node.items.find(
      (item) => isPair(item) && isScalar(item.key) && String(item.key.value) === step,
    );
    return pair === undefined ? undefined : { node: pair.value, key: pair.key };
  }
  if (isSeq(node) && typeof step === 'number') return { node: node.items[step] };
  return undefined;
}

/** A map or list is shown by the key that it stands under, or its own first key: it may go over many lines. */
function rangeOf(node: Node | null, key: Node | undefined): readonly number[] | null | undefined {
  if (isScalar(node)) return node.range;
  if (key !== undefined) return key.range;
  if (isMap(node)) {
    const [first] = node.items;
    if (isNode(first?.key)) return (first.key as Node).range;
  }
  return node?.range;
}

/** Ids of apps that a document says to run. */
function appsOf(value: Fields): string[] {
  const annotation = (metadata: unknown): string | undefined =>
    textOf(fieldsOf(fieldsOf(metadata).annotations)['dapr.io/app-id']);
  if (value.apiVersion === undefined && Array.isArray(value.apps)) {
    return listOf(value.apps).flatMap((app) => textOf(fieldsOf(app).appID) ?? []);
  }
  if (value.apiVersion === undefined && value.services !== undefined) {
    const ids = Object.values(fieldsOf(value.services)).flatMap(
      (service) => appOfSidecar(fieldsOf(service)) ?? [],
    );
    // What a variable holds is known where Compose runs: which apps there are is not known here.
    return ids.some((id) => id.includes('$')) ? [] : ids;
  }
  const template = fieldsOf(fieldsOf(value.spec).template);
  return [annotation(template.metadata), annotation(value.metadata)].filter((id) => id !== undefined);
}

/** The id that a container of a Compose file runs daprd with (docs.docker.com/reference/compose-file/services, `command`). */
function appOfSidecar({ entrypoint, command }: Fields): string | undefined {
  const words = [entrypoint, command].flatMap((part) =>
    typeof part === 'string' ? part.split(/\s+/) : listOf(part).flatMap((word) => textOf(word) ?? []),
  );
  if (!words.some((word) => /(^|\/)daprd$/.test(word))) return undefined;
  const flag = words.findIndex((word) => /^--?app-id(=|$)/.test(word));
  const id = words[flag]?.split('=')[1] ?? words[flag + 1];
  return flag === -1 ? undefined : id;
}
