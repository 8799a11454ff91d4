import { posix } from 'node:path';
import type { Token } from 'markdown-it';
import { inlineText } from '../../markdown/inline-text.ts';
import { splitFrontMatter } from './front-matter.ts';
import type { GuideFile, GuideHeading, GuideSection } from './guide.ts';
import { isIndexPage } from './guide-address.ts';
import { createHeadingIds } from './heading-ids.ts';
import type { Markdown } from './markdown.ts';

/** A page that has been read, and not been looked at what it leads to. */
export interface ReadGuide extends GuideFile {
  readonly address: string;
  readonly title: string;
  readonly summary?: string;
  readonly headings: readonly GuideHeading[];
  readonly sections: readonly GuideSection[];
  readonly tokens: readonly Token[];
  /** How many tokens its title takes, and what stands above; 0: it has none. */
  readonly headLength: number;
}

/** Reads a page; its headings get their names. */
export function readGuide(file: GuideFile, address: string, markdown: Markdown): ReadGuide {
  const { title: written, text } = splitFrontMatter(file.text);
  const tokens = markdown.parse(text);
  const nameHeading = createHeadingIds();
  const headings: GuideHeading[] = [];
  const sections: { heading?: GuideHeading; words: string[]; length: number }[] = [{ words: [], length: 0 }];
  let headLength = 0;
  let first: string | undefined;
  let title: string | undefined;
  for (const [index, token] of tokens.entries()) {
    if (token.type === 'heading_open') {
      const said = inlineText(tokens[index + 1]);
      const heading = { level: Number(token.tag.slice(1)), id: nameHeading(said), text: said };
      token.attrSet('id', heading.id);
      headings.push(heading);
      if (heading.level === 1 && token.level === 0 && title === undefined && said !== '') {
        title = said;
        headLength = index + 3;
      } else sections.push({ heading, words: [], length: 0 });
      continue;
    }
    const isTitle = tokens[index - 1]?.type === 'heading_open';
    if (isTitle || (token.type !== 'inline' && token.type !== 'fence')) continue;
    const said = token.type === 'inline' ? inlineText(token) : token.content;
    // Below a list or a second heading nothing sums the page up, and a picture says nothing in words.
    if (first === undefined && sections.length === 1 && !isPicture(token)) {
      const isParagraph = tokens[index - 1]?.type === 'paragraph_open' && token.level === 1;
      first = isParagraph ? said : '';
    }
    const section = sections.at(-1);
    if (section === undefined || section.length > mostText) continue;
    section.words.push(said);
    section.length += said.length;
  }
  const summary = first === undefined ? '' : shortened(first);
  return {
    ...file,
    address,
    title: written ?? title ?? nameOf(file.path),
    ...(summary === '' ? {} : { summary }),
    headings,
    sections: sections.map(({ heading, words }) => ({
      ...(heading === undefined ? {} : { heading }),
      text: words.join(' ').replace(/\s+/g, ' ').trim().slice(0, mostText),
    })),
    tokens,
    headLength,
  };
}

/** So much of what stands below a heading is searched. In characters. */
const mostText = 1500;

const longestSummary = 180;

/** Whether a paragraph is pictures alone. */
function isPicture({ children }: Token): boolean {
  const seen = (children ?? []).filter(({ type }) => type === 'image' || type === 'text');
  return seen.length > 0 && seen.every(({ type, content }) => type === 'image' || content.trim() === '');
}

/** Whole sentences where they fit, else whole words. */
export function shortened(text: string): string {
  if (text.length <= longestSummary) return text;
  const part = text.slice(0, longestSummary);
  const sentence = /^.*[.!?](?=\s)/s.exec(part)?.[0];
  return sentence ?? `${part.replace(/\s+\S*$/, '')}…`;
}

/** A file's name for people: `how-to` → `How to`; of the page of a folder, the folder's. */
export function nameOf(path: string): string {
  const own = isIndexPage(path) ? posix.dirname(path) : path.replace(/\.[^./]*$/, '');
  const words = posix.basename(own).replace(/[-_]+/g, ' ').trim();
  return words === '' || words === '.' ? 'Read me' : words[0]?.toUpperCase() + words.slice(1);
}
