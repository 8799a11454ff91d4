import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runEda } from '../cli/run-eda.ts';

const root = join(import.meta.dirname, '../..');

/** Pictures on pages: which example they show, and what draws them. `npm run docs:pictures` draws them anew. */
it.each([
  ['examples/todo/flow.svg', 'todo', ['flow']],
  ['docs/pictures/order-saga.svg', 'orders', ['sagas']],
  ['docs/pictures/todo-in-production.svg', 'todo', ['infra', '--env', 'production']],
])('%s is what eda draws', async (path, example, args) => {
  const run = await runEda(join(root, 'examples', example), ['diagram', ...args, '--format', 'svg']);
  expect(run).toMatchObject({ code: 0, out: expect.stringMatching(/^<svg/) });
  if (process.env.EDA_GOLDEN === 'write') writeFileSync(join(root, path), run.out);
  expect(readFileSync(join(root, path), 'utf8')).toBe(run.out);
});
