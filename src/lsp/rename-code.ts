import { fileName, pascalCase, snakeCase } from '../model/names.ts';
import type { Splice } from '../spec/splice-edits.ts';

/** A source file that people wrote for a service; its path is relative to the design's folder. */
export interface CodeFile {
  readonly path: string;
  readonly text: string;
  /** Whether it lies where handlers and projections do: its name is that of an event. */
  readonly isOfEvents?: boolean;
}

/** What becomes of a source file. */
export interface CodeChange {
  readonly path: string;
  readonly text: string;
  readonly splices: readonly Splice[];
  /** Where it moves to. */
  readonly to?: string;
}

/** What generated code calls things of an event: the data, and these. */
const eventSuffixes = ['', 'Handler', 'Event', 'Context', 'Source', 'Reactions', 'Projector'];

/** Words of code that are something else after a rename, and how file names change. */
interface Words {
  /** Quoted texts, whole. */
  readonly quoted: ReadonlyMap<string, string>;
  readonly identifiers: ReadonlyMap<string, string>;
  /** Names of files without their ending, for modules that are imported by them. */
  readonly files: ReadonlyMap<string, string>;
}

/** What the code of services says of an event, under its new name. */
export function renameEventInCode(
  files: readonly CodeFile[],
  from: string,
  to: string,
): readonly CodeChange[] {
  const versioned = (name: string): string => pascalCase(name);
  return changeCode(files, {
    quoted: new Map([[from, to]]),
    identifiers: new Map([
      ...eventSuffixes.map((suffix) => [versioned(from) + suffix, versioned(to) + suffix] as const),
      [snakeCase(from), snakeCase(to)],
    ]),
    files: new Map([
      [fileName(from), fileName(to)],
      [snakeCase(from), snakeCase(to)],
    ]),
  });
}

/** What the code of services says of another service, under its new name. */
export function renameServiceInCode(
  files: readonly CodeFile[],
  from: string,
  to: string,
): readonly CodeChange[] {
  return changeCode(files, {
    quoted: new Map([[from, to]]),
    identifiers: new Map([[snakeCase(from), snakeCase(to)]]),
    files: new Map(),
  }).map(({ to: _to, ...change }) => change);
}

/** What the code of services says of a schema's type, in files that import it from what is generated. */
export function renameSchemaInCode(
  files: readonly CodeFile[],
  from: string,
  to: string,
): readonly CodeChange[] {
  const importing = files.filter(({ text }) =>
    [
      ...text.matchAll(
        /import\s+(?:type\s+)?\{([^}]*)\}\s+from\s+'[^']*\/generated\/[^']*'|from\s+app\.generated\.\w+\s+import\s+\(?([^\n)]*)/g,
      ),
    ].some(([, typescript = '', python = '']) =>
      new RegExp(`\\b${pascalCase(from)}\\b`).test(typescript + python),
    ),
  );
  return changeCode(importing, {
    quoted: new Map(),
    identifiers: new Map([[pascalCase(from), pascalCase(to)]]),
    files: new Map(),
  });
}

function changeCode(files: readonly CodeFile[], words: Words): readonly CodeChange[] {
  return files.flatMap((file): CodeChange[] => {
    const splices = splicesIn(file, words);
    const [, folder = '', base = '', ending = ''] =
      /^(.*\/)?([^/]*?)(\.(?:test\.)?\w+)$/.exec(file.path) ?? [];
    const moved = words.files.get(base);
    const to = moved !== undefined && file.isOfEvents === true ? `${folder}${moved}${ending}` : undefined;
    if (splices.length === 0 && to === undefined) return [];
    return [{ ...file, splices, ...(to === undefined ? {} : { to }) }];
  });
}

/** Comments, texts and words of TypeScript or Python, one after the other. */
const tokens = {
  ts: /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`|[A-Za-z_$][\w$]*/g,
  py: /#[^\n]*|"""[\s\S]*?"""|'''[\s\S]*?'''|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|[A-Za-z_]\w*/g,
} as const;

function splicesIn({ path, text }: CodeFile, { quoted, identifiers, files }: Words): readonly Splice[] {
  const splices: Splice[] = [];
  const pattern = path.endsWith('.py') ? tokens.py : tokens.ts;
  for (const { 0: token, index } of text.matchAll(pattern)) {
    const first = token[0] ?? '';
    if (/^["']$/.test(first) && !token.startsWith('"""') && !token.startsWith("'''")) {
      const inner = token.slice(1, -1);
      const name = quoted.get(inner) ?? moduleName(inner, files);
      if (name !== undefined) splices.push({ offset: index + 1, length: inner.length, text: name });
    } else {
      const name = /^[A-Za-z_$]/.test(first) ? identifiers.get(token) : undefined;
      if (name !== undefined) splices.push({ offset: index, length: token.length, text: name });
    }
  }
  return splices;
}

/** A module by its path: `./handlers/todos-task-created.ts`. */
function moduleName(text: string, files: Words['files']): string | undefined {
  const [, before, base = '', ending] = /^(\.{1,2}\/(?:.*\/)?)([^/]*?)(\.\w+)?$/.exec(text) ?? [];
  const moved = files.get(base);
  return moved === undefined ? undefined : `${before}${moved}${ending ?? ''}`;
}
