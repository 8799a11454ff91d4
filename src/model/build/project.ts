import { isMap } from '../../spec/is-map.ts';
import type {
  ById,
  DeclaredRule,
  DeclaredRuleKind,
  DocsConfig,
  GeneratorConfig,
  LintConfig,
  RuleSeverity,
  SettingValue,
} from '../architecture.ts';
import { byId, entriesOf, mapOf, optional, textOf, textsOf } from './values.ts';

const presets: readonly LintConfig['extends'][] = ['minimal', 'recommended', 'strict', 'asyncapi-import'];
const severities: readonly RuleSeverity[] = ['off', 'info', 'warning', 'error'];

/** Reads `lint`. Documents beside an `eda.yaml` are what others wrote, whatever holds for the design. */
export function readLint(value: unknown, file: string, documentsAlone: boolean): LintConfig {
  const lint = mapOf(value);
  const at = { file, path: ['lint'] };
  const preset = presets.find((name) => name === lint.extends) ?? 'recommended';
  return {
    extends: preset,
    documentsExtend: documentsAlone ? preset : 'asyncapi-import',
    rules: readSeverities(lint.rules),
    options: readRuleOptions(lint.rules),
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
    ...readCustom(lint.custom, file),
    at,
  };
}

function readCustom(value: unknown, file: string): Pick<LintConfig, 'custom' | 'declared'> {
  const placed = (Array.isArray(value) ? value : []).map((written: unknown, index) => ({
    written,
    at: { file, path: ['lint', 'custom', index] },
  }));
  return {
    custom: placed.flatMap(({ written, at }) => (typeof written === 'string' ? [{ path: written, at }] : [])),
    declared: placed.flatMap(({ written, at }) => readDeclaredRule(written, at) ?? []),
  };
}

/** A rule that lacks what the shape asks for is left out: that it does has been said. */
function readDeclaredRule(value: unknown, at: DeclaredRule['at']): DeclaredRule | undefined {
  const written = mapOf(value);
  const { path, ...require } = mapOf(written.require);
  const id = textOf(written.rule);
  const on = declaredKinds.find((kind) => kind === written.on);
  if (id === undefined || on === undefined || typeof path !== 'string') return undefined;
  return {
    id,
    on,
    where: readConditions(written.where),
    unless: readConditions(written.unless),
    path,
    require: byId(Object.entries(require)),
    message: textOf(written.message) ?? id,
    severity: severities.find((severity) => severity === written.severity) ?? 'warning',
    at,
  };
}

const declaredKinds: readonly DeclaredRuleKind[] = [
  'domain',
  'event',
  'field',
  'topic',
  'service',
  'subscription',
  'operation',
  'call',
  'aggregate',
  'projection',
  'saga',
  'environment',
];

function readConditions(value: unknown): ById<readonly SettingValue[]> {
  return byId(
    entriesOf(value).map(([path, wanted]) => [
      path,
      [wanted]
        .flat()
        .filter((each) => ['string', 'number', 'boolean'].includes(typeof each)) as SettingValue[],
    ]),
  );
}

function readSeverities(value: unknown): ById<RuleSeverity> {
  return byId(
    entriesOf(value).flatMap(([rule, written]) => {
      const said = isMap(written) ? written.severity : written;
      const severity = severities.find((candidate) => candidate === said);
      return severity === undefined ? [] : [[rule, severity] as const];
    }),
  );
}

function readRuleOptions(value: unknown): ById<ById<unknown>> {
  return byId(
    entriesOf(value).flatMap(([rule, written]) => {
      const { severity: _, ...options } = mapOf(written);
      return Object.keys(options).length === 0 ? [] : [[rule, byId(Object.entries(options))] as const];
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

/** Reads `docs`. */
export function readDocs(value: unknown, file: string): DocsConfig | undefined {
  if (!isMap(value)) return undefined;
  return {
    pages: textsOf(value.pages),
    ...optional('sourceUrl', textOf(value.sourceUrl)),
    at: { file, path: ['docs'] },
  };
}
