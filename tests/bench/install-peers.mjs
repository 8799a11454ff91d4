/**
 * `npm run bench:peers`: installs the peers that are no development dependency, in the versions that figures are told
 * of, below `.cache/bench-peers`, where the benchmarks look for them. `EDA_PEERS` names another folder.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const versions = {
  '@asyncapi/cli': '6.2.0',
  '@asyncapi/diff': '0.5.0',
  '@asyncapi/modelina': '5.10.1',
  '@event-driven-io/emmett-postgresql': '0.42.0',
  '@stoplight/spectral-cli': '6.16.3',
  '@xyflow/react': '12.12.1',
  elkjs: '0.10.2',
  likec4: '1.59.4',
  'pg-boss': '10.3.2',
  react: '19.3.1',
  'react-dom': '19.3.1',
};

/** Where peers are looked for. */
export function peersFolder() {
  return process.env.EDA_PEERS ?? fileURLToPath(new URL('../../.cache/bench-peers', import.meta.url));
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const folder = peersFolder();
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'package.json'),
    `${JSON.stringify({ private: true, dependencies: versions }, null, 2)}\n`,
  );
  execFileSync('npm', ['install', '--no-audit', '--no-fund'], { cwd: folder, stdio: 'inherit' });
}
