import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Entry } from '../spec/source.ts';
import { foldersAbove, holdsOwn } from './folders-above.ts';
import { readPinnedDesign } from './pinned-design.ts';

/** Of documents by themselves, or of a project whose design is kept elsewhere. */
export const configName = 'eda.config.yaml';

/** What people call it from habit; none of them is read. */
const otherNames = ['eda.config.yml', 'eda.config.json'];

/**
 * The nearest `eda.config.yaml` from a folder upwards, if it is one of documents by themselves: not where it pins a
 * design. Absolute.
 *
 * @param last the folder to end with; absent: that of the repository, or of the whole disk
 */
export function findConfig(from: string, last?: string): string | undefined {
  for (const folder of foldersAbove(from, last)) {
    if (holdsOwn(folder, configName, from))
      return readPinnedDesign(folder, configName) === undefined ? join(folder, configName) : undefined;
  }
  return undefined;
}

/** A configuration in a folder whose name is not that which is read. */
export function findMisnamedConfig(folder: string): string | undefined {
  return otherNames.find((name) => existsSync(join(folder, name)));
}

interface ReadDesign {
  readonly folder: string;
  readonly entry: Entry;
  /** Of a design that is kept elsewhere. */
  readonly services?: readonly string[];
}

/** Configurations beside a design that nobody reads: under another name, or of what the root file says itself. */
export function findUnreadConfigs({ folder, entry, services }: ReadDesign): Diagnostic[] {
  const misnamed = findMisnamedConfig(folder);
  const named = existsSync(join(folder, configName)) ? configName : undefined;
  const [files, because, help] =
    typeof entry === 'string' && services === undefined
      ? [
          [named, misnamed],
          `${entry} beside it says itself how it is checked and documented`,
          `move \`lint\` and \`docs\` into ${entry}; what is meant for AsyncAPI documents alone belongs into their folder`,
        ]
      : [[misnamed], `the name that is read is ${configName}`, 'rename it'];
  return files
    .filter((file) => file !== undefined)
    .map((file) => ({
      code: 'config-unread',
      severity: 'warning',
      message: `${file} is not read: ${because}`,
      help,
      at: { file, path: [] },
    }));
}
