import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { plural } from '../diagnostics/format/located.ts';
import type { ProjectFiles } from '../spec/project-files.ts';

/** A file of known findings, and the command that makes it anew. */
export interface BaselineFile {
  readonly name: string;
  readonly renew: string;
}

/** Of `eda validate`: beside the root file, and committed. */
export const designBaseline: BaselineFile = {
  name: 'eda.baseline.json',
  renew: 'eda validate --update-baseline',
};

/** Of `eda lint dapr`: in the folder that it runs in, and committed. */
export const daprBaseline: BaselineFile = {
  name: 'eda.dapr-baseline.json',
  renew: 'eda lint dapr --update-baseline',
};

export type KnownFindings =
  | {
      readonly ok: true;
      /** What the file knows, or none where there is no file. */
      readonly known: ReadonlySet<Diagnostic>;
      /** What it says and nobody found, in a sentence. */
      readonly mended?: string;
    }
  | { readonly ok: false; readonly message: string; readonly help?: string };

/** Tells which findings a baseline knows. */
export async function findKnown(
  files: ProjectFiles,
  { name, renew }: BaselineFile,
  findings: readonly Diagnostic[],
): Promise<KnownFindings> {
  const file = files.read(name);
  if (!file.ok) {
    return file.reason === 'missing'
      ? { ok: true, known: new Set() }
      : { ok: false, message: `${name} cannot be read` };
  }
  const { compareWithBaseline, readBaseline } = await import('../diagnostics/baseline.ts');
  const baseline = readBaseline(file.text);
  if (typeof baseline === 'string') {
    return {
      ok: false,
      message: `${name} cannot be used: ${baseline}`,
      help: `restore it from version control, or make it anew: ${renew}`,
    };
  }
  const { known, mended } = compareWithBaseline(findings, baseline);
  const [are, them] = mended === 1 ? ['is', 'it'] : ['are', 'them'];
  return {
    ok: true,
    known: new Set(known),
    ...(mended === 0
      ? {}
      : { mended: `${plural(mended, 'finding')} of the baseline ${are} mended: ${renew} takes ${them} out` }),
  };
}
