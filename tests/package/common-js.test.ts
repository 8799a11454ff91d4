import { describe, expect, it } from 'vitest';
import { toCommonJs } from '../../scripts/common-js.mjs';

/** Runs a module that was turned, with what it asks for. */
async function run(code: string, found: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
  const module = {
    exports: {} as Record<string, unknown>,
    importModule: async (name: string) => `imported ${name}`,
  };
  const asked = (name: string): unknown => {
    if (!(name in found)) throw new Error(`${name} was not expected`);
    return found[name];
  };
  const made = await toCommonJs(code, 'chunk.cjs');
  new Function('module', 'require', '__filename', made)(module, asked, '/folder/chunk.cjs');
  return module.exports;
}

describe('toCommonJs', () => {
  it.each([
    ['names', 'import{a,b as c}from"./x.cjs";var d=[a,c];export{d};', { d: [1, 2] }],
    ['a name alone', 'import"./x.cjs";var d=1;export{d};', { d: 1 }],
    ['exports by other names', 'var d=1,e=2;export{d as default,e as f};', { default: 1, f: 2 }],
    ['a default', 'import x from"./x.cjs";export{x};', { x: 3 }],
    ['a value by default', 'var d=1;export default d+1;var e;', { default: 2 }],
    ['nothing', 'var d=1;', {}],
    [
      'text that looks like imports',
      'var d=`import{a}from"./y.cjs";\nexport{q};import("./y.cjs")`;export{d};',
      { d: 'import{a}from"./y.cjs";\nexport{q};import("./y.cjs")' },
    ],
  ])('turns a module with %s', async (_, code, exports) => {
    expect(await run(code, { './x.cjs': { a: 1, b: 2, default: 3 } })).toEqual(exports);
  });

  it('gives builtins by name, as a whole and by default', async () => {
    const path = { join: 'join' };
    const code =
      'import{join}from"node:path";import p from"node:path";import*as q from"node:path";export{join,p,q};';
    expect(await run(code, { 'node:path': path })).toEqual({ join: 'join', p: path, q: path });
  });

  it('requires a chunk that is imported later when it is', async () => {
    const found: Record<string, unknown> = {};
    const { later } = await run('var later=()=>import("./x.cjs");export{later};', found);
    found['./x.cjs'] = { a: 1 };
    expect(await (later as () => Promise<unknown>)()).toEqual({ a: 1 });
  });

  it('lets who loads it import what is not known yet', async () => {
    const { f } = await run('var f=(x)=>import(x);export{f};');
    expect(await (f as (name: string) => Promise<unknown>)('left-pad')).toBe('imported left-pad');
  });

  it('tells the address of the module', async () => {
    const url = await import('node:url');
    expect(await run('var at=import.meta.url;export{at};', { 'node:url': url })).toEqual({
      at: 'file:///folder/chunk.cjs',
    });
  });

  it('refuses exports that are filled in later', async () => {
    await expect(toCommonJs('var i=__esm({});export{i};', 'chunk.cjs')).rejects.toThrow('chunk.cjs');
  });
});
