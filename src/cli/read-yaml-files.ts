import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ResourceFile } from '../dapr/read-resources.ts';
import { pathFrom } from '../spec/path-shape.ts';
import { decodeText, describeProblem } from '../spec/project-files.ts';

/** Larger files hold no resources that somebody wrote. */
const largestFile = 4 * 1024 * 1024;

/** YAML files by path relative to the folder, in the order of their names; a text says what cannot be read. */
export function readYamlFiles(cwd: string, paths: readonly string[]): readonly ResourceFile[] | string {
  const files = new Map<string, ResourceFile>();
  const problems: string[] = [];
  const add = (path: string, isNamed: boolean): void => {
    if (statSync(path).size > largestFile) return;
    const bytes = readFileSync(path);
    const name = pathFrom(cwd, path);
    const decoded = decodeText(bytes);
    // A mark of byte order stays: places are those of the text as it is.
    if (decoded.ok) files.set(name, { path: name, text: bytes.toString('utf8') });
    // Among others, what is not text is passed over like what is not Dapr's.
    else if (isNamed || bytes.includes('dapr.io/')) problems.push(`${name}: ${describeProblem(decoded)}`);
  };
  for (const path of paths) {
    const full = resolve(cwd, path);
    try {
      if (!statSync(full).isDirectory()) {
        add(full, true);
        continue;
      }
      for (const name of listYaml(full)) add(name, false);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      return code === 'ENOENT' ? `${path}: there is no such file` : `${path}: cannot be read (${code})`;
    }
  }
  return problems[0] ?? [...files.values()];
}

const passedOver = new Set(['node_modules', 'dist']);

function listYaml(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory())
        return entry.name.startsWith('.') || passedOver.has(entry.name) ? [] : listYaml(path);
      return entry.isFile() && /\.ya?ml$/.test(entry.name) ? [path] : [];
    });
}
