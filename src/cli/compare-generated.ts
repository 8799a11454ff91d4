import { openAssets } from '../generators/assets.ts';
import type { Assets } from '../generators/generator.ts';
import { generators } from '../generators/index.ts';
import { loadDesign, planDesign } from '../pipeline.ts';
import type { GeneratedChanges } from '../studio/api.ts';
import { hashText } from '../write/content-hash.ts';
import type { Lock } from '../write/lock.ts';
import { readLock } from '../write/write.ts';
import type { Project } from './project.ts';
import { readPlaces } from './read-places.ts';

type Contents = ReadonlyMap<string, string>;

/** What the generators would write for one design and not for another: paths, sorted. Nothing is written. */
export async function compareGenerated(before: Project, after: Project): Promise<GeneratedChanges> {
  const assets = openAssets();
  const { records } = readLock(before.folder).lock;
  const old = await contentsOf(before, assets, records);
  const fresh = await contentsOf(after, assets, records);
  if (!old.ok) return { added: [], changed: [], removed: [], refused: `now ${old.reason}` };
  if (!fresh.ok) return { added: [], changed: [], removed: [], refused: fresh.reason };
  const paths = [...new Set([...old.files.keys(), ...fresh.files.keys()])].sort();
  const by = (isMeant: (was: string | undefined, is: string | undefined) => boolean): string[] =>
    paths.filter((path) => isMeant(old.files.get(path), fresh.files.get(path)));
  return {
    added: by((was, is) => was === undefined && is !== undefined),
    changed: by((was, is) => was !== undefined && is !== undefined && was !== is),
    removed: by((was, is) => was !== undefined && is === undefined),
  };
}

/** Hashes of all planned files by path, or why there are none. */
async function contentsOf(
  { files, entry }: Project,
  assets: Assets,
  records: Lock['records'],
): Promise<
  { readonly ok: true; readonly files: Contents } | { readonly ok: false; readonly reason: string }
> {
  const { architecture, incomplete, diagnostics } = loadDesign(files, entry);
  const fault = diagnostics.find(({ severity }) => severity === 'error');
  if (architecture === undefined || incomplete || fault !== undefined)
    return { ok: false, reason: fault?.message ?? 'the design can\u2019t be read' };
  const places = readPlaces(files);
  const plan = await planDesign(
    architecture,
    generators,
    assets,
    records,
    undefined,
    undefined,
    undefined,
    places,
  );
  const refused = plan.diagnostics.find(({ severity }) => severity === 'error');
  if (refused !== undefined) return { ok: false, reason: refused.message };
  return {
    ok: true,
    // What is written once and its user's then does not change where it is.
    files: new Map(
      plan.files.map(({ path, owner, content }) => [path, owner === 'eda' ? hashText(content()) : owner]),
    ),
  };
}
