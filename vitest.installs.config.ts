import { defineConfig } from 'vitest/config';
import { retryLate } from './tests/support/retry-late.ts';

/** Tests with package managers: they need the ones that `npm run test:installs` installs. */
export default defineConfig({
  test: {
    include: ['tests/installs/**/*.test.ts'],
    globalSetup: ['tests/support/own-temporary-folder.ts'],
    testTimeout: 900_000,
    hookTimeout: 900_000,
    retry: retryLate,
    maxWorkers: 1,
  },
});
