import { createLintMemory } from '../pipeline.ts';
import { overlayFiles } from '../spec/overlay-files.ts';
import { rememberFiles } from '../spec/remembered-files.ts';
import type { ParseCache } from '../spec/source.ts';
import { traceFiles } from '../spec/traced-files.ts';
import type { StudioProject } from '../studio/design-store.ts';
import { type CheckedDesign, checkDesign } from './check-design.ts';
import { findUnreadConfigs } from './config-file.ts';
import { ownGeneratorsIn } from './own-module.ts';
import type { Project } from './project.ts';
import { today } from './report.ts';

/**
 * Checks the design of a project again and again, with what earlier checks found out. Where all that the last check went by
 * is as it was, the answer is the very same.
 */
export function createStudioChecker(project: Project, cache: ParseCache): StudioProject['check'] {
  const memory = createLintMemory();
  const files = rememberFiles(project.files);
  let last: { readonly checked: CheckedDesign; readonly holds: () => boolean } | undefined;
  return async (texts) => {
    if (texts !== undefined)
      return checkDesign(
        { ...project, files: overlayFiles(files, (path) => texts.get(path)) },
        { cache, memory },
      );
    if (last?.holds() === true) return last.checked;
    const traced = traceFiles(files);
    const beside = besideFiles(project);
    const checked = await checkDesign({ ...project, files: traced.files }, { cache, memory });
    const isOfFilesAlone = !hasOwnModules(checked);
    last = {
      checked,
      holds: () => isOfFilesAlone && besideFiles(project) === beside && traced.isSame(),
    };
    return checked;
  };
}

/** What a check goes by that stands in no file of the design: what lies beside it, and the day. */
function besideFiles(project: Project): string {
  return JSON.stringify([today(), findUnreadConfigs(project).map(({ at }) => at.file)]);
}

/** Code of the project may ask for anything. */
function hasOwnModules({ design: { architecture } }: CheckedDesign): boolean {
  return (
    architecture !== undefined &&
    (architecture.lint.custom.length > 0 || ownGeneratorsIn(architecture).length > 0)
  );
}
