import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pathFrom } from '../../src/spec/path-shape.ts';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** TypeScript files below `src`, without tests, relative to the project with `/`. */
export function sourceFiles(): string[] {
  return readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
    .filter(
      (entry) =>
        entry.isFile() && /\.tsx?$/.test(entry.name) && !/\.(test|fixture|generated)\./.test(entry.name),
    )
    .map((entry) => pathFrom(root, join(entry.parentPath, entry.name)))
    .filter((path) => !path.includes('/scenarios/'))
    .sort();
}

export interface Import {
  /** A path below the project, or the name of a package. */
  readonly to: string;
  /** Loaded when the code runs there, not with the module. */
  readonly lazy: boolean;
  readonly typeOnly: boolean;
}

/** What a file imports. */
export function importsOf(path: string): Import[] {
  const text = readFileSync(join(root, path), 'utf8').replace(/^\s*\/?\*.*$/gm, '');
  const found: Import[] = [];
  const resolve = (target: string): string =>
    target.startsWith('.') ? posix.normalize(posix.join(dirname(path), target)) : target;
  for (const [, keyword, body = '', target = ''] of text.matchAll(
    /^(import|export)\s+((?:type\s+)?[^'"`;]*?\sfrom\s+)?['"]([^'"]+)['"]/gm,
  )) {
    if (keyword === 'export' && body === '') continue;
    found.push({ to: resolve(target), lazy: false, typeOnly: isTypeOnly(body) });
  }
  for (const [, target = ''] of text.matchAll(/\bimport\(\s*['"]([^'"]+)['"]/g)) {
    found.push({ to: resolve(target), lazy: true, typeOnly: false });
  }
  return found;
}

/** `type { A }`, or `{ type A, type B }`. */
function isTypeOnly(body: string): boolean {
  if (/^type\s/.test(body)) return true;
  const names = /\{([^}]*)\}/.exec(body)?.[1];
  if (names === undefined || /^[\w*]/.test(body)) return false;
  return names
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
    .every((name) => name.startsWith('type '));
}
