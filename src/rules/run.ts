import type { Diagnostic, Place } from '../diagnostics/diagnostic.ts';
import type { Architecture } from '../model/architecture.ts';
import { type ArchitectureIndex, indexArchitecture } from '../model/query.ts';
import { readDeclaredRules } from './declared/declared-rules.ts';
import { describeScope, type InlineIgnore, isDay } from './inline-ignore.ts';
import { optionsOf, reportOptions, reportUnknownRules } from './lint-config.ts';
import { type ActiveOverride, activateOverrides, reportOverrides } from './overrides.ts';
import type { Finding, ReleaseFindings, Rule } from './rule.ts';
import type { SchemaMemory } from './schema-memory.ts';
import { baseSeverity, documentSeverity } from './severity.ts';
import { type FindPlace, type IgnoredFinding, silence } from './silence.ts';
import { walkArchitecture } from './walk.ts';

export interface LintInput extends FindPlace {
  readonly architecture: Architecture;
  /** Made from the design where the caller has none yet. */
  readonly index?: ArchitectureIndex;
  /** Ours and, behind them, a team's own. */
  readonly rules: readonly Rule[];
  /** ISO date of the run. */
  readonly today: string;
  /** Ignores in comments and documents, of all files. */
  readonly ignores?: readonly InlineIgnore[];
  /** What the reader has said already: a rule of the same name does not say it again of the same place. */
  readonly reported?: readonly Diagnostic[];
  /** What changed since the last release. */
  readonly release?: ReleaseFindings;
  /** Of a process that runs rules again and again. */
  readonly memory?: SchemaMemory;
}

export interface LintResult {
  readonly findings: readonly Diagnostic[];
  /** What ignores silence: it does not count, and some reports show it. */
  readonly ignored: readonly IgnoredFinding[];
}

/**
 * Runs rules over a design in one walk: severities from the preset, `lint.rules` and overrides; findings that an
 * ignore silences are left out; ignores, overrides and rule names that do nothing are findings themselves.
 * A rule that throws is a bug, and its error is not caught.
 */
export function runRules(input: LintInput): LintResult {
  const { architecture, today } = input;
  const { lint } = architecture;
  const declared = readDeclaredRules(
    lint,
    input.rules.map(({ id }) => id),
  );
  const rules = [...input.rules, ...declared.rules];
  const index = input.index ?? indexArchitecture(architecture);
  const overrides = activateOverrides(lint, today);
  const documents = new Set(architecture.documents.map(({ file }) => file));
  const diagnostics: Diagnostic[] = [];
  const reported = new Set((input.reported ?? []).map(identify));

  const contextOf = (rule: Rule) => {
    const base = baseSeverity(rule, lint);
    const inDocuments = documentSeverity(rule, lint);
    return {
      architecture,
      index,
      today,
      options: optionsOf(rule, lint),
      ...(input.release === undefined ? {} : { release: input.release }),
      report: (finding: Finding): void => {
        const severity =
          overriddenSeverity(rule.id, finding.at, overrides) ??
          (documents.has(finding.at.file) ? inDocuments : base);
        if (severity === 'off') return;
        const diagnostic: Diagnostic = { code: rule.id, severity, ...finding };
        if (!reported.has(identify(diagnostic))) diagnostics.push(diagnostic);
      },
    };
  };
  const runs = rules.map((rule) => ({ rule, context: contextOf(rule) }));
  const mayReport = ({ rule }: { rule: Rule }): boolean =>
    baseSeverity(rule, lint) !== 'off' ||
    (documents.size > 0 && documentSeverity(rule, lint) !== 'off') ||
    overrides.some((override) => rule.id in override.source.rules);
  walkArchitecture(architecture, runs.filter(mayReport), input.memory);

  const reporterOf = (id: string) => runs.find(({ rule }) => rule.id === id)?.context.report;
  const ignores = input.ignores ?? [];
  const ended = ignores.filter(({ until }) => until !== undefined && !(isDay(until) && today <= until));
  const active = ignores.filter((ignore) => !ended.includes(ignore));
  const { kept, ignored, unused } = silence(diagnostics, active, input);
  diagnostics.length = 0;
  reportUnknownRules(lint, ignores, rules, reporterOf('unknown-rule'));
  for (const fault of declared.faults) reporterOf('custom-rule')?.(fault);
  reportOptions(lint, rules, reporterOf('unknown-option'));
  reportOverrides(lint, overrides, rules, reporterOf);
  for (const { reason, until = '', at } of ended) {
    reporterOf('ignore-expired')?.({
      message: isDay(until)
        ? `this ignore ended on ${until}; it no longer holds`
        : `"${until}" is no day; this ignore does not hold`,
      help: isDay(until)
        ? `mend what it excused${reason === undefined ? '' : ` (${reason})`} and take it away, or give it a new date`
        : 'write the last day on which it holds, such as 2027-01-31',
      at,
    });
  }
  for (const { reason, at } of ignores) {
    if (reason !== undefined) continue;
    reporterOf('ignore-reason')?.({
      message: 'this ignore gives no reason',
      help:
        at.path.length > 0
          ? 'say why beside the rule: reason: …'
          : 'say why behind a colon: # eda-ignore rule-id: reason',
      at,
    });
  }
  for (const { ignore, ruleId } of unused) {
    const rule = rules.find(({ id }) => id === ruleId);
    if (rule === undefined || (rule.comparesWithRelease === true && input.release === undefined)) continue;
    reporterOf('ignore-unused')?.({
      message: `nothing to ignore here: ${ruleId} finds nothing ${describeScope(ignore)}`,
      help: 'take the ignore away',
      at: ignore.at,
      ...fixOf(ignore, unused),
    });
  }
  return { findings: [...kept, ...diagnostics], ignored };
}

/** Takes a comment away that silences nothing at all. */
function fixOf(
  { ruleIds, whole, ...ignore }: InlineIgnore,
  unused: readonly { readonly ignore: InlineIgnore; readonly ruleId: string }[],
): Pick<Finding, 'fix'> {
  const silent = ruleIds.every((id) =>
    unused.some((other) => other.ignore.at === ignore.at && other.ruleId === id),
  );
  if (whole === undefined || !silent) return {};
  return { fix: { safe: true, title: 'take the ignore away', edits: [{ at: whole, text: '' }] } };
}

function identify({ code, at }: Diagnostic): string {
  return [code, at.file, ...at.path].join('\0');
}

/** The last override that speaks of the rule at the place decides. */
function overriddenSeverity(ruleId: string, at: Place, overrides: readonly ActiveOverride[]) {
  let severity: ActiveOverride['source']['rules'][string] | undefined;
  for (const override of overrides) {
    const said = override.source.rules[ruleId];
    if (said === undefined || !override.matches(at)) continue;
    override.used.add(ruleId);
    severity = said;
  }
  return severity;
}
