/** What a page of documentation tells its reader to do, in its order. */
export type Step =
  /** A file to write: a block after a paragraph that ends with the file's path and a colon. */
  | { readonly kind: 'file'; readonly path: string; readonly text: string }
  /** An edit: a `diff` block. */
  | { readonly kind: 'edit'; readonly path: string; readonly from: string; readonly to: string }
  /** A command of a `console` block, with what it prints. */
  | { readonly kind: 'run'; readonly command: string; readonly output: string }
  /** Lines of the program that runs on, or the key that ends it with what it says then. */
  | { readonly kind: 'log'; readonly lines: readonly string[]; readonly isEnd: boolean };

const fence = /^```(\w+)\n([\s\S]*?)^```$/gm;
const mention = /`([\w@./-]+\.(?:ya?ml|json|ts|mjs|sql|md|py))`/g;

/** Reads the steps of a page. Blocks of other languages, and those of no file, are there to be read. */
export function readSteps(page: string): Step[] {
  const steps: Step[] = [];
  let before = 0;
  let edited: string | undefined;
  for (const match of page.matchAll(fence)) {
    const [whole, language, text = ''] = match;
    const paragraph = page.slice(before, match.index).trimEnd().split('\n\n').at(-1) ?? '';
    before = match.index + whole.length;
    const named = [...paragraph.matchAll(mention)].at(-1)?.[1];
    if (language === 'console') steps.push(...readSession(text));
    else if (language === 'diff') {
      edited = named ?? edited;
      if (edited === undefined) throw new Error(`which file is edited by\n${text}`);
      steps.push({ kind: 'edit', path: edited, ...readEdit(text) });
    } else if (named !== undefined && paragraph.endsWith(':')) {
      steps.push({ kind: 'file', path: named, text });
    }
  }
  return steps;
}

function readSession(text: string): Step[] {
  if (!text.startsWith('$ ')) {
    const lines = text.trimEnd().split('\n');
    const isEnd = lines[0] === '^C';
    return [{ kind: 'log', isEnd, lines: isEnd ? lines.slice(1) : lines }];
  }
  return [...text.matchAll(/^\$ (.*)\n((?:(?!\$ ).*\n)*)/gm)].map(([, command = '', output = '']) => ({
    kind: 'run',
    command,
    output,
  }));
}

function readEdit(text: string): { from: string; to: string } {
  const lines = text.trimEnd().split('\n');
  const side = (mark: string) =>
    lines.flatMap((line) => (line[0] === ' ' || line[0] === mark ? `${line.slice(1)}\n` : [])).join('');
  return { from: side('-'), to: side('+') };
}
