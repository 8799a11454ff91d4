import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { type Dot, loadedGraphviz } from './graphviz.ts';
import type { Layout, LayoutInput } from './layout.ts';
import { layoutGraph } from './layout-graph.ts';

/** What a thread is sent to lay out one text of Graphviz's while somebody waits. */
export interface DotRequest {
  readonly text: string;
  readonly port: MessagePort;
  /** One number: 1 once the answer is at the port. */
  readonly signal: Int32Array;
}

export type DotAnswer = { readonly json: string } | { readonly fault: string };

/**
 * Lays out while the caller waits. Graphviz can only be loaded in time to come, so it works in a thread of its own, which
 * is started for the first picture that cannot do without it; what is laid out in a ring or in lanes needs none. Without a
 * deadline: equal graphs give equal pictures, however busy the machine is.
 */
export function layoutNow(input: LayoutInput): Layout {
  return layoutGraph(input, loadedGraphviz() ?? askThread);
}

/** A thread that says nothing for so long, in ms, has been ended by something. */
const longestSilence = 120_000;

/** How long a thread is kept for the next picture, in ms. */
const keptFor = 2000;

let worker: Worker | undefined;
let ending: NodeJS.Timeout | undefined;

const askThread: Dot = (text) => {
  clearTimeout(ending);
  worker ??= startThread();
  const { port1, port2 } = new MessageChannel();
  const signal = new Int32Array(new SharedArrayBuffer(4));
  worker.postMessage({ text, port: port2, signal } satisfies DotRequest, [port2]);
  Atomics.wait(signal, 0, 0, longestSilence);
  const answer = receiveMessageOnPort(port1)?.message as DotAnswer | undefined;
  port1.close();
  ending = setTimeout(endThread, keptFor);
  ending.unref();
  if (answer === undefined) throw new Error('the thread of Graphviz does not answer');
  if ('fault' in answer) throw new Error(answer.fault);
  return answer.json;
};

function startThread(): Worker {
  const isSource = import.meta.url.endsWith('.ts');
  // Throws where there is no script: a thread that never begins would be waited for in vain.
  const findScript = () => createRequire(import.meta.url).resolve('./layout-worker.cjs');
  const started = isSource ? new Worker(bundleScript(), { eval: true }) : new Worker(findScript());
  // A thread is no reason for the program to go on; what ends it shows in its silence.
  started.unref();
  started.on('error', endThread);
  return started;
}

/** Run from its sources, there is no script for a thread: it is made on the spot. */
function bundleScript(): string {
  const { buildSync } = createRequire(import.meta.url)('esbuild') as typeof import('esbuild');
  const { outputFiles } = buildSync({
    entryPoints: [fileURLToPath(new URL('./layout-worker.ts', import.meta.url))],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
  });
  return outputFiles[0]?.text ?? '';
}

function endThread(): void {
  void worker?.terminate();
  worker = undefined;
}
