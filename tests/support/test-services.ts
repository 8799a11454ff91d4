import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { runToEnd } from '../support/run-to-end.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Declares that each service of an example in TypeScript passes its own tests. */
export function testServices(example: 'todo' | 'orders'): void {
  const services = join(root, 'examples', example, 'services');
  const names = readdirSync(services);
  /** A copy inside of the repository, so that the services find their packages. */
  let project: string;
  let postgres: TestPostgres;

  beforeAll(async () => {
    mkdirSync(join(root, '.cache'), { recursive: true });
    project = mkdtempSync(join(root, `.cache/${example}-services-`));
    cpSync(services, project, {
      recursive: true,
      filter: (path) => !/[\\/](node_modules|dist)$/.test(path),
    });
    postgres = await startPostgres();
  });
  afterAll(async () => {
    await postgres?.stop();
    rmSync(project, { recursive: true, force: true });
  });

  it.each(names)('%s passes its own tests', async (service) => {
    const folder = join(project, service);
    const files = readdirSync(join(folder, 'test')).filter((name) => name.endsWith('.test.ts'));
    expect(files.length).toBeGreaterThan(1);
    await build({
      entryPoints: files.map((name) => join(folder, 'test', name)),
      bundle: true,
      platform: 'node',
      target: 'node20',
      format: 'esm',
      packages: 'external',
      sourcemap: true,
      outdir: join(folder, 'dist/test'),
      logLevel: 'silent',
    });
    const built = files.map((name) => join('dist/test', name.replace(/\.ts$/, '.js')));
    // A server that is given serves one of them, the embedded one the others.
    const given = service === names.at(-1) ? { DATABASE_URL: postgres.superuserUrl } : {};
    const { DATABASE_URL: _, ...surroundings } = process.env;
    const { code, output } = await runToEnd(process.execPath, ['--test', '--test-reporter=tap', ...built], {
      cwd: folder,
      env: { ...surroundings, ...given },
    });
    expect(code, output).toBe(0);
    expect(output).toMatch(/^# fail 0$/m);
    expect(existsSync(join(folder, 'migrations'))).toBe(true);
  });
}
