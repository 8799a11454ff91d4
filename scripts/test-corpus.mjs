/**
 * `npm run test:corpus`: the tests on real documents, in the folder that EDA_CORPUS names. The last line is
 * `N passed, N failed`. Arguments are passed to vitest.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { testSuite } from './test-suite.mjs';

await testSuite('corpus', () => {
  if (!existsSync(join(process.env.EDA_CORPUS ?? '', 'PAIRS.tsv')))
    throw new Error('EDA_CORPUS names no folder with PAIRS.tsv and pairs/');
});
