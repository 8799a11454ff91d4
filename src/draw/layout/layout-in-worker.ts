import { Worker } from 'node:worker_threads';
import type { Layout, LayoutInput } from './layout.ts';
import { layoutGraphPlainly } from './layout-graph.ts';

/** Lays out in a thread of its own; what takes too long or fails there is laid out plainly. */
export interface WorkerLayout {
  layout(input: LayoutInput): Promise<Layout>;
  close(): void;
}

export interface WorkerLayoutOptions {
  /** Compiled module of the worker. */
  readonly script: URL;
  /** How long one layout may take, in ms, without the time that Graphviz needs to load. */
  readonly deadline: number;
}

/** Starts the thread when the first layout is asked for, and a new one after one that had to be ended. */
export function createWorkerLayout({ script, deadline }: WorkerLayoutOptions): WorkerLayout {
  let worker: Worker | undefined;
  let jobs = 0;
  // One after the other: the deadline of one must not run while another is at work.
  let queue: Promise<unknown> = Promise.resolve();

  const run = (input: LayoutInput): Promise<Layout> =>
    new Promise((done) => {
      const isNew = worker === undefined;
      worker ??= new Worker(script);
      const running = worker;
      const job = ++jobs;
      // A thread is no reason for the program to go on.
      running.unref();
      const finish = (layout: Layout): void => {
        clearTimeout(timer);
        running.off('message', onMessage);
        running.off('error', onFailure);
        running.off('exit', onFailure);
        done(layout);
      };
      const onMessage = (answer: { readonly job: number; readonly layout: Layout }): void => {
        if (answer.job === job) finish(answer.layout);
      };
      const onFailure = (): void => {
        if (worker === running) worker = undefined;
        void running.terminate();
        finish(layoutGraphPlainly(input));
      };
      const timer = setTimeout(onFailure, deadline + (isNew ? startUpMs : 0));
      running.on('message', onMessage);
      running.on('error', onFailure);
      running.on('exit', onFailure);
      running.postMessage({ job, input });
    });

  return {
    layout: (input) => {
      const made = queue.then(() => run(input));
      queue = made;
      return made;
    },
    close: () => {
      void worker?.terminate();
      worker = undefined;
    },
  };
}

/** A thread that starts and compiles Graphviz may need so long on a busy machine. */
const startUpMs = 5000;
