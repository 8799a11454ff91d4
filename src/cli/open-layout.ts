import { randomUUID } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { WorkerLayout } from '../draw/layout/layout-in-worker.ts';
import { version } from './version.ts';

/** How long Graphviz may take for one picture before it is laid out plainly, in ms. */
const deadline = 2000;

/**
 * Layout in a thread of its own, where the program was built; run from its sources there is no script for a thread,
 * and it works in this one.
 */
export async function openLayout(): Promise<
  WorkerLayout & {
    /** Changes whenever layouts may come out differently. */
    readonly maker: string;
  }
> {
  const script = new URL('./layout-worker.cjs', import.meta.url);
  if (existsSync(fileURLToPath(script))) {
    const { createWorkerLayout } = await import('../draw/layout/layout-in-worker.ts');
    const { mtimeMs, size } = statSync(script);
    return { ...createWorkerLayout({ script, deadline }), maker: `${version} ${mtimeMs} ${size}` };
  }
  const { layoutGraph } = await import('../draw/layout/layout-graph.ts');
  const { loadGraphviz } = await import('../draw/layout/graphviz.ts');
  const dot = await loadGraphviz();
  // From its sources, nobody knows what was changed.
  return {
    maker: randomUUID(),
    layout: (input) => Promise.resolve(layoutGraph(input, dot)),
    close: () => {},
  };
}
