import { defineConfig } from 'vitest/config';

/** Tests in a real browser, one file after the other: each starts one. */
export default defineConfig({
  test: {
    include: ['tests/browser/**/*.test.ts'],
    globalSetup: ['tests/support/own-temporary-folder.ts'],
    testTimeout: 300_000,
    hookTimeout: 120_000,
    // A page draws when its browser gets to it, which on a busy machine is not at once.
    expect: { poll: { timeout: 30_000 } },
    // A browser has many clocks. What passed only at the second try is named as such in the report.
    retry: process.env.CI === undefined ? 0 : 1,
    fileParallelism: false,
    maxWorkers: 1,
  },
});
