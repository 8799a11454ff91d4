import { type LayoutFile, layoutFile, readLayoutFile } from '../draw/layout/layout-file.ts';
import type { ProjectFiles } from '../spec/project-files.ts';

/** Where people put things in the pictures of a project; nowhere, where nobody did. */
export function readPlaces(files: ProjectFiles): LayoutFile {
  const read = files.read(layoutFile);
  return readLayoutFile(read.ok ? read.text : undefined);
}
