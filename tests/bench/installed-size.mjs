import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * What a package brings with it where it is installed: itself and all that it depends on, as Node would resolve that.
 * Peer dependencies count as well, for npm installs them, but for those that are optional.
 * @param {string} folder holds `node_modules`
 * @param {string} name
 * @returns bytes of all files, and the number of packages
 */
export function installedSize(folder, name) {
  const found = new Set();
  const left = [join(folder, 'node_modules', name)];
  for (let at = left.pop(); at !== undefined; at = left.pop()) {
    if (found.has(at)) continue;
    found.add(at);
    const {
      dependencies,
      optionalDependencies,
      peerDependencies = {},
      peerDependenciesMeta = {},
    } = JSON.parse(readFileSync(join(at, 'package.json'), 'utf8'));
    const peers = Object.keys(peerDependencies).filter(
      (peer) => peerDependenciesMeta[peer]?.optional !== true,
    );
    const needed = new Set([...Object.keys({ ...dependencies, ...optionalDependencies }), ...peers]);
    left.push(...[...needed].map((one) => resolvePackage(at, one)).filter((path) => path !== undefined));
  }
  const bytes = [...found].reduce((sum, path) => sum + sizeOf(path), 0);
  return { bytes, packages: found.size };
}

function resolvePackage(from, name) {
  for (let folder = from; ; folder = dirname(folder)) {
    const path = join(folder, 'node_modules', name);
    if (existsSync(join(path, 'package.json'))) return path;
    if (dirname(folder) === folder) return undefined;
  }
}

/** Bytes of a package's own files: packages that lie in it count by themselves. */
function sizeOf(folder) {
  return readdirSync(folder, { withFileTypes: true }).reduce((sum, entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' ? sum : sum + sizeOf(path);
    return sum + lstatSync(path).size;
  }, 0);
}
