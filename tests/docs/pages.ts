import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** Every page that people read: those at the root, and those in docs; as paths from the root. */
export function pages(): string[] {
  return [
    ...readdirSync(root).filter((name) => name.endsWith('.md')),
    ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.md'))
      .map((path) => join('docs', path)),
  ].sort();
}

/** Code on a page, between fences that say its language. */
export interface Block {
  readonly page: string;
  /** Line of the page where it begins. */
  readonly line: number;
  readonly text: string;
}

/** The code of a language on all pages, in their order. */
export function blocksIn(language: string): Block[] {
  const fenced = new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm');
  return pages().flatMap((page) => {
    const text = readFileSync(join(root, page), 'utf8');
    return [...text.matchAll(fenced)].map((match) => ({
      page,
      line: text.slice(0, match.index).split('\n').length + 1,
      text: match[1] ?? '',
    }));
  });
}
