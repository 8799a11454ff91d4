import type * as Yaml from 'yaml';

/** Prints values as YAML 1.2. */
export type YamlPrinter = (value: unknown, comment?: string) => string;

/**
 * The YAML printer; its package is loaded with the first call.
 *
 * Style: two spaces, long texts unfolded, quotes where a reader could take the text for something else, keys in the
 * order of the object, `undefined` members left out, no anchors.
 * @returns a function to text with a line feed at its end; its second argument is a header of comment lines, as
 * `printHeader('yaml', …)` makes it
 */
export async function loadYamlPrinter(): Promise<YamlPrinter> {
  const yaml = await import('yaml');
  return (value, comment) =>
    (comment === undefined ? '' : comment.replace(/\n*$/, '\n')) + print(yaml, value);
}

/** Several documents in one text, separated by `---`. */
export function printYamlDocuments(print: YamlPrinter, values: readonly unknown[], comment?: string): string {
  return values.map((value, index) => print(value, index === 0 ? comment : undefined)).join('---\n');
}

function print(yaml: typeof Yaml, value: unknown): string {
  return yaml.stringify(value, {
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
