import { parentPort } from 'node:worker_threads';
import { loadGraphviz } from './graphviz.ts';
import type { LayoutInput } from './layout.ts';
import { layoutGraph } from './layout-graph.ts';

/** Lays out what it is sent, one after the other; whoever sent it ends this thread where it takes too long. */
parentPort?.on('message', async ({ job, input }: { readonly job: number; readonly input: LayoutInput }) => {
  const dot = await loadGraphviz();
  parentPort?.postMessage({ job, layout: layoutGraph(input, dot) });
});
