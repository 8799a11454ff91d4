/** Declarations of what the compiler read to make those of the library, and that no user of it ever reads. */
import { existsSync, readdirSync, readFileSync, rmdirSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import ts from 'typescript';

/**
 * Removes the declarations below a folder that nothing leads to from those which the package exports.
 * @param {string} folder
 * @param {readonly string[]} entries relative to it
 */
export function pruneTypes(folder, entries) {
  const kept = new Set();
  const left = entries.map((entry) => resolve(folder, entry));
  for (let path = left.pop(); path !== undefined; path = left.pop()) {
    if (kept.has(path)) continue;
    kept.add(path);
    const { importedFiles } = ts.preProcessFile(readFileSync(path, 'utf8'), true, true);
    for (const { fileName } of importedFiles) {
      const file = resolve(dirname(path), fileName.replace(/\.[cm]?[jt]s$/, '.d.ts'));
      if (fileName.startsWith('.') && existsSync(file)) left.push(file);
    }
  }
  const found = readdirSync(folder, { recursive: true, withFileTypes: true });
  for (const entry of found) {
    const path = resolve(entry.parentPath, entry.name);
    if (entry.isFile() && !kept.has(path)) rmSync(path);
  }
  // The innermost first.
  const folders = found
    .filter((entry) => entry.isDirectory())
    .map(({ parentPath, name }) => join(parentPath, name));
  for (const path of folders.sort().reverse()) if (readdirSync(path).length === 0) rmdirSync(path);
}
