import type { Architecture } from '../model/architecture.ts';
import type { LoadedDesign } from '../pipeline.ts';
import { exitCode } from './exit-code.ts';
import { type FoundProject, findDesign, type Project } from './project.ts';
import type { Refuse } from './refuse.ts';

/** The project that a command works on; a number: there is none, which has been said, and is the exit code. */
export function openProject(
  cwd: string,
  fail: Refuse,
  find: (cwd: string) => FoundProject = findDesign,
): Project | number {
  const found = find(cwd);
  if (found.ok) return found.project;
  return fail(found.message, found.kind === 'usage' ? exitCode.usage : exitCode.unreadable);
}

/** The model of a design that was read whole; a number: it was not, which has been said, and is the exit code. */
export function wholeArchitecture(
  { architecture, incomplete }: LoadedDesign,
  fail: Refuse,
  message = 'the design cannot be read',
): Architecture | number {
  if (architecture !== undefined && !incomplete) return architecture;
  return fail(message, exitCode.unreadable, 'eda validate says why');
}
