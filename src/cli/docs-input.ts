import { relative, sep } from 'node:path';
import type { Architecture } from '../model/architecture.ts';
import { loadDesign } from '../pipeline.ts';
import type { SiteInput } from '../site/site-input.ts';
import { createDiskFiles, createMemoryFiles } from '../spec/project-files.ts';
import { checkDesign } from './check-design.ts';
import type { DocsFlags } from './commands/docs.ts';
import { exitCode } from './exit-code.ts';
import { findDesign, type Project } from './project.ts';
import { wholeArchitecture } from './read-design.ts';
import { faultOfGlob, type PagesRequest } from './read-guides.ts';
import { readHistory } from './read-history.ts';
import type { Refuse } from './refuse.ts';
import { hasErrors } from './report.ts';
import { systemName } from './system-name.ts';

/** What `eda docs` makes a site from: a design, pages, or both. */
export interface DocsInput {
  readonly project: Project;
  readonly architecture: Architecture;
  readonly history: SiteInput['history'];
  /** Absent: no page is named. */
  readonly pages?: PagesRequest;
}

/** Finds the design and the pages of a site; a number: there is none, which has been said, and is the exit code. */
export async function openDocs(flags: DocsFlags, cwd: string, fail: Refuse): Promise<DocsInput | number> {
  const fault = flags.pages.map(faultOfGlob).find((one) => one !== undefined);
  if (fault !== undefined)
    return fail(
      `--pages: ${fault}`,
      exitCode.usage,
      'run eda docs in a folder that holds both; design in eda.config.yaml names a design below it',
    );
  if (flags.sourceUrl !== undefined && !/^https?:\/\/\S+$/.test(flags.sourceUrl))
    return fail(
      `--source-url: ${flags.sourceUrl} is no address`,
      exitCode.usage,
      'such as https://github.com/shop/shop/blob/main',
    );
  const found = findDesign(cwd);
  if (found.ok) return openDesignDocs(flags, cwd, found.project, fail);
  if (found.kind === 'usage' && flags.pages.length > 0) return pagesAlone(flags, cwd);
  return fail(
    found.message,
    found.kind === 'usage' ? exitCode.usage : exitCode.unreadable,
    'a site of Markdown pages alone: eda docs --pages <glob>',
  );
}

async function openDesignDocs(
  flags: DocsFlags,
  cwd: string,
  project: Project,
  fail: Refuse,
): Promise<DocsInput | number> {
  const { design, diagnostics } = await checkDesign(project);
  const architecture = wholeArchitecture(design, fail);
  if (typeof architecture === 'number') return architecture;
  if (hasErrors(diagnostics))
    return fail('nothing written: the design has errors', exitCode.findings, 'eda validate shows them');
  const history = readHistory(project, design, architecture);
  if (!history.ok)
    return fail(
      history.message,
      exitCode.unreadable,
      'releases do not change: restore it from version control',
    );
  const pages = pagesOf(flags, relative(project.folder, cwd).split(sep).join('/'));
  return { project, architecture, history: history.versions, ...(pages === undefined ? {} : { pages }) };
}

/** What the command names; undefined: nothing. */
function pagesOf(flags: DocsFlags, below: string): PagesRequest | undefined {
  if (flags.pages.length === 0) return undefined;
  return {
    folder: '',
    globs: flags.pages.map((glob) => ({ glob: below === '' ? glob : `${below}/${glob}` })),
    ...sourceUrlOf(flags),
    pagesAlone: false,
  };
}

/** Pages without a design; the folder gives the site its name where no page does. */
function pagesAlone(flags: DocsFlags, cwd: string): DocsInput {
  const system = systemName(cwd.split(sep).at(-1) ?? '');
  const files = createMemoryFiles({ 'eda.yaml': `eda: 1\nsystem: ${system}\n` });
  const { architecture } = loadDesign(files, 'eda.yaml');
  if (architecture === undefined) throw new Error('an empty design was not read');
  return {
    project: { folder: cwd, files: createDiskFiles(cwd), root: 'eda.yaml', entry: 'eda.yaml' },
    architecture,
    history: [],
    pages: {
      folder: '',
      globs: flags.pages.map((glob) => ({ glob })),
      ...sourceUrlOf(flags),
      pagesAlone: true,
    },
  };
}

function sourceUrlOf({ sourceUrl }: DocsFlags): Pick<PagesRequest, 'sourceUrl'> {
  return sourceUrl === undefined ? {} : { sourceUrl: sourceUrl.replace(/\/+$/, '') };
}
