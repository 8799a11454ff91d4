import { printable } from '../diagnostics/format/paint.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import type { Architecture } from '../model/architecture.ts';
import { type DesignTexts, loadDesign } from '../pipeline.ts';
import { exitCode } from './exit-code.ts';
import type { Io } from './io.ts';
import { findProject } from './project.ts';
import type { GlobalOptions } from './session.ts';

/** A design that somebody asks about. */
export interface OpenDesign {
  readonly architecture: Architecture;
  readonly source: DesignTexts;
  /** The one that was named, else all. */
  readonly environments: readonly string[];
}

/** Reads the design of the folder. What keeps it from being read is said on stderr, and its exit code returned. */
export function openDesign(
  globals: GlobalOptions,
  io: Io,
  environment: string | undefined,
): OpenDesign | { readonly code: number } {
  const found = findProject(globals.cwd);
  if (!found.ok) {
    io.stderr.write(`eda: ${printable(found.message)}\n`);
    return { code: found.kind === 'usage' ? exitCode.usage : exitCode.unreadable };
  }
  const { source, architecture } = loadDesign(found.project.files, found.project.entry);
  if (source === undefined || architecture === undefined) {
    io.stderr.write('eda: the design cannot be read; eda validate says why\n');
    return { code: exitCode.unreadable };
  }
  const known = Object.keys(architecture.environments);
  if (environment !== undefined && !known.includes(environment)) {
    io.stderr.write(
      `eda: there is no environment ${printable(environment)}${didYouMean(environment, known)}; ${known.join(', ')}\n`,
    );
    return { code: exitCode.usage };
  }
  return { architecture, source, environments: environment === undefined ? known : [environment] };
}
