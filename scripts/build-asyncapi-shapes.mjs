/**
 * Makes two small tables of the official JSON Schemas of AsyncAPI documents (`@asyncapi/specs`), which
 * `src/spec/asyncapi/shape/` reads a document and its bindings by: prose is gone; payload schemas, which have a reader of their own, and
 * bindings, which a rule checks, are anything in a document; "a reference or X" is one keyword; what versions share stands once.
 */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const specs = dirname(createRequire(import.meta.url).resolve('@asyncapi/specs/package.json'));
const versions = ['2.0.0', '2.1.0', '2.2.0', '2.3.0', '2.4.0', '2.5.0', '2.6.0', '3.0.0', '3.1.0'];
const into = 'src/spec/asyncapi/shape/asyncapi-shapes.generated';

const prose = [
  'title',
  'description',
  'examples',
  'example',
  'default',
  '$schema',
  '$id',
  '$comment',
  'definitions',
];
/** Definitions that others check. */
const passedOver = [
  /\/schema\.json$/,
  /draft-07/,
  /(multiFormatSchema|anySchema|openapiSchema_3_0|avroSchema_v1|specificationExtension|infoExtensions)\.json$/,
];
const bindings = /(\/bindings\/|[bB]indingsObject\.json$)/;

/** Writes the table; returns the paths of what was written. */
export async function buildAsyncApiShapes() {
  const definitions = new Map();
  const roots = {};
  for (const version of versions) {
    const schema = JSON.parse(await readFile(join(specs, 'schemas', `${version}.json`), 'utf8'));
    const inVersion = (id) => `${version}|${id}`;
    for (const [id, node] of Object.entries(schema.definitions)) {
      if (isPassedOver(id) || bindings.test(id)) continue;
      definitions.set(inVersion(id), { name: basename(id, '.json'), node: prepare(node, inVersion) });
    }
    roots[version] = inVersion('root');
    definitions.set(roots[version], { name: 'document', node: prepare(schema, inVersion) });
  }
  const classes = joinEqual(definitions);
  const names = new Map([...new Set(classes.values())].map((id, index) => [id, index]));
  const idOf = (key) => names.get(classes.get(key));
  const table = {
    versions: Object.fromEntries(versions.map((version) => [version, idOf(roots[version])])),
    shapes: [],
  };
  for (const [key, { name, node }] of definitions) {
    table.shapes[idOf(key)] = { name, ...replaceRefs(node, idOf) };
  }
  const text = JSON.stringify(table);
  await writeFile(
    join(root, `${into}.js`),
    `/** JSON text; parsed when the first document is read. */\nexport const asyncApiShapesText = ${JSON.stringify(text)};\n`,
  );
  await writeFile(join(root, `${into}.d.ts`), 'export declare const asyncApiShapesText: string;\n');
  return [`${into}.js`, `${into}.d.ts`, ...(await buildBindings())];
}

/** The binding objects of every protocol, in all their versions; equal ones stand once. */
async function buildBindings() {
  const table = { protocols: {}, shapes: [] };
  const known = new Map();
  for (const folder of (await readdir(join(specs, 'bindings'))).sort()) {
    const objects = {};
    const versions = (await readdir(join(specs, 'bindings', folder))).filter((name) => /^[0-9]/.test(name));
    for (const version of versions) {
      for (const file of await readdir(join(specs, 'bindings', folder, version))) {
        const schema = JSON.parse(await readFile(join(specs, 'bindings', folder, version, file), 'utf8'));
        const node = inline(schema, schema);
        // Which versions there are is told by the table.
        if (node.properties?.bindingVersion !== undefined)
          node.properties.bindingVersion = { type: 'string' };
        const text = JSON.stringify(prepare(node, (id) => id));
        if (!known.has(text)) {
          known.set(text, table.shapes.length);
          table.shapes.push(JSON.parse(text));
        }
        const object = basename(file, '.json');
        objects[object] = { ...objects[object], [version]: known.get(text) };
      }
    }
    table.protocols[folder === 'websockets' ? 'ws' : folder] = objects;
  }
  const path = into.replace('shapes', 'bindings');
  await writeFile(
    join(root, `${path}.js`),
    `/** JSON text; parsed when the first binding is checked. */\nexport const asyncApiBindingsText = ${JSON.stringify(JSON.stringify(table))};\n`,
  );
  await writeFile(join(root, `${path}.d.ts`), 'export declare const asyncApiBindingsText: string;\n');
  return [`${path}.js`, `${path}.d.ts`];
}

/** A schema with its own definitions in place of references to them; of payload schemas the type alone. */
function inline(node, schema) {
  if (typeof node !== 'object' || node === null) return node;
  if (Array.isArray(node)) return node.map((item) => inline(item, schema));
  if (typeof node.$ref === 'string') {
    if (/\/Reference\.json$/.test(node.$ref)) return node;
    if (/\/schema\.json$/.test(node.$ref)) return { type: ['object', 'boolean'] };
    if (!node.$ref.includes('#/')) return true;
    const steps = node.$ref.slice(node.$ref.indexOf('#/') + 2).split('/');
    return inline(
      steps.reduce((value, step) => value?.[step], schema),
      schema,
    );
  }
  return Object.fromEntries(
    Object.entries(node)
      .filter(([keyword]) => keyword !== 'definitions')
      .map(([keyword, value]) => [keyword, inline(value, schema)]),
  );
}

function prepare(node, inVersion) {
  if (typeof node !== 'object' || node === null) return node;
  if (Array.isArray(node)) return node.map((item) => prepare(item, inVersion));
  if (typeof node.$ref === 'string') {
    if (isPassedOver(node.$ref)) return true;
    if (bindings.test(node.$ref)) return { type: 'object' };
    return { $ref: inVersion(node.$ref) };
  }
  const result = {};
  for (const [keyword, value] of Object.entries(node)) {
    if (prose.includes(keyword)) continue;
    if (keyword === 'properties') {
      result.properties = Object.fromEntries(
        Object.entries(value).map(([name, child]) => [name, prepare(child, inVersion)]),
      );
    } else if (keyword === 'patternProperties') {
      for (const [pattern, child] of Object.entries(value)) {
        if (pattern.startsWith('^x-')) result.extensions = true;
        else result.patternProperties = { ...result.patternProperties, [pattern]: prepare(child, inVersion) };
      }
    } else if (keyword === 'oneOf' || keyword === 'anyOf') {
      Object.assign(result, prepareAlternatives(value, inVersion));
    } else if (keyword === 'allOf') {
      // What depends on `schemaFormat` is the business of the payload's reader.
      const parts = value
        .filter((part) => part.if === undefined || !JSON.stringify(part.if).includes('schemaFormat'))
        .map((part) => prepare(part, inVersion))
        .filter((part) => part !== true);
      if (parts.length > 0) result.allOf = parts;
    } else
      result[keyword] = ['const', 'enum', 'required'].includes(keyword) ? value : prepare(value, inVersion);
  }
  if (result.allOf?.length === 1 && Object.keys(result).length === 1) return result.allOf[0];
  return Object.keys(result).length === 0 ? true : result;
}

/** `oneOf: [a reference, X]` is `orRef: X`; a reference that also fits X is one all the same. */
function prepareAlternatives(branches, inVersion) {
  const isReference = (branch) => /\/Reference\.json$/.test(branch.$ref ?? '');
  const others = branches
    .filter((branch) => !isReference(branch))
    .map((branch) => prepare(branch, inVersion));
  if (others.includes(true)) return {};
  const [only] = others;
  const rest = others.length === 1 ? only : { oneOf: others };
  return others.length === branches.length ? { oneOf: others } : { orRef: rest };
}

function isPassedOver(id) {
  return passedOver.some((pattern) => pattern.test(id));
}

/** Classes of definitions that say the same all the way down: refined until no two of a class differ. */
function joinEqual(definitions) {
  let classes = new Map([...definitions].map(([key, { name }]) => [key, name]));
  for (;;) {
    const next = new Map();
    for (const [key, { name, node }] of definitions) {
      next.set(key, `${name} ${JSON.stringify(replaceRefs(node, (ref) => classes.get(ref)))}`);
    }
    const short = new Map([...new Set(next.values())].map((text, index) => [text, index]));
    const refined = new Map([...next].map(([key, text]) => [key, short.get(text)]));
    const count = new Set(refined.values()).size;
    if (count === new Set(classes.values()).size) return refined;
    classes = refined;
  }
}

function replaceRefs(node, idOf) {
  if (typeof node !== 'object' || node === null) return node;
  if (Array.isArray(node)) return node.map((item) => replaceRefs(item, idOf));
  return Object.fromEntries(
    Object.entries(node).map(([keyword, value]) => [
      keyword,
      keyword === '$ref' && typeof value === 'string' ? idOf(value) : replaceRefs(value, idOf),
    ]),
  );
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  for (const path of await buildAsyncApiShapes()) console.log(path);
}
