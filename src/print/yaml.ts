import { stringify } from 'yaml';

/**
 * A value as YAML 1.2, which readers of YAML 1.1 understand as well.
 *
 * Style: two spaces, long texts unfolded, quotes where a reader could take the text for something else, keys in the
 * order of the object, `undefined` members left out, no anchors.
 * @returns text with a line feed at its end
 */
export function printYaml(value: unknown): string {
  return stringify(value, {
    indent: 2,
    lineWidth: 0,
    minContentWidth: 0,
    aliasDuplicateObjects: false,
    keepUndefined: false,
    singleQuote: true,
    defaultStringType: 'PLAIN',
    defaultKeyType: 'PLAIN',
    // YAML 1.1 readers (Dapr's among them) take `yes` and `0o7` for something else than a text.
    compat: 'yaml-1.1',
  });
}
