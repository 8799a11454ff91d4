import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildSite } from '../../scripts/build-site.mjs';
import { change, project, runEda, soundDesign } from './run-eda.ts';

// The program reads what the build made for every page; it is loaded here, not in the time of the first test.
await buildSite();
await import('../../src/cli/build-docs.ts');

const design = { 'eda.yaml': soundDesign };
const page = 'events/sales.order.placed.html';

describe('eda docs', () => {
  it('writes a site that stands by itself, and nothing the second time', async () => {
    const folder = project(design);
    const first = await runEda(folder, ['docs']);
    expect(first).toEqual({
      code: 0,
      out: expect.stringMatching(/^site: \d+ pages; files: \d+ written\n$/),
      err: 'open site/index.html\n',
    });
    expect(readFileSync(join(folder, 'site', page), 'utf8')).toContain('Somebody ordered');
    expect(readdirSync(join(folder, 'site')).filter((name) => name === '.eda')).toEqual([]);
    const before = statSync(join(folder, 'site', page)).mtimeMs;
    const second = await runEda(folder, ['docs']);
    expect(second.out).toMatch(/^site: \d+ pages; files: \d+ unchanged\n$/);
    expect(statSync(join(folder, 'site', page)).mtimeMs).toBe(before);
  });

  it('writes what changed, and takes away what is no more', async () => {
    const folder = project(design);
    await runEda(folder, ['docs', '-o', 'public/docs']);
    change(folder, 'eda.yaml', (text) => text.replaceAll('sales.order.placed', 'sales.order.sent'));
    const { code, out } = await runEda(folder, ['docs', '--out', 'public/docs']);
    expect(code).toBe(0);
    expect(out).toContain('removed');
    expect(existsSync(join(folder, 'public/docs', page))).toBe(false);
    expect(existsSync(join(folder, 'public/docs/events/sales.order.sent.html'))).toBe(true);
  });

  it('says with --check whether a site is out of date, and touches nothing', async () => {
    const folder = project(design);
    const missing = await runEda(folder, ['docs', '--check']);
    expect(missing.code).toBe(4);
    expect(existsSync(join(folder, 'site'))).toBe(false);
    await runEda(folder, ['docs']);
    expect((await runEda(folder, ['docs', '--check'])).code).toBe(0);
    change(folder, 'eda.yaml', (text) => text.replace('Somebody ordered', 'Somebody bought'));
    const stale = await runEda(folder, ['docs', '--check']);
    expect(stale.code).toBe(4);
    expect(stale.out).toContain(`  update  ${page}\n`);
    expect(stale.err).toMatch(/^eda: site is out of date: \d+ files; eda docs writes them\n$/);
    expect(readFileSync(join(folder, 'site', page), 'utf8')).not.toContain('Somebody bought');
  });

  it('leaves a folder alone that holds files of others, whatever is asked', async () => {
    const folder = project({ ...design, 'mine/index.html': 'mine\n', 'file.txt': 'a file\n' });
    for (const out of ['mine', '.']) {
      for (const more of [[], ['--force']]) {
        const { code, err } = await runEda(folder, ['docs', '--out', out, ...more]);
        expect({ code, err }).toEqual({
          code: 2,
          err: `eda: ${out} holds files that eda docs did not write; nothing written\n     a folder of its own: eda docs --out <folder>\n`,
        });
      }
    }
    expect(readFileSync(join(folder, 'mine/index.html'), 'utf8')).toBe('mine\n');
    await runEda(folder, ['generate', 'dapr']);
    expect((await runEda(folder, ['docs', '--out', '.', '--force'])).code).toBe(2);
    const file = await runEda(folder, ['docs', '--out', 'file.txt']);
    expect(file.code).toBe(2);
    expect(file.err).not.toContain('bug');
    expect(readFileSync(join(folder, 'file.txt'), 'utf8')).toBe('a file\n');
  });

  it('keeps what people put beside its files, and gives up what they changed in them only when told to', async () => {
    const folder = project(design);
    await runEda(folder, ['docs']);
    writeFileSync(join(folder, 'site/CNAME'), 'docs.example.com\n');
    writeFileSync(join(folder, 'site', page), 'mine\n');
    const refused = await runEda(folder, ['docs']);
    expect(refused).toEqual({
      code: 4,
      out: '',
      err: `eda: changed by hand since it was written: ${page}; nothing written\n     --force gives the changes up\n`,
    });
    expect(readFileSync(join(folder, 'site', page), 'utf8')).toBe('mine\n');
    expect((await runEda(folder, ['docs', '--force'])).code).toBe(0);
    expect(readFileSync(join(folder, 'site', page), 'utf8')).toContain('Somebody ordered');
    expect(readFileSync(join(folder, 'site/CNAME'), 'utf8')).toBe('docs.example.com\n');
  });

  it('writes through no link', async () => {
    const folder = project({ ...design, 'elsewhere/kept.txt': '' });
    await runEda(folder, ['docs']);
    mkdirSync(join(folder, 'other'));
    symlinkSync(join(folder, 'elsewhere'), join(folder, 'other/events'));
    // As if an earlier run had been here.
    writeFileSync(join(folder, 'other/eda.lock'), readFileSync(join(folder, 'site/eda.lock')));
    const { code, err } = await runEda(folder, ['docs', '--out', 'other']);
    expect(code).toBe(2);
    expect(err).toContain('it is a link');
    expect(readdirSync(join(folder, 'elsewhere'))).toEqual(['kept.txt']);
  });

  it('goes on after a run that was cut off', async () => {
    const folder = project(design);
    await runEda(folder, ['docs']);
    const whole = readFileSync(join(folder, 'site', page), 'utf8');
    change(folder, 'site/eda.lock', (text) => text.replace(/^.*sales\.order\.placed.*\n/m, ''));
    writeFileSync(join(folder, 'site', `${page}.4711.tmp`), 'half');
    expect((await runEda(folder, ['docs'])).code).toBe(0);
    expect(readFileSync(join(folder, 'site', page), 'utf8')).toBe(whole);
  });

  it('tells what changed since each release', async () => {
    const versioned = soundDesign.replace('system: shop', 'system: shop\nversion: 1.0.0');
    const folder = project({ 'eda.yaml': versioned });
    expect((await runEda(folder, ['release'])).code).toBe(0);
    change(folder, 'eda.yaml', (text) =>
      text
        .replace('version: 1.0.0', 'version: 1.1.0')
        .replace('    summary: Somebody ordered', '    version: 1.1.0\n    summary: Somebody ordered')
        .replace('format: uuid }', 'format: uuid }, note: { type: string }'),
    );
    expect((await runEda(folder, ['docs'])).code).toBe(0);
    const changelog = readFileSync(join(folder, 'site/changelog.html'), 'utf8');
    expect(changelog).toContain('1.1.0, not released yet');
    expect(changelog).toContain('The first release.');
    expect(readFileSync(join(folder, 'site', page), 'utf8')).toContain('changelog.html#v1.1.0');
    writeFileSync(join(folder, 'releases/1.0.0/eda.yaml'), 'eda: [1');
    const broken = await runEda(folder, ['docs']);
    expect(broken.code).toBe(3);
    expect(broken.err).toContain('release 1.0.0 cannot be read');
  });

  it('says why there is nothing to write', async () => {
    const folder = project({
      'wrong/eda.yaml': soundDesign.replace('system:', 'sistem:'),
      'broken/eda.yaml': 'eda: [1',
      'empty/readme.txt': '',
    });
    const run = async (cwd: string, ...args: string[]) => {
      const { code, err } = await runEda(join(folder, cwd), ['docs', ...args]);
      expect(existsSync(join(folder, cwd, 'site'))).toBe(false);
      return { code, first: err.split('\n')[0] };
    };
    expect(await run('wrong')).toEqual({ code: 1, first: 'eda: nothing written: the design has errors' });
    expect((await run('broken')).code).toBe(3);
    expect((await run('empty')).code).toBe(2);
    expect((await run('wrong', '--ouf', 'x')).code).toBe(2);
  });
});
