import type { Path } from '../diagnostics/diagnostic.ts';
import type { Suggestions, WordMeaning } from './api.ts';

/** A place in a text that somebody is writing. */
export interface TextPlace {
  readonly file: string;
  /** As it is typed, with line feeds alone. */
  readonly text: string;
  /** In UTF-16 units. */
  readonly offset: number;
}

/** What may be written at a place, what stands there, and in what it lies. */
export interface StudioWords {
  suggest(place: TextPlace): Promise<Suggestions | undefined>;
  describe(place: TextPlace): Promise<WordMeaning | undefined>;
  /** The way to a place from the root of its text. */
  pathAt(place: TextPlace): Promise<Path | undefined>;
}

/** A place as somebody sent it. */
export function readTextPlace(body: unknown): TextPlace | undefined {
  const { file, text, offset } = (typeof body === 'object' && body !== null ? body : {}) as {
    readonly [key: string]: unknown;
  };
  const isPlace = typeof file === 'string' && typeof text === 'string' && Number.isInteger(offset);
  if (!isPlace || Number(offset) < 0 || Number(offset) > text.length) return undefined;
  return { file, text, offset: Number(offset) };
}
