import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { createPaint } from '../diagnostics/format/paint.ts';
import { findPackageRoot } from '../generators/assets.ts';
import { generators } from '../generators/index.ts';
import type { DesignHome } from '../lsp/design-view.ts';
import type { LspProgram } from '../lsp/program.ts';
import { pathFrom } from '../spec/path-shape.ts';
import { createDiskFiles } from '../spec/project-files.ts';
import { rememberFiles } from '../spec/remembered-files.ts';
import type { TextsChecker } from './check-texts.ts';
import { daprNeighbours } from './dapr-neighbours.ts';
import { describeCode } from './describe-code.ts';
import { describeDelivery } from './describe-delivery.ts';
import { type FoundProject, findDesign, findProject } from './project.ts';
import { systemName } from './system-name.ts';

/** What the language server asks, answered by what the commands are made of. */
export function createLspProgram(check: TextsChecker): LspProgram {
  return {
    check,
    findNearest: (folder) => homeOf(findProject(folder)),
    openRoot: (path) => homeOf(findProject(dirname(path), path)),
    openDocument: (path) => {
      const together = findDesign(dirname(path));
      if (together.ok && readsDocument(together.project, path)) return homeOf(together);
      const alone = homeOf(findProject(dirname(path), path));
      // On disk it may say nothing yet.
      return alone === undefined || typeof alone.entry !== 'string'
        ? alone
        : { ...alone, entry: { documents: [alone.root], system: systemName(basename(alone.folder)) } };
    },
    daprNeighbours,
    generators,
    explain: (code) => describeCode(code),
    pageOf: (code) => {
      const page = join(findPackageRoot(), 'docs/rules', `${code}.md`);
      return /^[a-z-]+$/.test(code) && existsSync(page) ? page : undefined;
    },
    describeDelivery: (delivery, { architecture, source }) =>
      describeDelivery(delivery, { architecture, source, paint: createPaint(false) }),
    sourcesIn,
  };
}

function homeOf(found: FoundProject): DesignHome | undefined {
  if (!found.ok) return undefined;
  const { folder, root, entry } = found.project;
  return { folder, root, entry, files: rememberFiles(createDiskFiles(folder)) };
}

function readsDocument({ folder, entry }: DesignHome, path: string): boolean {
  const name = pathFrom(folder, path);
  return typeof entry !== 'string' && entry.documents.includes(name);
}

const code = /\.(ts|tsx|mts|js|mjs|py)$/;
const alwaysPassedOver = new Set(['node_modules', 'generated', 'dist', '__pycache__', '.venv']);
/** Larger files were not written by hand. In bytes. */
const largestFile = 1024 * 1024;

function sourcesIn(
  folder: string,
  below: readonly string[],
  passedOver: readonly string[],
): readonly { readonly path: string; readonly text: string }[] {
  const isPassedOver = (path: string, name: string): boolean =>
    alwaysPassedOver.has(name) ||
    name.startsWith('.') ||
    passedOver.some((other) => join(folder, other) === path);
  const visit = (at: string): string[] => {
    try {
      return readdirSync(at, { withFileTypes: true }).flatMap((entry) => {
        const path = join(at, entry.name);
        if (entry.isDirectory()) return isPassedOver(path, entry.name) ? [] : visit(path);
        return entry.isFile() && code.test(entry.name) && statSync(path).size < largestFile ? [path] : [];
      });
    } catch {
      return [];
    }
  };
  return below
    .flatMap((path) => visit(join(folder, path)))
    .map((path) => ({
      path: pathFrom(folder, path),
      text: readFileSync(path, 'utf8'),
    }));
}
