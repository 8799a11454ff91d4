import { join, relative } from 'node:path';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { createPaint } from '../diagnostics/format/paint.ts';
import { formatTerminal, summarise } from '../diagnostics/format/terminal.ts';
import type { Architecture } from '../model/architecture.ts';
import { type CreatedGuides, createGuides } from '../site/guides/create-guides.ts';
import { createLocators } from '../spec/locate.ts';
import type { DocsInput } from './docs-input.ts';
import { exitCode } from './exit-code.ts';
import { type Io, widthOf } from './io.ts';
import type { Project } from './project.ts';
import { type PagesRequest, readGuides } from './read-guides.ts';
import { hasErrors } from './report.ts';
import type { GlobalOptions } from './session.ts';

/** Pages as the site takes them; the design bears their title where there is no other. */
export interface TakenGuides extends Pick<CreatedGuides, 'pictures'> {
  /** Absent: no page was found. */
  readonly guides?: CreatedGuides['guides'];
  readonly architecture: Architecture;
}

/** Reads the pages of a site and says on stderr what is wrong with them; a code: without a site. */
export function takeGuides(
  request: PagesRequest,
  { project, architecture }: DocsInput,
  globals: GlobalOptions,
  io: Io,
): TakenGuides | { readonly code: number } {
  const read = readGuides(request, project.files);
  if (hasErrors(read.diagnostics)) {
    tell(read.diagnostics, project, globals, io);
    io.stderr.write('eda: nothing written: not all pages could be read\n');
    const isUnread = read.diagnostics.some(({ code }) => code === 'file-unreadable');
    return { code: isUnread ? exitCode.unreadable : exitCode.findings };
  }
  const unnamed = request.globs.every(({ at }) => at === undefined);
  if (read.source.files.length === 0 && unnamed) {
    io.stderr.write(
      `eda: --pages ${request.globs.map(({ glob }) => glob).join(' ')}: there is no such Markdown file\n`,
    );
    return { code: exitCode.usage };
  }
  // Nothing is listed under Guides where no page was found, which is told as a warning.
  if (read.source.files.length === 0) {
    tell(read.diagnostics, project, globals, io);
    return { pictures: [], architecture };
  }
  const { guides, pictures, diagnostics } = createGuides(read.source, architecture);
  const all = [...read.diagnostics, ...diagnostics];
  tell(all, project, globals, io);
  if (hasErrors(all)) {
    io.stderr.write('eda: nothing written: the pages have errors\n');
    return { code: exitCode.findings };
  }
  return { guides, pictures, architecture: titled(architecture, guides, request) };
}

/** A site of pages alone is called as the page that it begins with. */
function titled(
  architecture: Architecture,
  { groups }: CreatedGuides['guides'],
  { pagesAlone }: PagesRequest,
): Architecture {
  const first = groups.find(({ folder }) => folder === '')?.guides[0] ?? groups[0]?.guides[0];
  if (!pagesAlone || first === undefined) return architecture;
  return { ...architecture, system: { ...architecture.system, title: first.title } };
}

function tell(diagnostics: readonly Diagnostic[], project: Project, globals: GlobalOptions, io: Io): void {
  if (diagnostics.length === 0) return;
  const textOf = (file: string): string | undefined => {
    const read = project.files.read(file);
    return read.ok ? read.text : undefined;
  };
  const texts = { textOf, locate: createLocators((file) => textOf(file) ?? '') };
  const findings = formatTerminal(diagnostics, texts, {
    colour: globals.colour,
    width: widthOf(io),
    frames: 20,
    showFile: (file) => relative(globals.cwd, join(project.folder, file)),
  });
  io.stderr.write(`${findings}\n${summarise(diagnostics, createPaint(globals.colour))}\n`);
}
