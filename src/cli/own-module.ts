import { statSync } from 'node:fs';
import { join, posix } from 'node:path';
import type { Diagnostic, Place } from '../diagnostics/diagnostic.ts';
import type { Architecture } from '../model/architecture.ts';
import { hasBackslash, isRooted, writeSlashes } from '../spec/path-shape.ts';
import type { Project } from './project.ts';

/** Where a module of the project's own lies. */
export interface OwnModule {
  /** Relative to the project's folder, with `/`. */
  readonly file: string;
  readonly absolute: string;
}

/**
 * Finds a module of the project's own rules or generators, without loading it.
 *
 * @param path as the design names it: relative to the root file
 */
export function findOwnModule(
  project: Project,
  path: string,
  at: Place,
): OwnModule | { readonly fault: Diagnostic } {
  if (hasBackslash(path))
    return { fault: moduleFault(at, `${path}: ${writeSlashes}`, `write ${path.replaceAll('\\', '/')}`) };
  const file = posix.normalize(posix.join(posix.dirname(project.root), path));
  if (file.startsWith('../') || isRooted(path)) {
    return {
      fault: moduleFault(at, `${path} lies outside the project`, 'own modules are files of the project'),
    };
  }
  const absolute = join(project.folder, file);
  if (statSync(absolute, { throwIfNoEntry: false })?.isFile() === true) return { file, absolute };
  return {
    fault: moduleFault(
      at,
      `${path}: there is no such file`,
      'paths are relative to the file that they stand in',
    ),
  };
}

/** What is wrong with the paths of the project's own generators, none of which is loaded. */
export function findMissingGenerators(project: Project, { generate }: Architecture): Diagnostic[] {
  return ownGeneratorsIn({ generate }).flatMap(({ path, at }) => {
    const found = findOwnModule(project, path, at);
    return 'fault' in found ? [found.fault] : [];
  });
}

/** The project's own generators that a design names by their paths and does not turn off. */
export function ownGeneratorsIn({
  generate,
}: Pick<Architecture, 'generate'>): { readonly path: string; readonly at: Place }[] {
  return Object.entries(generate)
    .filter(([path, { enabled }]) => enabled && /^\.{1,2}\//.test(path))
    .map(([path, { at }]) => ({ path, at: { ...at, on: 'key' } }));
}

/** That a module cannot be used. */
export function moduleFault(at: Place, message: string, help: string): Diagnostic {
  return { code: 'custom-module', severity: 'error', message, help, at };
}
