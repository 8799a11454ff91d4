import { isMap } from '../is-map.ts';

/** Versions whose documents are read, newest last. */
export const versions = [
  '2.0.0',
  '2.1.0',
  '2.2.0',
  '2.3.0',
  '2.4.0',
  '2.5.0',
  '2.6.0',
  '3.0.0',
  '3.1.0',
] as const;

export type Version = (typeof versions)[number];

/** True where a text says `asyncapi:` at its top level, as far as that can be told without parsing it. */
export function looksLikeAsyncApi(text: string): boolean {
  return /^(?:\s*\{\s*)?["']?asyncapi["']?[ \t]*:/m.test(text) || /^\{[^{}]{0,2000}"asyncapi"\s*:/.test(text);
}

/** The text behind `asyncapi`, or undefined where a value is no AsyncAPI document. */
export function asyncApiVersion(value: unknown): string | undefined {
  if (!isMap(value) || value.asyncapi === undefined) return undefined;
  return String(value.asyncapi);
}

/** A version that is read, else undefined. A patch (`2.6.1`) counts as its minor. */
export function knownVersion(text: string): Version | undefined {
  return versions.find((version) => version === text);
}
