import { join } from 'node:path';
import type { Diagnostic, Place } from '../diagnostics/diagnostic.ts';
import type { FileNeeds } from '../generators/generator.ts';
import type { OwnedFile } from '../generators/plan.ts';
import { extendObject } from './extend-object.ts';
import { mergeDependencies } from './merge-dependencies.ts';
import { readIfThere } from './replace-file.ts';

/** What users' own files have to gain, and what eda could not add to them. */
export interface Extensions {
  /** New text by path, of the files that change. */
  readonly texts: ReadonlyMap<string, string>;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Looks whether files that were written once, and are their user's by now, have what generated code needs of them.
 * @param loadTsMorph gives the package, or undefined where it isn't installed; called only where a TypeScript file
 *   lacks something
 */
export async function extendFiles(
  root: string,
  files: readonly OwnedFile[],
  loadTsMorph: () => Promise<typeof import('ts-morph') | undefined>,
): Promise<Extensions> {
  const texts = new Map<string, string>();
  const diagnostics: Diagnostic[] = [];
  for (const { path, owner, needs } of files) {
    if (owner !== 'once' || needs === undefined) continue;
    const text = readIfThere(join(root, path));
    if (text === undefined || !mayLack(text, needs)) continue;
    const at: Place = { file: path, path: [], range: { offset: 0, length: 1 } };
    if (needs.kind === 'dependencies') {
      const merged = mergeDependencies(text, needs.packages);
      if (merged !== undefined) texts.set(path, merged);
      continue;
    }
    const names = needs.members.filter(({ name }) => !text.includes(name)).map(({ name }) => name);
    const morph = await loadTsMorph();
    const result =
      morph === undefined
        ? { reason: 'ts-morph is not installed: npm install --save-dev ts-morph lets eda add it' }
        : extendObject(morph, text, needs.variable, needs.members);
    if (result === undefined) continue;
    if ('text' in result) texts.set(path, result.text);
    else {
      diagnostics.push({
        code: 'member-missing',
        severity: 'warning',
        message: `${needs.variable} in ${path} lacks ${names.join(', ')}`,
        help: `add it by hand; ${result.reason}`,
        at,
      });
    }
  }
  return { texts, diagnostics };
}

/** A first look that costs no parser: whatever names all that is needed is taken to have it. */
function mayLack(text: string, needs: FileNeeds): boolean {
  return needs.kind === 'dependencies' || needs.members.some(({ name }) => !text.includes(name));
}
