import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { runEda } from './run-eda.ts';

const folder = fileURLToPath(new URL('../documents', import.meta.url));

/** Documents that are legal and that nobody would write, with what there is to say of them all the same. */
const findings: { readonly [name: string]: readonly string[] } = {
  'escaped-pointers': ['name', 'property-collision'],
  'hostile-names': ['property-collision'],
  'limits-of-numbers': ['example-invalid'],
  'one-address-twice': ['message-disagreement'],
  'one-of-in-2x': ['key-missing'],
  traits: ['message-example-invalid'],
};

describe.each(readdirSync(folder))('%s', (name) => {
  const project = mkdtempSync(join(tmpdir(), 'eda-odd-'));
  cpSync(join(folder, name), project, { recursive: true });
  afterAll(() => rmSync(project, { recursive: true, force: true }));
  const eda = (...args: readonly string[]) => runEda(project, args);

  it('is found to be what it is', async () => {
    const { code, out, err } = await eda('validate', '.', '--format', 'json');
    const { diagnostics } = JSON.parse(out) as { diagnostics: readonly { code: string; severity: string }[] };
    const codes = diagnostics.filter(({ severity }) => severity !== 'info').map((found) => found.code);
    expect([...new Set(codes)].sort()).toEqual(findings[name] ?? []);
    expect({ code, err }).toEqual({ code: 0, err: '' });
  });

  it('does not differ from itself', async () => {
    expect(await eda('diff', '.', '.')).toMatchObject({
      code: 0,
      out: expect.stringContaining('no changes'),
      err: '',
    });
  });

  it('becomes a design without errors, which is exported and read again as the same', async () => {
    expect(await eda('import', 'asyncapi', '.', '--out', 'eda.yaml')).toMatchObject({ code: 0, err: '' });
    const { code, out } = await eda('validate', '--format', 'compact');
    expect({ code, errors: out.match(/.*: error: .*/g) ?? [] }).toEqual({ code: 0, errors: [] });
    expect(await eda('export', 'asyncapi', '--out', 'contracts')).toMatchObject({ code: 0 });
    expect(await eda('diff', 'eda.yaml', 'contracts')).toMatchObject({
      code: 0,
      out: expect.stringContaining('no changes'),
    });
    expect(await eda('generate')).toMatchObject({ code: 0 });
    expect(await eda('generate', '--check')).toMatchObject({ code: 0 });
  });
});
