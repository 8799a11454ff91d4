import { layoutGraphPlainly } from '../draw/layout/layout-graph.ts';
import { loadDesign } from '../pipeline.ts';
import { overlayFiles } from '../spec/overlay-files.ts';
import { createParseMemory } from '../spec/parse-memory.ts';
import { createMemoryFiles, type ProjectFiles } from '../spec/project-files.ts';
import { type Changer, createChanger } from './change-design.ts';
import { createDesignStore, type DesignStore, type StudioProject } from './design-store.ts';
import type { TextChange } from './edits.ts';
import type { RunningSystemPort } from './live/running-system.ts';
import type { ApiAnswer, ApiRequest } from './server/start-server.ts';
import { type ChangeHistory, createChangeHistory } from './texts/change-history.ts';

/** A studio whose disk is a map, on which others write as well. */
export interface BenchStudio {
  readonly disk: Map<string, string>;
  readonly store: DesignStore;
  readonly history: ChangeHistory;
  /** Asks as the page does; what it has seen of the design is the newest unless it says otherwise. */
  ask(path: string, body: unknown, seen?: string): Promise<Answered>;
}

export interface Answered {
  readonly status: number;
  // Tests look into answers of any kind.
  readonly body: { readonly [key: string]: unknown };
}

/** A system that does not run. */
const nothingRuns: RunningSystemPort = {
  status: () => undefined,
  follow: () => () => {},
  backlog: async () => [],
  deadLetters: async () => [],
  deadLetter: async () => undefined,
  settle: async () => ({ ok: false, reason: 'nothing runs' }),
  flow: async () => undefined,
  send: async () => ({ ok: false, reason: 'nothing runs' }),
};

/** Opens a studio on texts. `between` is called whenever others may write: before files are read, and before they are written. */
export function openBench(
  texts: { readonly [file: string]: string },
  between: () => void = () => {},
  readOnly = false,
  /** Why the disk takes nothing. */
  fault?: string,
): BenchStudio {
  const disk = new Map(Object.entries(texts));
  const files: ProjectFiles = {
    root: '/',
    read: (path) => {
      const text = disk.get(path);
      return text === undefined ? { ok: false, reason: 'missing' } : { ok: true, text };
    },
    glob: (pattern) => createMemoryFiles(Object.fromEntries(disk)).glob(pattern),
  };
  const parsed = createParseMemory();
  const project: StudioProject = {
    file: 'eda.yaml',
    files,
    parsed,
    check: async (changed) => {
      if (changed === undefined) between();
      const design = loadDesign(
        changed === undefined ? files : overlayFiles(files, (path) => changed.get(path)),
        'eda.yaml',
        parsed,
      );
      return { design, diagnostics: design.diagnostics };
    },
    compareGenerated: async () => ({ added: [], changed: [], removed: [] }),
    write: (changes: readonly TextChange[]) => {
      between();
      const stale = changes.find(({ file, before }) => (disk.get(file) ?? '') !== before);
      if (stale !== undefined) return { ok: false, changed: stale.file };
      if (fault !== undefined) return { ok: false, fault };
      for (const { file, after } of changes) disk.set(file, after);
      return { ok: true };
    },
    words: { suggest: async () => undefined, describe: async () => undefined, pathAt: async () => undefined },
    revisions: { list: () => [], open: () => ({ ok: false, message: 'there is no git' }) },
    system: nothingRuns,
    control: {
      state: () => ({ phase: 'stopped', isOurs: false }),
      start: () => ({ ok: false, reason: 'nothing runs' }),
      stop: () => ({ ok: false, reason: 'nothing runs' }),
    },
    explain: () => '',
  };
  const store = createDesignStore(project, async (input) => layoutGraphPlainly(input));
  const history = createChangeHistory();
  const change: Changer = createChanger({
    project,
    store,
    history,
    readOnly,
    reload: async () => void (await store.reload()),
  });
  return {
    disk,
    store,
    history,
    ask: async (path, body, seen = store.revision()) => {
      const request: ApiRequest = {
        method: 'POST',
        path,
        query: new URLSearchParams(),
        body,
        ifMatch: seen,
      };
      const answer = (await change(request)) as Extract<ApiAnswer, { readonly status: number }>;
      return { status: answer.status, body: answer.body as Answered['body'] };
    },
  };
}
