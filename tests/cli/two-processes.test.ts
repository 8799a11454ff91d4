import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emptyLock, parseLock } from '../../src/write/lock.ts';
import { change, project, soundDesign } from './run-eda.ts';
import { bundleEda, type EdaProgram } from './spawn-eda.ts';

/** Long enough for a busy machine. */
const soon = { timeout: 15_000, interval: 20 };

let eda: EdaProgram;
beforeAll(async () => {
  eda = await bundleEda();
});
afterAll(() => eda.remove());

const leftovers = (folder: string): string[] =>
  readdirSync(folder, { recursive: true })
    .map(String)
    .filter((path) => /\.tmp$|generate\.pid/.test(path));

describe('eda generate, several at once', () => {
  it('lets one after the other write', async () => {
    const folder = project({ 'eda.yaml': soundDesign });
    const runs = [1, 2, 3].map(() => eda.start(folder, ['generate']));
    expect(await Promise.all(runs.map(({ ended }) => ended))).toEqual([0, 0, 0]);
    expect(runs.map(({ err }) => err())).toEqual(['', '', '']);
    expect(runs.filter(({ out }) => / written · /.test(out()))).toHaveLength(1);
    expect(leftovers(folder)).toEqual([]);
  });

  it('names who writes where that takes too long', async () => {
    const folder = project({ 'eda.yaml': soundDesign, '.eda/generate.pid': String(process.pid) });
    const run = eda.start(folder, ['generate']);
    expect(await run.ended).toBe(2);
    expect(run.err()).toBe(
      `eda: another eda generate (process ${process.pid}) is writing here; try again when it is done\n`,
    );
  });
});

describe('eda generate, killed', () => {
  it('ends clean with the next run, whatever the moment', async () => {
    const folder = project({ 'eda.yaml': soundDesign });
    const services = join(folder, 'services');
    let interrupted = 0;
    for (const files of [1, 40, 100, 170]) {
      // Other texts each time: the run after a kill can't tell its own files by what the design says now.
      change(folder, 'eda.yaml', () => soundDesign.replace('Somebody ordered', `Somebody ordered ${files}`));
      rmSync(services, { recursive: true, force: true });
      const run = eda.start(folder, ['generate']);
      const reached = (): boolean => run.child.exitCode !== null || countFiles(services) >= files;
      await expect.poll(reached, { timeout: 15_000, interval: 1 }).toBe(true);
      run.child.kill('SIGKILL');
      await run.ended;
      if (existsSync(join(folder, '.eda/cache/pending.json'))) interrupted++;
    }
    expect(interrupted).toBeGreaterThan(0);
    change(folder, 'eda.yaml', () => soundDesign);
    const last = eda.start(folder, ['generate']);
    expect({ code: await last.ended, err: last.err() }).toEqual({ code: 0, err: '' });
    expect(leftovers(folder)).toEqual([]);
    expect(await eda.start(folder, ['generate', '--check']).ended).toBe(0);

    const undisturbed = project({ 'eda.yaml': soundDesign });
    await eda.start(undisturbed, ['generate']).ended;
    const { files } = parseLock(readFileSync(join(undisturbed, 'eda.lock'), 'utf8')) ?? emptyLock;
    const ours = Object.keys(files).filter((path) => files[path]?.owner !== 'once');
    expect(ours.length).toBeGreaterThan(100);
    for (const path of ours) {
      expect(readFileSync(join(folder, path), 'utf8')).toBe(readFileSync(join(undisturbed, path), 'utf8'));
    }
  });
});

function countFiles(folder: string): number {
  try {
    return readdirSync(folder, { recursive: true }).length;
  } catch {
    return 0;
  }
}

describe('--watch', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    'validate reacts once to each change, and ends on %s',
    async (signal) => {
      const folder = project({ 'eda.yaml': soundDesign });
      const run = eda.start(folder, ['validate', '--watch']);
      await expect.poll(() => run.err(), soon).toContain('watching; Ctrl-C stops\n');
      expect(run.out()).toMatch(/^no problems/);
      change(folder, 'eda.yaml', (text) => text.replace('summary:', 'sumary:'));
      await expect.poll(() => run.out(), soon).toMatch(/1 error in 1 file/);
      change(folder, 'eda.yaml', () => soundDesign);
      await expect.poll(() => run.out().match(/^no problems/gm)?.length, soon).toBe(2);
      writeFileSync(join(folder, 'notes.txt'), 'no design');
      await new Promise((done) => setTimeout(done, 300));
      expect(run.err().match(/eda\.yaml changed/g)).toHaveLength(2);
      run.child.kill(signal);
      expect(await run.ended).toBe(0);
    },
  );

  it('generate follows the design, not what it writes itself', async () => {
    const folder = project({ 'eda.yaml': soundDesign });
    const run = eda.start(folder, ['generate', '--watch']);
    await expect.poll(() => run.err(), soon).toContain('watching');
    change(folder, 'eda.yaml', (text) => text.replace('ordered', 'ordered something'));
    await expect.poll(() => run.out().match(/ written, /g)?.length, soon).toBe(1);
    await new Promise((done) => setTimeout(done, 300));
    expect(run.err().match(/ changed\n/g)).toHaveLength(1);
    run.child.kill('SIGINT');
    expect(await run.ended).toBe(0);
  });
});
