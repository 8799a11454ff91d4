import { defineConfig } from 'vitest/config';

/** `npm run test:corpus`: real documents that lie beside the clone. */
export default defineConfig({
  test: {
    include: ['tests/corpus/**/*.test.ts'],
    testTimeout: 120_000,
    maxWorkers: 2,
  },
});
