import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { change, project, runEda, soundDesign } from './run-eda.ts';

const header = '# kept: a comment\n';

describe('eda validate --fix', () => {
  it('mends what needs no decision, and nothing around it', async () => {
    const text = `${header}${soundDesign}`
      .replace('key: orderId', 'key:   orderId    # kept: blanks\n    internal: yes')
      .replace('system: shop', "system: 'shop'\nversion: 1");
    const folder = project({ 'eda.yaml': text });
    expect((await runEda(folder, ['validate'])).code).toBe(1);
    const { code, err } = await runEda(folder, ['validate', '--fix']);
    const fixed = readFileSync(join(folder, 'eda.yaml'), 'utf8');
    expect(err).toMatch(/^fixed: write true$/m);
    expect(fixed.replace('internal: true', 'internal: yes').replace(/^version: .*$/m, 'version: 1')).toBe(
      text,
    );
    expect(fixed).toContain('internal: true');
    const again = await runEda(folder, ['validate', '--fix']);
    expect(again.err).toBe('');
    expect(again.code).toBe(code);
    expect(readFileSync(join(folder, 'eda.yaml'), 'utf8')).toBe(fixed);
  });

  it('renames only when it is told to, and then everywhere', async () => {
    const wrong = `${header}${soundDesign.replaceAll('sales.order.placed', 'sales.order.place')}`;
    const folder = project({ 'eda.yaml': wrong });
    const shown = await runEda(folder, ['validate']);
    expect(shown.out).toContain('--fix-unsafe: rename to sales.order.placed here and in 2 other places');
    await runEda(folder, ['validate', '--fix']);
    expect(readFileSync(join(folder, 'eda.yaml'), 'utf8')).toBe(wrong);
    const { code, err } = await runEda(folder, ['validate', '--fix-unsafe']);
    expect({ code, err }).toEqual({
      code: 0,
      err: 'fixed: rename to sales.order.placed here and in 2 other places\n',
    });
    expect(readFileSync(join(folder, 'eda.yaml'), 'utf8')).toBe(`${header}${soundDesign}`);
  });

  it('leaves alone what the baseline knows, unless told to look past it', async () => {
    const wrong = soundDesign.replaceAll('sales.order.placed', 'sales.order.place');
    const folder = project({ 'eda.yaml': wrong });
    await runEda(folder, ['validate', '--update-baseline']);
    expect(await runEda(folder, ['validate', '--fix-unsafe'])).toMatchObject({ code: 0, err: '' });
    expect(readFileSync(join(folder, 'eda.yaml'), 'utf8')).toBe(wrong);
    change(folder, 'eda.yaml', (text) =>
      text
        .replace(
          'services:',
          'services: # all of them\n  post-service: { domain: sales, subscribes: { sales.order.place: {} }, publishes: [sales.order.post] }',
        )
        .replace(
          '\nservices:',
          "\n  sales.order.post: { summary: It is on its way, key: orderId, data: { $ref: '#/schemas/Order' } }\nschemas: { Order: { type: object, required: [orderId], properties: { orderId: { type: string, format: uuid } } } }\nservices:",
        ),
    );
    expect((await runEda(folder, ['validate', '--fix-unsafe'])).err).toMatch(
      /^fixed: rename to sales\.order\.posted[^\n]*\n$/,
    );
    const half = readFileSync(join(folder, 'eda.yaml'), 'utf8');
    expect(half).toContain('sales.order.place: {}');
    const { err } = await runEda(folder, ['validate', '--fix-unsafe', '--no-baseline']);
    expect(err).toContain('fixed: rename to sales.order.placed');
  });

  it('keeps stdout for the report', async () => {
    const folder = project({ 'eda.yaml': soundDesign.replace('summary:', 'sumary:') });
    const { code, out } = await runEda(folder, ['validate', '--fix-unsafe', '--format', 'json']);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ diagnostics: [], counts: { error: 0 } });
  });
});
