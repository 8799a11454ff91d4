import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { change, project, runEda } from './run-eda.ts';

const path = fileURLToPath(new URL('../../docs/evolution.md', import.meta.url));
const page = readFileSync(path, 'utf8');

/** What the page does, in its order: a file, an edit that it tells of (`⏎` is a line feed), a command with its output. */
const steps = [
  ...page.matchAll(
    /```yaml\n# eda\.yaml\n([\s\S]*?)```|<!-- replace `(.*?)` with `(.*?)` -->|```console\n([\s\S]*?)```/g,
  ),
];

// `EDA_GOLDEN=write` refreshes the page.
describe('docs/evolution.md', () => {
  it('shows what eda prints', async () => {
    const folder = project();
    let commands = 0;
    let shown = page;
    for (const [, file, from, to = '', session] of steps) {
      if (file !== undefined) writeFileSync(join(folder, 'eda.yaml'), `# eda.yaml\n${file}`);
      if (from !== undefined) {
        change(folder, 'eda.yaml', (text) => {
          expect(text).toContain(from);
          return text.replace(from, to.replaceAll('⏎', '\n'));
        });
      }
      for (const [, command = '', output] of (session ?? '').matchAll(/^\$ eda (.*)\n((?:(?!\$ ).*\n)*)/gm)) {
        const { out, err } = await runEda(folder, command.match(/"[^"]*"|\S+/g) ?? [], { NO_COLOR: '1' });
        const printed = `$ eda ${command}\n${(out + err).replace(/\{"orderId".*\}/, '{…}')}`;
        shown = shown.replace(`$ eda ${command}\n${output}`, () => printed);
        commands++;
      }
    }
    expect(commands).toBeGreaterThan(5);
    if (process.env.EDA_GOLDEN === 'write') writeFileSync(path, shown);
    else expect(page).toBe(shown);
  });
});
