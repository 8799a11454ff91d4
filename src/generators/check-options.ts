import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import type { GeneratorConfig } from '../model/architecture.ts';
import type { Generator } from './generator.ts';

/**
 * Checks what a design says of a team's own generator against the options that it declares. Those of ours are part of
 * the language: the published schema has them.
 */
export function checkOptions(generator: Generator, config: GeneratorConfig): Diagnostic[] {
  const ajv = new Ajv2020({ allErrors: true, strict: false });
  const validate = ajv.compile(generator.options ?? { type: 'object', additionalProperties: false });
  if (validate({ ...config.options })) return [];
  return (validate.errors ?? []).map((error): Diagnostic => {
    const unknown =
      error.keyword === 'additionalProperties' ? String(error.params.additionalProperty) : undefined;
    const steps = error.instancePath.split('/').slice(1).map(unescapeStep);
    return {
      code: 'generator-option',
      severity: 'error',
      message:
        unknown === undefined
          ? `${[generator.id, ...steps].join('.')} ${error.message ?? 'is not valid'}`
          : `${generator.id} has no option \`${unknown}\`${didYouMean(unknown, optionNames(generator))}`,
      at: {
        file: config.at.file,
        path: [...config.at.path, ...steps, ...(unknown === undefined ? [] : [unknown])],
        ...(unknown === undefined ? {} : { on: 'key' }),
      },
    };
  });
}

/** A step of a JSON Pointer; one into a list is a number. */
function unescapeStep(step: string): string | number {
  return /^\d+$/.test(step) ? Number(step) : step.replaceAll('~1', '/').replaceAll('~0', '~');
}

function optionNames(generator: Generator): string[] {
  const properties = generator.options?.properties;
  return typeof properties === 'object' && properties !== null ? Object.keys(properties) : [];
}
