import { createHash } from 'node:crypto';
import { chownSync, lstatSync, mkdirSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fail, type Outcome, problem, succeed } from './outcome.ts';
import { canOthersReach, findUnprivilegedUser, type UnprivilegedUser } from './unprivileged-user.ts';

/** Where a cluster lives, and whom it belongs to. */
export interface ClusterFolder {
  readonly folder: string;
  /** Set when root runs eda: PostgreSQL refuses root, so another user runs the server. */
  readonly user: UnprivilegedUser | undefined;
}

/**
 * Makes the folder of a cluster: `wanted` itself or, where root runs eda and the server's user can't reach that, one
 * named after it in the folder for temporary files.
 *
 * @param wanted an absolute path
 */
export function prepareClusterFolder(
  wanted: string,
  asRoot = process.getuid?.() === 0,
): Outcome<ClusterFolder> {
  mkdirSync(dirname(wanted), { recursive: true });
  const folder = join(realpathSync(dirname(wanted)), basename(wanted));
  if (!asRoot) return claim(folder, undefined);
  const user = findUnprivilegedUser();
  if (user === undefined) {
    return fail(
      problem(
        'postgres-user',
        'PostgreSQL refuses to run as root, and there is no user nobody here to run it as',
        'run eda as another user, or name a server of your own by DATABASE_URL',
        '.eda/postgres',
      ),
    );
  }
  if (canOthersReach(folder)) return claim(folder, user);
  const name = `eda-${createHash('sha256').update(folder).digest('hex').slice(0, 16)}`;
  const open = [tmpdir(), '/var/tmp', '/tmp'].map((base) => join(base, name)).find(canOthersReach);
  return claim(open ?? join(tmpdir(), name), user);
}

/** In a folder that everybody writes to, somebody else may have been there first: only our own will do. */
function claim(folder: string, user: UnprivilegedUser | undefined): Outcome<ClusterFolder> {
  try {
    mkdirSync(folder, { mode: 0o700 });
    if (user !== undefined) chownSync(folder, user.uid, user.gid);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const stat = lstatSync(folder);
  const owner = user?.uid ?? process.getuid?.();
  if (stat.isDirectory() && (owner === undefined || stat.uid === owner)) return succeed({ folder, user });
  return fail(
    problem(
      'postgres-folder',
      `${folder} is not a folder of ${user?.name ?? 'yours'}, as the database's own has to be`,
      'see whose it is, and remove it',
      '.eda/postgres',
    ),
  );
}
