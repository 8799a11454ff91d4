/**
 * `npm run test:libraries`: installs the libraries for SQL that services keep (Kysely, Drizzle, Prisma) in the versions
 * of `tests/libraries/package.json`, and tests publishing through each. The last line is `N passed, N failed`.
 * Arguments are passed to vitest.
 */
import { installPackages } from './install-packages.mjs';
import { testSuite } from './test-suite.mjs';

await testSuite('libraries', () => {
  process.env.EDA_LIBRARIES = installPackages('libraries');
});
