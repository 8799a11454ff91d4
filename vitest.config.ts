import { defineConfig } from 'vitest/config';
import { LongestFirst } from './tests/support/longest-first.ts';
import { retryLate } from './tests/support/retry-late.ts';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'tests/**/*.test.ts'],
    globalSetup: ['tests/support/own-temporary-folder.ts'],
    exclude: [
      '**/node_modules/**',
      '**/scenarios/**',
      'tests/real/**',
      'tests/corpus/**',
      'tests/python/**',
      'tests/libraries/**',
      'tests/installs/**',
      'tests/browser/**',
    ],
    testTimeout: 120_000,
    hookTimeout: 180_000,
    retry: retryLate,
    // What comes soon on a machine of its own may take long on a busy one.
    expect: { poll: { timeout: 60_000 } },
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
  },
});
