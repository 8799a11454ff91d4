import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { manifestToolsFolder } from '../../scripts/components/manifest-tools.mjs';
import { componentsFolder, daprVersion } from '../../src/dev/daprd/find-daprd.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { brokersWithLogins, shopOnBrokers } from '../support/shop-on-brokers.ts';
import { runEda } from './project-on-broker.ts';

const tools = join(componentsFolder(process.env), manifestToolsFolder(daprVersion));
const project = mkdtempSync(join(tmpdir(), 'eda-compose-'));
const folderOf = (environment: string) => join(project, 'infra', environment, 'compose');

function run(cwd: string, program: string, ...args: string[]) {
  // Nothing of this process's own fills a gap.
  const env = { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '' };
  return spawnSync(program, args, { cwd, env, encoding: 'utf8' });
}

beforeAll(async () => {
  mkdirSync(project, { recursive: true });
  writeFileSync(join(project, 'eda.yaml'), shopOnBrokers('env'));
  await runEda(project, ['generate']);
}, 120_000);

afterAll(() => rmSync(project, { recursive: true, force: true }));

describe('Compose', () => {
  it.each(Object.keys(brokersWithLogins))(
    'its own reader takes the file of %s, with nothing missing',
    (name) => {
      const folder = folderOf(name);
      const reader = join(tools, 'bin/compose-check');
      const before = run(folder, reader, 'docker-compose.yaml');
      expect([before.status, before.stderr]).toEqual([
        1,
        expect.stringContaining('is missing: see make-env.sh'),
      ]);

      const first = run(folder, 'sh', 'make-env.sh');
      const file = join(folder, '.env');
      expect(statSync(file).mode & 0o077).toBe(0);
      if (first.status !== 0) {
        expect(first.stderr).toContain('to be filled in');
        writeFileSync(file, readFileSync(file, 'utf8').replace(/=$/gm, '=given'));
      }
      const kept = readFileSync(file, 'utf8');
      expect(run(folder, 'sh', 'make-env.sh').status).toBe(0);
      expect(readFileSync(file, 'utf8')).toBe(kept);

      const { status, stdout, stderr } = run(folder, reader, 'docker-compose.yaml');
      expect([stderr, status]).toEqual(['', 0]);
      expect(stdout.split('\n')).toEqual(
        expect.arrayContaining(['mail-service', 'mail-service-dapr', 'order-service', 'order-service-dapr']),
      );
    },
  );

  it('a misspelt key is refused', () => {
    const file = join(folderOf('redis'), 'planted.yaml');
    const text = readFileSync(join(folderOf('redis'), 'docker-compose.yaml'), 'utf8');
    writeFileSync(file, text.replace('depends_on:', 'dependson:'));
    expect(run(folderOf('redis'), join(tools, 'bin/compose-check'), 'planted.yaml').status).toBe(1);
  });

  it('scripts and images are what their linters take', () => {
    const scripts = ['make-env.sh', 'databases.sh'];
    expect(run(folderOf('redis'), join(tools, 'venv/bin/shellcheck'), ...scripts)).toMatchObject({
      status: 0,
      stdout: '',
    });
    const images = ['order-service', 'mail-service'].map((name) => `services/${name}/Dockerfile`);
    expect(run(project, join(tools, 'venv/bin/hadolint'), ...images)).toMatchObject({
      status: 0,
      stdout: '',
    });
    const planted = join(project, 'Planted.Dockerfile');
    writeFileSync(planted, 'FROM node\nRUN apt-get update && apt-get install curl\n');
    expect(run(project, join(tools, 'venv/bin/hadolint'), planted).status).not.toBe(0);
  });

  describe('databases.sh', () => {
    let postgres: TestPostgres;
    beforeAll(async () => {
      postgres = await startPostgres();
    });
    afterAll(() => postgres.stop());

    it('gives each service a role and a database, twice with the same end, whatever stands in its password', async () => {
      const { hostname, port, username, password } = new URL(postgres.superuserUrl);
      const given = {
        ...{ PGHOST: hostname, PGPORT: port, PGUSER: username, POSTGRES_USER: username },
        ...{ PGPASSWORD: decodeURIComponent(password), PATH: process.env.PATH ?? '' },
        ORDER_SERVICE_LOGIN_USERNAME: 'order_service',
        ORDER_SERVICE_LOGIN_PASSWORD: `a'b"c\\d$e`,
        STOCK_SERVICE_LOGIN_USERNAME: `x'; DROP ROLE postgres; --`,
        STOCK_SERVICE_LOGIN_PASSWORD: 'secret',
      };
      for (let round = 0; round < 2; round++) {
        const script = join(folderOf('redis'), 'databases.sh');
        const { status, stderr } = spawnSync('sh', [script], { env: given, encoding: 'utf8' });
        expect([stderr, status]).toEqual(['', 0]);
      }
      const client = new Client({
        ...{ host: hostname, port: Number(port), database: 'order_service' },
        ...{ user: given.ORDER_SERVICE_LOGIN_USERNAME, password: given.ORDER_SERVICE_LOGIN_PASSWORD },
      });
      await client.connect();
      await client.query('CREATE SCHEMA eda');
      const { rows } = await client.query(
        "SELECT d.datname, r.rolname FROM pg_database d JOIN pg_roles r ON r.oid = d.datdba WHERE d.datname LIKE '%\\_service' ORDER BY 1",
      );
      await client.end();
      expect(rows).toEqual([
        { datname: 'order_service', rolname: 'order_service' },
        { datname: 'stock_service', rolname: given.STOCK_SERVICE_LOGIN_USERNAME },
      ]);
    });
  });
});
