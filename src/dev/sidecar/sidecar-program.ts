import { readFileSync } from 'node:fs';
import { parseChaos } from './chaos.ts';
import { readDaprResources } from './read-dapr-resources.ts';
import { startSidecars } from './start-sidecars.ts';

/** What a process of embedded sidecars is told, as JSON in a file. */
export interface SidecarProgramOptions {
  /** The project: resources below it are named relative to it. */
  readonly root: string;
  readonly dataDir: string;
  /** As in `EDA_CHAOS`. */
  readonly chaos: string;
  readonly apps: readonly {
    readonly appId: string;
    readonly appPort: number;
    readonly httpPort: number;
    readonly resourcesPaths: readonly string[];
  }[];
}

/** Runs the sidecars of a system as the only work of this process, until SIGTERM. Its log goes to stdout, a JSON line each. */
export async function runSidecarProgram(file: string): Promise<void> {
  const {
    root,
    dataDir,
    chaos: text,
    apps,
  } = JSON.parse(readFileSync(file, 'utf8')) as SidecarProgramOptions;
  const chaos = parseChaos(text);
  if (chaos !== undefined && 'error' in chaos) throw new Error(chaos.error);
  const placed = apps.map(async ({ resourcesPaths, ...app }) => {
    const { resources } = await readDaprResources(resourcesPaths, root);
    return { ...app, resources };
  });
  const sidecars = await startSidecars({
    apps: await Promise.all(placed),
    dataDir,
    ...(chaos === undefined ? {} : { chaos }),
    log: (entry) => process.stdout.write(`${JSON.stringify(entry)}\n`),
  });
  process.once('SIGTERM', () => {
    void sidecars.close().then(() => process.exit(0));
  });
}
