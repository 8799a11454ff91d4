import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openSidecars } from './open-sidecars.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'eda-sidecars-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

it('says what it does not understand of EDA_CHAOS, before anything starts', async () => {
  const opened = await openSidecars({ root, apps: [], env: { EDA_CHAOS: 'noise' }, onEvent: () => {} });
  expect(opened).toMatchObject({
    ok: false,
    diagnostics: [{ code: 'chaos', message: expect.stringMatching(/^EDA_CHAOS: noise is no chaos: write /) }],
  });
});

it.each(['', 'duplicates=0.5,delay=1,shuffle'])('takes EDA_CHAOS=%s', async (chaos) => {
  const opened = await openSidecars({ root, apps: [], env: { EDA_CHAOS: chaos }, onEvent: () => {} });
  expect(opened.ok).toBe(true);
  if (opened.ok) await opened.value.close();
});
