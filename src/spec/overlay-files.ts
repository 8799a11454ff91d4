import type { ProjectFiles } from './project-files.ts';

/** The files of a project, of which some have another text than on disk; `textOf` is undefined for all others. */
export function overlayFiles(
  files: ProjectFiles,
  textOf: (path: string) => string | undefined,
): ProjectFiles {
  return {
    root: files.root,
    read: (path) => {
      const text = textOf(path);
      return text === undefined ? files.read(path) : { ok: true, text };
    },
    glob: (pattern) => files.glob(pattern),
  };
}
