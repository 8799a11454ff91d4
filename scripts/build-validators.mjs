/**
 * Compiles the published JSON Schemas of our own languages into plain modules, so that nothing of ajv is loaded and
 * nothing is compiled when `eda` runs; published facts become modules as well. Each schema gives two modules beside their user, both ignored by git:
 * `validate-<name>.generated.js`, the validator, and `<name>-schema.generated.js`, the schema without its prose.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import Ajv2020 from 'ajv/dist/2020.js';
import standaloneCode from 'ajv/dist/standalone/index.js';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));

const validators = [
  { name: 'eda', schema: 'specs/schema/eda.schema.json', into: 'src/spec/eda/shape', withText: true },
  {
    name: 'x-eda',
    schema: 'specs/schema/x-eda.schema.json',
    into: 'src/spec/asyncapi/eda',
    refersTo: 'specs/schema/eda.schema.json',
  },
];

/** Facts that rules ask for, without the sources that only people read. */
const brokerFacts = { data: 'specs/brokers/brokers.json', into: 'src/delivery/brokers.generated' };

/** Payload schemas are checked by their own walker, which knows the file, the draft and `x-` keywords. */
const metaSchema = 'https://json-schema.org/draft/2020-12/schema';

const proseKeywords = ['title', 'description', 'examples', 'default', '$schema', '$id'];

/** What holds a value as people write it, and no schema. */
const valueKeywords = ['const', 'enum', 'examples'];

/** Writes the modules of every validator; returns their paths, relative to the project. */
export async function buildValidators() {
  const written = [];
  for (const { name, schema, into, refersTo, withText } of validators) {
    const own = JSON.parse(await readFile(join(root, schema), 'utf8'));
    const published =
      refersTo === undefined
        ? own
        : withDefinitions(own, JSON.parse(await readFile(join(root, refersTo), 'utf8')));
    const compiled = prepareSchema(published);
    written.push(
      await write(join(into, `validate-${name}.generated.js`), await compileValidator(compiled)),
      await write(join(into, `validate-${name}.generated.d.ts`), validatorTypes),
    );
    if (withText !== true) continue;
    written.push(
      await write(
        join(into, `${name}-schema.generated.js`),
        `/** JSON text; parsed only once something is wrong. */\nexport const ${name}SchemaText = ${JSON.stringify(JSON.stringify(compiled))};\n`,
      ),
      await write(
        join(into, `${name}-schema.generated.d.ts`),
        `export declare const ${name}SchemaText: string;\n`,
      ),
    );
  }
  const { brokers } = JSON.parse(await readFile(join(root, brokerFacts.data), 'utf8'));
  const facts = Object.fromEntries(
    Object.entries(brokers).map(([type, { sources: _, ...known }]) => [type, known]),
  );
  written.push(
    await write(`${brokerFacts.into}.js`, `export const brokers = ${JSON.stringify(facts)};\n`),
    await write(
      `${brokerFacts.into}.d.ts`,
      'export declare const brokers: { readonly [type: string]: unknown };\n',
    ),
  );
  return written;
}

/** A schema with the definitions of another one that it refers to. */
function withDefinitions(schema, other) {
  const text = JSON.stringify(schema).replaceAll(`${other.$id}#/$defs/`, '#/$defs/');
  const joined = JSON.parse(text);
  return { ...joined, $defs: { ...other.$defs, ...joined.$defs } };
}

/** ajv's code, bundled with the few helpers of its runtime that the code requires. */
async function compileValidator(schema) {
  const ajv = new Ajv2020.default({
    allErrors: true,
    messages: false,
    inlineRefs: false,
    discriminator: true,
    strict: true,
    strictRequired: false,
    strictTypes: false,
    allowMatchingProperties: false,
    code: { source: true, esm: true, lines: false, optimize: true },
  });
  const code = withLinearErrors(standaloneCode.default(ajv, ajv.compile(schema)));
  const bundle = await build({
    stdin: { contents: code, resolveDir: root, loader: 'js' },
    bundle: true,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    target: 'es2022',
    minify: true,
    write: false,
    logLevel: 'warning',
  });
  return bundle.outputFiles[0].text;
}

/**
 * ajv copies all errors so far for each value that has one, which takes minutes where thousands have: they are added to
 * the list that is there. Nobody else holds it: each call of a validator begins a list of its own.
 */
function withLinearErrors(code) {
  const linear = code.replaceAll(/\bvErrors\.concat\((\w+)\.errors\)/g, 'addErrors(vErrors,$1.errors)');
  if (linear === code || linear.includes('vErrors.concat'))
    throw new Error('ajv collects errors in another way now: see withLinearErrors');
  return `${linear}\nfunction addErrors(all, more) {\n  for (const error of more) all.push(error);\n  return all;\n}\n`;
}

/**
 * The schema as the validator needs it: payload schemas are anything, prose is gone, and alternatives that a constant
 * tells apart are marked so, which gives one error instead of one for each alternative.
 */
function prepareSchema(schema) {
  return prepare(schema, schema);
}

function prepare(node, document) {
  if (typeof node !== 'object' || node === null) return node;
  if (Array.isArray(node)) return node.map((item) => prepare(item, document));
  if (node.$ref === metaSchema) return true;
  const result = {};
  for (const [keyword, value] of Object.entries(node)) {
    // An example says best how a text in a form is written.
    const isProse = proseKeywords.includes(keyword) && (keyword !== 'examples' || node.pattern === undefined);
    if (isProse) continue;
    if (keyword === 'properties' || keyword === '$defs') {
      result[keyword] = Object.fromEntries(
        Object.entries(value).map(([name, child]) => [name, prepare(child, document)]),
      );
    } else result[keyword] = valueKeywords.includes(keyword) ? value : prepare(value, document);
  }
  // A known type of the items lets ajv look for doubles with a table instead of comparing all pairs.
  if (node.uniqueItems === true && node.items?.$ref !== undefined) {
    result.items = { type: resolve(node.items, document).type, ...result.items };
  }
  const tag = discriminatorOf(node, document);
  if (tag !== undefined) result.discriminator = { propertyName: tag };
  return result;
}

/** The required property whose constant tells the branches of `oneOf` apart, if there is one. */
function discriminatorOf(node, document) {
  if (!Array.isArray(node.oneOf) || !Array.isArray(node.required)) return undefined;
  return node.required.find((name) =>
    node.oneOf.every((branch) => resolve(branch, document).properties?.[name]?.const !== undefined),
  );
}

function resolve(node, document) {
  if (typeof node.$ref !== 'string') return node;
  return node.$ref
    .slice('#/'.length)
    .split('/')
    .reduce((value, step) => value[step], document);
}

async function write(path, text) {
  const target = join(root, path);
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, text);
  return path;
}

const validatorTypes = `/** What ajv says about one fault. */
export interface ShapeError {
  readonly keyword: string;
  /** JSON Pointer to the value. */
  readonly instancePath: string;
  /** JSON Pointer to the keyword; begins at the definition that was referred to last. */
  readonly schemaPath: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** The key at fault, of errors within \`propertyNames\`. */
  readonly propertyName?: string;
}

export interface ShapeValidator {
  (value: unknown): boolean;
  errors?: readonly ShapeError[] | null;
}

export declare const validate: ShapeValidator;
export default validate;
`;

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  for (const path of await buildValidators()) console.log(path);
}
