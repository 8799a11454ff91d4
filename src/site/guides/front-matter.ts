/** What stands above a page between two lines of `---`, for other programs. */
export interface FrontMatter {
  readonly title?: string;
  /** The page without it; every line keeps its number. */
  readonly text: string;
}

/** Takes the front matter off a page. Of what it says, the title alone is of use here. */
export function splitFrontMatter(text: string): FrontMatter {
  const found = /^---[ \t]*\r?\n([\s\S]*?)^---[ \t]*(?:\r?\n|$)/m.exec(text);
  if (found?.index !== 0) return { text };
  const [whole, inner = ''] = found;
  // A thematic break above a page is none that says `key: value`.
  if (!/^[\w-]+[ \t]*:/m.test(inner)) return { text };
  const title = /^title[ \t]*:[ \t]*(.*?)[ \t]*\r?$/m.exec(inner)?.[1]?.replace(/^(["'])(.*)\1$/, '$2');
  return {
    ...(title === undefined || title === '' ? {} : { title }),
    text: whole.replace(/[^\n]/g, ' ') + text.slice(whole.length),
  };
}
