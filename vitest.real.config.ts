import { defineConfig } from 'vitest/config';
import { retryLate } from './tests/support/retry-late.ts';

/** Tests on real components. They share two cores with brokers and sidecars: one file after the other. */
export default defineConfig({
  test: {
    include: ['tests/real/**/*.test.ts'],
    globalSetup: ['tests/support/own-temporary-folder.ts'],
    testTimeout: 120_000,
    hookTimeout: 180_000,
    retry: retryLate,
    fileParallelism: false,
    maxWorkers: 1,
  },
});
