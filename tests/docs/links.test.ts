import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pages as listPages } from './pages.ts';

const root = join(import.meta.dirname, '../..');
const pages = listPages();

describe('pages', () => {
  it('lead to pages, pictures and headings that are there', () => {
    const broken = pages.flatMap((page) =>
      linksOf(readFileSync(join(root, page), 'utf8'))
        .filter((link) => !leadsSomewhere(page, link))
        .map((link) => `${page}: ${link}`),
    );
    expect(pages.length).toBeGreaterThan(100);
    expect(broken).toEqual([]);
  });

  it('are found from the first one', () => {
    const found = new Set<string>();
    const visit = (page: string): void => {
      if (found.has(page) || !page.endsWith('.md') || !existsSync(join(root, page))) return;
      found.add(page);
      for (const link of linksOf(readFileSync(join(root, page), 'utf8')))
        visit(join(dirname(page), link.split('#')[0] ?? ''));
    };
    visit('README.md');
    expect(pages.filter((page) => !found.has(page))).toEqual([]);
  });
});

/** Where a page links to within the repository. Code is no link. */
function linksOf(text: string): string[] {
  const prose = text.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link = '']) => link)
    .filter((link) => !/^(https?|mailto):/.test(link));
}

function leadsSomewhere(page: string, link: string): boolean {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? page : join(dirname(page), path);
  if (!existsSync(join(root, target))) return false;
  if (anchor === undefined) return true;
  return anchorsOf(readFileSync(join(root, target), 'utf8')).includes(anchor);
}

/** Headings as forges name them. */
function anchorsOf(text: string): string[] {
  return [...text.replace(/^```[\s\S]*?^```/gm, '').matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
