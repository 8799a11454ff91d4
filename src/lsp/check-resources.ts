import { lintResources } from '../dapr/lint-resources.ts';
import type { ResourceFile } from '../dapr/read-resources.ts';
import { findInlineIgnores } from '../rules/inline-ignore.ts';
import { silence } from '../rules/silence.ts';
import { createLocators } from '../spec/locate.ts';
import { placeFindings } from './place-findings.ts';
import type { PlacedFinding } from './program.ts';

/** What is wrong with resources of Dapr that are read together, but for what is ignored beside it. */
export function checkResources(files: readonly ResourceFile[]): readonly PlacedFinding[] {
  const texts = new Map(files.map(({ path, text }) => [path, text]));
  const textOf = (file: string): string => texts.get(file) ?? '';
  const locate = createLocators(textOf);
  const ignores = files.flatMap(({ path, text }) => findInlineIgnores(text, path));
  const { kept } = silence(lintResources(files).diagnostics, ignores, {
    locate: (place) => locate(place).line,
  });
  return placeFindings(kept, { textOf, locate });
}
