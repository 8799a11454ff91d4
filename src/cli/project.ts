import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { createDiskFiles, type ProjectFiles } from '../spec/project-files.ts';

/** The project that a command works on: its folder and its root file. */
export interface Project {
  readonly folder: string;
  readonly files: ProjectFiles;
  /** Relative to the folder. */
  readonly root: string;
}

export type FoundProject =
  | { readonly ok: true; readonly project: Project }
  /** `unreadable`: what was named isn't there; `usage`: nothing was named and nothing found. */
  | { readonly ok: false; readonly kind: 'usage' | 'unreadable'; readonly message: string };

const rootName = 'eda.yaml';

/**
 * Finds the root file: the one that was named, or `eda.yaml` here or in a folder above. A folder stands for the
 * `eda.yaml` in it.
 */
export function findProject(cwd: string, named?: string): FoundProject {
  if (!existsSync(cwd)) return { ok: false, kind: 'unreadable', message: `${cwd}: there is no such folder` };
  if (named !== undefined) {
    const path = resolve(cwd, named);
    if (!existsSync(path))
      return { ok: false, kind: 'unreadable', message: `${named}: there is no such file` };
    const file = statSync(path).isDirectory() ? join(path, rootName) : path;
    if (!existsSync(file))
      return { ok: false, kind: 'unreadable', message: `${named}: there is no ${rootName} in this folder` };
    return { ok: true, project: projectAt(dirname(file), basename(file)) };
  }
  for (let folder = cwd; ; folder = dirname(folder)) {
    if (existsSync(join(folder, rootName))) return { ok: true, project: projectAt(folder, rootName) };
    if (dirname(folder) === folder) break;
  }
  const near = readdirSync(cwd).find((name) => /\.eda\.ya?ml$|^eda\.yml$/.test(name));
  return {
    ok: false,
    kind: 'usage',
    message:
      near === undefined
        ? `there is no ${rootName} here or in a folder above; \`eda init\` starts a project`
        : `there is no ${rootName} here, but ${near}; name it: eda validate ${near}`,
  };
}

function projectAt(folder: string, root: string): Project {
  return { folder, files: createDiskFiles(folder), root };
}
