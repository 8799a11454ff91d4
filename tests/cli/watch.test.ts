import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { project, soundDesign } from './run-eda.ts';
import { bundleEda, type EdaProgram } from './spawn-eda.ts';

/** Long enough for a busy machine. */
const soon = { timeout: 30_000 };

let eda: EdaProgram;
beforeAll(async () => {
  eda = await bundleEda();
});
afterAll(() => eda.remove());

it('eda validate --watch reports again in every format, and ends with the code of the last run', async () => {
  const folder = project({ 'eda.yaml': soundDesign });
  const run = eda.start(folder, [
    'validate',
    '--watch',
    '--format',
    'compact',
    '--format',
    'json=eda-report.json',
  ]);
  const report = () => JSON.parse(readFileSync(join(folder, 'eda-report.json'), 'utf8'));
  await vi.waitFor(() => expect(run.err()).toContain('watching; Ctrl-C stops'), soon);
  expect(run.out()).toBe('');
  expect(report().diagnostics).toEqual([]);
  writeFileSync(join(folder, 'eda.yaml'), soundDesign.replaceAll('order.placed', 'order.place'));
  await vi.waitFor(() => expect(run.out()).toMatch(/^eda\.yaml:6:3: error: .*\[event-past-tense\]$/m), soon);
  await vi.waitFor(() => expect(report().counts.error).toBe(1), soon);
  // The report is no part of the design: it starts no run of its own.
  await new Promise((done) => setTimeout(done, 500));
  expect(run.err().match(/ changed$/gm)).toHaveLength(1);
  run.child.kill('SIGINT');
  expect(await run.ended).toBe(1);
});
