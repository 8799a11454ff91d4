import type { Place } from '../diagnostics/diagnostic.ts';
import { pathFrom } from '../spec/path-shape.ts';
import { type Cursor, cursorAt } from './cursor.ts';
import type { DesignView, Located } from './design-view.ts';
import { absolute, indexNames, locateAll, type Target, targetOf } from './name-index.ts';
import { type NameAt, nameAt } from './name-places.ts';
import type { AskedPlace, LspSession } from './session.ts';
import { kindOf } from './workspace.ts';

/** What a word of a text stands for: something that a design names, or a place that a pointer leads to. */
export type Meaning =
  | { readonly kind: 'name'; readonly name: Pick<NameAt, 'kind' | 'name'> }
  | { readonly kind: 'target'; readonly target: Target };

/** What the word at a place means in its design. */
export function meaningAt({ path, text }: AskedPlace, cursor: Cursor, view: DesignView): Meaning | undefined {
  const file = pathFrom(view.home.folder, path);
  const word = cursor.token.text;
  const isOurs = ['root', 'part'].includes(kindOf(text));
  if (isOurs) {
    const name = nameAt(cursor.path, cursor.on, word);
    if (name !== undefined) return { kind: 'name', name };
    if (isFile(cursor)) return { kind: 'target', target: targetOf(word, file) };
  }
  if (cursor.on === 'value' && cursor.path.at(-1) === '$ref')
    return { kind: 'target', target: targetOf(word, file) };
  if (isOurs || cursor.on === 'value') return undefined;
  const event = eventAt(cursor, file, view);
  if (event !== undefined) return { kind: 'name', name: { kind: 'event', name: event } };
  return { kind: 'target', target: { file, path: [...cursor.path, word] } };
}

/** Whether a value names a file: a contract, a message of a document, a part. */
function isFile({ path, on }: Cursor): boolean {
  const [section, , key] = path;
  if (on !== 'value') return false;
  return (
    (section === 'services' && key === 'contract') ||
    (section === 'events' && (key === 'from' || path.at(-1) === '$ref')) ||
    (section === 'include' && path.length === 2)
  );
}

/** The event that a key of a document stands for: its message. */
function eventAt(
  { path, token }: Cursor,
  file: string,
  { architecture, source }: DesignView,
): string | undefined {
  const full = [...path, token.text].map(String).join('\0');
  return Object.values(architecture.events).find(({ at }) => {
    const place = source.placeOf(at);
    return place.file === file && place.path.map(String).join('\0') === full;
  })?.name;
}

/** Where what the word at a place stands for is written. */
export function findDefinition(place: AskedPlace, session: LspSession): readonly Located[] {
  const asked = ask(place, session);
  if (asked === undefined) return [];
  const { meaning, view } = asked;
  if (meaning.kind === 'target') {
    const { file, path } = meaning.target;
    if (!view.source.texts.has(file) && !session.workspace.designOf(place.path)?.files.read(file).ok)
      return [];
    return path.length === 0
      ? [
          {
            path: absolute(view, file),
            range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
          },
        ]
      : [view.locate({ file, path, on: 'key' })];
  }
  const { kind, name } = meaning.name;
  const written = indexNames(view).definitionsOf(kind, name);
  return locateAll(written, view);
}

/** Everywhere that a design speaks of what the word at a place stands for. */
export function findReferences(
  place: AskedPlace,
  session: LspSession,
  { includeDeclaration }: { readonly includeDeclaration: boolean },
): readonly Located[] {
  // None may be missing, of what was written a moment ago either.
  const asked = ask(place, session, session.workspace.designOf(place.path)?.named());
  if (asked === undefined) return [];
  const { meaning, view } = asked;
  const index = indexNames(view);
  const places: Place[] = [];
  if (meaning.kind === 'target') {
    const { file, path } = meaning.target;
    if (includeDeclaration && path.length > 0) places.push({ file, path, on: 'key' });
    places.push(...index.referencesTo(meaning.target));
  } else {
    const { kind, name } = meaning.name;
    if (includeDeclaration) places.push(...index.definitionsOf(kind, name));
    places.push(...index.usesOf(kind, name));
  }
  return locateAll(places, view);
}

function ask(
  place: AskedPlace,
  { workspace }: LspSession,
  view = workspace.designOf(place.path)?.view(),
): { readonly meaning: Meaning; readonly view: DesignView } | undefined {
  const cursor = cursorAt(place.text, place.offset);
  const meaning = view === undefined || cursor === undefined ? undefined : meaningAt(place, cursor, view);
  return meaning === undefined || view === undefined ? undefined : { meaning, view };
}
