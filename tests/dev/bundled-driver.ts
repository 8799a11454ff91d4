import { join } from 'node:path';
import { build } from 'esbuild';

/**
 * Bundles a program over eda's own source, as a build of eda would, into a project, and gives its path: Node 20 runs
 * no TypeScript, and what a kill leaves behind shows only from outside of the killed process.
 */
export async function bundleDriver(root: string, source: string): Promise<string> {
  const outfile = join(root, 'driver.mjs');
  await build({
    stdin: { contents: source, resolveDir: join(import.meta.dirname, '../..'), loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    keepNames: true,
    logLevel: 'silent',
    outfile,
  });
  return outfile;
}
