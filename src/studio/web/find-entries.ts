import type { Searched } from './kinds.ts';

export interface Found<T extends Searched> {
  readonly element: T;
  readonly score: number;
}

/** Elements that a person may mean by some letters, the likeliest first. Cost: one pass over all names. */
export function findElements<T extends Searched>(
  elements: readonly T[],
  words: string,
  most: number,
): readonly T[] {
  const wanted = words.trim().toLowerCase();
  if (wanted === '') return elements.slice(0, most);
  const found: Found<T>[] = [];
  for (const element of elements) {
    const score = scoreOf(element, wanted);
    if (score > 0) found.push({ element, score });
  }
  return found
    .sort((a, b) => b.score - a.score || a.element.name.length - b.element.name.length)
    .slice(0, most)
    .map(({ element }) => element);
}

function scoreOf({ name, about, kind }: Searched, wanted: string): number {
  const text = name.toLowerCase();
  const at = text.indexOf(wanted);
  if (text === wanted) return 100;
  if (at === 0) return 80;
  if (at > 0) return /[.\-_]/.test(text[at - 1] ?? '') ? 70 : 60;
  const parts = wanted.split(/\s+/);
  if (parts.length > 1 && parts.every((part) => text.includes(part) || kind.startsWith(part))) return 50;
  // Titles are sentences: nearly every word is found in one of them letter by letter.
  if (kind !== 'guide' && isSubsequence(wanted, text)) return 30;
  const more = about.toLowerCase();
  if (more.includes(wanted)) return 20;
  if (kind !== 'guide' || parts.length < 2) return 0;
  return parts.every((part) => more.includes(part) || text.includes(part)) ? 10 : 0;
}

/** Whether all letters come in this order, with others between. */
function isSubsequence(letters: string, text: string): boolean {
  let at = 0;
  for (const letter of text) if (letter === letters[at]) at++;
  return at === letters.length;
}
