import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

it('specs/dapr is what the modules of the pinned daprd say, with the corrections', () => {
  const script = fileURLToPath(new URL('../../scripts/refresh-dapr-components.mjs', import.meta.url));
  const { status, stderr } = spawnSync(process.execPath, [script, '--check'], { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(status).toBe(0);
});
