import { chmodSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { change, project } from '../cli/run-eda.ts';
import { bundleEda, type EdaProgram } from '../cli/spawn-eda.ts';
import { readSteps } from './page-steps.ts';
import { alike } from './play-page.ts';
import { type CastStep, printCast, withoutColour } from './print-cast.ts';

const root = join(import.meta.dirname, '../..');
const colour = { FORCE_COLOR: '1' };

// What a reader sees of the program on a terminal. `npm run docs:pictures` records it anew.
describe('docs/pictures', () => {
  let eda: EdaProgram;
  beforeAll(async () => {
    eda = await bundleEda();
  });
  afterAll(() => eda.remove());

  it('check.svg: a wrong name is found, explained and mended', async () => {
    const folder = project({ 'eda.yaml': firstFileOf('docs/tutorial.md') });
    holds('check', 'eda validate finds an event that is not named in the past tense, and renames it', [
      await step(folder, 'eda validate'),
      await step(folder, 'eda validate --fix-unsafe'),
      await step(folder, 'eda validate'),
    ]);
  });

  it('change.svg: a change that breaks somebody, and whom', async () => {
    const folder = project({ 'eda.yaml': designOf('docs/evolution.md') });
    const released = await step(folder, 'eda release');
    change(folder, 'eda.yaml', (text) => text.replace('total: { type: integer }', 'total: { type: string }'));
    holds('change', 'eda diff says what a change breaks, for whom, and the way around it', [
      released,
      { typed: '# total: { type: integer } becomes { type: string }', printed: '' },
      await step(folder, 'eda diff'),
    ]);
  });

  it('run.svg: a system from the starter, run, and one event followed through it', async () => {
    const folder = project();
    chmodSync(folder, 0o755);
    const made = await step(folder, 'eda init todo --dir my-system');
    const system = join(folder, 'my-system');
    symlinkSync(join(root, 'node_modules'), join(system, 'node_modules'));
    const dev = eda.start(system, ['dev', '--port-offset', 'auto'], colour);
    try {
      await expect
        .poll(() => withoutColour(dev.out()), { timeout: 180_000 })
        .toMatch(/services ready in .*\n/);
      const started = dev.out().slice(0, dev.out().indexOf('stops all') + 'stops all'.length);
      const published = await step(system, 'eda publish users.account.registered --example');
      const id = /[\da-f]{8}-[-\da-f]+/.exec(published.printed)?.[0] ?? '';
      // Followed until both tasks of it have been handled.
      await expect
        .poll(async () => (await step(system, `eda trace ${id}`)).printed, { timeout: 60_000 })
        .toContain('2 events');
      holds('run', 'a system is made, runs on a laptop, and tells what became of an event', [
        made,
        { typed: 'cd my-system && npm install && eda dev', printed: withUsualPorts(started) },
        { typed: '# in another terminal', printed: '' },
        published,
        await step(system, `eda trace ${id}`),
      ]);
    } finally {
      dev.child.kill('SIGINT');
      await dev.ended;
    }
  }, 400_000);

  async function step(folder: string, typed: string): Promise<CastStep> {
    const run = eda.start(folder, typed.split(' ').slice(1), colour);
    await run.ended;
    return { typed, printed: run.err() + run.out() };
  }
});

/** A recording stands as long as the program prints the same, in any order, but for times and ids. */
function holds(name: string, title: string, steps: readonly CastStep[]): void {
  const path = join(root, 'docs/pictures', `${name}.svg`);
  const svg = printCast(title, steps);
  if (process.env.EDA_GOLDEN === 'write') writeFileSync(path, svg);
  expect(linesOf(readFileSync(path, 'utf8'))).toEqual(linesOf(svg));
}

function linesOf(svg: string): string[] {
  const told = /<desc[^>]*>([\s\S]*?)<\/desc>/.exec(svg)?.[1] ?? '';
  return alike(told.replace(/ {2,}/g, '  ')).split('\n').sort();
}

/** What is printed where nobody else has the ports. */
function withUsualPorts(text: string): string {
  const first = Math.min(
    ...[...text.matchAll(/http:\/\/127\.0\.0\.1:(\d+)/g)].map(([, port]) => Number(port)),
  );
  const offset = first - 7001;
  return text
    .replace(/^.*ports .*moved by .*\n/m, '')
    .replace(/(127\.0\.0\.1:)(\d+)/g, (_, host: string, port: string) => `${host}${Number(port) - offset}`)
    .replace(/–(\d+)/g, (_, port: string) => `–${Number(port) - offset}`);
}

function firstFileOf(page: string): string {
  const first = readSteps(readFileSync(join(root, page), 'utf8')).find(({ kind }) => kind === 'file');
  return first?.kind === 'file' ? first.text : '';
}

function designOf(page: string): string {
  return /```yaml\n(# eda\.yaml\n[\s\S]*?)```/.exec(readFileSync(join(root, page), 'utf8'))?.[1] ?? '';
}
