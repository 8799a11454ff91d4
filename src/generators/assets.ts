import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Assets } from './generator.ts';
import { templates } from './templates.generated.js';

/** Folders whose files make up `Assets.version`. */
const assetFolders = ['templates', 'src/runtime'];

/**
 * Opens the files that ship with the package; each is read once, at first use. Templates were made into functions when
 * the package was built.
 * @param root the package's folder; found from this module otherwise, in `src/` as in the bundled `dist/`.
 * @param version what `hashAssets` said of it, where somebody has asked already.
 */
export function openAssets(root: string = findPackageRoot(), version: string = hashAssets(root)): Assets {
  const texts = new Map<string, string>();
  return {
    text: (path) => {
      const known = texts.get(path);
      if (known !== undefined) return known;
      const read = readFileSync(join(root, path), 'utf8');
      texts.set(path, read);
      return read;
    },
    list: (folder) => listFiles(join(root, folder)),
    render: (template, view) => {
      const fill = templates[template];
      if (fill === undefined) throw new Error(`eda has no template ${template}`);
      return fill(view);
    },
    version,
  };
}

/** Names of the files of a folder, sorted, without tests. */
function listFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.test\.\w+$/.test(entry.name))
    .map((entry) => entry.name)
    .sort();
}

/** A hash of names and contents, so that it is the same on every machine. */
export function hashAssets(root: string = findPackageRoot()): string {
  const hash = createHash('sha256');
  const add = (folder: string): void => {
    if (!existsSync(join(root, folder))) return;
    for (const name of listFiles(join(root, folder))) {
      hash.update(`${folder}/${name}\n`).update(readFileSync(join(root, folder, name)));
    }
    const folders = readdirSync(join(root, folder), { withFileTypes: true }).filter((entry) =>
      entry.isDirectory(),
    );
    for (const name of folders.map((entry) => entry.name).sort()) add(`${folder}/${name}`);
  };
  for (const folder of assetFolders) add(folder);
  hash.update(readFileSync(join(root, 'package.json')));
  return hash.digest('hex').slice(0, 16);
}

/** The nearest folder above this module that has the templates. */
export function findPackageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!(existsSync(join(folder, 'package.json')) && existsSync(join(folder, 'templates')))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error('the templates of eda are missing: the package is incomplete');
    folder = parent;
  }
  return folder;
}
