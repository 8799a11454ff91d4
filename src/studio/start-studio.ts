import { createDesignStore, type StudioProject } from './design-store.ts';
import { createRoutes } from './routes.ts';
import type { LayoutService } from './scene-store.ts';
import { startServer } from './server/start-server.ts';
import type { StaticFiles } from './server/static-files.ts';

export interface StudioOptions {
  readonly project: StudioProject;
  readonly layout: LayoutService;
  readonly files: StaticFiles;
  /** 0: any that is free. */
  readonly port: number;
  readonly readOnly: boolean;
  /** What went wrong within, which is our bug. */
  readonly onError: (error: unknown) => void;
}

export interface Studio {
  readonly url: string;
  /** Resolves when the design was read for the first time. */
  readonly ready: Promise<void>;
  /** Files of the design may have changed. */
  filesChanged(): void;
  close(): Promise<void>;
}

/** Starts the studio of a project: it listens first, and reads the design then. */
export async function startStudio({
  project,
  layout,
  files,
  port,
  readOnly,
  onError,
}: StudioOptions): Promise<Studio> {
  const store = createDesignStore(project, layout);
  const listeners = new Set<() => void>();
  // Readings follow one another: a later one must not be overtaken by an earlier.
  let reading: Promise<void> = Promise.resolve();
  const reload = (): Promise<void> => {
    reading = reading
      .then(() => store.reload())
      .then((changed) => {
        if (changed) for (const listener of listeners) listener();
      })
      .catch(onError);
    return reading;
  };
  let begin = (): void => {};
  const ready = new Promise<void>((done) => {
    begin = () => void reload().then(done);
  });
  const server = await startServer({
    port,
    files,
    onError,
    handle: createRoutes({
      project,
      store,
      reload,
      readOnly,
      ready,
      onChange: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    }),
  });
  begin();
  return {
    url: server.url,
    ready,
    filesChanged: () => void reload(),
    close: () => server.close(),
  };
}
