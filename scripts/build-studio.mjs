/**
 * Builds the page of the studio into `dist/studio/`: scripts and a style, with a hash of their content in the name, and
 * `files.json`, the list of what may be served.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const web = join(root, 'src/studio/web');

/** Writes the page; gives the names of its files, and what was bundled. */
export async function buildStudio(folder = join(root, 'dist/studio')) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: { studio: join(web, 'main.tsx'), style: join(web, 'style.css') },
    outdir: folder,
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    bundle: true,
    // The editor is a chunk of its own: the first picture does not wait for it.
    splitting: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'browser',
    target: ['chrome111', 'firefox113', 'safari16.4'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    minify: true,
    legalComments: 'none',
    tsconfig: join(web, 'tsconfig.json'),
    logLevel: 'warning',
  });
  const names = [];
  for (const { path, contents } of outputFiles) {
    writeFileSync(path, contents);
    names.push(basename(path));
  }
  const script = names.find((name) => /^studio-.*\.js$/.test(name));
  const style = names.find((name) => name.endsWith('.css'));
  const page = readFileSync(join(web, 'index.html'), 'utf8')
    .replace('{{script}}', script)
    .replace('{{style}}', style);
  writeFileSync(join(folder, 'index.html'), page);
  writeFileSync(join(folder, 'icon.svg'), readFileSync(join(web, 'icon.svg')));
  names.push('index.html', 'icon.svg');
  writeFileSync(join(folder, 'files.json'), `${JSON.stringify(names.sort())}\n`);
  return { names, inputs: metafile.inputs };
}
