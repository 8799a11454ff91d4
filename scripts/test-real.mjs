/**
 * `npm run test:real`: installs the real components where they are missing, starts them on free ports of the loopback,
 * runs the tests that need them, and stops them. The last line is `N passed, N failed`. Arguments are passed to vitest.
 */
import { fileURLToPath } from 'node:url';
import { installComponents } from './install-components.mjs';
import { preparePython } from './prepare-python.mjs';
import { testSuite } from './test-suite.mjs';

const prepare = async () => {
  await installComponents();
  process.env.EDA_PYTHON = preparePython(fileURLToPath(new URL('../src/runtime/python', import.meta.url)));
};
await testSuite(['conformance', 'real'], prepare, { build: 'bundle' });
