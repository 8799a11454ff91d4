import { readFileSync } from 'node:fs';
import { Script } from 'node:vm';
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { buildExtension } from '../../scripts/build-vscode.mjs';
import { project } from '../cli/run-eda.ts';

describe('the extension for Visual Studio Code', () => {
  it('is packed with what its manifests name, the same each time', async () => {
    const path = await buildExtension(project());
    const files = unzipSync(readFileSync(path));
    const text = (name: string): string => new TextDecoder().decode(files[name]);
    const { main, version, engines } = JSON.parse(text('extension/package.json'));
    expect(path).toMatch(new RegExp(`eda-${version}\\.vsix$`));
    expect(files[`extension/${String(main).slice(2)}`]).toBeDefined();
    const manifest = text('extension.vsixmanifest');
    for (const [, asset = ''] of manifest.matchAll(/Path="([^"]+)"/g))
      expect(Object.keys(files)).toContain(asset);
    expect(manifest).toContain(`Value="${engines.vscode}"`);
    expect(readFileSync(await buildExtension(project()))).toEqual(readFileSync(path));
  });

  it('runs, and has what the editor calls', async () => {
    const files = unzipSync(readFileSync(await buildExtension(project())));
    const code = new TextDecoder().decode(files['extension/extension.js']);
    // It runs, and brings what the editor calls; the editor itself is played.
    const module = { exports: {} as { activate?: unknown; deactivate?: unknown } };
    const played: unknown = new Proxy(function play() {}, {
      get: (_, key) => (key === Symbol.toPrimitive ? () => '' : key === 'prototype' ? {} : played),
      apply: () => played,
      construct: () => played as object,
    });
    const load = (name: string): unknown => (name === 'vscode' ? played : process.getBuiltinModule(name));
    new Script(`(function(module,exports,require){${code}})`).runInThisContext()(
      module,
      module.exports,
      load,
    );
    expect(typeof module.exports.activate).toBe('function');
    expect(typeof module.exports.deactivate).toBe('function');
  });
});
