import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { project, runEda, soundDesign } from './run-eda.ts';

const files = {
  'eda.yaml': `${soundDesign}generate: { ./tools/list.mjs: {} }\n`,
  'tools/list.mjs': `export const generator = {
  id: 'event-list',
  title: 'Events',
  plan: ({ architecture }) => ({
    files: [
      { path: 'out/events.txt', owner: 'eda', inputs: [], content: () => Object.keys(architecture.events).join('\\n') + '\\n' },
    ],
  }),
};
`,
};

it.each(['event-list', './tools/list.mjs'])(
  "runs a project's own generator alone, by the name %s",
  async (name) => {
    const folder = project(files);
    const run = await runEda(folder, ['generate', name]);
    expect(run).toMatchObject({ code: 0, err: '' });
    expect(run.out).toMatch(/^ {2}event-list {2}1 file$/m);
    expect(run.out).not.toContain('typescript');
    expect(readFileSync(join(folder, 'out/events.txt'), 'utf8')).toBe('sales.order.placed\n');
  },
);

it('proposes its name where another is near', async () => {
  const run = await runEda(project(files), ['generate', 'event-lst']);
  expect(run.err).toMatch(/there is no generator event-lst; did you mean event-list\?/);
  expect(run.code).toBe(2);
});
