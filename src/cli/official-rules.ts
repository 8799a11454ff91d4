import type { Diagnostic, Severity } from '../diagnostics/diagnostic.ts';
import { severities } from '../diagnostics/verdict.ts';
import { officialPrefix } from '../rules/lint-config.ts';
import { defineRule, type Rule } from '../rules/rule.ts';
import { isBelow } from '../spec/place-tree.ts';
import type { OfficialFinding } from './official-parser.ts';

/**
 * Rules of the official parser that found something, as rules of ours: `lint.rules`, overrides and ignores speak of
 * them by name, `official-asyncapi-info-license`.
 */
export function officialRules(findings: readonly OfficialFinding[]): Rule[] {
  const byRule = new Map<string, OfficialFinding[]>();
  for (const finding of findings) byRule.set(finding.rule, [...(byRule.get(finding.rule) ?? []), finding]);
  return [...byRule].map(([rule, found]) => {
    const severity = mostSevere(found);
    return defineRule({
      id: `${officialPrefix}${rule}`,
      title: `The official AsyncAPI parser's ${rule}`,
      topic: 'structure',
      severity: { minimal: severity, recommended: severity, strict: severity },
      visit: {
        architecture: ({ report }) => {
          for (const { message, help, at } of found)
            report({ message, ...(help === undefined ? {} : { help }), at });
        },
      },
    });
  });
}

function mostSevere(findings: readonly OfficialFinding[]): Severity {
  return severities.find((severity) => findings.some((finding) => finding.severity === severity)) ?? 'info';
}

/** Without what the official parser says where we said something already. */
export function withoutSaid(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const isOfficial = ({ code }: Diagnostic): boolean => code.startsWith(officialPrefix);
  const ours = diagnostics.filter((diagnostic) => !isOfficial(diagnostic));
  return diagnostics.filter(
    (diagnostic) => !isOfficial(diagnostic) || !ours.some((other) => saysTheSame(diagnostic, other)),
  );
}

/**
 * The same place is the same fault, and what lies in something that is wrong goes with it. A fault against the schema
 * of documents is told of what is around it and of its neighbours as well, since no alternative fits any more.
 */
function saysTheSame(official: Diagnostic, ours: Diagnostic): boolean {
  if (official.at.file !== ours.at.file || ours.at.path.length === 0) return false;
  if (isBelow(official.at, ours.at)) return ours.severity === 'error' || isBelow(ours.at, official.at);
  if (!schemaRules.test(official.code) || ours.severity !== 'error') return false;
  const { file, path } = official.at;
  return isBelow(ours.at, path.length > 1 ? { file, path: path.slice(0, -1) } : official.at);
}

/** Rules of the official parser that hold a document to its schema. */
const schemaRules = /^official-asyncapi-document-/;
