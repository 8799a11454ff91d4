import { defineConfig } from 'vitest/config';
import { retryLate } from './tests/support/retry-late.ts';

/** Tests of Python code: they need the virtual environment that `npm run test:python` makes. */
export default defineConfig({
  test: {
    include: ['tests/python/**/*.test.ts'],
    globalSetup: ['tests/support/own-temporary-folder.ts'],
    testTimeout: 300_000,
    hookTimeout: 180_000,
    retry: retryLate,
    maxWorkers: 2,
  },
});
