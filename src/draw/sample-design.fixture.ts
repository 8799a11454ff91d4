import { fileURLToPath } from 'node:url';
import { makeSystem, printEda } from '../../tests/bench/make-system.mjs';
import { indexArchitecture } from '../model/query.ts';
import { loadDesign } from '../pipeline.ts';
import { createDiskFiles, createMemoryFiles, type ProjectFiles } from '../spec/project-files.ts';
import type { Design, Drawing, SystemDrawing } from './drawing.ts';

export const systems = ['todo', 'orders', 'iot', 'bank', 'large'] as const;

/** The design of a test system. */
export function readSystem(name: (typeof systems)[number]): Design {
  return design(createDiskFiles(fileURLToPath(new URL(`../../tests/systems/${name}`, import.meta.url))));
}

/** The design of an example. */
export function readExample(name: 'todo' | 'orders'): Design {
  return design(createDiskFiles(fileURLToPath(new URL(`../../examples/${name}`, import.meta.url))));
}

/** A design of so many events, as the benchmarks have it: the same each time. */
export function readMadeSystem(events: number): Design {
  return design(createMemoryFiles(printEda(makeSystem(events))));
}

/** A design from YAML; broken names are kept where the model keeps them. */
export function readDesign(yaml: string): Design {
  return design(createMemoryFiles({ 'eda.yaml': `eda: 1\nsystem: sample\n${yaml}` }));
}

function design(files: ProjectFiles): Design {
  const { architecture, diagnostics } = loadDesign(files, 'eda.yaml');
  if (architecture === undefined) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return { architecture, index: indexArchitecture(architecture) };
}

/** All diagrams of a view. */
export function drawingsOf(drawn: SystemDrawing): readonly Drawing[] {
  return 'whole' in drawn
    ? [drawn.whole]
    : [drawn.overview, ...drawn.domains.flatMap(({ drawings }) => drawings)];
}
