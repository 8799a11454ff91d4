import { basename, posix } from 'node:path';
import type { Architecture, DocsConfig } from '../model/architecture.ts';
import { loadDesign } from '../pipeline.ts';
import type { SiteInput } from '../site/site-input.ts';
import { pathFrom } from '../spec/path-shape.ts';
import { createDiskFiles, createMemoryFiles } from '../spec/project-files.ts';
import { checkDesign } from './check-design.ts';
import type { DocsFlags } from './commands/docs.ts';
import { type FaultyConfig, findDocsConfig, readDocsConfig } from './docs-config.ts';
import { exitCode } from './exit-code.ts';
import { type FoundProject, findDesign, type Project } from './project.ts';
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
  const found = findDesign(cwd);
  const input = found.ok
    ? await openDesignDocs(flags, cwd, found.project, fail)
    : openWithoutDesign(flags, cwd, found, fail);
  const sourceUrl = typeof input === 'number' ? undefined : input.pages?.sourceUrl;
  // Links of every page begin with it.
  if (sourceUrl === undefined || /^https?:\/\/\S+$/.test(sourceUrl)) return input;
  return fail(
    `${flags.sourceUrl === undefined ? 'sourceUrl' : '--source-url'}: ${sourceUrl} is no address of the web`,
    exitCode.usage,
    'such as https://github.com/shop/shop/blob/main',
  );
}

function openWithoutDesign(
  flags: DocsFlags,
  cwd: string,
  { kind, message }: Extract<FoundProject, { ok: false }>,
  fail: Refuse,
): DocsInput | number {
  const alone = kind === 'usage' ? openPagesAlone(flags, cwd, fail) : undefined;
  return (
    alone ??
    fail(
      message,
      kind === 'usage' ? exitCode.usage : exitCode.unreadable,
      'a site of Markdown pages alone: eda docs --pages <glob>',
    )
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
  // Who pins a design has pages of their own, or shows those of the design.
  const pinned = project.services === undefined ? undefined : readDocsConfig(project.folder);
  if (isFaulty(pinned)) return fail(pinned.message, exitCode.usage, pinned.help);
  const below = pathFrom(project.folder, cwd);
  const pages = pagesOf(flags, below, pinned ?? architecture.docs);
  return { project, architecture, history: history.versions, ...(pages === undefined ? {} : { pages }) };
}

/** Pages without a design, which a command or an `eda.config.yaml` names; undefined: neither does. */
function openPagesAlone(flags: DocsFlags, cwd: string, fail: Refuse): DocsInput | number | undefined {
  const found = flags.pages.length > 0 ? undefined : findDocsConfig(cwd);
  if (isFaulty(found?.config)) return fail(found.config.message, exitCode.usage, found.config.help);
  const folder = found?.folder ?? cwd;
  const pages = pagesOf(flags, '', found?.config);
  if (pages === undefined) return undefined;
  // The folder gives the site its name where no page does.
  const system = systemName(basename(folder));
  const { architecture } = loadDesign(
    createMemoryFiles({ 'eda.yaml': `eda: 1\nsystem: ${system}\n` }),
    'eda.yaml',
  );
  if (architecture === undefined) throw new Error('an empty design was not read');
  return {
    project: { folder, files: createDiskFiles(folder), root: 'eda.yaml', entry: 'eda.yaml' },
    architecture,
    history: [],
    pages: { ...pages, pagesAlone: true },
  };
}

/**
 * What the command names, or else the settings do; undefined: nothing.
 * @param below the folder of the command, from the project's
 */
function pagesOf(flags: DocsFlags, below: string, config: DocsConfig | undefined): PagesRequest | undefined {
  const folder = config === undefined ? '.' : posix.dirname(config.at.file);
  const ofFlags = flags.pages.map((glob) => ({ glob: posix.join(below, glob) }));
  const ofConfig = (config?.pages ?? []).map((glob, index) => ({
    glob,
    ...(config === undefined ? {} : { at: { file: config.at.file, path: ['docs', 'pages', index] } }),
  }));
  const isOfConfig = ofFlags.length === 0;
  const globs = isOfConfig ? ofConfig : ofFlags;
  if (globs.length === 0) return undefined;
  // The address that a config names is that of its own folder.
  const sourceUrl = flags.sourceUrl ?? (isOfConfig || folder === '.' ? config?.sourceUrl : undefined);
  return {
    folder: isOfConfig && folder !== '.' ? folder : '',
    globs,
    ...(sourceUrl === undefined ? {} : { sourceUrl: sourceUrl.replace(/\/+$/, '') }),
    pagesAlone: false,
  };
}

function isFaulty(config: DocsConfig | FaultyConfig | undefined): config is FaultyConfig {
  return config !== undefined && 'message' in config;
}
