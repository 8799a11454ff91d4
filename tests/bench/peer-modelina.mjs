/** Modelina's TypeScript models of one document: `node peer-modelina.mjs <peers> <asyncapi.yaml> <output>`. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { load } from 'js-yaml';

const [peers, document, output] = process.argv.slice(2);
const { TypeScriptFileGenerator } = createRequire(join(peers, 'package.json'))('@asyncapi/modelina');
const generator = new TypeScriptFileGenerator({ modelType: 'interface' });
const models = await generator.generateToFiles(load(readFileSync(document, 'utf8')), output, {
  exportType: 'named',
});
console.log(`${models.length} models`);
