/**
 * `npm run test:browser`: the studio in a real Chromium, which is the system's own: installed where it is missing. The
 * last line is `N passed, N failed`. Arguments are passed to vitest.
 */
import { findChromium, installChromium } from './install-chromium.mjs';
import { testSuite } from './test-suite.mjs';

const prepare = () => {
  if (findChromium() === undefined) installChromium();
  const chromium = findChromium();
  if (chromium === undefined)
    throw new Error('there is no Chromium: install one, or name it by EDA_CHROMIUM');
  process.env.EDA_CHROMIUM = chromium;
};
await testSuite('browser', prepare, { build: 'bundle' });
