import type { Generator } from '../../src/generators/generator.ts';

/** A part of a JSON Schema. */
type Schema = { readonly [keyword: string]: unknown };

/** What of the published schema is made of the generators: what may stand under `generate`, and what that is called. */
export interface GenerateSchema {
  /** Of the key `generate` of the root. */
  readonly generate: Schema;
  readonly generatorName: Schema;
}

/**
 * Says in the schema of the language which generators there are and which options each has, so that editors complete
 * them and `eda validate` checks them without loading one.
 *
 * @param published the schema as it stands, of which all else is kept
 */
export function generateSchema(generators: readonly Generator[], published: GenerateSchema): GenerateSchema {
  const names = generators.map(({ id }) => id);
  const { description, type, properties: _, ...others } = published.generate;
  const properties = Object.fromEntries(generators.map((generator) => [generator.id, schemaOf(generator)]));
  return {
    generate: { description, type, properties, ...others },
    generatorName: { ...published.generatorName, pattern: `^(${names.join('|')}|\\.{1,2}/.+)$` },
  };
}

/** Options of one generator, or `false`. */
function schemaOf({ title, options }: Generator): Schema {
  return {
    description: `${title.charAt(0).toUpperCase()}${title.slice(1)}.`,
    $ref: '#/$defs/generatorOptions',
    properties: options?.properties ?? {},
    additionalProperties: false,
  };
}
