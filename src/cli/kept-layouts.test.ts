import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Layout, LayoutInput } from '../draw/layout/layout.ts';
import { keepLayouts } from './kept-layouts.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'eda-layouts-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const asked = (...ids: readonly string[]): LayoutInput => ({
  nodes: ids.map((id) => ({ id, width: 10, height: 10 })),
  edges: [],
  groups: [],
  direction: 'right',
});

/** Lays out all that is asked in one run; gives how often it had to. */
async function run(
  inputs: readonly LayoutInput[],
  { maker = 'one', by = 'graphviz' }: { readonly maker?: string; readonly by?: Layout['by'] } = {},
): Promise<{ readonly made: number; readonly layouts: readonly Layout[] }> {
  let made = 0;
  const kept = keepLayouts(join(folder, 'cache/layouts.json'), maker, async ({ nodes }) => {
    made++;
    const boxes = nodes.map(({ id }, x) => [id, { x, y: 0, width: 10, height: 10 }] as const);
    return { width: 10, height: 10, nodes: Object.fromEntries(boxes), groups: {}, edges: {}, by };
  });
  const layouts: Layout[] = [];
  for (const input of inputs) layouts.push(await kept.layout(input));
  kept.save();
  return { made, layouts };
}

it('lays out once what stays the same from one run to the next', async () => {
  const first = await run([asked('a'), asked('b'), asked('a')]);
  expect(first.made).toBe(2);
  const second = await run([asked('a'), asked('b'), asked('a', 'b')]);
  expect(second.made).toBe(1);
  expect(second.layouts.slice(0, 2)).toEqual(first.layouts.slice(0, 2));
});

it('forgets what a run did not ask for', async () => {
  await run([asked('a'), asked('b')]);
  await run([asked('a')]);
  expect((await run([asked('a'), asked('b')])).made).toBe(1);
});

it('trusts neither another maker, nor a file that is none, nor a layout that was made plainly', async () => {
  await run([asked('a')]);
  expect((await run([asked('a')], { maker: 'two' })).made).toBe(1);
  writeFileSync(join(folder, 'cache/layouts.json'), '{ "maker": "two", "lay');
  expect((await run([asked('a')], { maker: 'two' })).made).toBe(1);
  await run([asked('slow')], { by: 'plain' });
  expect((await run([asked('slow')])).made).toBe(1);
  expect(readFileSync(join(folder, 'cache/layouts.json'), 'utf8')).toContain('"maker":"one"');
});

it('works where nothing can be kept', async () => {
  writeFileSync(join(folder, 'cache'), 'a file, no folder');
  expect((await run([asked('a')])).layouts).toHaveLength(1);
});
