/** Builds what every page of `eda docs` loads into `dist/site/`: classic scripts, which a page from the disk may load. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const web = join(root, 'src/site/web');

/** Writes the assets; gives what was bundled. */
export async function buildSite(folder = join(root, 'dist/site')) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: { site: join(web, 'main.tsx'), theme: join(web, 'theme.ts'), style: join(web, 'style.css') },
    outdir: folder,
    bundle: true,
    write: false,
    metafile: true,
    format: 'iife',
    platform: 'browser',
    target: ['chrome111', 'firefox113', 'safari16.4'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    minify: true,
    legalComments: 'none',
    tsconfig: join(web, 'tsconfig.json'),
    logLevel: 'warning',
  });
  for (const { path, contents } of outputFiles) writeFileSync(join(folder, basename(path)), contents);
  writeFileSync(join(folder, 'icon.svg'), readFileSync(join(root, 'src/studio/web/icon.svg')));
  return { inputs: metafile.inputs };
}
