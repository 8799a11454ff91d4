import { join } from 'node:path';
import type { OwnedFile } from '../generators/plan.ts';
import { compareVersions } from '../model/semver.ts';
import { readIfThere } from './replace-file.ts';

/** A version that was raised in a file of the user's. */
export interface RaisedPin {
  readonly path: string;
  readonly name: string;
  readonly from: string;
  readonly to: string;
}

/**
 * Raises exact versions that are lower than what generated code is tested with. Ranges (`^8.0.0`), versions that are
 * as high or higher, and everything else stay as they are, byte by byte.
 * @param texts of files that change anyway, by path; those of others are read.
 * @returns new texts by path, those that were given included, and what was raised in them.
 */
export function raisePins(
  root: string,
  files: readonly OwnedFile[],
  texts: ReadonlyMap<string, string>,
): { readonly texts: ReadonlyMap<string, string>; readonly raised: readonly RaisedPin[] } {
  const raised: RaisedPin[] = [];
  const next = new Map(texts);
  for (const { path, pins = [] } of files) {
    const old = texts.get(path) ?? (pins.length > 0 ? readIfThere(join(root, path)) : undefined);
    if (old === undefined) continue;
    let text = old;
    for (const { name, before, version } of pins) {
      const pattern = new RegExp(`(${escapeText(before)})(\\d+\\.\\d+\\.\\d+[0-9A-Za-z.+-]*)`, 'g');
      text = text.replace(pattern, (whole, start: string, from: string) => {
        if (compareVersions(from, version) >= 0) return whole;
        raised.push({ path, name, from, to: version });
        return start + version;
      });
    }
    if (text !== old) next.set(path, text);
  }
  return { texts: next, raised };
}

function escapeText(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
