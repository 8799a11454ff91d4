import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { project, runEda, soundDesign } from './run-eda.ts';

const long = 'sales.an-order-with-a-name-that-goes-on-and-on-and-never-seems-to-end.place';

/** A design with so many wrong names. */
function manyFaults(count: number): string {
  const events = Array.from(
    { length: count },
    (_, n) => `  sales.order-${n}.place: { partitions: 3, data: { type: object } }\n`,
  );
  return soundDesign.replace(
    'services:',
    `  ${long}: { data: { type: object } }\n${events.join('')}services:`,
  );
}

describe('findings', () => {
  it.each([40, 80, 120])('fit %i columns, and break no name', async (columns) => {
    const folder = project({ 'eda.yaml': manyFaults(3) });
    const { out } = await runEda(folder, ['validate'], { NO_COLOR: '1' }, { columns });
    expect(out).not.toContain('\u001b');
    const wide = out.split('\n').filter((line) => line.length > columns);
    // Nothing is wider but lines of one word, places and what is to be typed.
    const broken = wide.filter((line) => line.trim().split(/\s+/).length > 3 && columns > 40);
    expect(broken.filter((line) => !/is declared here|--fix-unsafe|eda explain/.test(line))).toEqual([]);
    expect(out).toContain(long);
  });

  it('are a list without frames where there are many, with the verdict last', async () => {
    const folder = project({ 'eda.yaml': manyFaults(250) });
    const { code, out } = await runEda(folder, ['validate'], {}, { columns: 120 });
    const plain = stripVTControlCharacters(out);
    expect(code).toBe(1);
    expect(plain).not.toContain('│');
    expect(plain.trimEnd().split('\n').at(-1)).toMatch(
      /^501 errors, 251 warnings.* in 1 file · 2 services, 252 events · .* {3}eda explain event-past-tense$/,
    );
  });

  it('say the next step in a line of its own where it does not fit', async () => {
    const folder = project({ 'eda.yaml': manyFaults(250) });
    const { out } = await runEda(folder, ['validate'], {}, { columns: 80 });
    const lines = stripVTControlCharacters(out).trimEnd().split('\n').slice(-2);
    expect(lines).toEqual([expect.stringMatching(/^501 errors, .* m?s$/), 'eda explain event-past-tense']);
  });

  it('underline what is wrong, also behind wide characters', async () => {
    const inline = project({
      'eda.yaml': soundDesign.replace('description: Orders and', 'ownr: x, description: 日本語 and 😀'),
    });
    const text = (await runEda(inline, ['validate'])).out;
    expect(text).toMatch(/sales: \{ owner: sales-team, ownr: x,.*\n +│ {31}~{4}\n/);
    const behind = project({
      'eda.yaml': soundDesign.replace(
        'description: Orders and what becomes of them',
        'description: 日本 😀, ownr: x',
      ),
    });
    // Twelve columns for `日本 😀, ` behind `description: `.
    expect((await runEda(behind, ['validate'])).out).toMatch(/ownr: x.*\n +│ {53}~{4}\n/);
  });

  it('name files as one opens them from here', async () => {
    const folder = project({
      'eda.yaml': `${soundDesign.replace('domains:', 'include: [parts/*.yaml]\ndomains:')}`,
      'parts/a.eda.yaml': 'eda: 1\ndomians: {}\n',
    });
    mkdirSync(join(folder, 'deep/er'), { recursive: true });
    expect((await runEda(folder, ['validate'])).out).toMatch(/^parts\/a\.eda\.yaml$/m);
    expect((await runEda(join(folder, 'deep/er'), ['validate'])).out).toMatch(
      /^\.\.\/\.\.\/parts\/a\.eda\.yaml$/m,
    );
    expect((await runEda('/', ['--cwd', folder, 'validate'])).out).toMatch(/^parts\/a\.eda\.yaml$/m);
  });
});

describe('help', () => {
  it('fits 80 columns, and says nothing twice', async () => {
    for (const command of [[], ['generate'], ['validate'], ['dev'], ['publish'], ['explain'], ['init']]) {
      const { out } = await runEda('/', [...command, '--help'], {}, { columns: 80 });
      const beforeExamples = out.split('Examples:')[0] ?? '';
      expect(beforeExamples.split('\n').filter((line) => line.length > 80)).toEqual([]);
      expect(out).not.toMatch(/default: (false|\[\]|"|undefined)/);
    }
  });
});

describe('--format json', () => {
  it.each([
    ['validate'],
    ['generate', '--dry-run'],
    ['rules'],
    ['explain', 'event-past-tense'],
    ['explain', 'shop-service'],
    ['diagram'],
    ['doctor'],
  ])('%s %s prints one value and nothing else', async (...args) => {
    const folder = project({ 'eda.yaml': soundDesign });
    const { out, err } = await runEda(folder, [...args, '--format', 'json'], {}, { columns: 80 });
    expect(err).toBe('');
    expect(() => JSON.parse(out)).not.toThrow();
    expect(out).not.toContain('\u001b');
  });
});
