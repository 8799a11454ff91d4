/** What tells headings of one page apart. */
export type NameHeading = (text: string) => string;

/**
 * Names headings as forges do: lower case, without marks, words joined by hyphens; what was there before gets a number.
 * Source: the names that GitHub gives to headings of rendered pages.
 */
export function createHeadingIds(): NameHeading {
  const used = new Map<string, number>();
  return (text) => {
    const base = text
      .toLowerCase()
      .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\s-]/gu, '')
      .replace(/\s/g, '-');
    let id = base;
    let count = used.get(base) ?? 0;
    while (used.has(id)) {
      count += 1;
      id = `${base}-${count}`;
    }
    used.set(base, count);
    used.set(id, used.get(id) ?? 0);
    return id;
  };
}
