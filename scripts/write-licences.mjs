import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Writes which packages of others a bundle holds, with their versions, licences and notices, as their licences ask.
 * @param inputs paths of what was bundled, from the root of the repository
 */
export function writeLicences(inputs, root, path) {
  const folders = new Set();
  for (const input of inputs) {
    const folder = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1];
    if (folder !== undefined) folders.add(folder);
  }
  const packages = [...folders].map((folder) => readPackage(join(root, folder)));
  packages.sort((a, b) => (a.title < b.title ? -1 : 1));
  writeFileSync(
    path,
    `What eda carries of others, inside its own files.\n\n${packages.map(({ text }) => text).join('\n')}`,
  );
}

function readPackage(folder) {
  const { name, version, license, homepage, repository } = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8'),
  );
  const title = `${name} ${version}`;
  const source = homepage ?? repository?.url ?? repository ?? '';
  const notices = readdirSync(folder).filter((file) => /^(licen[cs]e|notice|copying)/i.test(file));
  if (notices.length === 0 && license === undefined)
    throw new Error(`${title} does not say how it may be used`);
  const also = carried[name] ?? '';
  return {
    title,
    text: [
      `${'='.repeat(80)}\n${title} (${license}) ${source}\n`,
      also,
      ...notices.map((file) => `${readFileSync(join(folder, file), 'utf8').trim()}\n`),
    ]
      .filter((part) => part !== '')
      .join('\n'),
  };
}

/** What a package carries itself that its own licence is not about. */
const carried = {
  '@hpcc-js/wasm-graphviz':
    'Contains Graphviz, compiled to WebAssembly by the package named above, under the Eclipse Public License; source and\n' +
    'licence at https://graphviz.org. And Expat, under the MIT licence; source and licence at https://libexpat.github.io.\n',
};
