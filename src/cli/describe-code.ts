import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CodeDescription } from '../diagnostics/format/report.ts';
import { findPackageRoot } from '../generators/assets.ts';
import { rules } from '../rules/index.ts';
import type { Rule } from '../rules/rule.ts';
import { readerCodes } from '../spec/codes.ts';

/** What the code of a finding is about: a rule of ours or of the project, or a fault in reading. */
export function describeCode(code: string, custom: readonly Rule[] = []): CodeDescription | undefined {
  const rule = rules.find(({ id }) => id === code);
  if (rule !== undefined) {
    return {
      title: rule.title,
      text: readFileSync(join(findPackageRoot(), 'docs/rules', `${code}.md`), 'utf8'),
    };
  }
  const fault = Object.hasOwn(readerCodes, code) ? readerCodes[code] : undefined;
  if (fault !== undefined) {
    const sample = (title: string, text: string): string => `\n${title}:\n\n${text.replace(/^/gm, '    ')}\n`;
    const { title, explanation, wrong, right } = fault;
    const text = `# ${code}\n\n${title}.\n\n${explanation}\n${sample('Wrong', wrong)}${sample('Right', right)}`;
    return { title, text };
  }
  const own = custom.find(({ id }) => id === code);
  return own === undefined ? undefined : { title: own.title };
}
