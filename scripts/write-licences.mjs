import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The packages of others that a bundle holds, by name.
 * @param {readonly string[]} inputs paths of what was bundled, from the root of the repository
 * @param {string} root
 */
export function findCarried(inputs, root) {
  const folders = new Set();
  for (const input of inputs) {
    const folder = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1];
    if (folder !== undefined) folders.add(folder);
  }
  const packages = [...folders].map((folder) => readPackage(join(root, folder)));
  return packages.sort((a, b) => (a.title < b.title ? -1 : 1));
}

/** Writes their versions, licences and notices, as their licences ask. */
export function writeLicences(packages, path) {
  writeFileSync(
    path,
    `What eda carries of others, inside its own files.\n\n${packages.map(({ text }) => text).join('\n')}`,
  );
}

/** Writes the same for scanners: CycloneDX 1.6, without a date, so that a build says the same each time. */
export function writeBillOfMaterials(packages, version, path) {
  const components = packages.map(({ name, version: of, license, source }) => ({
    type: 'library',
    'bom-ref': `pkg:npm/${name.replace('@', '%40')}@${of}`,
    name,
    version: of,
    purl: `pkg:npm/${name.replace('@', '%40')}@${of}`,
    ...(license === undefined ? {} : { licenses: [licenceChoice(license)] }),
    ...(/^https?:/.test(source) ? { externalReferences: [{ type: 'website', url: source }] } : {}),
  }));
  const own = { type: 'application', 'bom-ref': `pkg:npm/eda@${version}`, name: 'eda', version };
  const bom = {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component: { ...own, licenses: [{ license: { id: 'MIT' } }] } },
    components,
  };
  writeFileSync(path, `${JSON.stringify(bom, null, 2)}\n`);
}

/** One licence by its id, several as the expression that they are. */
function licenceChoice(license) {
  return /^[\w.-]+$/.test(license) ? { license: { id: license } } : { expression: license };
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
    name,
    version,
    license,
    source: typeof source === 'string' ? source : '',
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
