import { printHeader, printLineComment } from '../../print/header.ts';
import { printYaml } from '../../print/yaml.ts';
import type { DaprResource } from './dapr-resource.ts';

/**
 * A resource as YAML, one to a file: daprd reads only the first of several policies in one.
 * @param specPath of the design, for the header
 */
export function printResource({ comment, body }: DaprResource, specPath: string): string {
  const lines = comment.split('\n').flatMap(wrap).join('\n');
  return `${printHeader('yaml', specPath)}${printLineComment('yaml', lines)}${printYaml(body)}`;
}

const width = 108;

function wrap(line: string): string[] {
  const lines: string[] = [];
  let current = '';
  for (const word of line.split(/\s+/)) {
    if (current !== '' && current.length + 1 + word.length > width) {
      lines.push(current);
      current = word;
    } else current = current === '' ? word : `${current} ${word}`;
  }
  return [...lines, current];
}
