import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { generators } from '../../src/generators/index.ts';
import { cliReference } from '../docs/cli-reference.ts';
import { generateSchema } from '../docs/generate-schema.ts';
import { generatorsReference } from '../docs/generators-reference.ts';
import { languageReference } from '../docs/language-reference.ts';

const root = join(import.meta.dirname, '../..');
/** Where what people wrote ends, and what is made begins. */
const seam = '<!-- What follows is made from specs/schema/eda.schema.json. -->\n';

describe('references', () => {
  it('the schema of the language knows each generator with its options', () => {
    const path = 'specs/schema/eda.schema.json';
    const made = JSON.parse(read(path));
    const { generate, generatorName } = generateSchema(generators, {
      generate: made.properties.generate,
      generatorName: made.$defs.generatorName,
    });
    made.properties.generate = generate;
    made.$defs.generatorName = generatorName;
    if (process.env.EDA_GOLDEN === 'write') {
      writeFileSync(join(root, path), `${JSON.stringify(made, null, 2)}\n`);
      execFileSync(process.execPath, ['node_modules/@biomejs/biome/bin/biome', 'format', '--write', path], {
        cwd: root,
      });
    }
    expect(JSON.parse(read(path)), `out of date: \`npm run docs\` writes ${path} anew`).toEqual(made);
  });

  it.each([
    ['docs/reference/cli.md', () => cliReference()],
    ['docs/reference/generators.md', () => generatorsReference(generators)],
    [
      'docs/reference/language.md',
      () => {
        const [head] = read('docs/reference/language.md').split(seam);
        return `${head}${seam}\n${languageReference(JSON.parse(read('specs/schema/eda.schema.json')))}`;
      },
    ],
  ])('%s says what there is now', (path, make) => {
    const made = make();
    if (process.env.EDA_GOLDEN === 'write') writeFileSync(join(root, path), made);
    expect(read(path), `out of date: \`npm run docs\` writes ${path} anew`).toBe(made);
  });

  it('say every command and every key', () => {
    const { $defs } = JSON.parse(read('specs/schema/eda.schema.json'));
    const page = read('docs/reference/language.md');
    const keys = Object.values<{ properties?: object }>($defs).flatMap(({ properties = {} }) =>
      Object.keys(properties),
    );
    const isSaid = (key: string): boolean =>
      page.includes(`| \`${key}\` |`) || page.includes(`| **\`${key}\`** |`);
    expect(keys.length).toBeGreaterThan(100);
    expect(keys.filter((key) => key !== '$ref' && !isSaid(key))).toEqual([]);
    const commands = read('docs/reference/cli.md');
    for (const command of ['eda init', 'eda dlq replay', 'eda saga drop'])
      expect(commands).toContain(` ${command}\n`);
  });
});

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}
