import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { watchTree } from '../dev/watch-tree.ts';
import { createPaint, printable } from '../diagnostics/format/paint.ts';
import { overlayFiles } from '../spec/overlay-files.ts';
import { createParseMemory } from '../spec/parse-memory.ts';
import { pathFrom } from '../spec/path-shape.ts';
import type { SystemControl } from '../studio/live/running-system.ts';
import type { StaticFiles } from '../studio/server/static-files.ts';
import { type Studio, startStudio } from '../studio/start-studio.ts';
import type { StudioWords } from '../studio/studio-words.ts';
import { writeTexts } from '../write/write-texts.ts';
import type { StudioFlags } from './commands/studio.ts';
import { describeDelivery } from './describe-delivery.ts';
import { exitCode } from './exit-code.ts';
import type { Io } from './io.ts';
import { openBrowser } from './open-browser.ts';
import { openLayout } from './open-layout.ts';
import { keptElsewhere } from './pinned-design.ts';
import { findProject, type Project } from './project.ts';
import { openProject } from './read-design.ts';
import { refuseWith } from './refuse.ts';
import type { GlobalOptions } from './session.ts';
import { createStudioChecker } from './studio-checker.ts';
import { openSystemControl } from './studio-dev.ts';
import { openRevisions } from './studio-revisions.ts';
import { openRunningSystem } from './studio-system.ts';

const usualPort = 4848;
/** How many ports are tried from the usual one on. */
const mostPorts = 20;

/** `eda studio`: serves the design of the folder to this machine until somebody stops it. */
export async function runStudio(flags: StudioFlags, globals: GlobalOptions, io: Io): Promise<number> {
  const fail = refuseWith(io);
  const project = openProject(globals.cwd, fail, findProject);
  if (typeof project === 'number') return project;
  const files = findPage();
  if (files === undefined) return fail('the page was not built; npm run build makes it', exitCode.bug);
  const isPinned = project.services !== undefined;
  const readOnly = flags.readOnly || isPinned;
  const layout = await openLayout();
  const control = openSystemControl(project);
  let studio: Studio;
  try {
    studio = await listen(flags, {
      project: describeProject(project, control),
      layout: layout.layout,
      files,
      readOnly,
      onError: (error) => io.stderr.write(`eda: ${printable(String(error))}\n`),
    });
  } catch (error) {
    layout.close();
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE')
      return fail(
        `port ${flags.port ?? usualPort} is in use`,
        exitCode.usage,
        'another one: eda studio --port 0 takes any',
      );
    if (code === 'EACCES')
      return fail(`port ${flags.port} may not be used by you`, exitCode.usage, 'ports from 1024 on may');
    throw error;
  }
  // Before anybody knows the address: what is changed from then on is seen.
  const tree = watchTree(project.folder, {
    onChange: (paths) => {
      if ([...paths].some((path) => isOfDesign(project, path))) studio.filesChanged();
    },
    onError: (error) => io.stderr.write(`eda: changes go unseen from here on: ${error.message}\n`),
  });
  const paint = createPaint(globals.colour);
  io.stdout.write(`${paint.bold('eda studio')}  ${studio.url}\n`);
  io.stderr.write(
    `${printable(project.root)}${readOnly ? ', read-only' : ''}${isPinned ? `, since ${keptElsewhere}` : ''}; for this machine alone, with the token of this start · Ctrl-C stops\n`,
  );
  if (flags.open) openBrowser(studio.url, io);
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  tree.close();
  layout.close();
  await studio.close();
  await control.close();
  return exitCode.fine;
}

/** The port that was asked for, or the first of a few that is free. */
async function listen(
  { port }: StudioFlags,
  options: Omit<Parameters<typeof startStudio>[0], 'port'>,
): Promise<Studio> {
  if (port !== undefined) return startStudio({ ...options, port });
  for (let tried = usualPort; ; tried++) {
    try {
      return await startStudio({ ...options, port: tried });
    } catch (error) {
      const isTaken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
      if (!isTaken || tried >= usualPort + mostPorts) throw error;
    }
  }
}

function describeProject(
  project: Project,
  control: SystemControl,
): Parameters<typeof startStudio>[0]['project'] {
  const cache = createParseMemory();
  return {
    file: project.root,
    files: project.files,
    check: createStudioChecker(project, cache),
    parsed: cache,
    compareGenerated: async (texts) => {
      const { compareGenerated } = await import('./compare-generated.ts');
      return compareGenerated(project, withTexts(project, texts));
    },
    write: (changes) => writeTexts(project.folder, changes),
    words: lazyWords(project),
    revisions: openRevisions(project, cache),
    system: openRunningSystem(project),
    control,
    explain: (delivery, source, { architecture }) =>
      describeDelivery(delivery, { architecture, source, paint: createPaint(false) }),
  };
}

/** What an editor asks is loaded when one does. */
function lazyWords(project: Project): StudioWords {
  let words: Promise<StudioWords> | undefined;
  const open = (): Promise<StudioWords> => {
    words ??= import('./studio-words.ts').then(({ createWords }) => createWords(project));
    return words;
  };
  return {
    suggest: async (place) => (await open()).suggest(place),
    describe: async (place) => (await open()).describe(place),
    pathAt: async (place) => (await open()).pathAt(place),
  };
}

/** The project as it would be with other texts in some files. */
function withTexts(project: Project, texts: ReadonlyMap<string, string>): Project {
  return { ...project, files: overlayFiles(project.files, (path) => texts.get(path)) };
}

/** The files that the build made, by their list. */
function findPage(): StaticFiles | undefined {
  for (const place of ['./studio/', '../../dist/studio/']) {
    const folder = fileURLToPath(new URL(place, import.meta.url));
    const list = join(folder, 'files.json');
    if (existsSync(list))
      return { folder, names: new Set(JSON.parse(readFileSync(list, 'utf8')) as string[]) };
  }
  return undefined;
}

/** Whether a file may say something of the design: what was generated does not. */
function isOfDesign({ folder }: Project, file: string): boolean {
  const path = pathFrom(folder, file);
  const isSpec = /\.(ya?ml|json|avsc)$/.test(path);
  return isSpec && !/^(infra|services|docs)\/|(^|\/)(package(-lock)?|tsconfig)\.json$/.test(path);
}
