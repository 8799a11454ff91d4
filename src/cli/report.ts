import { join, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { locateAll, type Texts } from '../diagnostics/format/located.ts';
import { createPaint } from '../diagnostics/format/paint.ts';
import type { LoadedDesign } from '../pipeline.ts';
import { createLocator } from '../spec/locate.ts';
import type { ProjectFiles } from '../spec/project-files.ts';
import { exitCode } from './exit-code.ts';
import { type Io, widthOf } from './io.ts';
import type { Project } from './project.ts';
import type { GlobalOptions } from './session.ts';

/** The texts that the diagnostics of a design speak of. */
export function textsOf(design: LoadedDesign, files: ProjectFiles): Texts {
  const textOf = (file: string): string | undefined => {
    const known = design.source?.texts.get(file);
    if (known !== undefined) return known;
    const read = files.read(file);
    return read.ok ? read.text : undefined;
  };
  const locators = new Map<string, ReturnType<typeof createLocator>>();
  return {
    textOf,
    locate: (place) => {
      let locate = locators.get(place.file);
      if (locate === undefined) {
        locate = createLocator(textOf(place.file) ?? '');
        locators.set(place.file, locate);
      }
      return locate(place);
    },
  };
}

/** Prints findings for people, with files as one opens them from where the command was called. */
export async function printFindings(
  diagnostics: readonly Diagnostic[],
  texts: Texts,
  project: Project,
  io: Io,
  { colour, cwd }: GlobalOptions,
): Promise<void> {
  if (diagnostics.length === 0) return;
  const { formatTerminal } = await import('../diagnostics/format/terminal.ts');
  io.stdout.write(
    formatTerminal(diagnostics, texts, {
      colour,
      width: widthOf(io),
      frames: 20,
      showFile: (file) => relative(cwd, join(project.folder, file)),
    }),
  );
}

/** The last line: the verdict, and behind it, or below where the terminal is too narrow, what to look at next. */
export function writeVerdict(
  verdict: string,
  diagnostics: readonly Diagnostic[],
  texts: Texts,
  io: Io,
  { colour }: GlobalOptions,
): void {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const [first] = locateAll(errors.length > 0 ? errors : diagnostics, texts);
  const next = first === undefined ? '' : `eda explain ${first.diagnostic.code}`;
  const length = stripVTControlCharacters(verdict).length + 3 + next.length;
  const gap = next === '' ? '' : length > widthOf(io) ? '\n' : '   ';
  io.stdout.write(`${diagnostics.length > 0 ? '\n' : ''}${verdict}${gap}${createPaint(colour).dim(next)}\n`);
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === 'error');
}

/** Exit code of a run that found this: unreadable input counts before findings. */
export function codeFor(design: LoadedDesign, diagnostics: readonly Diagnostic[], strict = false): number {
  if (design.incomplete) return exitCode.unreadable;
  const counts = (diagnostic: Diagnostic): boolean =>
    diagnostic.severity === 'error' || (strict && diagnostic.severity === 'warning');
  return diagnostics.some(counts) ? exitCode.findings : exitCode.fine;
}

/** ISO date of today, in UTC: sunsets and ignores end on the same day everywhere. */
export function today(): string {
  return new Date().toISOString().slice(0, 10);
}

/** A number of milliseconds for people. */
export function since(start: number): string {
  const ms = performance.now() - start;
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

export function writeJson(io: Io, value: unknown): void {
  io.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}
