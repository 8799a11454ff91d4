import { join } from 'node:path';
import {
  type PrepareRenameResult,
  RenameFile,
  TextDocumentEdit,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver-protocol/node';
import type { Place } from '../diagnostics/diagnostic.ts';
import { foldersIn, outermost, serviceRoot } from '../model/service-folders.ts';
import { writePointer } from '../spec/json-pointer.ts';
import { createSplicer, type Splice } from '../spec/splice-edits.ts';
import { planOperation } from '../studio/edits.ts';
import { cursorAt } from './cursor.ts';
import type { DesignView, OpenDesign } from './design-view.ts';
import { indexNames } from './name-index.ts';
import { type Meaning, meaningAt } from './navigate.ts';
import {
  type CodeChange,
  type CodeFile,
  renameEventInCode,
  renameSchemaInCode,
  renameServiceInCode,
} from './rename-code.ts';
import type { AskedPlace, LspSession } from './session.ts';
import { rangeIn } from './text-range.ts';

/** Why something is not renamed, in a sentence. */
export interface RenameRefused {
  readonly refused: string;
}

interface Renamed {
  readonly from: string;
  readonly kind: 'event' | 'service' | 'schema' | 'component';
  readonly meaning: Meaning;
  readonly range: PrepareRenameResult;
  readonly design: OpenDesign;
  readonly view: DesignView;
}

/** The word that would be renamed, and its stretch. */
export function prepareRename(place: AskedPlace, session: LspSession): PrepareRenameResult | RenameRefused {
  const renamed = findRenamed(place, session);
  return 'refused' in renamed ? renamed : renamed.range;
}

/**
 * The edits that rename an event, a service or a schema in all files of its design and in the code that people wrote for
 * it; files and folders that are named after it move along, where the editor can do that. What `eda generate` writes is
 * left to it.
 */
export function rename(
  place: AskedPlace,
  to: string,
  session: LspSession,
  { moveFiles }: { readonly moveFiles: boolean },
): WorkspaceEdit | RenameRefused {
  session.workspace.designOf(place.path)?.refresh();
  const renamed = findRenamed(place, session);
  if ('refused' in renamed) return renamed;
  const { from, kind, design, view } = renamed;
  if (to === from) return { changes: {} };
  const stale = staleFile(renamed);
  if (stale !== undefined)
    return { refused: `${stale} cannot be read as it is now; mend it first: nothing was renamed` };
  const edits = kind === 'event' || kind === 'service' ? planNames(renamed, to) : planSchema(renamed, to);
  if ('refused' in edits) return edits;
  const code = codeOf(view, session);
  const changes =
    kind === 'event'
      ? renameEventInCode(code, from, to)
      : kind === 'service'
        ? renameServiceInCode(code, from, to)
        : kind === 'schema'
          ? renameSchemaInCode(code, from, to)
          : [];
  const folders = kind === 'service' ? movedRoot(view, from, to) : undefined;
  const isThere = folders !== undefined && code.some(({ path }) => path.startsWith(`${folders[0]}/`));
  return toWorkspaceEdit({ edits, changes, ...(isThere ? { folders } : {}), design, session, moveFiles });
}

/** Code that people wrote for the services of a design, as it stands in editors or else on disk. */
function codeOf({ architecture, home }: DesignView, { program, workspace }: LspSession): readonly CodeFile[] {
  const services = Object.values(architecture.services).filter(({ external }) => !external);
  const folders = services.map((service) => foldersIn(architecture, service));
  const ofEvents = folders.flatMap(({ handlers, projections }) => [`${handlers}/`, `${projections}/`]);
  const files = program.sourcesIn(
    home.folder,
    outermost(folders.map(({ root }) => root)),
    folders.map(({ generated }) => generated),
  );
  return files.map((file) => ({
    path: file.path,
    text: workspace.held(join(home.folder, file.path))?.text ?? file.text,
    isOfEvents: ofEvents.some((folder) => file.path.startsWith(folder)),
  }));
}

/** The folder of a service that is named after it, before and after. */
function movedRoot(
  { architecture }: DesignView,
  from: string,
  to: string,
): readonly [from: string, to: string] | undefined {
  const service = architecture.services[from];
  return service === undefined || service.paths?.root !== undefined
    ? undefined
    : [serviceRoot(service), serviceRoot({ name: to })];
}

function findRenamed(place: AskedPlace, { workspace }: LspSession): Renamed | RenameRefused {
  const design = workspace.designOf(place.path);
  const view = design?.view();
  const cursor = cursorAt(place.text, place.offset);
  const meaning = view === undefined || cursor === undefined ? undefined : meaningAt(place, cursor, view);
  if (design === undefined || view === undefined || cursor === undefined || meaning === undefined)
    return { refused: 'there is nothing here that can be renamed' };
  const { token } = cursor;
  if (meaning.kind === 'name') {
    const { kind, name } = meaning.name;
    if (kind !== 'event' && kind !== 'service' && kind !== 'schema')
      return { refused: `events, services and schemas can be renamed; ${name} is a ${kind}` };
    // Of a `$ref` the name alone is what changes.
    const inner = token.text.lastIndexOf(name);
    const offset = token.offset + (token.quote === '' ? 0 : 1) + Math.max(0, inner);
    const range = rangeIn(place.text, { offset, length: name.length });
    return { from: name, kind, meaning, range: { range, placeholder: name }, design, view };
  }
  const { path } = meaning.target;
  const name = String(path.at(-1) ?? '');
  if (path[0] !== 'components' || path.length !== 3)
    return { refused: 'events, services, schemas and components of documents can be renamed' };
  const offset = token.offset + (token.quote === '' ? 0 : 1) + Math.max(0, token.text.lastIndexOf(name));
  const range = rangeIn(place.text, { offset, length: name.length });
  return { from: name, kind: 'component', meaning, range: { range, placeholder: name }, design, view };
}

/** A file of the design that is another one by now than what was understood. */
function staleFile({ design, view }: Renamed): string | undefined {
  return [...view.source.texts].find(([file, text]) => {
    const now = design.files.read(file);
    return !now.ok || now.text !== text;
  })?.[0];
}

type Edits = ReadonlyMap<string, { readonly text: string; readonly splices: readonly Splice[] }>;

/** Events and services: as the studio renames them, checked by reading what comes out. */
function planNames({ from, kind, design, view }: Renamed, to: string): Edits | RenameRefused {
  const { architecture, source, home } = view;
  const planned = planOperation(
    { kind: kind === 'event' ? 'rename-event' : 'rename-service', from, to },
    { architecture, source, root: home.root },
    design.files,
    design.parsed,
  );
  if (!planned.ok)
    return { refused: planned.help === undefined ? planned.reason : `${planned.reason}; ${planned.help}` };
  return new Map(planned.files.map(({ file, before: text, splices }) => [file, { text, splices }]));
}

/** Schemas and components: their key, and every `$ref` that leads there. */
function planSchema({ from, kind, meaning, view }: Renamed, to: string): Edits | RenameRefused {
  const index = indexNames(view);
  const isShared = kind === 'schema';
  if (isShared ? !/^[A-Z][A-Za-z0-9]*$/.test(to) : !/^[\w.-]+$/.test(to))
    return { refused: `${to} is no name of a ${kind}${isShared ? ': PascalCase, as Money' : ''}` };
  const edits: { readonly at: Place; readonly text: string }[] = [];
  if (meaning.kind === 'name') {
    if (index.definitionsOf('schema', to).length > 0) return { refused: `there is a schema ${to} already` };
    for (const at of index.definitionsOf('schema', from)) edits.push({ at, text: to });
    for (const at of index.usesOf('schema', from)) edits.push({ at, text: `#/schemas/${to}` });
  } else {
    const { file, path } = meaning.target;
    const next = [...path.slice(0, -1), to];
    if (index.referencesTo({ file, path: next }).length > 0)
      return { refused: `there is a component ${to} already` };
    edits.push({ at: { file, path, on: 'key' }, text: to });
    for (const at of index.referencesTo({ file, path })) edits.push({ at, text: writePointer(next) });
  }
  const byFile = new Map<string, { text: string; splices: Splice[] }>();
  for (const file of new Set(edits.map(({ at }) => at.file))) {
    const text = view.source.texts.get(file) ?? '';
    const own = edits.filter(({ at }) => at.file === file);
    const splices = createSplicer(text)(own).map((splice) => withinReference(text, splice, from, to));
    byFile.set(file, { text, splices });
  }
  return byFile;
}

/** Of a `$ref` only the name changes: what stands before and behind it stays. */
function withinReference(text: string, splice: Splice, from: string, to: string): Splice {
  const written = text.slice(splice.offset, splice.offset + splice.length);
  const at = new RegExp(`(^|/)${from.replace(/[.$-]/g, '\\$&')}(?=$|["'/])`).exec(written);
  if (at === null) return { ...splice, text: to };
  return { offset: splice.offset + at.index + (at[1] ?? '').length, length: from.length, text: to };
}

function toWorkspaceEdit({
  edits,
  changes,
  folders,
  design,
  session,
  moveFiles,
}: {
  readonly edits: Edits;
  readonly changes: readonly CodeChange[];
  readonly folders?: readonly [from: string, to: string];
  readonly design: OpenDesign;
  readonly session: LspSession;
  readonly moveFiles: boolean;
}): WorkspaceEdit {
  const { folder } = design.home;
  const uri = (file: string): string => session.uriOf(join(folder, file));
  const texts: (readonly [file: string, edits: TextEdit[]])[] = [...edits].map(
    ([file, { text, splices }]) => [file, toEdits(text, splices)],
  );
  for (const { path, text, splices } of changes)
    if (splices.length > 0) texts.push([path, toEdits(text, splices)]);
  if (!moveFiles) return { changes: Object.fromEntries(texts.map(([file, list]) => [uri(file), list])) };
  return {
    documentChanges: [
      ...texts.map(([file, list]) => {
        const version = session.workspace.held(join(folder, file))?.version ?? null;
        return TextDocumentEdit.create({ uri: uri(file), version }, list);
      }),
      // Texts first, under the names that files have by then.
      ...changes.flatMap(({ path, to }) => (to === undefined ? [] : [RenameFile.create(uri(path), uri(to))])),
      ...(folders === undefined ? [] : [RenameFile.create(uri(folders[0]), uri(folders[1]))]),
    ],
  };
}

function toEdits(text: string, splices: readonly Splice[]): TextEdit[] {
  return splices.map((splice) => ({ range: rangeIn(text, splice), newText: splice.text }));
}
