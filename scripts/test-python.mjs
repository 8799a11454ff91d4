/**
 * `npm run test:python`: makes a virtual environment in the user's cache where there is none for these versions, then
 * checks and tests the Python runtime, and generated services in Python. The last line is `N passed, N failed`.
 * Arguments are passed to vitest.
 */
import { fileURLToPath } from 'node:url';
import { preparePython } from './prepare-python.mjs';
import { testSuite } from './test-suite.mjs';

const runtime = fileURLToPath(new URL('../src/runtime/python', import.meta.url));

await testSuite('python', () => {
  process.env.EDA_PYTHON = preparePython(runtime);
});
