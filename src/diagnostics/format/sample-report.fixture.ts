import { createLocator } from '../../spec/locate.ts';
import type { Diagnostic } from '../diagnostic.ts';
import { decideVerdict, type FailOn } from '../verdict.ts';
import type { Report, Suppressed } from './report.ts';

/** Text that means something to every format: markup, commands, controls, halves of characters. */
export const hostile =
  'a"b\'c<d>&e|f`g`*h*_i_[j](k)\\ %0A::error::x, y ##[error]z @octocat #1 https://example.com ]]>\u001b[31m\u0007\u202e\ud800 日本😀\r\n::set-output name=a::b';

/** Makes a report of findings in texts; what is not said is harmless. */
export function sampleReport(
  texts: { readonly [file: string]: string },
  findings: readonly Diagnostic[],
  {
    failOn = 'error',
    suppressed = [],
    folder = '',
    notes = [],
  }: { failOn?: FailOn; suppressed?: readonly Suppressed[]; folder?: string; notes?: readonly string[] } = {},
): Report {
  const verdict = decideVerdict(findings, { incomplete: false, failOn });
  return {
    command: 'validate',
    version: '1.2.3',
    findings,
    suppressed,
    verdict,
    exitCode: verdict.outcome === 'failed' ? 1 : 0,
    texts: {
      textOf: (file) => texts[file],
      locate: (place) => createLocator(texts[place.file] ?? '')(place),
    },
    files: Object.keys(texts),
    folder,
    notes,
  };
}

/** A finding at a value of `eda.yaml`. */
export function finding(path: Diagnostic['at']['path'], more: Partial<Diagnostic> = {}): Diagnostic {
  return {
    code: 'some-rule',
    severity: 'error',
    message: 'something is wrong',
    at: { file: 'eda.yaml', path },
    ...more,
  };
}

/** A report with everything that a report can have. */
export function fullReport(): Report {
  const text =
    'eda: 1\nevents:\n  a.b.c:\n    summary: one\n    data: {\n      type: object }\n  d.e.f: {}\n';
  const odd = 'odd, name:%#.json';
  return sampleReport(
    { 'eda.yaml': text, [odd]: '{ "a": 1 }', 'clean.yaml': 'eda: 1\n' },
    [
      finding(['events', 'd.e.f'], {
        severity: 'info',
        at: { file: 'eda.yaml', path: ['events', 'd.e.f'], on: 'key' },
      }),
      finding(['events', 'a.b.c', 'summary'], {
        help: 'write more',
        related: [{ message: 'look here', at: { file: odd, path: ['a'] } }],
        fix: {
          safe: true,
          title: 'write two',
          edits: [{ at: { file: 'eda.yaml', path: ['events', 'a.b.c', 'summary'] }, text: 'two' }],
        },
      }),
      finding([], { severity: 'warning', message: hostile, help: hostile, at: { file: odd, path: ['a'] } }),
      finding([], {
        code: 'yaml-syntax',
        at: { file: 'eda.yaml', path: [], range: { offset: 52, length: 23 } },
      }),
      finding(['events', 'a.b.c', 'summary'], {
        severity: 'warning',
        fix: { safe: false, title: 'take it out', edits: [] },
      }),
    ],
    {
      folder: 'my design',
      notes: [`a note: ${hostile}`],
      suppressed: [
        { diagnostic: finding(['events', 'a.b.c', 'data']), by: 'ignore', reason: hostile },
        { diagnostic: finding(['events', 'a.b.c']), by: 'baseline' },
      ],
    },
  );
}
