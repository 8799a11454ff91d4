import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { daprCodes } from '../dapr/codes.ts';
import type { CodeDescription } from '../diagnostics/format/report.ts';
import { findPackageRoot } from '../generators/assets.ts';
import { generatorCodes } from '../generators/codes.ts';
import { rules } from '../rules/index.ts';
import { officialPrefix } from '../rules/lint-config.ts';
import type { Rule } from '../rules/rule.ts';
import { pageCodes } from '../site/guides/codes.ts';
import { readerCodes } from '../spec/codes.ts';
import type { CodeExplanation } from '../spec/eda/shape/codes.ts';

/** Faults that no rule finds: in reading, and what commands say beside it. */
const faults: { readonly [code: string]: CodeExplanation } = {
  ...readerCodes,
  ...daprCodes,
  ...pageCodes,
  ...generatorCodes,
  'generated-file': {
    title: 'A generated file is not as the design asks for it',
    explanation:
      'It is missing, out of date, no longer generated, or was edited by hand. `eda generate` writes it anew; what was edited by hand is left alone until somebody decides. What is to stay belongs into a file that is yours.',
    wrong: 'vi services/shop/src/generated/events.ts',
    right: 'vi eda.yaml && eda generate',
  },
  'config-unread': {
    title: 'A configuration that nobody reads',
    explanation:
      'How a design is checked and documented stands in its root file, under `lint` and `docs`. An `eda.config.yaml` is for projects without one: beside AsyncAPI documents or in a folder above it holds `lint`, `docs` and the `version` of all of them; where a design is kept elsewhere it names that (`design`), and `services` and `docs` of this project. It has this one name.',
    wrong: '# eda.config.yml\nlint: { extends: strict }',
    right: '# eda.config.yaml\nlint: { extends: strict }',
  },
  'compile-error': {
    title: 'A service cannot be bundled',
    explanation:
      '`eda dev` bundles each service with esbuild, which found this. What ran before goes on; the service starts anew when the file is saved. Types are not checked there: the `typecheck` of the project does so.',
    wrong: "import { prise } from './price.ts';     // it exports price",
    right: "import { price } from './price.ts';",
  },
  'dapr-resource': {
    title: 'A Dapr resource that the embedded sidecar cannot take',
    explanation:
      '`eda dev` and `eda prove` read the same files as daprd: components, subscriptions, resiliency, configuration. One of them is no YAML, lacks what it needs, or has a value of another kind; generated ones are right until somebody edits them. `eda lint dapr` looks at more.',
    wrong: 'spec: { maxRetries: often }',
    right: 'spec: { maxRetries: 3 }',
  },
  'custom-module': {
    title: "A module of the project's own rules or generators cannot be used",
    explanation:
      'Modules under `lint.custom` export `rules`, a list of what `defineRule` takes; those whose path stands under `generate` export `generator`, which is what `defineGenerator` takes. Paths are relative to the file that they stand in.',
    wrong: 'export default defineRule({ … })',
    right: 'export const rules = [defineRule({ … })];',
  },
};

/** A rule of the official parser, whose own words stand in the finding. */
function officialFault(code: string): CodeExplanation {
  return {
    title: `The official AsyncAPI parser's rule ${code.slice(officialPrefix.length)} finds something`,
    explanation:
      '`eda validate --official` has `@asyncapi/parser` judge documents as well, and leaves out what eda says of the same place. Severity is that of the parser; `lint.rules`, overrides and ignores speak of its rules by this name.',
    wrong: `lint: { rules: { ${code.slice(officialPrefix.length)}: off } }`,
    right: `lint: { rules: { ${code}: off } }`,
  };
}

/** The codes of the faults that no rule finds. */
export function faultCodes(): readonly string[] {
  return Object.keys(faults);
}

/** What the code of a finding is about: a rule of ours or of the project, or a fault in reading. */
export function describeCode(code: string, custom: readonly Rule[] = []): CodeDescription | undefined {
  const rule = rules.find(({ id }) => id === code);
  if (rule !== undefined) {
    return {
      title: rule.title,
      text: readFileSync(join(findPackageRoot(), 'docs/rules', `${code}.md`), 'utf8'),
    };
  }
  const fault = Object.hasOwn(faults, code)
    ? faults[code]
    : code.startsWith(officialPrefix)
      ? officialFault(code)
      : undefined;
  if (fault !== undefined) {
    const sample = (title: string, text: string): string => `\n${title}:\n\n${text.replace(/^/gm, '    ')}\n`;
    const { title, explanation, wrong, right } = fault;
    const text = `# ${code}\n\n${title}.\n\n${explanation}\n${sample('Wrong', wrong)}${sample('Right', right)}`;
    return { title, text };
  }
  const own = custom.find(({ id }) => id === code);
  return own === undefined ? undefined : { title: own.title };
}
