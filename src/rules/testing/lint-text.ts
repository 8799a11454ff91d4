import type { Diagnostic, Fix } from '../../diagnostics/diagnostic.ts';
import type { Architecture } from '../../model/architecture.ts';
import { buildArchitecture } from '../../model/build.ts';
import { looksLikeAsyncApi } from '../../spec/asyncapi/detect-document.ts';
import { createMemoryFiles } from '../../spec/project-files.ts';
import { readSpec } from '../../spec/source.ts';
import { applySplices, createSplicer } from '../../spec/splice-edits.ts';
import { rules } from '../index.ts';
import { findInlineIgnores } from '../inline-ignore.ts';
import type { ReleaseFindings } from '../rule.ts';
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

/**
 * Reads and lints the text of an `eda.yaml`, or of AsyncAPI documents; `prepare` may change the design in between.
 * Files are parted by lines of `---`, or of `--- name.yaml`; each keeps its lines where they stand in the text.
 * Reads and lints the text of an `eda.yaml`; `prepare` may change the design in between, `compare` says what changed
 * since a release.
 */
export function lintText(
  text: string,
  prepare: (architecture: Architecture) => Architecture = (architecture) => architecture,
  compare?: (architecture: Architecture) => ReleaseFindings | undefined,
): LintedText {
  const files = splitFiles(text);
  const [first = ''] = Object.keys(files);
  const entry = first === 'eda.yaml' ? first : { documents: Object.keys(files), system: 'documents' };
  const read = readSpec(createMemoryFiles(files), entry);
  const { source } = read;
  if (source === undefined) throw new Error(`not readable: ${JSON.stringify(read.diagnostics)}`);
  const built = buildArchitecture(source);
  const architecture = prepare(built.architecture);
  const reported = [...read.diagnostics, ...built.diagnostics];
  const release = compare?.(architecture);
  const { findings: found, ignored } = runRules({
    architecture,
    rules,
    today: '2026-11-21',
    ignores: Object.entries(files).flatMap(([path, own]) => findInlineIgnores(own, path)),
    locate: (place) => source.locate(place).line,
    reported,
    ...(release === undefined ? {} : { release }),
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

/** The files of a text, by name. Where one begins, the lines before it are empty. */
function splitFiles(text: string): { [path: string]: string } {
  const files: { [path: string]: string } = {};
  let path = looksLikeAsyncApi(text.slice(0, 40)) ? 'document.yaml' : 'eda.yaml';
  let before = 0;
  let own: string[] = [];
  const close = (): void => {
    files[path] = '\n'.repeat(before) + own.join('\n');
  };
  for (const [index, line] of text.split('\n').entries()) {
    const mark = /^---(?: (\S+))?$/.exec(line);
    if (mark === null) own.push(line);
    else {
      close();
      path = mark[1] ?? `document-${index}.yaml`;
      before = index + 1;
      own = [];
    }
  }
  close();
  return files;
}
