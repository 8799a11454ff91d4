import { printHeader, printLineComment } from '../../print/header.ts';
import { printYaml } from '../../print/yaml.ts';
import type { DaprResource } from './dapr-resource.ts';

/**
 * The resources of one file as YAML, a document each. Policies stand alone: daprd reads only the first of several in
 * a file, while it and Kubernetes take any number of subscriptions.
 * @param specPath of the design, for the header
 */
export function printResources(resources: readonly DaprResource[], specPath: string): string {
  return printHeader('yaml', specPath) + printDocuments(resources);
}

/** The same without a header: for files that are their reader's. */
export function printDocuments(resources: readonly DaprResource[]): string {
  return resources.map(printDocument).join('---\n');
}

function printDocument({ comment, body }: DaprResource): string {
  return printLineComment('yaml', comment.split('\n').flatMap(wrap).join('\n')) + printYaml(body);
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
