import { hash } from 'node:crypto';

/** 132 bits of SHA-256 in base64url: enough that no two contents of a project ever share one. */
export function hashText(text: string | Uint8Array): string {
  return hash('sha256', text, 'base64url').slice(0, 22);
}

/**
 * The hash of a text with line feeds for its carriage returns with line feeds, as Git for Windows writes texts into a
 * checkout; undefined where it has none, or is no text.
 */
export function hashWithLineFeeds(bytes: Buffer): string | undefined {
  if (!bytes.includes('\r\n') || bytes.includes(0)) return undefined;
  // Byte by byte: what is no UTF-8 stays what it is.
  return hashText(Buffer.from(bytes.toString('latin1').replaceAll('\r\n', '\n'), 'latin1'));
}

/** One hash of the inputs of a planned file, and of more. */
export type InputHasher = (inputs: readonly unknown[], ...more: readonly string[]) => string;

/**
 * Hashes the inputs of a planned file. Parts of the model are hashed once each, whoever asks: they are immutable, so
 * identity stands for content.
 */
export function createInputHasher(): InputHasher {
  const known = new WeakMap<object, string>();
  // Files of the runtime have the same inputs in every service.
  const keys = new Map<string, string>();
  const hashValue = (value: unknown): string => {
    if (typeof value !== 'object' || value === null) return `${typeof value}:${String(value)}`;
    const before = known.get(value);
    if (before !== undefined) return before;
    const made = hashText(JSON.stringify(value));
    known.set(value, made);
    return made;
  };
  return (inputs, ...more) => {
    // As JSON: a line feed in one input must not look like the border between two.
    const text = JSON.stringify([...more, ...inputs.map(hashValue)]);
    const before = keys.get(text);
    if (before !== undefined) return before;
    const key = hashText(text);
    keys.set(text, key);
    return key;
  };
}

/** A text, or what is none: a picture. */
export type FileContent = string | Uint8Array;

/** The content of a file as it is written, and its hash. */
export interface EncodedContent {
  /** Of a text: UTF-8. */
  readonly bytes: Uint8Array;
  readonly hash: string;
}

/**
 * Makes the contents of planned files, as bytes: they wait to be written where the collector of garbage need not look at
 * them. Files that share the function that makes their content share it all: the runtime goes into every service.
 */
export function createContentEncoder(): (file: { readonly content: () => FileContent }) => EncodedContent {
  const known = new WeakMap<() => FileContent, EncodedContent>();
  return ({ content: make }) => {
    const before = known.get(make);
    if (before !== undefined) return before;
    const made = encodeContent(make());
    known.set(make, made);
    return made;
  };
}

export function encodeContent(content: FileContent): EncodedContent {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  return { bytes, hash: hashText(bytes) };
}
