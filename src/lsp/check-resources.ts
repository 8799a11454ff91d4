import { lintResources } from '../dapr/lint-resources.ts';
import type { ResourceFile } from '../dapr/read-resources.ts';
import type { Place } from '../diagnostics/diagnostic.ts';
import { findInlineIgnores } from '../rules/inline-ignore.ts';
import { silence } from '../rules/silence.ts';
import { createLocator, type Position } from '../spec/locate.ts';
import { placeFindings } from './place-findings.ts';
import type { PlacedFinding } from './program.ts';

/** What is wrong with resources of Dapr that are read together, but for what is ignored beside it. */
export function checkResources(files: readonly ResourceFile[]): readonly PlacedFinding[] {
  const texts = new Map(files.map(({ path, text }) => [path, text]));
  const locators = new Map<string, (place: Place) => Position>();
  const locate = (place: Place): Position => {
    const locator = locators.get(place.file) ?? createLocator(texts.get(place.file) ?? '');
    locators.set(place.file, locator);
    return locator(place);
  };
  const ignores = files.flatMap(({ path, text }) => findInlineIgnores(text, path));
  const { kept } = silence(lintResources(files).diagnostics, ignores, {
    locate: (place) => locate(place).line,
  });
  return placeFindings(kept, { textOf: (file) => texts.get(file) ?? '', locate });
}
