import { defineConfig } from 'vitest/config';

/** Tests with package managers: they need the ones that `npm run test:installs` installs. */
export default defineConfig({
  test: {
    include: ['tests/installs/**/*.test.ts'],
    testTimeout: 900_000,
    hookTimeout: 900_000,
    maxWorkers: 1,
  },
});
