import type { Architecture } from '../../model/architecture.ts';
import { printMarkdown } from '../../print/markdown.ts';

/**
 * A text that may differ from environment to environment: once where it doesn't, else each variant with the
 * environments that have it. Variants are Markdown.
 */
export function perEnvironment(architecture: Architecture, textOf: (environment: string) => string): string {
  const variants = new Map<string, string[]>();
  for (const environment of environmentsOf(architecture)) {
    const text = textOf(environment);
    variants.set(text, [...(variants.get(text) ?? []), environment]);
  }
  if (variants.size === 1) return [...variants.keys()][0] ?? '';
  return [...variants]
    .map(([text, environments]) => `${text || 'none'} (${environments.map(printMarkdown).join(', ')})`)
    .join('<br>');
}

/** Names of the environments; a design without any has the settings that hold everywhere. */
export function environmentsOf(architecture: Architecture): readonly string[] {
  const names = Object.keys(architecture.environments);
  return names.length === 0 ? [''] : names;
}
