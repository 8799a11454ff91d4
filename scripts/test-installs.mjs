/**
 * `npm run test:installs`: the package, installed from its tarball by npm, pnpm and yarn in the versions of
 * `tests/installs/package.json`, with install scripts blocked; and the first minutes of a project. The last line is
 * `N passed, N failed`. Arguments are passed to vitest.
 */
import { installPackages } from './install-packages.mjs';
import { testSuite } from './test-suite.mjs';

const prepare = () => {
  process.env.EDA_MANAGERS = installPackages('installs');
};
await testSuite('installs', prepare, { build: 'nothing' });
