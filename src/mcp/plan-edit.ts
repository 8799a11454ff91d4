import { z } from 'zod';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { createNumbering, fingerprint } from '../diagnostics/fingerprint.ts';
import type { StudioOperation } from '../studio/edits/operation.ts';
import { planOperation, type TextChange } from '../studio/edits.ts';
import { diffTexts } from '../studio/texts/diff-texts.ts';
import type { McpProgram } from './mcp-program.ts';

const name = z.string().min(1).max(500);

/** Changes that eda writes down itself, in the file where they belong. */
const operation = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('add-domain'), name }),
  z.object({ kind: z.literal('add-service'), name, domain: name }),
  z.object({
    kind: z.literal('add-event'),
    name,
    as: z.enum(['notification', 'document', 'command']),
    summary: z.string().max(500).optional(),
    publisher: name.optional(),
  }),
  z.object({ kind: z.literal('rename-event'), from: name, to: name }),
  z.object({ kind: z.literal('rename-service'), from: name, to: name }),
  z.object({ kind: z.literal('add-subscription'), service: name, event: name }),
  z.object({ kind: z.literal('remove-subscription'), service: name, event: name }),
  z.object({ kind: z.literal('add-publication'), service: name, event: name }),
  z.object({ kind: z.literal('remove-publication'), service: name, event: name }),
  z.object({ kind: z.literal('delete-event'), name }),
  z.object({ kind: z.literal('delete-service'), name }),
  z.object({ kind: z.literal('move-service'), name, domain: name }),
  z.object({ kind: z.literal('version-event'), name }),
]);

const replacement = z.object({
  path: z.string().describe('a file of the design, as read_system lists it'),
  find: z.string().min(1).describe('text that stands there exactly once'),
  replace: z.string(),
});

/** What an edit is asked for by: one of the two. */
export const editInput = {
  operation: operation.optional().describe('a change of the design as such: eda finds every place of it'),
  replacements: z.array(replacement).max(200).optional().describe('changes of texts, in their order'),
};

export interface AskedEdit {
  readonly operation?: z.infer<typeof operation> | undefined;
  readonly replacements?: readonly z.infer<typeof replacement>[] | undefined;
}

/** What an edit would make of the texts, and what would be found then. */
export interface PlannedEdit {
  readonly changes: readonly TextChange[];
  /** As a person reads it: a unified diff, then what it brings and what it mends. */
  readonly text: string;
  /** True: afterwards the design could not be read. */
  readonly breaks: boolean;
}

/** Plans an edit without writing anything; a text says why it cannot be. */
export async function planEdit(asked: AskedEdit, program: McpProgram): Promise<PlannedEdit | string> {
  const before = await program.check();
  const changes = plan(asked, before.design, program);
  if (typeof changes === 'string') return changes;
  if (changes.length === 0) return 'nothing would change';
  const after = await program.check(new Map(changes.map(({ file, after: text }) => [file, text])));
  const breaks = after.design.architecture === undefined || after.design.incomplete;
  const text = [
    ...changes.map(unifiedDiff),
    list('it would bring', findingsBeside(after.diagnostics, before.diagnostics)),
    list('it would mend', findingsBeside(before.diagnostics, after.diagnostics)),
    ...(breaks ? ['afterwards the design could not be read'] : []),
  ]
    .filter((part) => part !== '')
    .join('\n');
  return { changes, text, breaks };
}

type Read = Awaited<ReturnType<McpProgram['check']>>['design'];

function plan(
  { operation: asked, replacements }: AskedEdit,
  { architecture, source }: Read,
  program: McpProgram,
): readonly TextChange[] | string {
  if ((asked === undefined) === (replacements === undefined))
    return 'say either an operation or replacements';
  if (asked !== undefined) {
    if (architecture === undefined || source === undefined)
      return 'the design cannot be read; mend it by replacements first';
    const planned = planOperation(
      asked as StudioOperation,
      { architecture, source, root: program.root },
      program.files,
    );
    if (planned.ok) return planned.files;
    return planned.help === undefined ? planned.reason : `${planned.reason}; ${planned.help}`;
  }
  const texts = new Map<string, { readonly before: string; readonly after: string }>();
  for (const { path, find, replace } of replacements ?? []) {
    if (program.isOutside(path)) return `${path} lies outside of the project`;
    const before =
      texts.get(path)?.before ??
      source?.texts.get(path) ??
      (path === program.root ? rootText(program) : undefined);
    if (before === undefined) return `${path} is no file of the design`;
    const now = texts.get(path)?.after ?? before;
    const parts = now.split(find);
    if (parts.length !== 2)
      return `${path}: the text to be found stands there ${parts.length - 1} times; it has to be once`;
    texts.set(path, { before, after: parts.join(replace) });
  }
  return [...texts].flatMap(([file, { before, after }]) =>
    before === after ? [] : [{ file, before, after }],
  );
}

function rootText({ files, root }: McpProgram): string | undefined {
  const read = files.read(root);
  return read.ok ? read.text : undefined;
}

/** What is found among the first and not among the others. */
function findingsBeside(found: readonly Diagnostic[], others: readonly Diagnostic[]): readonly Diagnostic[] {
  const numberOthers = createNumbering();
  const known = new Set(others.map((one) => numberOthers(fingerprint(one))));
  const number = createNumbering();
  return found.filter((one) => !known.has(number(fingerprint(one))));
}

function list(title: string, findings: readonly Diagnostic[]): string {
  if (findings.length === 0) return '';
  const lines = findings.map(
    ({ severity, code, message, at }) => `  ${severity} ${code}: ${message} (${at.file})`,
  );
  return `${title}:\n${lines.join('\n')}`;
}

function unifiedDiff({ file, before, after }: TextChange): string {
  const hunks = diffTexts(before, after).map(({ oldLine, newLine, lines }) => {
    const count = (mark: '-' | '+'): number =>
      lines.filter((line) => line.mark === ' ' || line.mark === mark).length;
    return [
      `@@ -${oldLine},${count('-')} +${newLine},${count('+')} @@`,
      ...lines.map(({ mark, text }) => mark + text),
    ].join('\n');
  });
  return [`--- a/${file}`, `+++ b/${file}`, ...hunks, ''].join('\n');
}
