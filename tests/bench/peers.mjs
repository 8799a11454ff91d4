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

/** Peers with a command line that are installed, and how `createMeasure` runs them. */
function peerCommands() {
  const commands = [];
  const cli = peerFolder('@asyncapi/cli');
  // It asks for Node 24, and tells its makers of its use unless it is told not to.
  const node = cli === undefined ? undefined : installNode(nodeVersions[24]);
  if (node !== undefined) {
    const program = join(cli, 'node_modules/@asyncapi/cli/bin/run_bin');
    commands.push({
      name: 'asyncapi',
      with: (...args) =>
        Object.assign([program, ...args], { node, env: { ASYNCAPI_METRICS: 'false', CI: 'true' } }),
    });
  }
  const spectral = peerFolder('@stoplight/spectral-cli');
  if (spectral !== undefined) {
    const program = join(spectral, 'node_modules/@stoplight/spectral-cli/dist/index.js');
    commands.push({ name: 'spectral', with: (...args) => [program, ...args] });
  }
  return commands;
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
  const checks = {
    asyncapi: { args: ['validate', document], goals: { usual: 0.06, largest: 0.016 } },
    spectral: { args: ['lint', '--ruleset', join(here, 'spectral.yaml'), document], goals: {} },
  };
  for (const peer of peerCommands()) {
    const { args, goals } = checks[peer.name];
    peers.push({ name: `${peer.name} ${args[0]}`, command: peer.with(...args), goals });
  }
  return peers;
}

/** What starts besides eda: each says its version. */
export function startPeers() {
  return peerCommands().map((peer) => ({ name: `${peer.name} --version`, command: peer.with('--version') }));
}

/** What people install besides eda for a part of the same work, and in which folder it is here. */
export function installPeers() {
  const names = ['@asyncapi/parser', '@asyncapi/cli', '@stoplight/spectral-cli', '@asyncapi/modelina'];
  return names
    .map((name) => ({ name, folder: name === '@asyncapi/parser' ? join(here, '../..') : peerFolder(name) }))
    .filter(({ folder }) => folder !== undefined);
}
