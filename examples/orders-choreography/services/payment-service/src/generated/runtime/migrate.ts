import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import type { Logger } from './contract.ts';
import { CREATE_MIGRATIONS, LIST_MIGRATIONS, LOCK_MIGRATIONS, RECORD_MIGRATION } from './statements.ts';

interface MigrationFile {
  /** Relative to the folder, with `/`. */
  readonly name: string;
  readonly text: string;
  readonly hash: string;
}

/**
 * Applies `<folder>/eda/*.sql`, then `<folder>/*.sql`, in order of names, each once and in a transaction of its own.
 * Replicas that start at once wait for each other. A missing folder has no migrations.
 * @returns the names of the files that were applied.
 * @throws Error that names the file: changed after it was applied, or refused by the database.
 */
export async function migrate(databaseUrl: string, folder: string, logger: Logger): Promise<string[]> {
  const files = [...(await readFolder(folder, 'eda/')), ...(await readFolder(folder, ''))];
  const client = new Client({ connectionString: databaseUrl, application_name: 'eda migrate' });
  // Reported by the query that runs; without a listener it would end the process.
  client.on('error', () => {});
  await client.connect();
  try {
    await client.query(LOCK_MIGRATIONS);
    await client.query(CREATE_MIGRATIONS);
    const { rows } = await client.query<{ name: string; hash: string }>(LIST_MIGRATIONS);
    const applied = new Map(rows.map((row) => [row.name, row.hash]));
    const done: string[] = [];
    for (const file of files) {
      const hash = applied.get(file.name);
      if (hash === file.hash) continue;
      if (hash !== undefined) {
        throw new Error(`Migration '${file.name}' was changed after it was applied; write a new one instead`);
      }
      const later = [...applied.keys()].filter((name) => isBehind(file.name, name)).sort();
      if (later.length > 0)
        logger.warn('migration comes after later ones', { migration: file.name, applied: later });
      await apply(client, file);
      logger.info('migration applied', { migration: file.name });
      done.push(file.name);
    }
    return done;
  } finally {
    await client.end();
  }
}

/** Whether one should have run before the other: it is of the same folder, and sorts before it. */
function isBehind(name: string, applied: string): boolean {
  return name < applied && name.startsWith('eda/') === applied.startsWith('eda/');
}

async function apply(client: Client, file: MigrationFile): Promise<void> {
  try {
    await client.query('BEGIN');
    await client.query(file.text);
    await client.query(RECORD_MIGRATION, [file.name, file.hash]);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    const message = error instanceof Error ? error.message : String(error);
    throw new Error(`Migration '${file.name}' failed: ${message}`, { cause: error });
  }
}

async function readFolder(folder: string, prefix: string): Promise<MigrationFile[]> {
  const names = await readdir(join(folder, prefix)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const files = names.filter((name) => name.endsWith('.sql')).sort();
  return await Promise.all(
    files.map(async (file) => {
      // Line ends may change on the way through a version control.
      const text = (await readFile(join(folder, prefix, file), 'utf8')).replaceAll('\r\n', '\n');
      return { name: `${prefix}${file}`, text, hash: createHash('sha256').update(text).digest('hex') };
    }),
  );
}
