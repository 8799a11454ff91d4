import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installNode, nodeVersions } from '../../scripts/install-node.mjs';
import { peersFolder } from './install-peers.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));

/** The folder of peers, where `npm run bench:peers` has installed this one; undefined where it has not. */
export function peerFolder(name) {
  const peers = peersFolder();
  return existsSync(join(peers, 'node_modules', name)) ? peers : undefined;
}

/**
 * What checks an AsyncAPI document besides eda: commands for `createMeasure`, with the largest ratios to each that are
 * wanted, at 1,000 events and fewer and at 5,000. Those that are not installed are left out; `@asyncapi/parser` always is.
 * @param {string} document
 */
export function documentPeers(document) {
  const peers = [
    {
      name: '@asyncapi/parser',
      command: [join(here, 'peer-parser.mjs'), document],
      goals: { usual: 0.1, largest: 0.03 },
    },
  ];
  const cli = peerFolder('@asyncapi/cli');
  // It asks for Node 24, and tells its makers of its use unless it is told not to.
  const node = cli === undefined ? undefined : installNode(nodeVersions[24]);
  if (node !== undefined) {
    const command = [join(cli, 'node_modules/@asyncapi/cli/bin/run_bin'), 'validate', document];
    peers.push({
      name: 'asyncapi validate',
      command: Object.assign(command, { node, env: { ASYNCAPI_METRICS: 'false', CI: 'true' } }),
      goals: { usual: 0.06, largest: 0.016 },
    });
  }
  const spectral = peerFolder('@stoplight/spectral-cli');
  if (spectral !== undefined) {
    const program = join(spectral, 'node_modules/@stoplight/spectral-cli/dist/index.js');
    peers.push({
      name: 'spectral lint',
      command: [program, 'lint', '--ruleset', join(here, 'spectral.yaml'), document],
      goals: {},
    });
  }
  return peers;
}
