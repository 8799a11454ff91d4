import type { Architecture } from '../model/architecture.ts';
import { loadDesign } from '../pipeline.ts';
import { createMemoryFiles } from '../spec/project-files.ts';
import type { Change } from './change.ts';
import { type CompareOptions, compareArchitectures } from './compare-architectures.ts';

const models = new Map<string, Architecture>();

/** The model of a design in memory, read once; one that has faults is a mistake of the test. */
export function modelOf(design: string | { readonly [path: string]: string }): Architecture {
  const key = JSON.stringify(design);
  const known = models.get(key);
  if (known !== undefined) return known;
  const files = typeof design === 'string' ? { 'eda.yaml': design } : design;
  const root = Object.keys(files)[0] ?? 'eda.yaml';
  const { architecture, diagnostics } = loadDesign(createMemoryFiles(files), root);
  const faults = diagnostics.filter(({ severity }) => severity === 'error');
  if (architecture === undefined || faults.length > 0)
    throw new Error(`not a sound design: ${JSON.stringify(faults)}`);
  models.set(key, architecture);
  return architecture;
}

/** All changes between two designs in memory. */
export function compareTexts(
  old: string,
  now: string,
  options: Partial<CompareOptions> = {},
): readonly Change[] {
  return compareArchitectures(modelOf(old), modelOf(now), {
    policy: 'tolerant',
    today: '2026-11-26',
    ...options,
  });
}

/** `breaking event-removed event todos.task.created: event removed`, for expectations that people can read. */
export function describeChange({ verdict, broken, kind, subject, what }: Change): string {
  const directions = broken.length === 0 ? '' : ` (${broken.join(', ')})`;
  return `${verdict}${directions} ${kind} · ${subject.name}: ${what}`;
}
