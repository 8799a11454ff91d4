import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { copyBinaries, isComplete } from '../runtime/typescript/postgres-binaries.ts';
import { prepareClusterFolder } from './cluster-folder.ts';
import { type Guard, startGuard } from './guard.ts';
import { type Outcome, succeed } from './outcome.ts';
import { findPostgresBinaries } from './postgres-binaries.ts';
import { clusterRole, startCluster } from './postgres-cluster.ts';
import { addressOf, createDatabases } from './postgres-databases.ts';
import { canOthersReach } from './unprivileged-user.ts';

/** A server with the asked databases on it. */
export interface Postgres {
  readonly mode: 'embedded' | 'external';
  /** Where the embedded cluster is: the asked folder, or the one that stands in for it where root runs eda. */
  readonly folder?: string;
  /** "18.4" */
  readonly version: string;
  /** The address of a database, password included. */
  url(database: string): string;
  /** The embedded server's process, for who wants to attack it; it is started again on its port when it dies. */
  pid(): number | undefined;
  /** Stops the embedded server; an external one is left alone. */
  stop(): Promise<void>;
}

export interface PostgresOptions {
  /** The project's `.eda/postgres`. */
  readonly dataDir: string;
  readonly databases: readonly string[];
  /** A server that is there already; nothing is embedded then. */
  readonly url?: string | undefined;
  /** Throws the embedded cluster away first. */
  readonly fresh?: boolean | undefined;
  /** Where the packages are looked for first. Default: the folder that `.eda` is in. */
  readonly project?: string | undefined;
  /** Default: a guard of its own. */
  readonly guard?: Guard | undefined;
  readonly onProgress?: ((message: string) => void) | undefined;
}

/** Starts the embedded PostgreSQL, or opens the one at `url`, and makes the databases. */
export async function startPostgres(options: PostgresOptions): Promise<Outcome<Postgres>> {
  if (options.url !== undefined) return openExternal(options.url, options.databases);
  const project = options.project ?? resolve(options.dataDir, '../..');
  const found = findPostgresBinaries([project, fileURLToPath(new URL('.', import.meta.url))]);
  if (!found.ok) return found;
  const place = prepareClusterFolder(resolve(options.dataDir));
  if (!place.ok) return place;
  const { folder, user } = place.value;
  const usable = isComplete(found.value) && (user === undefined || canOthersReach(found.value.folder));
  const copy = join(folder, `programs-${found.value.version}`);
  if (!usable && !existsSync(copy)) options.onProgress?.('copying PostgreSQL');
  const binaries = usable ? found.value : copyBinaries(found.value, copy);
  const { fresh, onProgress } = options;
  const databases = options.databases.length;
  const guard = options.guard ?? startGuard();
  const closeGuard = () => (options.guard === undefined ? guard.close() : undefined);
  const started = await startCluster({ folder, binaries, guard, user, databases, fresh, onProgress });
  if (!started.ok) {
    closeGuard();
    return started;
  }
  const { port, password, pid, stop } = started.value;
  const server = `postgresql://${clusterRole}:${password}@127.0.0.1:${port}/postgres`;
  const stopAll = async () => {
    await stop();
    closeGuard();
  };
  const created = await createDatabases(server, options.databases);
  if (!created.ok) {
    await stopAll();
    return created;
  }
  const url = (database: string) => addressOf(server, database);
  return succeed({ mode: 'embedded', folder, version: created.value, url, pid, stop: stopAll });
}

async function openExternal(server: string, databases: readonly string[]): Promise<Outcome<Postgres>> {
  const created = await createDatabases(server, databases);
  if (!created.ok) return created;
  const url = (database: string) => addressOf(server, database);
  return succeed({
    mode: 'external',
    version: created.value,
    url,
    pid: () => undefined,
    stop: async () => {},
  });
}
