import type { Architecture } from '../../model/architecture.ts';
import { printMarkdown } from '../../print/markdown.ts';

/**
 * A text that may differ from environment to environment: once where it doesn't, else each variant with the
 * environments that have it. Variants are Markdown.
 */
export function perEnvironment(architecture: Architecture, textOf: (environment: string) => string): string {
  const environments = environmentsOf(architecture);
  const texts = environments.map(textOf);
  const [first = ''] = texts;
  if (texts.every((text) => text === first)) return first;
  const variants = new Map<string, string[]>();
  for (const [index, environment] of environments.entries()) {
    const text = texts[index] ?? '';
    const same = variants.get(text);
    if (same === undefined) variants.set(text, [environment]);
    else same.push(environment);
  }
  return [...variants]
    .map(([text, names]) => `${text || 'none'} (${names.map(printMarkdown).join(', ')})`)
    .join('<br>');
}

/** Names of the environments; a design without any has the settings that hold everywhere. */
export function environmentsOf(architecture: Architecture): readonly string[] {
  const names = Object.keys(architecture.environments);
  return names.length === 0 ? [''] : names;
}
