import nodePath, { type PlatformPath } from 'node:path';

/** Whether a path that somebody wrote, for whatever system, leads from a root, a drive or a home, not from a folder. */
export function isRooted(path: string): boolean {
  return /^([/\\~]|[A-Za-z]:)/.test(path);
}

/** Whether it goes up on its way, so that it may lead out of the folder that it starts from. */
export function climbs(path: string): boolean {
  return path.split(/[\\/]/).includes('..');
}

/**
 * Whether it is written as on Windows, where it would lead somewhere, while other systems take it for one name. What a
 * design names is found on all systems or on none.
 */
export function hasBackslash(path: string): boolean {
  return path.includes('\\');
}

/** The same of a glob, in which a character of globs stands for itself behind a backslash. */
export function isWindowsGlob(glob: string): boolean {
  return /\\(?![*?[\]{}()!+@])/.test(glob);
}

/** What to say of a path with backslashes. */
export const writeSlashes = 'paths are written with / on every system';

/**
 * A place on disk as a project calls it: relative to a folder, with `/`.
 * @param system whose paths they are; another one than this machine's in tests
 */
export function pathFrom(
  folder: string,
  place: string,
  system: Pick<PlatformPath, 'relative' | 'sep'> = nodePath,
): string {
  return system.relative(folder, place).split(system.sep).join('/');
}
