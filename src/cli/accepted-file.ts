import { didYouMean } from '../diagnostics/suggest.ts';
import { type AcceptedChange, readAccepted } from '../diff/accepted-changes.ts';
import type { Change } from '../diff/change.ts';
import { printYaml } from '../print/yaml.ts';
import { describeProblem, type ProjectFiles } from '../spec/project-files.ts';
import { readYaml } from '../spec/yaml.ts';
import { replaceFile } from '../write/replace-file.ts';

/** Accepted changes of a project, committed with it. */
const acceptedName = 'eda.accepted.yaml';

export interface AcceptedFile {
  readonly entries: readonly AcceptedChange[];
  /** As it stands; empty where there is none. */
  readonly text: string;
}

type Read =
  | { readonly ok: true; readonly file: AcceptedFile }
  | { readonly ok: false; readonly message: string };

/** Reads `eda.accepted.yaml` of a design; one that isn't there accepts nothing. */
export function readAcceptedFile(files: ProjectFiles): Read {
  const file = files.read(acceptedName);
  if (file.ok) return parse(file.text);
  if (file.reason === 'missing') return { ok: true, file: { entries: [], text: '' } };
  return { ok: false, message: `${acceptedName}: ${describeProblem(file)}` };
}

function parse(text: string): Read {
  const { value, diagnostics } = readYaml(text, acceptedName);
  const [wrong] = diagnostics;
  if (wrong !== undefined) return { ok: false, message: `${acceptedName}: ${wrong.message}` };
  const { entries, problems } = readAccepted(value);
  if (problems.length > 0) return { ok: false, message: `${acceptedName}: ${problems.join('; ')}` };
  return { ok: true, file: { entries, text } };
}

type Accepted =
  | { readonly ok: true; readonly file: AcceptedFile; readonly added: readonly AcceptedChange[] }
  | { readonly ok: false; readonly message: string; readonly help?: string };

/** Adds entries for changes by their fingerprints, behind what the file has; what a person wrote there stays. */
export function acceptChanges(
  folder: string,
  file: AcceptedFile,
  changes: readonly Change[],
  {
    accept,
    reason = '',
    until,
  }: { readonly accept: readonly string[]; readonly reason?: string; readonly until?: string },
): Accepted {
  const added: AcceptedChange[] = [];
  for (const fingerprint of new Set(accept)) {
    const change = changes.find((candidate) => candidate.fingerprint === fingerprint);
    if (change === undefined) {
      const known = changes
        .filter(({ verdict }) => verdict === 'breaking' || verdict === 'risky')
        .map((candidate) => candidate.fingerprint);
      return {
        ok: false,
        message: `no change between the two has the fingerprint ${fingerprint}${didYouMean(fingerprint, known)}`,
        help: 'eda diff --format json lists them all',
      };
    }
    if (change.verdict !== 'breaking' && change.verdict !== 'risky') {
      return { ok: false, message: `${fingerprint} breaks nobody: there is nothing to accept` };
    }
    added.push({
      change: fingerprint,
      what: `${change.subject.name}: ${change.what}`,
      reason: reason.trim(),
      ...(until === undefined ? {} : { until }),
    });
  }
  // A new word on the same change takes the place of the old one.
  const kept = file.entries.filter((entry) => !added.some(({ change }) => change === entry.change));
  const entries = [...kept, ...added];
  const head =
    '# Changes that break somebody and were accepted: eda diff --accept <fingerprint> --reason …\n';
  const whole = (list: readonly AcceptedChange[]): string => head + printYaml({ accepted: list });
  const appended =
    kept.length === file.entries.length && file.entries.length > 0
      ? `${file.text.trimEnd()}\n${printYaml({ accepted: added }).replace(/^accepted:\n/, '')}`
      : whole(entries);
  // Where the file is laid out otherwise, it is written anew.
  const check = parse(appended);
  const text = check.ok && check.file.entries.length === entries.length ? appended : whole(entries);
  replaceFile(folder, acceptedName, text, new Set());
  return { ok: true, file: { entries, text }, added };
}
