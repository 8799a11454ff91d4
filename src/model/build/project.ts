import type { ById, GeneratorConfig, LintConfig, RuleSeverity } from '../architecture.ts';
import { byId, entriesOf, mapOf, optional, textOf, textsOf } from './values.ts';

const presets: readonly LintConfig['extends'][] = ['minimal', 'recommended', 'strict', 'asyncapi-import'];
const severities: readonly RuleSeverity[] = ['off', 'info', 'warning', 'error'];

/** Reads `lint`. */
export function readLint(value: unknown, file: string): LintConfig {
  const lint = mapOf(value);
  const at = { file, path: ['lint'] };
  return {
    extends: presets.find((preset) => preset === lint.extends) ?? 'recommended',
    rules: readSeverities(lint.rules),
    overrides: (Array.isArray(lint.overrides) ? lint.overrides : []).map((written, index) => {
      const override = mapOf(written);
      return {
        patterns: textsOf(override.at),
        rules: readSeverities(override.rules),
        reason: textOf(override.reason) ?? '',
        ...optional('until', textOf(override.until)),
        at: { file, path: ['lint', 'overrides', index] },
      };
    }),
    custom: textsOf(lint.custom),
    at,
  };
}

function readSeverities(value: unknown): ById<RuleSeverity> {
  return byId(
    entriesOf(value).flatMap(([rule, written]) => {
      const severity = severities.find((candidate) => candidate === written);
      return severity === undefined ? [] : [[rule, severity] as const];
    }),
  );
}

/** Reads `generate`. */
export function readGenerate(value: unknown, file: string): ById<GeneratorConfig> {
  return byId(
    entriesOf(value).map(([generator, options]) => [
      generator,
      {
        enabled: options !== false,
        options: byId(entriesOf(options)),
        at: { file, path: ['generate', generator] },
      },
    ]),
  );
}
