import { elementNamed } from '../draw/graph/element-named.ts';
import { readPlainText } from '../markdown/read-plain-text.ts';
import { createRichTextReader } from '../markdown/read-rich-text.ts';
import type { RichText } from '../markdown/rich-text.ts';
import { firstLine, richWords } from '../markdown/rich-words.ts';
import type { Architecture } from '../model/architecture.ts';
import { shortened } from './guides/read-guide.ts';
import type { SitePaths } from './site-paths.ts';

/** Reads what a design says in Markdown; what several pages show is read once. */
export type ReadDescription = (text: string) => RichText;

/** Makes a reader of a design's descriptions, whose links lead to what has a page. */
export function createDescriptionReader(architecture: Architecture, places: SitePaths): ReadDescription {
  const read = createRichTextReader({
    has: (element) => places.of(element) !== undefined,
    named: (name) => elementNamed(name, architecture),
  });
  const known = new Map<string, RichText>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const rich = readPlainText(text) ?? read(text);
    known.set(text, rich);
    return rich;
  };
}

/** A description as search engines and previews of links show it: its first sentences, without marks. */
export function summaryOf(
  description: string | undefined,
  { readDescription }: { readonly readDescription: ReadDescription },
): { readonly summary?: string } {
  const words = description === undefined ? '' : richWords(firstLine(readDescription(description)));
  return words === '' ? {} : { summary: shortened(words) };
}
