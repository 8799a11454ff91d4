import { hash } from 'node:crypto';

/** 132 bits of SHA-256 in base64url: enough that no two contents of a project ever share one. */
export function hashText(text: string): string {
  return hash('sha256', text, 'base64url').slice(0, 22);
}

/**
 * Hashes the inputs of a planned file. Parts of the model are hashed once each, whoever asks: they are immutable, so
 * identity stands for content.
 */
export function createInputHasher(): (inputs: readonly unknown[], ...more: readonly string[]) => string {
  const known = new WeakMap<object, string>();
  const hashValue = (value: unknown): string => {
    if (typeof value !== 'object' || value === null) return `${typeof value}:${String(value)}`;
    const before = known.get(value);
    if (before !== undefined) return before;
    const made = hashText(JSON.stringify(value));
    known.set(value, made);
    return made;
  };
  // As JSON: a line feed in one input must not look like the border between two.
  return (inputs, ...more) => hashText(JSON.stringify([...more, ...inputs.map(hashValue)]));
}

/**
 * Hashes the contents of planned files. Files that share the function that makes their content share its hash: the
 * runtime goes into every service.
 */
export function createContentHasher(): (file: { readonly content: () => string }, content: string) => string {
  const known = new WeakMap<() => string, string>();
  return ({ content: make }, content) => {
    const before = known.get(make);
    if (before !== undefined) return before;
    const made = hashText(content);
    known.set(make, made);
    return made;
  };
}
