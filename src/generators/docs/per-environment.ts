import type { Architecture } from '../../model/architecture.ts';
import { printMarkdown } from '../../print/markdown.ts';

/** A text, and the environments that have it. */
export interface Variant<T> {
  readonly value: T;
  /** Empty: all of them. */
  readonly environments: readonly string[];
}

/** What may differ from environment to environment: once where it doesn't, else each variant with its environments. */
export function variantsOf<T>(
  architecture: Architecture,
  answer: (environment: string) => T,
): readonly Variant<T>[] {
  const answers = environmentsOf(architecture).map((environment) => {
    const value = answer(environment);
    return { environment, value, key: typeof value === 'string' ? value : (JSON.stringify(value) ?? '') };
  });
  const [first] = answers;
  if (first !== undefined && answers.every(({ key }) => key === first.key))
    return [{ value: first.value, environments: [] }];
  const variants = new Map<string, { readonly value: T; readonly environments: string[] }>();
  for (const { environment, value, key } of answers) {
    const same = variants.get(key);
    if (same === undefined) variants.set(key, { value, environments: [environment] });
    else same.environments.push(environment);
  }
  return [...variants.values()];
}

/**
 * A text that may differ from environment to environment: once where it doesn't, else each variant with the
 * environments that have it. Variants are Markdown.
 */
function perEnvironment(architecture: Architecture, textOf: (environment: string) => string): string {
  return variantsOf(architecture, textOf)
    .map(({ value, environments }) =>
      environments.length === 0
        ? value
        : `${value || 'none'} (${environments.map(printMarkdown).join(', ')})`,
    )
    .join('<br>');
}

/** As `perEnvironment`, for several texts about one thing, which each environment is asked for once; none: no text. */
export function textsPerEnvironment<T>(
  architecture: Architecture,
  answer: (environment: string) => T | undefined,
): (textOf: (value: T) => string) => string {
  const answers = new Map(
    environmentsOf(architecture).map((environment) => [environment, answer(environment)]),
  );
  const [first] = answers.values();
  // Settings that are the same are one value.
  if (first !== undefined && [...answers.values()].every((value) => value === first))
    return (textOf) => textOf(first);
  return (textOf) =>
    perEnvironment(architecture, (environment) => {
      const value = answers.get(environment);
      return value === undefined ? '' : textOf(value);
    });
}

/** Names of the environments; a design without any has the settings that hold everywhere. */
export function environmentsOf(architecture: Architecture): readonly string[] {
  const names = Object.keys(architecture.environments);
  return names.length === 0 ? [''] : names;
}
