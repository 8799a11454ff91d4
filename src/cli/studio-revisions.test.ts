import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { layoutGraphPlainly } from '../draw/layout/layout-graph.ts';
import { createParseMemory } from '../spec/parse-memory.ts';
import { createComparer } from '../studio/compare/create-comparer.ts';
import { createSceneStore, type SceneQuery } from '../studio/scene-store.ts';
import { findProject } from './project.ts';
import { openRevisions } from './studio-revisions.ts';

const query: SceneQuery = { view: 'flow', focus: [], depth: 1, collapsed: [], hidden: [] };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'eda-revisions-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (place: string, event: string): void => {
  mkdirSync(join(folder, place), { recursive: true });
  writeFileSync(
    join(folder, place, 'eda.yaml'),
    `eda: 1\nsystem: shop\ndomains: { sales: {} }\nevents: { ${event}: {} }\nservices: { shop: { domain: sales, publishes: [${event}] } }\n`,
  );
};

/** Compares released states; there is no git, and nothing on disk is asked for. */
function openHere() {
  const found = findProject(folder);
  if (!found.ok) throw new Error(found.message);
  const comparer = createComparer(openRevisions(found.project, createParseMemory()), () => undefined);
  const scenes = createSceneStore(async (input) => layoutGraphPlainly(input));
  const compare = (base: string, head: string) => {
    const compared = comparer.compare(base, head);
    if (!compared.ok) throw new Error(compared.message);
    return compared;
  };
  return {
    compare,
    draw: async (base: string, head: string) => {
      const compared = compare(base, head);
      const drawn = await scenes.draw(compared.after, query, { views: {} }, compared);
      return drawn?.scene.nodes.map(({ id }) => id).join(' ');
    },
  };
}

it('shows of each two releases what became of them, without git', async () => {
  write('.', 'sales.order.placed');
  write('releases/1.0.0', 'sales.order.placed');
  write('releases/1.1.0', 'sales.order.paid');
  write('releases/1.2.0', 'sales.order.shipped');
  const { compare, draw } = openHere();
  const first = compare('release:1.0.0', 'release:1.1.0');
  expect(compare('release:1.0.0', 'release:1.1.0').key).toBe(first.key);
  expect(compare('release:1.0.0', 'release:1.2.0').key).not.toBe(first.key);
  expect(await draw('release:1.0.0', 'release:1.1.0')).toContain('sales.order.paid');
  const second = await draw('release:1.0.0', 'release:1.2.0');
  expect(second).toContain('sales.order.shipped');
  expect(second).not.toContain('sales.order.paid');
});

it('sees a release that was made anew under its name', async () => {
  write('.', 'sales.order.placed');
  write('releases/1.0.0', 'sales.order.placed');
  write('releases/1.1.0', 'sales.order.paid');
  const { draw } = openHere();
  expect(await draw('release:1.0.0', 'release:1.1.0')).toContain('sales.order.paid');
  write('releases/1.1.0', 'sales.order.shipped');
  expect(await draw('release:1.0.0', 'release:1.1.0')).toContain('sales.order.shipped');
});
