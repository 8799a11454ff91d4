import { posix } from 'node:path';
import { isDesignSection } from '../diagnostics/design-sections.ts';
import type { Place } from '../diagnostics/diagnostic.ts';
import { looksLikeAsyncApi } from '../spec/asyncapi/detect-document.ts';
import { isMap } from '../spec/is-map.ts';
import { descend, readPointer } from '../spec/json-pointer.ts';

/** Sections that everything depends on. */
export const groundSections: ReadonlySet<string> = new Set(['defaults', 'environments', 'lint', 'system']);

/** Sections each of whose members changes for itself. */
function isElementSection(section: unknown): boolean {
  return isDesignSection(section) && !groundSections.has(section);
}

/** What changes as one: `events/orders.order.placed`, `lint`, `order.json`, `shop.yaml#channels/orders`. */
export function elementAt({ file, path }: Place, documents: Documents): string {
  const [section, name] = path;
  if (section === undefined) return file;
  if (documents.has(file)) return `${file}#${path.slice(0, documentDepth(path.map(String))).join('/')}`;
  if (isElementSection(section) && name !== undefined) return `${section}/${name}`;
  if (groundSections.has(String(section))) return String(section);
  return file;
}

/** AsyncAPI documents among the files: their channels, operations, servers and components change for themselves. */
export type Documents = ReadonlySet<string>;

/** The AsyncAPI documents among files. */
export function documentsIn(texts: Texts): Documents {
  return new Set([...texts].filter(([, text]) => looksLikeAsyncApi(text)).map(([file]) => file));
}

/** How many steps lead to what changes as one. */
export const designDepth = (): number => 2;
export const documentDepth = ([section]: readonly string[]): number => (section === 'components' ? 3 : 2);

/** What all of a document depends on. */
export function wholeOf({ file }: Place, documents: Documents): string[] {
  return documents.has(file) ? [`${file}#asyncapi`, `${file}#defaultContentType`] : [];
}

/** A named thing of the design, or a file of schemas, and what it mentions. */
export interface Element {
  readonly key: string;
  /** Elements that a `$ref` in it leads to. */
  readonly refs: ReadonlySet<string>;
  readonly words: ReadonlySet<string>;
  /** Of a channel: where it meets those of other documents. */
  readonly address?: readonly string[];
}

/** Files by path. */
export type Texts = ReadonlyMap<string, string>;

/** The name by which others speak of something; things of documents are referred to, but for those that 2.x names. */
export function nameOf(key: string): string[] {
  const [, inDocument] = /#(.*)$/s.exec(key) ?? [];
  if (inDocument === undefined) return key.includes('/') ? [key.slice(key.indexOf('/') + 1)] : [];
  const named = /^(?:servers|channels|components\/securitySchemes)\/(.*)$/s.exec(inDocument);
  return named?.[1] === undefined ? [] : [named[1]];
}

/** The things of a file, with what they mention. */
export function elementsIn(file: string, value: unknown, texts: Texts, documents: Documents): Element[] {
  if (!isMap(value)) return [];
  if (documents.has(file)) return elementsOfDocument(file, value, texts, documents);
  if (!Object.hasOwn(value, 'eda')) return [elementOf(file, file, value, texts, documents)];
  return Object.entries(value).flatMap(([section, members]) =>
    isElementSection(section) && isMap(members)
      ? Object.entries(members).map(([name, member]) =>
          elementOf(`${section}/${name}`, file, { [name]: member }, texts, documents),
        )
      : [],
  );
}

function elementsOfDocument(file: string, value: Members, texts: Texts, documents: Documents): Element[] {
  const pathsTo = (members: unknown, path: readonly string[]): (readonly string[])[] =>
    isMap(members) && (path.length === 0 || path.length < documentDepth(path))
      ? Object.keys(members).flatMap((key) => pathsTo(members[key], [...path, key]))
      : [path];
  return pathsTo(value, []).map((path) => {
    const member = descend(value, path);
    const address = path[0] === 'channels' && isMap(member) ? member.address : undefined;
    return {
      ...elementOf(
        elementAt({ file, path }, documents),
        file,
        { [path.at(-1) ?? '']: member },
        texts,
        documents,
      ),
      ...(typeof address === 'string' ? { address: [address] } : {}),
    };
  });
}

interface Members {
  readonly [key: string]: unknown;
}

function elementOf(key: string, file: string, value: unknown, texts: Texts, documents: Documents): Element {
  const refs = new Set<string>();
  const words = new Set<string>();
  const say = (word: string): void => {
    words.add(word);
    // An event's name begins with that of its domain.
    const dot = word.indexOf('.');
    if (dot > 0) words.add(word.slice(0, dot));
  };
  const visit = (node: unknown, step?: string): void => {
    if (typeof node === 'string') {
      if (step === '$ref') refs.add(targetOf(node, file, documents));
      else {
        say(node);
        // A document or data file is named by its path.
        const path = pathIn(node, file);
        if (texts.has(path)) refs.add(path);
      }
    } else if (Array.isArray(node)) for (const item of node) visit(item);
    else if (isMap(node)) {
      for (const [name, member] of Object.entries(node)) {
        say(name);
        visit(member, name);
      }
    }
  };
  visit(value);
  return { key, refs, words };
}

/** The element that a `$ref` leads to. */
function targetOf(ref: string, file: string, documents: Documents): string {
  const [path = '', pointer = ''] = ref.split('#');
  const target = path === '' ? file : pathIn(path, file);
  if (documents.has(target)) return elementAt({ file: target, path: readPointer(pointer) }, documents);
  if (path !== '') return target;
  const [, section = '', name = ''] = pointer.split('/');
  return isElementSection(section) ? `${section}/${name}` : file;
}

/** A path as a file of the design writes it, without what stands behind #, from the project's folder. */
function pathIn(text: string, file: string): string {
  return posix.normalize(posix.join(posix.dirname(file), text.split('#')[0] ?? ''));
}
