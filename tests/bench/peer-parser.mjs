/** The official parser on one document: `node peer-parser.mjs <asyncapi.yaml>`. */
import { readFileSync } from 'node:fs';
import { Parser } from '@asyncapi/parser';

const diagnostics = await new Parser().validate(readFileSync(process.argv[2], 'utf8'));
console.log(`${diagnostics.filter(({ severity }) => severity === 0).length} errors`);
