import { defineConfig } from 'vitest/config';

/** `npm run test:corpus`: real documents that lie beside the clone. */
export default defineConfig({
  test: {
    include: ['tests/corpus/**/*.test.ts'],
    globalSetup: ['tests/support/own-temporary-folder.ts'],
    testTimeout: 120_000,
    maxWorkers: 2,
  },
});
