import type { Diagnostic } from './diagnostics/diagnostic.ts';
import { compareDiagnostics } from './diagnostics/diagnostic.ts';
import type { Architecture } from './model/architecture.ts';
import { buildArchitecture } from './model/build.ts';
import type { ProjectFiles } from './spec/project-files.ts';
import { type ParseCache, readSpec, type SpecSource } from './spec/source.ts';

/** A design that has been read: the model where there is one, and all that is wrong with it. */
export interface LoadedDesign {
  readonly source?: SpecSource;
  readonly architecture?: Architecture;
  readonly diagnostics: readonly Diagnostic[];
  /** True: some file could not be read or parsed. */
  readonly incomplete: boolean;
}

/** read → build: the design that begins at a root file. */
export function loadDesign(files: ProjectFiles, root: string, cache?: ParseCache): LoadedDesign {
  const read = readSpec(files, root, cache);
  if (read.source === undefined)
    return { diagnostics: [...read.diagnostics].sort(compareDiagnostics), incomplete: true };
  const built = buildArchitecture(read.source);
  return {
    source: read.source,
    architecture: built.architecture,
    diagnostics: [...read.diagnostics, ...built.diagnostics].sort(compareDiagnostics),
    incomplete: read.incomplete,
  };
}
