import { defineConfig } from 'vitest/config';
import { retryLate } from './tests/support/retry-late.ts';

/** The conformance suite of sidecars, run against daprd. */
export default defineConfig({
  test: {
    include: ['tests/conformance/**/*.test.ts'],
    globalSetup: ['tests/support/own-temporary-folder.ts', 'tests/real/conformance-components.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    retry: retryLate,
    fileParallelism: false,
    maxWorkers: 1,
  },
});
