import { parentPort } from 'node:worker_threads';
import { loadGraphviz } from './graphviz.ts';
import type { LayoutInput } from './layout.ts';
import { layoutGraph } from './layout-graph.ts';
import type { DotAnswer, DotRequest } from './layout-now.ts';
import { createPieceMemory } from './piece-memory.ts';

interface LayoutRequest {
  readonly job: number;
  readonly input: LayoutInput;
}

const memory = createPieceMemory();

/** Lays out what it is sent, one after the other; whoever sent it ends this thread where it takes too long. */
parentPort?.on('message', async (request: LayoutRequest | DotRequest) => {
  if ('signal' in request) return answerWhoWaits(request);
  const dot = await loadGraphviz();
  parentPort?.postMessage({ job: request.job, layout: layoutGraph(request.input, dot, memory) });
});

/** The other thread stands still until it is told, whatever happens here. */
async function answerWhoWaits({ text, port, signal }: DotRequest): Promise<void> {
  let answer: DotAnswer;
  try {
    const dot = await loadGraphviz();
    answer = { json: dot(text) };
  } catch (fault) {
    answer = { fault: String(fault) };
  }
  port.postMessage(answer);
  Atomics.store(signal, 0, 1);
  Atomics.notify(signal, 0);
}
