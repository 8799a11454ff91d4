import type { Diagnostic, Fix } from '../../diagnostics/diagnostic.ts';
import type { Architecture } from '../../model/architecture.ts';
import { buildArchitecture } from '../../model/build.ts';
import { createMemoryFiles } from '../../spec/project-files.ts';
import { readSpec } from '../../spec/source.ts';
import { applySplices, createSplicer } from '../../spec/splice-edits.ts';
import { rules } from '../index.ts';
import { findInlineIgnores } from '../inline-ignore.ts';
import { runRules } from '../run.ts';
import type { IgnoredFinding } from '../silence.ts';

export interface LintedText {
  readonly architecture: Architecture;
  /** Of reader and builder. */
  readonly read: readonly Diagnostic[];
  readonly found: readonly Diagnostic[];
  readonly ignored: readonly IgnoredFinding[];
  lineOf(diagnostic: Diagnostic): number;
  /** The text with the edits of a fix made in it. */
  apply(fix: Fix): string;
}

/** Reads and lints the text of an `eda.yaml`; `prepare` may change the design in between. */
export function lintText(
  text: string,
  prepare: (architecture: Architecture) => Architecture = (architecture) => architecture,
): LintedText {
  const read = readSpec(createMemoryFiles({ 'eda.yaml': text }), 'eda.yaml');
  const { source } = read;
  if (source === undefined) throw new Error(`not readable: ${JSON.stringify(read.diagnostics)}`);
  const built = buildArchitecture(source);
  const architecture = prepare(built.architecture);
  const reported = [...read.diagnostics, ...built.diagnostics];
  const { findings: found, ignored } = runRules({
    architecture,
    rules,
    today: '2026-11-21',
    ignores: findInlineIgnores(text, 'eda.yaml'),
    locate: (place) => source.locate(place).line,
    reported,
  });
  return {
    architecture,
    read: reported,
    found,
    ignored,
    lineOf: (diagnostic) => source.locate(diagnostic.at).line,
    apply: (fix) => applySplices(text, createSplicer(text)(fix.edits)),
  };
}
