import type { Change } from '../diff/change.ts';
import type { Architecture } from '../model/architecture.ts';
import { type LoadedDesign, loadDesign } from '../pipeline.ts';
import type { Entry, ParseCache } from '../spec/source.ts';
import { type DesignSide, releasedVersions, releaseSide } from './design-side.ts';
import { textsOf } from './report.ts';

/** A side with what it says. */
export interface ReadSide {
  readonly side: DesignSide;
  readonly design: LoadedDesign;
  readonly architecture: Architecture;
}

export interface ComparedDesigns {
  readonly old: ReadSide;
  readonly new: ReadSide;
}

type Loaded =
  | { readonly ok: true; readonly compared: ComparedDesigns; readonly cache: ParseCache }
  | { readonly ok: false; readonly message: string };

/** Reads both sides; files that they have in the same words are parsed once. */
export function loadSides(before: DesignSide, after: DesignSide): Loaded {
  const cache = createParseCache();
  const old = loadSide(before, cache);
  if (!old.ok) return old;
  const now = loadSide(after, cache);
  if (!now.ok) return now;
  return { ok: true, compared: { old: old.read, new: now.read }, cache };
}

/** Reads one side; half a design is none to compare. */
export function loadSide(
  side: DesignSide,
  cache: ParseCache = createParseCache(),
): { readonly ok: true; readonly read: ReadSide } | { readonly ok: false; readonly message: string } {
  const design = loadDesign(side.files, entryOf(side), cache);
  const { architecture } = design;
  if (architecture !== undefined && !design.incomplete)
    return { ok: true, read: { side, design, architecture } };
  const first = design.diagnostics.find(({ severity }) => severity === 'error') ?? design.diagnostics[0];
  if (first === undefined) return { ok: false, message: `${side.name} cannot be read` };
  const { line, column } = textsOf(design, side.files).locate(first.at);
  return {
    ok: false,
    message: `${side.name} cannot be read: ${first.at.file}:${line}:${column} ${first.message}`,
  };
}

/** Documents have no name of their own as a system: that of their folder is no difference. */
function entryOf({ entry }: DesignSide): Entry {
  return typeof entry === 'string' ? entry : { ...entry, system: 'documents' };
}

/** The design of a project as a side, as it was read: documents once more, under the name that all sides of theirs have. */
export function sideAsRead(side: DesignSide, design: LoadedDesign, architecture: Architecture): ReadSide {
  const again = typeof side.entry === 'string' ? undefined : loadSide(side);
  return again?.ok === true ? again.read : { side, design, architecture };
}

function createParseCache(): ParseCache {
  const values = new Map<string, unknown>();
  return {
    get: (path, text) => values.get(`${path}\0${text}`),
    set: (path, text, value) => void values.set(`${path}\0${text}`, value),
  };
}

/** Releases other than the old design, newest first: what events with a transitive promise are held to. */
export function releasesBefore(before: DesignSide, after: DesignSide, cache: ParseCache): Architecture[] {
  const { releases } = after;
  if (releases === undefined) return [];
  return releasedVersions(releases).flatMap((version) => {
    const release = releaseSide(releases, version);
    if (!release.ok || release.side.name === before.name) return [];
    const { architecture } = loadDesign(release.side.files, release.side.entry, cache);
    return architecture === undefined ? [] : [architecture];
  });
}

/** Changes with the places of both designs as their files have them, AsyncAPI documents among them. */
export function placeChanges(
  changes: readonly Change[],
  { old, new: now }: ComparedDesigns,
): readonly Change[] {
  const [before, after] = [old.design.source?.placeOf, now.design.source?.placeOf];
  if (before === undefined || after === undefined) return changes;
  return changes.map((change) => ({
    ...change,
    ...(change.old === undefined ? {} : { old: before(change.old) }),
    ...(change.new === undefined ? {} : { new: after(change.new) }),
    affected: change.affected.map((service) => ({ ...service, at: before(service.at) })),
  }));
}
