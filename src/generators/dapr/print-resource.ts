import { printHeader, printLineComment } from '../../print/header.ts';
import { wrapLine } from '../../print/wrap-line.ts';
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
  const lines = comment.split('\n').flatMap((line) => wrapLine(line, commentWidth));
  return printLineComment('yaml', lines.join('\n')) + printYaml(body);
}

const commentWidth = 108;
