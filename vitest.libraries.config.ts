import { defineConfig } from 'vitest/config';
import { retryLate } from './tests/support/retry-late.ts';

/** Tests with the libraries that services keep: they need the packages that `npm run test:libraries` installs. */
export default defineConfig({
  test: {
    include: ['tests/libraries/**/*.test.ts'],
    globalSetup: ['tests/support/own-temporary-folder.ts'],
    testTimeout: 120_000,
    hookTimeout: 180_000,
    retry: retryLate,
    maxWorkers: 1,
  },
});
