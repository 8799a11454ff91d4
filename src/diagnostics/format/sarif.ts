import type { Fix, Location, Log, Region, ReportingDescriptor, Result, Suppression } from 'sarif';
import type { Diagnostic, FixEdit, Place, Severity } from '../diagnostic.ts';
import { fingerprint } from '../fingerprint.ts';
import type { FilePosition } from './located.ts';
import {
  type CodeDescription,
  endOf,
  mostSevereFirst,
  type Report,
  repositoryPath,
  type Suppressed,
} from './report.ts';

/** GitHub refuses a run with more results than this. */
const mostResults = 25_000;

const levelOf: { readonly [severity in Severity]: Result.level } = {
  error: 'error',
  warning: 'warning',
  info: 'note',
};

/**
 * Findings as SARIF 2.1.0 (OASIS), for code scanning: a rule for each code with its explanation, fingerprints that
 * outlive edits, safe fixes, and what does not count as suppressed. Paths are those of the repository.
 */
export function toSarif(
  report: Report,
  descriptions: ReadonlyMap<string, CodeDescription>,
  { most = mostResults } = {},
): Log {
  const why = new Map(report.suppressed.map((one) => [one.diagnostic, one]));
  const all = [
    ...mostSevereFirst(report.findings, report.texts),
    ...mostSevereFirst([...why.keys()], report.texts),
  ];
  const kept = all.slice(0, most);
  const codes = [...new Set(kept.map(({ diagnostic }) => diagnostic.code))].sort();
  const results = kept.map(
    ({ diagnostic, position }): Result => ({
      ruleId: diagnostic.code,
      ruleIndex: codes.indexOf(diagnostic.code),
      level: levelOf[diagnostic.severity],
      message: {
        text:
          diagnostic.help === undefined ? diagnostic.message : `${diagnostic.message}\n${diagnostic.help}`,
      },
      locations: [locationOf(diagnostic.at, position, report)],
      partialFingerprints: { 'edaFingerprint/v1': fingerprint(diagnostic) },
      ...relatedOf(diagnostic, report),
      ...(why.size === 0 ? {} : { suppressions: suppressionsOf(why.get(diagnostic)) }),
      ...(diagnostic.fix?.safe === true && diagnostic.fix.edits.every(isReplacement)
        ? { fixes: [toFix(diagnostic.fix.title, diagnostic.fix.edits.filter(isReplacement), report)] }
        : {}),
    }),
  );
  const { outcome } = report.verdict;
  return {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'eda',
            version: report.version,
            semanticVersion: report.version,
            rules: codes.map((code) => toRule(code, descriptions.get(code))),
          },
        },
        automationDetails: { id: `eda/${report.command}/${report.folder === '' ? '' : `${report.folder}/`}` },
        columnKind: 'utf16CodeUnits',
        invocations: [
          {
            executionSuccessful: outcome !== 'unreadable',
            exitCode: report.exitCode,
            ...(all.length > kept.length
              ? { toolExecutionNotifications: [noticeOfCut(all.length, kept.length)] }
              : {}),
          },
        ],
        results,
      },
    ],
  };
}

function noticeOfCut(all: number, kept: number) {
  return {
    level: 'warning' as const,
    message: {
      text: `${all} findings; the ${kept} most severe of them are in this file, as many as code scanning takes`,
    },
  };
}

function toRule(code: string, description: CodeDescription | undefined): ReportingDescriptor {
  if (description === undefined) return { id: code };
  const { title, text } = description;
  return {
    id: code,
    shortDescription: { text: title },
    fullDescription: { text: title },
    help: { text: title, ...(text === undefined ? {} : { markdown: text }) },
  };
}

function locationOf(at: Place, position: FilePosition, report: Report): Location {
  return {
    physicalLocation: {
      artifactLocation: artifactOf(at.file, report),
      region: regionOf(position, report.texts.textOf(at.file)),
    },
    ...(at.path.length === 0 ? {} : { logicalLocations: [{ fullyQualifiedName: at.path.join('/') }] }),
  };
}

function artifactOf(file: string, report: Report): { uri: string; uriBaseId: string } {
  // A relative reference: what a URI gives a meaning is escaped, step by step.
  const uri = repositoryPath(report, file).split('/').map(encodeURIComponent).join('/');
  return { uri, uriBaseId: '%SRCROOT%' };
}

function regionOf(position: FilePosition, text: string | undefined): Region {
  const end = endOf(position, text);
  return { startLine: position.line, startColumn: position.column, endLine: end.line, endColumn: end.column };
}

function relatedOf({ related }: Diagnostic, report: Report): Pick<Result, 'relatedLocations'> {
  if (related === undefined || related.length === 0) return {};
  return {
    relatedLocations: related.map(({ message, at }, id) => ({
      id,
      message: { text: message },
      ...locationOf(at, report.texts.locate(at), report),
    })),
  };
}

function suppressionsOf(suppressed: Suppressed | undefined): Suppression[] {
  if (suppressed === undefined) return [];
  const { by, reason } = suppressed;
  return [
    {
      kind: by === 'ignore' ? 'inSource' : 'external',
      status: 'accepted',
      ...(reason === undefined ? {} : { justification: reason }),
    },
  ];
}

type Replacement = Extract<FixEdit, { readonly text: string }>;

/** SARIF tells regions and texts; what adds or takes away entries depends on the layout, which `--fix` knows. */
function isReplacement(edit: FixEdit): edit is Replacement {
  return 'text' in edit;
}

function toFix(title: string, edits: readonly Replacement[], report: Report): Fix {
  const byFile = new Map<string, Replacement[]>();
  for (const edit of edits) byFile.set(edit.at.file, [...(byFile.get(edit.at.file) ?? []), edit]);
  return {
    description: { text: title },
    artifactChanges: [...byFile].map(([file, own]) => ({
      artifactLocation: artifactOf(file, report),
      replacements: own.map(({ at, text }) => ({
        deletedRegion: regionOf(report.texts.locate(at), report.texts.textOf(file)),
        insertedContent: { text },
      })),
    })),
  };
}
