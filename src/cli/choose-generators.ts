import { didYouMean } from '../diagnostics/suggest.ts';
import type { Generator } from '../generators/generator.ts';
import type { Architecture } from '../model/architecture.ts';
import { ownGeneratorsIn } from './own-module.ts';
import type { Project } from './project.ts';
import type { Loaded } from './project-modules.ts';

export type Choice =
  /** Absent: all. */
  { readonly ids: readonly string[] | undefined } | { readonly message: string; readonly help: string };

/** The generators that `eda generate <names>` asks for; one that is not there is a message. */
export function chooseGenerators(generators: readonly Generator[], names: readonly string[]): Choice {
  const ids = generators.map(({ id }) => id);
  const unknown = names.find((name) => !generators.some((generator) => isCalled(generator, name)));
  if (unknown !== undefined) {
    return {
      message: `there is no generator ${unknown}${didYouMean(unknown, ids)}`,
      help: `generators: ${ids.join(', ')}`,
    };
  }
  if (names.length === 0) return { ids: undefined };
  const chosen = generators.filter((generator) => names.some((name) => isCalled(generator, name)));
  return { ids: chosen.map(({ id }) => id) };
}

/** A generator of the project's own is called by its id or by its path, as the design names it. */
function isCalled({ id, configuredAs }: Generator, name: string): boolean {
  return name === id || name === configuredAs;
}

/** The project's own generators; their loader is loaded only where the design names one. */
export async function ownGenerators(
  project: Project,
  architecture: Architecture,
): Promise<Loaded<Generator>> {
  if (ownGeneratorsIn(architecture).length === 0) return { values: [], diagnostics: [] };
  const { loadGenerators } = await import('./project-modules.ts');
  return loadGenerators(project, architecture);
}
