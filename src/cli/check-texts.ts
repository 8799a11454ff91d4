import { join } from 'node:path';
import type { Place } from '../diagnostics/diagnostic.ts';
import { placeFindings } from '../lsp/place-findings.ts';
import type { CheckRequest, PlacedFinding } from '../lsp/program.ts';
import { createLintMemory, type LintMemory } from '../pipeline.ts';
import { createLocator, type Position } from '../spec/locate.ts';
import { overlayFiles } from '../spec/overlay-files.ts';
import { createParseMemory } from '../spec/parse-memory.ts';
import { createDiskFiles, type ProjectFiles } from '../spec/project-files.ts';
import { rememberFiles } from '../spec/remembered-files.ts';
import type { ParseCache } from '../spec/source.ts';
import { checkDesign } from './check-design.ts';
import { gateFindings } from './gate.ts';

/** Checks designs again and again, with texts in place of those on disk; each remembers its files. */
export type TextsChecker = (request: CheckRequest) => Promise<readonly PlacedFinding[]>;

interface Memory {
  readonly files: ProjectFiles;
  readonly cache: ParseCache;
  readonly lint: LintMemory;
}

/** Makes a checker that knows nothing yet. */
export function createTextsChecker(): TextsChecker {
  const memories = new Map<string, Memory>();
  return async ({ folder, root, entry, texts, ownRules }) => {
    const key = join(folder, root);
    const memory = memories.get(key) ?? {
      files: rememberFiles(createDiskFiles(folder)),
      cache: createParseMemory(),
      lint: createLintMemory(),
    };
    memories.set(key, memory);
    const files = overlayFiles(memory.files, (path) =>
      Object.hasOwn(texts, path) ? texts[path] : undefined,
    );
    const project = { folder, files, root, entry };
    const checked = await checkDesign(project, {
      cache: memory.cache,
      memory: memory.lint,
      sinceRelease: true,
      ownRules,
    });
    const { design } = checked;
    // What the baseline knows is known, in an editor as on the command line; one that cannot be read hides nothing.
    const gated = await gateFindings(checked, project);
    const textOf = (file: string): string => {
      const text = design.source?.texts.get(file);
      if (text !== undefined) return text;
      const read = files.read(file);
      return read.ok ? read.text : '';
    };
    const locate =
      design.source?.locate ?? ((place: Place): Position => createLocator(textOf(place.file))(place));
    return placeFindings(gated.ok ? gated.findings : checked.diagnostics, { textOf, locate });
  };
}
