import type { Diagnostic } from './diagnostic.ts';
import { fingerprint, logicalPath, stableMessage } from './fingerprint.ts';

/** Findings that a team knows of and has not mended yet, by fingerprint. */
export type Baseline = ReadonlyMap<string, KnownFinding>;

export interface KnownFinding {
  readonly rule: string;
  /** For people who read the file; the fingerprint decides. */
  readonly path: string;
  readonly message: string;
  /** How many findings have this fingerprint. */
  readonly count: number;
}

export interface Compared {
  /** Not in the baseline, or more of them than there. */
  readonly fresh: readonly Diagnostic[];
  readonly known: readonly Diagnostic[];
  /** How many of the baseline were not found again. */
  readonly mended: number;
}

/** Parts findings into those of the baseline and new ones. */
export function compareWithBaseline(findings: readonly Diagnostic[], baseline: Baseline): Compared {
  const left = new Map([...baseline].map(([print, { count }]) => [print, count]));
  const fresh: Diagnostic[] = [];
  const known: Diagnostic[] = [];
  for (const finding of findings) {
    const print = fingerprint(finding);
    const count = left.get(print) ?? 0;
    left.set(print, count - 1);
    (count > 0 ? known : fresh).push(finding);
  }
  const mended = [...left.values()].reduce((sum, count) => sum + Math.max(0, count), 0);
  return { fresh, known, mended };
}

/** The baseline of what was found. */
export function makeBaseline(findings: readonly Diagnostic[]): Baseline {
  const baseline = new Map<string, KnownFinding>();
  for (const finding of findings) {
    const print = fingerprint(finding);
    const count = (baseline.get(print)?.count ?? 0) + 1;
    baseline.set(print, {
      rule: finding.code,
      path: logicalPath(finding.at),
      message: stableMessage(finding.message),
      count,
    });
  }
  return baseline;
}

const version = 1;

/** As it is committed: a line a finding, sorted, so that two branches seldom touch the same lines. */
export function printBaseline(baseline: Baseline): string {
  const lines = [...baseline]
    .map(([print, { rule, path, message, count }]) => ({ rule, path, message, count, fingerprint: print }))
    .sort(
      (a, b) => compare(a.rule, b.rule) || compare(a.path, b.path) || compare(a.fingerprint, b.fingerprint),
    )
    .map((entry) => `    ${JSON.stringify(entry)}`);
  const list = lines.length === 0 ? '[]' : `[\n${lines.join(',\n')}\n  ]`;
  return `{\n  "version": ${version},\n  "findings": ${list}\n}\n`;
}

/** Reads a baseline; a text says what is wrong with it. */
export function readBaseline(text: string): Baseline | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'it is not JSON (a merge conflict?)';
  }
  if (!isMap(value)) return 'it is not an object';
  if (value.version !== version)
    return `it has version ${JSON.stringify(value.version)}; this eda reads ${version}`;
  if (!Array.isArray(value.findings)) return 'it has no list called findings';
  const baseline = new Map<string, KnownFinding>();
  for (const [index, entry] of value.findings.entries()) {
    if (!isKnownFinding(entry)) return `findings[${index}] is not a finding`;
    // Two branches may each have brought the same finding.
    const count = Math.max(entry.count, baseline.get(entry.fingerprint)?.count ?? 0);
    baseline.set(entry.fingerprint, { rule: entry.rule, path: entry.path, message: entry.message, count });
  }
  return baseline;
}

function isKnownFinding(value: unknown): value is KnownFinding & { readonly fingerprint: string } {
  if (!isMap(value)) return false;
  const texts = [value.rule, value.path, value.message, value.fingerprint];
  return (
    texts.every((text) => typeof text === 'string') &&
    Number.isInteger(value.count) &&
    Number(value.count) > 0
  );
}

function isMap(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
